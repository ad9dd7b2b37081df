internal import Machine
public import Syntax

// All phases in order: parse, elaborate (which folds and simplifies as it goes), prune and
// schedule, lower, verify. None of them fails: each gives what it can and says what is wrong.

/// Compiles a strategy file.
public func compile(_ source: Source) -> Compilation {
  let parsed = parse(source)
  let elaborated = elaborate(parsed)
  let lowered = lower(elaborated)
  let diagnostics = sorted(parsed.diagnostics + lowered.diagnostics)
  return Compilation(
    program: isSound(diagnostics) ? lowered.program : nil, diagnostics: diagnostics,
    texts: diagnostics.map { _ in 0 }, facts: facts(elaborated.facts, elaborated.graph))
}

/// Compiles expressions over the market, as `quill eval` does: each is an output named by its text,
/// a record one output for each field. `parameters` can be used by their names.
public func compile(
  expressions sources: [Source], parameters: [(name: String, value: Double)] = []
) -> Compilation {
  var elaborator = Elaborator(Source(name: "", text: ""), hasAccount: false)
  for parameter in parameters { elaborator.bind(parameter) }
  var roots = Roots()
  var diagnostics: [Diagnostic] = []
  var texts: [Int] = []
  for (number, source) in sources.enumerated() {
    let found = elaborator.output(source, into: &roots)
    diagnostics += found
    texts += found.map { _ in number }
  }
  let lowered = lower(elaborator, roots, title: "eval")
  diagnostics += lowered.diagnostics
  texts += lowered.diagnostics.map { _ in 0 }
  return Compilation(
    program: isSound(diagnostics) ? lowered.program : nil, diagnostics: diagnostics, texts: texts,
    facts: facts(elaborator.facts, elaborator.graph))
}

// MARK: - Phases

/// Names, types, binding times and causality: the tree becomes a graph.
private func elaborate(_ parsed: ParseResult) -> Elaborator {
  var elaborator = Elaborator(parsed.source, hasAccount: true)
  elaborator.isWhole = isSound(parsed.diagnostics)
  if !parsed.tree.items.isEmpty || elaborator.isWhole { elaborator.elaborate(parsed.tree) }
  return elaborator
}

private func lower(_ elaborator: Elaborator) -> (program: Program?, diagnostics: [Diagnostic]) {
  var elaborator = elaborator
  var roots = Roots()
  roots.orders = elaborator.orders.map { $0.plain(in: &elaborator.graph) }
  roots.requirements = elaborator.requirements
  let lowered = lower(elaborator, roots, title: elaborator.title)
  return (lowered.program, elaborator.diagnostics + lowered.diagnostics)
}

/// What the roots need becomes a program; everything else is left out.
private func lower(
  _ elaborator: Elaborator, _ roots: Roots, title: String
) -> (program: Program?, diagnostics: [Diagnostic]) {
  guard isSound(elaborator.diagnostics) else { return (nil, []) }
  let schedule = Schedule(
    elaborator.graph, roots: roots.columns + roots.requirements.map(\.flag))
  if let stuck = schedule.stuck {
    let span = elaborator.graph[stuck].origin
    let text = elaborator.source.text(span)
    return (nil, [Problem.time(.cycle([text])).diagnostic(at: span)])
  }
  var lowering = Lowering(elaborator.graph, schedule, title: title, source: elaborator.source)
  let program = lowering.lower(roots, elaborator.parameters)
  return verified(program)
}

private func verified(_ program: Program) -> (program: Program?, diagnostics: [Diagnostic]) {
  do {
    try program.verify()
    return (program, [])
  } catch {
    return (nil, [Problem.limit(.verification("\(error)")).diagnostic(at: .none)])
  }
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
