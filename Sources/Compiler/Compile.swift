internal import Machine
public import Syntax

// All phases in order: parse, elaborate (which folds and simplifies as it goes), schedule, prune
// and lower, verify. None of them fails: each gives what it can and says what is wrong.

/// Compiles a strategy file.
///
/// - Parameter find: gives imported files; without it there are none.
public func compile(_ source: Source, finding find: FileFinder? = nil) -> Compilation {
  let parsed = parse(source)
  var elaborated = elaborate(parsed, find.map { Library($0) })
  let roots = roots(of: &elaborated)
  let outlook = outlook(of: &elaborated)
  var watch = isSound(elaborated.diagnostics) ? elaborated.watch() : Watch()
  let schedule = schedule(&elaborated, roots.nodes + outlook.nodes + watch.nodes)
  elaborated.checkAcross(schedule)
  elaborated.checkEntries(schedule, roots, shown: outlook.nodes + watch.roots.nodes)
  let isSound = isSound(parsed.diagnostics + elaborated.diagnostics)
  var program = isSound ? lower(elaborated, schedule, roots) : nil
  program?.assumptions = elaborated.assumptions
  program?.universe = elaborated.universe
  if program != nil, !outlook.isEmpty { program?.outlook = lower(elaborated, schedule, outlook) }
  let tests = isSound ? suite(elaborated, schedule, &watch) : nil
  let problems = verify(program) + verify(tests?.watch)
  let facts = facts(elaborated.facts, elaborated.graph, schedule)
  let advice = advice(elaborated, roots, schedule)
  let diagnostics = sorted(parsed.diagnostics + elaborated.diagnostics + problems)
  var compilation = Compilation(
    program: problems.isEmpty ? program : nil, diagnostics: diagnostics,
    texts: diagnostics.map { _ in 0 }, facts: facts, kind: elaborated.kind,
    imports: elaborated.library.paths, advice: advice)
  if problems.isEmpty { compilation.tests = tests }
  return compilation
}

/// Compiles expressions over the market, as `quill eval` does: each is an output named by its text,
/// a record one output for each field. `parameters` can be used by their names, and `columns` of
/// the data beside the market.
public func compile(
  expressions sources: [Source], parameters: [(name: String, value: Double)] = [],
  columns: [String] = []
) -> Compilation {
  var elaborated = Elaborator(Source(name: "", text: ""), hasAccount: false)
  for parameter in parameters { elaborated.bind(parameter) }
  for column in columns {
    elaborated.declare(Name(column, .none), .column, in: Elaborator.file)
  }
  var roots = Roots()
  for (number, source) in sources.enumerated() { elaborated.output(source, number, into: &roots) }
  let schedule = schedule(&elaborated, roots.nodes)
  let program = isSound(elaborated.diagnostics) ? lower(elaborated, schedule, roots) : nil
  let problems = verify(program)
  let facts = facts(elaborated.facts, elaborated.graph, schedule)
  return Compilation(
    program: problems.isEmpty ? program : nil, diagnostics: elaborated.diagnostics + problems,
    texts: elaborated.texts + problems.map { _ in 0 }, facts: facts)
}

/// Compiles expressions that may use what a file defines. The program has the file's parameters and
/// none of its orders; problems of the expressions alone are told, those of the file with them only
/// where they keep everything from being compiled.
///
/// - Parameter find: gives files that the file imports; without it there are none.
public func compile(
  expressions sources: [Source], within file: Source, finding find: FileFinder? = nil
) -> Compilation {
  let parsed = parse(file)
  var elaborated = elaborate(parsed, find.map { Library($0) })
  let own = parsed.diagnostics + elaborated.diagnostics
  guard isSound(own) else {
    let diagnostics = sorted(own)
    return Compilation(
      program: nil, diagnostics: diagnostics, texts: diagnostics.map { _ in -1 }, facts: [])
  }
  elaborated.beginGuests()
  var roots = Roots()
  for (number, source) in sources.enumerated() { elaborated.output(source, number, into: &roots) }
  let schedule = schedule(&elaborated, roots.nodes)
  let program = isSound(elaborated.diagnostics) ? lower(elaborated, schedule, roots) : nil
  let problems = verify(program)
  let facts = facts(elaborated.facts, elaborated.graph, schedule)
  return Compilation(
    program: problems.isEmpty ? program : nil, diagnostics: elaborated.diagnostics + problems,
    texts: elaborated.texts + problems.map { _ in 0 }, facts: facts)
}

/// Where an order depends on all bars since the first, and nothing says where they start.
private func advice(_ elaborated: Elaborator, _ roots: Roots, _ schedule: Schedule)
  -> [Diagnostic]
{
  guard elaborated.assumptions.history == nil, isSound(elaborated.diagnostics) else { return [] }
  var advice: [Diagnostic] = []
  for span in openEnded(elaborated.graph, schedule.pruned(to: roots.nodes, in: elaborated.graph)) {
    let text = elaborated.source.text(span)
    let name = text.utf8.count > 40 || text.contains("\n") ? "this" : "`\(text)`"
    let diagnostic = Problem.start(.openEnded(name)).diagnostic(at: span)
    if !advice.contains(where: { $0.span == span }) { advice.append(diagnostic) }
  }
  return sorted(advice)
}

// MARK: - Phases

/// Names, types, binding times and causality: the tree becomes a graph.
private func elaborate(_ parsed: ParseResult, _ library: Library? = nil) -> Elaborator {
  var elaborator = Elaborator(parsed.source, hasAccount: true)
  if let library { elaborator.library = library }
  elaborator.importing = [parsed.source.name]
  elaborator.isWhole = isSound(parsed.diagnostics)
  if !parsed.tree.items.isEmpty || elaborator.isWhole { elaborator.elaborate(parsed.tree) }
  return elaborator
}

/// What someone outside of the program reads.
private func roots(of elaborator: inout Elaborator) -> Roots {
  var roots = Roots()
  for order in elaborator.orders { roots.orders.append(order.plain(in: &elaborator.graph)) }
  roots.requirements = elaborator.requirements
  roots.namings = elaborator.namings
  roots.rules = elaborator.rules
  roots.remembered = elaborator.remembered.map { elaborator.graph.resolved($0) }
  return roots
}

/// What is shown and said.
private func outlook(of elaborator: inout Elaborator) -> OutlookRoots {
  var roots = OutlookRoots()
  for plot in elaborator.plots { roots.plots.append(plot.plain(in: &elaborator.graph)) }
  for alert in elaborator.alerts { roots.alerts.append(alert.plain(in: &elaborator.graph)) }
  return roots
}

/// An order in which everything can be computed; where there is none, that is a problem.
private func schedule(_ elaborator: inout Elaborator, _ roots: [NodeID]) -> Schedule {
  let facts = elaborator.facts.flatMap(\.value.edges).map(\.node)
  let schedule = Schedule(elaborator.graph, roots: roots + facts)
  if let stuck = schedule.stuck, isSound(elaborator.diagnostics) {
    let span = elaborator.graph[stuck].origin
    let problem: Problem =
      schedule.isStuckByParameter
      ? .time(.countedCycle(nil))
      : .time(.cycle([elaborator.source.text(span)], isOthersPast: false))
    elaborator.report(problem, at: span)
  }
  for (node, problem) in [
    (schedule.crossing, ClockProblem.cycle), (schedule.misplaced, .accountInside),
  ] {
    guard let node, isSound(elaborator.diagnostics) else { continue }
    elaborator.report(.clock(problem), at: elaborator.graph[node].origin)
  }
  return schedule
}

/// The program that computes the roots and nothing else.
private func lower(
  _ elaborator: Elaborator, _ schedule: Schedule, _ roots: Roots
) -> Program {
  let pruned = schedule.pruned(to: roots.nodes, in: elaborator.graph)
  var lowering = Lowering(
    elaborator.graph, pruned, title: elaborator.title,
    sources: [elaborator.source] + elaborator.library.sources)
  return lowering.lower(roots, elaborator.parameters)
}

/// The program that computes what is shown and said.
private func lower(
  _ elaborator: Elaborator, _ schedule: Schedule, _ roots: OutlookRoots
) -> Outlook {
  let pruned = schedule.pruned(to: roots.nodes, in: elaborator.graph)
  var lowering = Lowering(
    elaborator.graph, pruned, title: elaborator.title,
    sources: [elaborator.source] + elaborator.library.sources)
  return lowering.lower(roots, elaborator.parameters)
}

/// The tests of a file, with the program that watches for them; nothing where there are none.
private func suite(
  _ elaborator: Elaborator, _ schedule: Schedule, _ watch: inout Watch
) -> TestSuite? {
  guard !watch.tests.isEmpty else { return nil }
  watch.settle(schedule, elaborator.graph)
  return TestSuite(
    tests: watch.tests, conditions: watch.conditions,
    watch: lower(elaborator, schedule, watch.roots))
}

/// Proves that a program can run. Whoever runs one has it verified anyway; here it is a check of
/// ourselves.
private func verify(_ program: Program?) -> [Diagnostic] {
  #if DEBUG
    do {
      try program?.verify()
    } catch {
      return [Problem.limit(.verification("\(error)")).diagnostic(at: .none)]
    }
  #endif
  return []
}

private func isSound(_ diagnostics: [Diagnostic]) -> Bool {
  !diagnostics.contains { $0.severity == .error }
}

/// In the order of the text, and no more than anyone reads.
private func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
  let order = diagnostics.enumerated().sorted { left, right in
    (left.element.span.start, left.element.span.end, left.offset)
      < (right.element.span.start, right.element.span.end, right.offset)
  }
  return order.prefix(Limits.problems).map(\.element)
}
