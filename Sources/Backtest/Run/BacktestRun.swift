public import Machine
internal import Trading

/// A program over history: signals from the machine, orders through the session, equity onto the
/// tape.
///
/// The machine computes a chunk of bars at a time. Where nothing depends on the account, the
/// signals of the chunk become bits, and only the bars with a bit set, and those at which an order
/// is on its way, are visited. Where something does, some bars are computed ahead as long as
/// nothing is on its way. Else every bar is visited. All ways give the same result, bit for bit.
public struct BacktestRun: Sendable {
  public let program: Program
  public let values: [Double]
  public let bars: Bars
  public let settings: BacktestSettings
  public let surroundings: Surroundings

  /// - Parameters:
  ///   - values: one for each of the program's parameters.
  ///   - surroundings: what the program may ask beside the bars.
  public init(
    _ program: Program, values: [Double], bars: Bars, settings: BacktestSettings,
    surroundings: Surroundings = .none
  ) {
    self.surroundings = surroundings.of(settings.terms)
    self.program = program
    self.values = values
    self.bars = bars
    self.settings = settings
  }

  /// Runs it. No state is kept: a second call gives the same result.
  public func result() throws(BacktestFailure) -> BacktestResult {
    let rows = (settings.rows ?? 0..<bars.count).clamped(to: 0..<bars.count)
    guard !rows.isEmpty else { throw .noBars }
    let capital = settings.terms.capital
    guard capital > .zero else { throw .capital(capital) }
    let periods = settings.periodsPerYear
    guard periods > 0, periods.isFinite else { throw .periodsPerYear(periods) }
    var passage: Passage
    do {
      passage = try Passage(
        program, values: values, bars: bars, rows: rows, settings: settings,
        surroundings: surroundings)
    } catch {
      throw .program(error)
    }
    let isWatched = program.outlook != nil && (settings.wantsAlerts || settings.wantsPlots)
    let isSparse =
      settings.actions.isEmpty && !isWatched
      && !program.rules.limits.contains { $0.kind.watchesCloses }
      && !settings.wantsDiary && !settings.takesEveryBar
    let isPlain = passage.session.isPlain
    if isSparse, isPlain, program.isAccountFree {
      if passage.session.followsPath { passage.runByTouches() } else { passage.runBySignals() }
    } else if isSparse, isPlain, !passage.session.followsPath, passage.machine.canRunAhead {
      passage.runAhead()
    } else {
      passage.runByBars()
    }
    return passage.result(periodsPerYear: periods)
  }
}
