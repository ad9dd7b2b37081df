import Backtest
import Compiler
import Console
import Host
import Machine
import Market
import Syntax
import Trading

/// Every strategy over every file of bars: pairs that have nothing to do with each other, so that
/// any number of threads gives the same.
struct Comparison {
  /// A strategy that can run.
  struct Strategy: Sendable {
    let source: Source
    let program: Program
    let values: [Double]
  }

  /// A file of bars, and how it is traded.
  struct Market: Sendable {
    let symbol: String
    let path: String
    let load: @Sendable () throws -> DataSet
    /// Which of the bars are traded, and at what cost.
    let prepare: @Sendable (Program, DataSet) throws -> (DataSet, BacktestSettings)
  }

  let paths: [String]
  /// One for each of the paths.
  let strategies: [Result<Strategy, Failure>]
  let markets: [Market]
  let rank: Metric
  let benchmark: Benchmark?

  private typealias Readings = Result<ComparedPair.Outcome, Failure>

  /// Bars that are being read, or have been.
  private enum Loading {
    case reading
    case done(Result<DataSet, Failure>)

    var isDone: Bool { if case .done = self { true } else { false } }
  }

  /// What the threads share.
  private struct Progressing {
    var next = 0
    var done = 0
    var readings: [Int: Readings] = [:]
    var sets: [Int: Loading] = [:]
    /// Pairs that still need the bars of a market.
    var left: [Int]
    let progress: Progress
  }

  /// Runs all pairs; their order is that of the strategies, and of the markets for each.
  func run(threads: Int) -> [ComparedPair] {
    let count = paths.count * markets.count
    let shared = Monitor(
      Progressing(
        left: markets.map { _ in paths.count }, progress: Progress("backtests", in: .system)))
    Threads.run(min(threads, count)) { _ in
      // Market by market, so that bars are let go as soon as all strategies have had them.
      while let pair = shared.with({ shared -> Int? in
        guard shared.next < count else { return nil }
        shared.next += 1
        return shared.next - 1
      }) {
        let (market, strategy) = pair.quotientAndRemainder(dividingBy: paths.count)
        let readings = readings(strategy, market, shared)
        shared.with { shared in
          shared.readings[strategy * markets.count + market] = readings
          shared.left[market] -= 1
          if shared.left[market] == 0 { shared.sets[market] = nil }
          shared.done += 1
          shared.progress.show(shared.done, of: count)
        }
      }
    }
    return shared.with { shared in
      shared.progress.end()
      return (0..<count).compactMap { pair in
        let (strategy, market) = pair.quotientAndRemainder(dividingBy: markets.count)
        return shared.readings[pair].map { readings in
          ComparedPair(
            title: (try? strategies[strategy].get())?.program.title, file: paths[strategy],
            symbol: markets[market].symbol, data: markets[market].path, outcome: readings)
        }
      }
    }
  }

  private func readings(
    _ number: Int, _ market: Int, _ shared: Monitor<Progressing>
  ) -> Readings {
    Comparison.caught {
      let strategy = try strategies[number].get()
      let set = try set(market, shared).get()
      var (data, settings) = try markets[market].prepare(strategy.program, set)
      settings.wantsEquity = !rank.isSummary
      let result = try BacktestRun.result(
        of: strategy.program, strategy.values, data, settings, strategy.source)
      guard !rank.isSummary else {
        return ComparedPair.Outcome(result.metrics, result.refusals)
      }
      let sheet = TearSheet(
        result, of: strategy.program, on: markets[market].symbol, data, benchmark: benchmark)
      return ComparedPair.Outcome(sheet?.metrics ?? result.metrics, result.refusals)
    }
  }

  /// The bars of a market: read by the first thread that needs them, the others wait.
  private func set(_ market: Int, _ shared: Monitor<Progressing>) -> Result<DataSet, Failure> {
    let isMine = shared.with { shared -> Bool in
      guard shared.sets[market] == nil else { return false }
      shared.sets[market] = .reading
      return true
    }
    if isMine {
      let set = Comparison.caught(markets[market].load)
      shared.with { $0.sets[market] = .done(set) }
      return set
    }
    let failure = Failure(.internal, code: "I0001", "bars were let go too early")
    return shared.with(
      when: { $0.sets[market]?.isDone ?? true },
      { shared in
        if case .done(let set) = shared.sets[market] { set } else { .failure(failure) }
      })
  }

  /// What a body gives, or why it gives nothing, in the user's words.
  static func caught<Value>(_ body: () throws -> Value) -> Result<Value, Failure> {
    do {
      return .success(try body())
    } catch let failure as Failure {
      return .failure(failure)
    } catch {
      return .failure(Failure(.internal, code: "I0001", "\(error)"))
    }
  }
}

extension Comparison {
  /// Compiles every file. Settings go to the strategies that have the parameter; one that none has
  /// is a failure.
  static func compile(
    _ paths: [String], _ set: [ParameterSetting]
  ) throws -> [Result<Strategy, Failure>] {
    var unknown = set
    let strategies = paths.map { path in
      caught {
        let source = try StrategyFile(path: path).source(in: .system)
        let program = try program(StrategyFile(path: path), source)
        let names = program.parameters.map(\.name)
        unknown.removeAll { names.contains($0.name) }
        let values = try program.values(set.filter { names.contains($0.name) })
        return Strategy(source: source, program: program, values: values)
      }
    }
    if let setting = unknown.first {
      throw Failure(
        .usage, UsageKinds.parameter, "none of the strategies has a parameter \(setting.name)")
    }
    return strategies
  }

  /// The program of a file that trades; problems are said once, and the first error is the failure
  /// of all of its pairs.
  private static func program(_ file: StrategyFile, _ source: Source) throws -> Program {
    let compilation = file.compiled(source, in: .system)
    if compilation.program != nil { return try file.strategy(in: .system).2 }
    Terminal.say(
      terminalText(
        of: compilation.diagnostics.filter { $0.severity != .hint }, in: source,
        colored: Terminal.isColored(2)))
    let error = compilation.diagnostics.first { $0.severity == .error }
    throw Failure(
      .strategy, code: error?.code ?? "E0001",
      "\(file.path) does not compile: \(error?.message ?? "see above")", at: .init(file: file.path))
  }
}
