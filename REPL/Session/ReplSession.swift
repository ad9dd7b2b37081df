import Compiler
package import Console
package import Host
import Machine
import Market
import Syntax

/// A session at the prompt: what has been defined, the bars loaded, the columns computed so far. A
/// synchronous value; whoever owns it brings the lines and shows the replies.
package struct ReplSession {
  let environment: Environment
  /// Money and costs of `:backtest`, before its own options.
  let settings: Settings
  let isColored: Bool
  var definitions = Definitions()
  /// Where `:save` writes without asking: the file that was loaded or saved last.
  var path: String?
  /// Beside which file imports are looked for: the one that was loaded, else one in the current
  /// folder.
  var home = ""
  var parameters: [ParameterSetting] = []
  var data: LoadedBars?
  /// Lines of an input that goes on.
  private var pending: [String] = []

  /// The bars in use, and the columns over them.
  struct LoadedBars {
    let options: BarsOptions
    let set: DataSet
    var cache: ColumnCache
  }

  /// How many of the last bars a table shows.
  static let shownBars = 5

  package init(in environment: Environment, settings: Settings, isColored: Bool) {
    self.environment = environment
    self.settings = settings
    self.isColored = isColored
  }

  /// True while an input goes on over several lines.
  package var isWaiting: Bool { !pending.isEmpty }

  /// Rows computed so far over the bars in use: what a second look must not add to.
  package var computedRows: Int { data?.cache.computedRows ?? 0 }

  /// Forgets an input that has been begun, as Ctrl-C does.
  package mutating func cancel() { pending = [] }

  /// Takes a line; nothing where the input goes on.
  package mutating func take(_ line: String) -> Reply? {
    if let command = CommandLine(line) {
      let dropped = isWaiting ? "what was begun is dropped\n" : ""
      cancel()
      let reply = run(command)
      return Reply(reply.kind, dropped + reply.text, reply.fields)
    }
    let text = (pending + [line]).joined(separator: "\n")
    let input = Input(Source(name: "input", text: text))
    let isEmptyLine = line.allSatisfy(\.isWhitespace)
    let goesOn =
      input.form != .empty
      && (input.isOpen || !isEmptyLine && (input.wantsMore || input.endsAtEmptyLine))
    if goesOn {
      pending.append(line)
      return nil
    }
    return finish(text, input)
  }

  /// The input has ended: what is begun is taken as it stands.
  package mutating func takeEnd() -> Reply? {
    guard isWaiting else { return nil }
    let text = pending.joined(separator: "\n")
    return finish(text, Input(Source(name: "input", text: text)))
  }

  private mutating func finish(_ text: String, _ input: Input) -> Reply {
    pending = []
    let source = Source(name: "input", text: text)
    switch input.form {
    case .empty: return Reply(.nothing, "")
    case .statements: return define(source)
    case .expressions: return look(source)
    }
  }

  // MARK: - Statements

  private mutating func define(_ source: Source) -> Reply {
    let parsed = parse(source)
    let errors = parsed.diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else { return .problems(errors, in: source, colored: isColored) }
    let (candidate, replaced) = definitions.adding(parsed)
    let compilation = compiled(candidate)
    let problems = compilation.diagnostics.filter { $0.severity == .error }
    guard problems.isEmpty else {
      let reply = Reply.problems(problems, in: candidate.source, colored: isColored)
      return Reply(.error, reply.text + "nothing was changed\n", reply.fields)
    }
    let names = parsed.tree.items.flatMap(\.names)
    let libraries = parsed.tree.items.compactMap { item in
      if case .use(let use) = item.kind { use.name.text } else { nil }
    }
    let reply = defined(names, libraries, replaced, compilation)
    let warnings = warnings(compilation, candidate.source)
    definitions = candidate
    let gone = dropUnfitSettings(compilation)
    return Reply(reply.kind, reply.text + gone + warnings, reply.fields)
  }

  /// A parameter that is gone, or no longer takes the value it was set to, has its standard one
  /// again.
  private mutating func dropUnfitSettings(_ compilation: Compilation) -> String {
    guard let program = compilation.program else { return "" }
    let unfit = parameters.filter { (try? program.values([$0])) == nil }
    parameters.removeAll { setting in unfit.contains { $0.name == setting.name } }
    return unfit.map { "\($0.name) = \($0.value) no longer fits and is dropped\n" }.joined()
  }

  /// What is to be said of a session that was not to be said before. That nothing uses a name yet
  /// is no wonder here.
  private func warnings(_ compilation: Compilation, _ source: Source) -> String {
    let known = Set(compiled(definitions).diagnostics.map(\.message))
    let new = compilation.diagnostics.filter {
      $0.severity == .warning && $0.code != "E0107" && !known.contains($0.message)
    }
    return new.map { $0.terminalText(in: source, colored: isColored) + "\n" }.joined()
  }

  private func defined(
    _ names: [Definitions.Name], _ libraries: [String], _ replaced: [String],
    _ compilation: Compilation
  ) -> Reply {
    let values = Set(names.filter { !$0.isFunction }.map(\.text))
    let facts = compilation.facts.filter { values.contains($0.name) && $0.kind != .order }
    var lines = facts.map { "\(visible($0.name)): \($0.words)" }
    lines += libraries.map { "\($0): library" }
    lines += names.filter(\.isFunction).map { "\($0.text): function" }
    if !replaced.isEmpty { lines.append("in place of the old \(replaced.joined(separator: ", "))") }
    let lost = replaced.filter { old in !names.contains { $0.text == old } }
    if !lost.isEmpty { lines.append("gone with it: \(lost.joined(separator: ", "))") }
    let orders = compilation.program?.orders.count ?? 0
    if names.isEmpty {
      switch orders {
      case 0: lines.append("noted; there are no orders yet")
      case 1: lines.append("1 order; :backtest runs it")
      default: lines.append("\(orders) orders; :backtest runs them")
      }
    }
    return Reply(
      names.isEmpty ? .orders : .definition, lines.joined(separator: "\n") + "\n",
      [
        ("facts", .array(facts.map(\.json))), ("replaced", .array(replaced.map(JSON.text))),
        ("orders", .integer(orders)),
      ])
  }

  // MARK: - Expressions

  func compiled(_ sources: [Source]) -> Compilation {
    let source = definitions.source(beside: home)
    return compile(
      expressions: sources, within: source, finding: ImportFolder(of: home, in: environment).file)
  }

  func compiled(_ definitions: Definitions) -> Compilation {
    compiled(definitions, beside: home)
  }

  /// What a session says, as if it stood in the folder of a file.
  func compiled(_ definitions: Definitions, beside file: String) -> Compilation {
    compile(
      definitions.source(beside: file), finding: ImportFolder(of: file, in: environment).file)
  }

  /// The expressions of a text, which is one where it is a statement.
  func expressions(of source: Source) -> [Source] {
    let spans = Input(source).expressions
    if spans.isEmpty { return [source] }
    return spans.map { Source(name: source.name, text: source.text($0)) }
  }

  /// The problems of expressions, each drawn in its own.
  func problems(_ compilation: Compilation, _ sources: [Source]) -> Reply? {
    let all = zip(compilation.diagnostics, compilation.texts).filter { $0.0.severity == .error }
    guard !all.isEmpty || compilation.program == nil else { return nil }
    var text = ""
    var json: [JSON] = []
    for (problem, number) in all {
      let source = sources.indices.contains(number) ? sources[number] : definitions.source
      text += problem.terminalText(in: source, colored: isColored) + "\n"
      json.append(problem.json(in: source))
    }
    return Reply(.error, text, [("problems", .array(json))])
  }

  private mutating func look(_ source: Source) -> Reply {
    let sources = expressions(of: source)
    let compilation = compiled(sources)
    if let reply = problems(compilation, sources) { return reply }
    guard let program = compilation.program else { return Reply(.nothing, "") }
    do {
      return try shown(program, compilation.facts)
    } catch {
      return Reply(failure: error, colored: isColored)
    }
  }

  private mutating func shown(_ program: Program, _ facts: [Fact]) throws -> Reply {
    let described = facts.map { "\(visible($0.name)): \($0.words)\n" }.joined()
    let fields = [("facts", JSON.array(facts.map(\.json)))]
    guard program.bars.isEmpty else {
      return Reply(
        .facts, described + "the account is not known here: :backtest runs the orders\n", fields)
    }
    let isFixed = facts.allSatisfy { $0.binding <= .parameter }
    try bring(program)
    guard var data = data ?? (isFixed ? LoadedBars.none : nil) else {
      return Reply(.facts, described + "no bars are loaded: :data FILE\n", fields)
    }
    let count = data.set.bars.count
    let last = max(0, count - (isFixed ? 1 : ReplSession.shownBars))..<count
    let columns: [Column]
    do {
      columns = try data.cache.outputs(
        of: program, values: try program.values(parameters), rows: last)
    } catch let failure as RunFailure {
      throw Failure(failure, in: nil)
    }
    if self.data != nil { self.data = data }
    let named = zip(program.outputs, columns).map {
      EvalColumn(name: visible($0.name), values: $1, isDuration: $0.isDuration)
    }
    let writer = EvalWriter(columns: named, bars: data.set.bars.rows(last))
    let rows = 0..<last.count
    if isFixed {
      let values = named.map { "\($0.name) = \($0.brief(0))\n" }.joined()
      return Reply(.columns, values + described, fields + writer.json(rows))
    }
    return Reply(.columns, writer.table(rows).text() + described, fields + writer.json(rows))
  }
}

extension ReplSession.LoadedBars {
  /// One bar of nothing, for what does not depend on bars.
  fileprivate static var none: ReplSession.LoadedBars {
    let bars = Bars(
      time: [0], open: [0], high: [0], low: [0], close: [0], volume: [0], interval: 0)
    return ReplSession.LoadedBars(
      options: BarsOptions(data: ""),
      set: DataSet(
        bars: bars,
        report: DataReport(rows: 1, from: 0, to: 0, interval: 0, problems: [], notes: [])),
      cache: ColumnCache(bars))
  }
}

/// A text of the user's as a terminal may show it: no character of it steers the terminal.
func visible(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
    return text
  }
  var shown = ""
  for scalar in text.unicodeScalars {
    let isControl = scalar.properties.generalCategory == .control && scalar != "\n"
    if isControl, scalar != "\t" {
      shown += "<U+\(String(scalar.value, radix: 16, uppercase: true))>"
    } else {
      shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}

extension Fact {
  /// What it is, in a few words.
  var words: String {
    let own = lookback == 1 ? "1 bar" : "\(lookback) bars"
    let bars = slow.isEmpty ? own : lookbacks
    if binding <= .parameter { return "\(type), \(binding.spelling)" }
    let past =
      switch memory {
      case .finite: "finite memory"
      case .fading(let settled): "fading memory, settled after \(settled) bars"
      case .open: "open-ended memory"
      }
    return "\(type), \(binding.spelling), looks back \(bars), \(past)"
  }

  var json: JSON {
    .object([
      ("name", .text(name)), ("kind", .text(kind.rawValue)), ("type", .text(type)),
      ("binding", .text(binding.spelling)), ("lookback", .integer(lookback)),
      (
        "slow",
        .array(slow.map { .object([("clock", .text($0.clock)), ("bars", .integer($0.bars))]) })
      ),
      ("memory", .text("\(memory)")),
    ])
  }
}

extension Reply {
  /// A failure, in words and by its code.
  init(failure: any Error, colored: Bool) {
    guard let failure = failure as? Failure else {
      self.init(.error, "\(failure)\n")
      return
    }
    self.init(
      .error, failure.text(colored: colored),
      [
        (
          "problems",
          .array([
            .object([
              ("code", .text(failure.code)), ("message", .text(failure.message)),
              ("help", .optional(failure.help)),
            ])
          ])
        )
      ])
  }
}
