import ArgumentParser
import Backtest
import Compiler
package import Console
import Host
import Machine
import Market
import Syntax

extension ReplSession {
  mutating func run(_ line: CommandLine) -> Reply {
    let word = line.word == "q" || line.word == "exit" ? "quit" : line.word
    guard let command = ReplCommand.all.first(where: { $0.name == word }) else {
      let names = ReplCommand.all.map(\.name)
      let begun = names.filter { !word.isEmpty && $0.hasPrefix(word) }
      let near = begun.isEmpty ? suggestions(for: word, among: names, most: 2) : begun
      let meant = near.map { ":\($0)" }.joined(separator: " or ")
      let hint = near.isEmpty ? ":help lists them" : "did you mean \(meant)?"
      return Reply(
        failure: Failure(
          .usage, UsageKinds.arguments, "there is no command :\(visible(word))", help: hint),
        colored: isColored)
    }
    do {
      return try command.run(&self, line.rest)
    } catch {
      return Reply(failure: error, colored: isColored)
    }
  }

  private func wanted(_ rest: String, _ what: String, _ example: String) throws -> String {
    guard rest.isEmpty else { return rest }
    throw Failure(.usage, UsageKinds.arguments, "name \(what)", help: "as in `\(example)`")
  }

  // MARK: - Bars

  /// Loads bars; the old ones stay where that fails.
  mutating func loadBars(_ rest: String) throws -> Reply {
    try loadBars(barsOptions(wanted(rest, "a file of bars", ":data bars.csv")))
  }

  /// The same, with options that are known already.
  package mutating func loadBars(_ options: BarsOptions) throws -> Reply {
    let path = options.source.path
    let set = try read(options)
    data = LoadedBars(
      options: options, set: set, cache: ColumnCache(set.bars, set.surroundings))
    let bars = set.bars
    var reply = NumberText.fixed(Double(bars.count), decimals: 0)
    reply += bars.count == 1 ? " bar" : " bars"
    reply += " of \(options.source.symbol), \(TimeText.text(set.report.from))"
    reply += " to \(TimeText.text(set.report.to))\n"
    for problem in set.report.problems {
      reply += "warning: \(path):\(problem.firstLine): \(problem.message) [\(problem.kind.code)]\n"
    }
    return Reply(
      .data, reply,
      [
        ("symbol", .text(options.source.symbol)), ("bars", .integer(bars.count)),
        ("from", .text(TimeText.text(set.report.from))),
        ("to", .text(TimeText.text(set.report.to))),
      ])
  }

  /// What `:data` takes beside a file: the options of every command that takes bars.
  private struct DataOptions: ParsableArguments {
    @ArgumentParser.Argument(help: "Bars as CSV, plain or gz.") var data: String
    @OptionGroup var market: MarketOptions
  }

  /// A file alone may have blanks in its name.
  private func barsOptions(_ text: String) throws -> BarsOptions {
    guard text.contains(" --") || text.hasPrefix("--") || text.contains("\"") else {
      return BarsOptions(data: text)
    }
    let options = try parsed(DataOptions.self, CommandLine.words(text))
    return BarsOptions(data: options.data, market: options.market)
  }

  private func parsed<Options: ParsableArguments>(
    _ options: Options.Type, _ words: [String]
  ) throws -> Options {
    do {
      return try options.parse(words)
    } catch {
      throw Failure(.usage, UsageKinds.arguments, options.message(for: error))
    }
  }

  // MARK: - Definitions

  package mutating func loadFile(_ rest: String) throws -> Reply {
    let path = try wanted(rest, "a strategy file", ":load idea/idea.quill")
    let file = StrategyFile(path: path)
    let source = try file.source(in: environment)
    let parsed = parse(source)
    let compilation = file.compiled(source, in: environment)
    let errors = compilation.diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else {
      let reply = Reply.problems(errors, in: source, colored: isColored)
      return Reply(.error, reply.text + "nothing was changed\n", reply.fields)
    }
    definitions = Definitions(file: parsed)
    parameters = []
    (self.path, home) = (path, path)
    let facts = compilation.facts.filter { $0.kind != .order }
    let orders = compilation.program?.orders.count ?? 0
    let text = facts.map { "\($0.name): \($0.words)" }
    let count = orders == 1 ? "1 order" : "\(orders) orders"
    return Reply(
      .definition, (text + [count]).joined(separator: "\n") + "\n",
      [
        ("facts", .array(facts.map(\.json))), ("replaced", .array([])),
        ("orders", .integer(orders)),
      ])
  }

  mutating func save(_ rest: String) throws -> Reply {
    let path = try wanted(rest.isEmpty ? self.path ?? "" : rest, "a file", ":save idea.quill")
    guard !OutputFiles.isStandardOutput(path) else {
      throw Failure(
        .usage, UsageKinds.arguments, "\(path) is standard output, where the answers go",
        help: ":list shows the program; :save FILE writes it")
    }
    if path != self.path, (try? environment.disk.status(path)) != nil {
      throw Failure(
        .usage, UsageKinds.exists, "\(path) is there already",
        help: ":load it first, or choose another name")
    }
    let source = definitions.source
    try environment.disk.write(path, Array(format(source).text.utf8))
    self.path = path
    var text = "saved as \(path)\n"
    if !compiled(definitions).hasErrors, compiled(definitions, beside: path).hasErrors {
      text += "note: what it imports is not found from there\n"
    }
    return Reply(.file, text, [("path", .text(path))])
  }

  func list() -> Reply {
    if definitions.isEmpty { return Reply(.listing, "nothing is defined yet\n", [("source", "")]) }
    let source = definitions.source
    let whole = source.text(Span(0, source.bytes.count))
    var lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    let width = String(lines.count).count
    let numbered = lines.enumerated().map { index, line in
      let number = String(index + 1)
      let text = visible(String(line))
      return String(repeating: " ", count: width - number.count) + "\(number)  \(text)"
    }
    return Reply(.listing, numbered.joined(separator: "\n") + "\n", [("source", .text(whole))])
  }

  mutating func drop(_ rest: String) throws -> Reply {
    let what = try wanted(rest, "what to forget", ":drop fast` or `:drop 4")
    guard let candidate = definitions.dropping(what) else {
      let near = suggestions(for: what, among: definitions.names, most: 2)
      let hint =
        near.isEmpty
        ? ":list shows what there is" : "did you mean \(near.joined(separator: " or "))?"
      throw Failure(.usage, UsageKinds.arguments, "the session has no \(what)", help: hint)
    }
    let problems = compiled(candidate).diagnostics.filter { $0.severity == .error }
    guard problems.isEmpty else {
      let reply = Reply.problems(problems, in: candidate.source, colored: isColored)
      return Reply(.error, reply.text + "nothing was changed\n", reply.fields)
    }
    definitions = candidate
    return list()
  }

  mutating func clear() -> Reply {
    definitions = Definitions()
    parameters = []
    (path, home) = (nil, "")
    return Reply(.listing, "nothing is defined any more\n", [("source", "")])
  }

  mutating func set(_ rest: String) throws -> Reply {
    if !rest.isEmpty {
      let setting = try ParameterSetting(rest)
      let kept = parameters.filter { $0.name != setting.name } + [setting]
      if let program = compiled(definitions).program { _ = try program.values(kept) }
      parameters = kept
    }
    let program = compiled(definitions).program
    let values = try program?.values(parameters) ?? []
    let known = zip(program?.parameters ?? [], values).map { "\($0.name) = \($0.spelled($1))" }
    return Reply(
      .listing,
      known.isEmpty ? "the session has no parameters\n" : known.joined(separator: "\n") + "\n",
      [("source", .text(known.joined(separator: "\n")))])
  }

  // MARK: - What is behind an expression

  func types(_ rest: String) throws -> Reply {
    let text = try wanted(rest, "an expression", ":type sma(close, 20)")
    let sources = expressions(of: Source(name: "input", text: text))
    let compilation = compiled(sources)
    if let reply = problems(compilation, sources) { return reply }
    return Reply(
      .facts, compilation.facts.map { "\(visible($0.name)): \($0.words)\n" }.joined(),
      [("facts", .array(compilation.facts.map(\.json)))])
  }

  func code(_ rest: String) throws -> Reply {
    let sources = expressions(of: Source(name: "input", text: rest))
    let compilation = rest.isEmpty ? compiled(definitions) : compiled(sources)
    if let reply = problems(compilation, sources) { return reply }
    let text = compilation.program?.disassembly ?? ""
    return Reply(.code, visible(text), [("code", .text(text))])
  }

  // MARK: - Backtest

  /// The options of `:backtest`.
  private struct BacktestOptions: ParsableArguments {
    @OptionGroup var costs: CostOptions
    @OptionGroup var range: RangeOptions
  }

  mutating func backtest(_ rest: String) throws -> Reply {
    guard data != nil else {
      throw Failure(
        .usage, UsageKinds.arguments, "no bars are loaded", help: "load some with `:data FILE`")
    }
    let options = try parsed(BacktestOptions.self, CommandLine.words(rest))
    let source = definitions.source
    let start = environment.clock.uptime()
    guard let program = compiled(definitions).program else {
      return Reply(.error, "there is no program\n")
    }
    guard !program.orders.isEmpty else {
      throw Failure(
        .usage, UsageKinds.arguments, "the session has no orders",
        help: "say what to do, as in `enter long when close > sma(close, 50)` and an empty line")
    }
    try bring(program)
    guard let data else { return Reply(.error, "no bars are loaded\n") }
    let compiled = environment.clock.uptime()
    let terms = try options.costs.terms(
      symbol: data.options.source.symbol, settings,
      of: data.options.market.facts(data.options.source.symbol, in: environment))
    let values = try program.values(parameters)
    var run = BacktestSettings(
      terms: terms, periodsPerYear: PeriodsPerYear.inferred(from: data.set.bars))
    run.rows = try options.range.rows(of: data.set.bars)
    let result = try BacktestRun.result(of: program, values, data.set, run, source)
    let report = BacktestReport(
      program: program, values: values, bars: data.options, data: data.set, result: result,
      timing: .init(load: 0, compile: compiled - start, run: environment.clock.uptime() - compiled))
    return Reply(.report, report.text, [("report", report.json)])
  }
}
