import ArgumentParser
import Compiler
import Console
import Host
import Live
import Machine
import Market
import Providers
import Syntax
import Trading

struct LiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "live", abstract: "Trade a strategy bar by bar, on paper.",
    discussion: """
      The strategy warms up over the bars before the session, then takes one bar at a time; \
      orders go to a broker on paper, which charges 5bps of slippage unless told otherwise. With \
      --watch a saved file takes over at the next bar. The session lives in memory: when the \
      process ends, nothing of it is left.

      Bars come from a replay, or one JSON object a line from standard input:
      {"time":"2024-01-02T15:04:00Z","open":1,"high":1,"low":1,"close":1,"volume":1}

      Example: quill live my-idea/my-idea.quill --feed replay:Strategies/data/sp500_daily.csv@60
      """)

  @Argument(help: "A .quill file.", completion: .file(extensions: ["quill"])) var file: String
  @Option(
    help: ArgumentHelp(
      "Where bars come from. SPEED is max, or how many times as fast as it was.",
      valueName: "replay:DATA[@SPEED]|lines:INTERVAL")) var feed: String
  @Option(
    help: ArgumentHelp(
      "The bars before those of lines:INTERVAL, to warm up over.", valueName: "FILE"),
    completion: .file(extensions: ["csv", "gz"])) var history: String?
  @Option(help: "Who executes: paper.") var broker = "paper"
  @Option(help: "First bar of the session; those before warm up. [the first after the warm-up]")
  var from: String?
  @Flag(help: "Take up the file again whenever it is saved.") var watch = false
  @Option(help: ArgumentHelp("Sets a parameter of the strategy.", valueName: "name=value"))
  var set: [String] = []
  @OptionGroup var market: MarketOptions
  @OptionGroup var costs: CostOptions
  @Option(help: "Write the trades as CSV.", completion: .file()) var trades: String?
  @Flag(help: "Leave out the bars.") var quiet = false
  @Flag(help: "Print one event a line as JSON; its schema is in Grammar/schemas.") var json = false
  @OptionGroup var log: LogOptions

  func run() throws {
    guard broker == "paper" else {
      throw Failure(
        .usage, UsageKinds.value, "--broker takes paper, not \(broker); there is no other yet")
    }
    _ = try OutputFiles(["--trades": trades], beside: "what happens")
    let choice = try FeedChoice(feed)
    let settings = try Settings.load(in: .system)
    let strategy = StrategyFile(path: file)
    let (text, compilation, program) = try strategy.strategy(in: .system)
    guard compilation.kind != .portfolio else {
      throw Failure(
        .strategy, UsageKinds.run,
        "\(file) is a portfolio: a live session trades one symbol so far",
        help: "`quill backtest` runs it over the bars of all its symbols")
    }
    let parameters = try set.map(ParameterSetting.init)
    let values = try program.values(parameters)
    let source = try source(choice)
    let terms = try terms(source, settings, program.assumptions)
    let past = try past(
      choice, source, program, beside: terms.funding?.column.map { [$0] } ?? [], settings)
    var data = past.data
    let bars = data.bars
    data.surroundings = data.surroundings.of(terms)
    let paper = PaperBroker(terms, interval: bars.interval, columns: bars.extras.map(\.name))
    guard let paper else {
      throw Failure(.usage, UsageKinds.value, "--latency takes a length of time, not one below 0")
    }
    let first =
      past.feed == nil ? try start(data, past.rows, program, values, text) : (bars.count, Int64.max)
    let executor = try executor(
      program, values, terms, BarsHistory(bars).bars(before: first.1, most: first.0),
      data.surroundings, text)
    let signals = StopSignals()
    let clock = EnvironmentClock(Environment.system.clock, signals: signals)
    let journal = MemoryJournal(kept: 10_000)
    let programs =
      watch
      ? FileProgramSource(
        strategy, text, imports: compilation.imports, settings: parameters,
        surroundings: data.surroundings, in: .system) : nil
    var loop = Loop(
      executor,
      ports: Loop.Ports(
        feed: past.feed ?? ReplayFeed(bars, from: first.0, speed: choice.speed), broker: paper,
        clock: clock,
        journal: journal, programs: programs))
    var report = LiveReport(isJSON: json, isQuiet: quiet, terms: terms)
    if !json { try Terminal.out(heading(program, values, source, choice, bars, first.0)) }
    loop.start(conventions(terms, bars.interval))
    try turn(&loop, &report, journal, clock, isPaced: choice.isPaced)
    if let trades { try write(loop.executor, to: trades) }
  }

  /// Turns the loop until it ends, and prints what happens as it does.
  private func turn(
    _ loop: inout Loop, _ report: inout LiveReport, _ journal: any Journal,
    _ clock: EnvironmentClock, isPaced: Bool
  ) throws {
    var turns = 0
    try loop.run {
      // Asking the system is not free; a replay at full speed asks every so often.
      turns &+= 1
      if turns % 64 == 0 { clock.look() }
      return clock.isStopping
    } after: { (executor: borrowing Executor) throws in
      try report.print(journal, of: executor, keeps: isPaced ? 0 : 1 << 16)
    }
    try report.print(journal, of: loop.executor)
  }

  // MARK: What is in force

  /// The terms of a backtest, but for what paper charges unless it is told otherwise.
  private func terms(
    _ source: BarsOptions, _ settings: Settings, _ assumptions: Assumptions
  ) throws -> Terms {
    let facts = try source.facts
    var terms = try costs.terms(
      symbol: source.source.symbol, settings, of: facts, assuming: assumptions)
    guard terms.timing == .nextOpen else {
      throw Failure(
        .usage, UsageKinds.value,
        "--fill close trades at a price its decision has seen; a live session fills at the next "
          + "open")
    }
    if settings.value(.latency, flag: costs.latency).origin == .standard {
      terms.latency = PaperBroker.standardLatency
    }
    let assumed = assumptions.slippage == nil ? nil : "assumed"
    let slippage = settings.value(
      .slippage, flag: costs.slippage, assumed: assumed, listed: facts[.slippage])
    if slippage.origin == .standard {
      terms.slippage = PaperBroker.standardSlippage
    }
    return terms
  }

  private func conventions(_ terms: Terms, _ interval: Int64) -> [Convention] {
    let instrument = terms.instrument
    let latency = Latency(nanoseconds: terms.latency).words
    let effect =
      terms.delay(interval: interval) == 0
      ? "below a bar: fills stay at the next open"
      : "orders meet the first bar that starts so much after their close"
    let share = terms.participation.map { Convention("participation", "\($0) of the volume") }
    return [
      Convention("broker", "paper, no money moves"),
      Convention("journal", "in memory, nothing survives the process"),
      Convention("capital", terms.capital.description), Convention("fee", terms.fee.description),
    ] + terms.owed.map { Convention($0.name, $0.value) } + [share].compactMap(\.self) + [
      Convention("slippage", terms.slippage.description),
      Convention("latency", "\(latency), \(effect)"),
      Convention("tick", instrument.tick.map(\.description) ?? "none"),
      Convention("lot", instrument.lot.map(\.description) ?? "none"),
      Convention("fills", terms.fillWords),
      Convention("at the end", "open positions marked"),
    ]
  }

  private func heading(
    _ program: Program, _ values: [Double], _ source: BarsOptions, _ choice: FeedChoice,
    _ bars: Bars, _ first: Int
  ) -> String {
    var lines = ["\(program.title) on \(source.source.symbol), on paper"]
    lines.append(choice.words(of: bars.count, from: first))
    let parameters = zip(program.parameters, values).map { "\($0.name) = \($0.spelled($1))" }
    if !parameters.isEmpty { lines.append(parameters.joined(separator: ", ")) }
    if watch { lines.append("watching \(file)") }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Beginning and end

  /// The bars before the session, and those of a replay too.
  private struct Past {
    let data: DataSet
    /// The rows of a replay that were asked for.
    var rows: Range<Int>?
    /// Where the bars come from that are not there yet; nothing for a replay.
    var feed: LinesFeed?
  }

  /// The instrument and its file; of lines the file of the bars before them, where there is one.
  private func source(_ choice: FeedChoice) throws -> BarsOptions {
    switch choice {
    case .replay(let text, _): return BarsOptions(data: text, market: market)
    case .lines(let text):
      let symbol = try LinesFeed.symbol(of: text)
      return BarsOptions(
        data: history.map { "\(symbol ?? "lines")=\($0)" } ?? text, market: market)
    }
  }

  /// - Parameter beside: columns that the account asks for.
  private func past(
    _ choice: FeedChoice, _ source: BarsOptions, _ program: Program, beside: [String],
    _ settings: Settings
  ) throws -> Past {
    let threads = try costs.threadCount(settings)
    var range = RangeOptions()
    (range.from, range.to) = (from, nil)
    switch choice {
    case .replay:
      guard history == nil else {
        throw Failure(
          .usage, UsageKinds.arguments, "--history is for lines:INTERVAL; a replay has its own")
      }
      let loaded = try source.load(for: program, beside: beside, threads: threads, log: log)
      let (bars, rows) = try RunStart.bars(
        loaded.bars, rows: try range.rows(of: loaded.bars), program.assumptions)
      guard bars.count > 1 else {
        throw Failure(.data, DataKinds.headerOnly, "a replay needs two bars at least")
      }
      return Past(data: loaded.with(bars: bars), rows: rows)
    case .lines(let text):
      guard from == nil else {
        throw Failure(
          .usage, UsageKinds.arguments,
          "--from is for a replay; lines:INTERVAL begins with what comes")
      }
      let feed = try LinesFeed(
        text, extras: Set(program.columns(of: nil) + beside).sorted(), in: .system)
      let data =
        history == nil
        ? try source.none(
          of: feed.interval, for: program, beside: beside, threads: threads, log: log)
        : try source.load(for: program, beside: beside, threads: threads, log: log)
      for wanted in [program.assumptions.interval, data.bars.interval].compactMap(\.self)
      where wanted != feed.interval {
        throw Failure(
          .data, UsageKinds.run,
          "the lines are bars of \(TimeText.duration(feed.interval)), and the strategy or its "
            + "history of \(TimeText.duration(wanted))")
      }
      return Past(data: data, feed: feed)
    }
  }

  /// The first bar of the session.
  private func start(
    _ data: DataSet, _ rows: Range<Int>?, _ program: Program, _ values: [Double],
    _ source: Source
  ) throws -> (Int, Int64) {
    let bars = data.bars
    if let rows {
      return (rows.lowerBound, bars.time[rows.lowerBound])
    }
    do {
      var machine = try VirtualMachine(
        program, values: values, surroundings: data.surroundings)
      // Slower clocks show only as they tick how long they take.
      while machine.tradesFrom == .max, machine.count < bars.count {
        machine.advance(bars, rows: machine.count..<min(machine.count + machine.room, bars.count))
      }
      let row = min(machine.tradesFrom, bars.count - 1)
      return (row, bars.time[row])
    } catch { throw Failure(error, in: source) }
  }

  private func executor(
    _ program: Program, _ values: [Double], _ terms: Terms, _ history: Bars,
    _ surroundings: Surroundings, _ source: Source
  ) throws -> Executor {
    do {
      return try Executor(
        program, values: values, terms: terms, history: history, surroundings: surroundings)
    } catch { throw Failure(error, in: source) }
  }

  private func write(_ executor: borrowing Executor, to path: String) throws {
    let tags = executor.session.trades.map { Int($0.entryStatement) }
    var names: [Int: String] = [:]
    for statement in tags { names[statement] = executor.session.tag(of: statement) }
    let table = TradeTable(bars: executor.bars, terms: executor.session.terms, actions: []) {
      names[$0]
    }
    try OutputFiles.write(path, Array(table.csv(executor.session.trades).utf8))
  }
}
