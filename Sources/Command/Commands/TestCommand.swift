import ArgumentParser
import Backtest
import Compiler
import Console
import Host
import Machine
import Market
import Providers
import Store
import Syntax
import Trading
import Trials

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Run the tests that stand in strategy files.",
    discussion: """
      Example: quill test Strategies
               quill test Strategies/sma-cross/sma-cross.quill --filter cross --mutate

      Each `test "name" { bars ... expect ... }` is a backtest over bars of its own, with what the
      file assumes, else 10,000 of capital and no costs, filled at the next open. A test that fails shows the bars around it.
      Which conditions were never both true and false is told for each file.

      --mutate makes small mistakes in the file, one at a time, and runs its tests against each: a
      mistake that no test notices is listed. `quill test` ends with 0 when every test has passed,
      whatever the conditions and mutants say, and with 1 when one has failed.
      """)

  @Argument(
    help: "Strategy files, or folders that are searched for them.",
    completion: .file(extensions: ["quill"]))
  var paths: [String]
  @Option(help: "Only tests whose name contains this.") var filter: String?
  @Flag(help: "Make mistakes in the file and see whether its tests notice.") var mutate = false
  @Option(help: "How many mistakes are tried for each file, at most.") var limit = 200
  @Option(help: "What --mutate draws its mistakes from where there are more.") var seed: UInt64 = 1
  @Option(help: "Smallest price step, where the file assumes slippage in ticks.")
  var tick: String?
  @OptionGroup var market: MarketOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func validate() throws {
    if !mutate, limit != 200 || seed != 1 {
      throw ValidationError("--limit and --seed are for --mutate")
    }
    guard (1...100_000).contains(limit) else {
      throw ValidationError("--limit takes 1 to 100000")
    }
  }

  func run() throws {
    var reports: [TrialReport] = []
    var broken: [(Source, Compilation)] = []
    let files = try StrategyFiles.paths(paths, in: .system)
    let progress = Progress("testing", in: .system)
    for (index, path) in files.enumerated() {
      progress.show(index, of: files.count)
      let source = try StrategyFile(path: path).source(in: .system)
      let compilation = StrategyFile(path: path).compiled(source, in: .system)
      if let program = compilation.program {
        guard let suite = compilation.tests else { continue }
        if let report = try report(source, program, suite, progress) { reports.append(report) }
      } else {
        broken.append((source, compilation))
      }
    }
    progress.end()
    if reports.isEmpty, broken.isEmpty { throw nothing(in: files) }
    try say(reports, broken)
    if !broken.isEmpty || reports.contains(where: { $0.passed < $0.trials.count }) {
      throw Reported(exitCode: 1)
    }
  }

  private func nothing(in files: [String]) -> Failure {
    let what =
      files.isEmpty
      ? "there is no .quill file in \(paths.joined(separator: ", "))"
      : filter.map { "no test has \"\($0)\" in its name" } ?? "there are no tests"
    return Failure(.usage, UsageKinds.noTests, what)
  }

  // MARK: - Running

  private func report(
    _ source: Source, _ program: Program, _ suite: TestSuite, _ progress: Progress
  ) throws -> TrialReport? {
    let tests = suite.tests.filter { test in filter.map { test.name.contains($0) } ?? true }
    guard !tests.isEmpty else { return nil }
    var costs = try CostOptions.parse([])
    costs.tick = tick
    let terms = try costs.terms(symbol: "TEST", .standard, assuming: program.assumptions)
    let bench = TestBench(source: source, terms: terms, market: market)
    let runner = bench.runner(program, suite)
    let trials = tests.map { runner.run($0) }
    var report = TrialReport(
      source: source, trials: trials, coverage: Coverage(suite, trials),
      isFiltered: tests.count < suite.tests.count)
    let passing = Set(trials.filter(\.isPassed).map(\.name))
    guard mutate, !passing.isEmpty else { return report }
    let mutations = MutationRun(
      of: source, limit: limit, seed: seed,
      compile: { StrategyFile(path: source.name).compiled($0, in: .system) },
      runner: { bench.runner($0, $1) })
    progress.end()
    let trying = Progress("\(source.name): mutants", in: .system)
    report.score = mutations.score(program, tests: passing) { trying.show($0, of: $1) }
    trying.end()
    return report
  }

  // MARK: - Saying

  private func say(_ reports: [TrialReport], _ broken: [(Source, Compilation)]) throws {
    let passed = reports.reduce(0) { $0 + $1.passed }
    let all = reports.reduce(0) { $0 + $1.trials.count }
    if output.json {
      return try Terminal.out(
        JSON.object([
          ("schema", "quill.test/1"),
          ("ok", .bool(passed == all && broken.isEmpty)), ("passed", .integer(passed)),
          ("failed", .integer(all - passed)), ("files", .array(reports.map(\.json))),
          (
            "broken",
            .array(
              broken.map { source, compilation in
                .object([
                  ("file", .text(source.name)),
                  ("problems", .array(compilation.diagnostics.map { $0.json(in: source) })),
                ])
              })
          ),
        ]).text() + "\n")
    }
    for (source, compilation) in broken {
      Terminal.say(
        terminalText(
          of: compilation.diagnostics.filter { $0.severity == .error }, in: source,
          colored: Terminal.isColored(2)))
    }
    let (width, colored) = (Terminal.width, Terminal.isColored(1))
    for report in reports {
      try Terminal.out(report.text(width: width, colored: colored) + "\n")
    }
    var summary = "\(passed) of \(all) tests passed"
    if !broken.isEmpty {
      summary += "; \(broken.count) of \(broken.count + reports.count) files have errors"
    }
    try Terminal.out(summary + "\n")
  }
}

/// What the tests of one file run on.
private struct TestBench {
  let source: Source
  let terms: Terms
  let market: MarketOptions

  func runner(_ program: Program, _ suite: TestSuite) -> TrialRunner {
    let (source, market) = (source, market)
    let folder = source.name.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    let world = TrialRunner.World(
      read: { path, columns throws(Failure) in
        let isOwn = path.hasPrefix("/") || !source.name.contains("/")
        let beside = isOwn ? path : "\(folder)/\(path)"
        let isFile = (try? Environment.system.disk.status(beside)) != nil
        let isNamed =
          !isFile
          && (ProviderCatalog.entry(of: path) != nil
            || (try? BarsSource(path).record(in: .system)) != nil)
        return try BarsSource(isNamed ? path : beside).read(in: .system, columns: columns).bars
      },
      spoken: { AlertText.text($0) },
      surroundings: { bars throws(Failure) in
        try TestBench.failing {
          try market.surroundings(
            of: bars, .none, in: .system,
            columns: { program.columns(of: $0).union(suite.watch.columns(of: $0)) }
          ) { try BarsSource($0).read(in: .system, columns: $1).bars }
        }
      })
    return TrialRunner(program, suite, terms: terms, world: world) { refusal in
      // Its help speaks of options that only a backtest has.
      let failure = Failure(refusal, in: source)
      return Failure(
        failure.failureClass, code: failure.code, failure.message, at: failure.place, help: nil)
    }
  }

  /// Everything that options throw is a failure.
  private static func failing<Result>(_ body: () throws -> Result) throws(Failure) -> Result {
    do {
      return try body()
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.usage, UsageKinds.value, "\(error)")
    }
  }
}
