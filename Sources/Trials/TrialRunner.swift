public import Backtest
public import Compiler
public import Host
public import Machine
public import Trading

/// Runs the tests of one strategy, each over its bars and with its parameters, by the backtester:
/// there is one meaning of orders.
public struct TrialRunner: Sendable {
  /// What a test may need of the world.
  public struct World: Sendable {
    /// Reads the bars of a file named in a test, with columns beside the market.
    let read: @Sendable (String, [String]) throws(Failure) -> Bars
    /// The text of an alert.
    let spoken: @Sendable (AlertMessage) -> String
    /// What a program over bars may ask: the calendar, other instruments.
    let surroundings: @Sendable (Bars) throws(Failure) -> Surroundings

    public init(
      read: @escaping @Sendable (String, [String]) throws(Failure) -> Bars,
      spoken: @escaping @Sendable (AlertMessage) -> String,
      surroundings: @escaping @Sendable (Bars) throws(Failure) -> Surroundings
    ) {
      self.read = read
      self.spoken = spoken
      self.surroundings = surroundings
    }
  }

  public let program: Program
  public let suite: TestSuite
  public let terms: Terms
  let world: World
  /// The failure that stands for a program that cannot run.
  let refusal: @Sendable (BacktestFailure) -> Failure

  /// - Parameters:
  ///   - program: the strategy that the tests are about.
  ///   - terms: money and costs, the same for every test.
  ///   - refusal: says in the user's words why a program cannot run.
  public init(
    _ program: Program, _ suite: TestSuite, terms: Terms, world: World,
    refusal: @escaping @Sendable (BacktestFailure) -> Failure
  ) {
    self.program = program
    self.suite = suite
    self.terms = terms
    self.world = world
    self.refusal = refusal
  }

  /// Runs one test. What goes wrong is part of the result.
  public func run(_ plan: TestPlan) -> Trial {
    var bars: Bars?
    do throws(Failure) {
      let market = try self.bars(plan)
      bars = market
      return try run(plan, over: market)
    } catch {
      return Trial(
        name: plan.name, span: plan.span, bars: bars, tradesFrom: 0, misses: [], failure: error,
        happenings: [], sightings: [])
    }
  }

  private func bars(_ plan: TestPlan) throws(Failure) -> Bars {
    switch plan.market {
    case .made(let bars): bars
    case .file(let path, _):
      try world.read(
        path, program.columns(of: nil).union(suite.watch.columns(of: nil)).sorted())
    }
  }

  private func run(_ plan: TestPlan, over bars: Bars) throws(Failure) -> Trial {
    var values = program.parameters.map(\.standard)
    for setting in plan.settings where values.indices.contains(setting.parameter) {
      values[setting.parameter] = setting.value
    }
    let names = program.columns(of: nil).union(suite.watch.columns(of: nil))
    // What a test does not say of a column is missing.
    let bars = bars.filled(names)
    var surroundings = try world.surroundings(bars).of(terms)
    surroundings.extras = bars.extras.map(\.name)
    for (symbol, other) in surroundings.companions {
      surroundings.companions[symbol] = other.filled(
        program.columns(of: symbol).union(suite.watch.columns(of: symbol)))
    }
    var settings = BacktestSettings(terms: terms, periodsPerYear: 252)
    settings.wantsDiary = true
    settings.wantsAlerts = true
    settings.chunk = 256
    let result: BacktestResult
    let witness: Witness
    let named: Program
    do throws(BacktestFailure) {
      do { named = try program.named(for: values, surroundings) } catch {
        throw .program(error)
      }
      result = try BacktestRun(
        program, values: values, bars: bars, settings: settings, surroundings: surroundings
      ).result()
      witness = try Witness(
        suite.watch, values: values, bars: bars, surroundings: surroundings,
        accounts: result.diary?.pages.map(\.account) ?? [])
    } catch {
      throw refusal(error)
    }
    let happenings = Happenings(result, named, world.spoken).all
    let judge = Judge(
      happenings: happenings, witness: witness, bars: bars.count, tradesFrom: result.warmUp)
    return Trial(
      name: plan.name, span: plan.span, bars: bars, tradesFrom: result.warmUp,
      misses: plan.expectations.compactMap(judge.miss), failure: nil, happenings: happenings,
      sightings: suite.conditions.map { witness.sighting($0, from: result.warmUp) })
  }
}
