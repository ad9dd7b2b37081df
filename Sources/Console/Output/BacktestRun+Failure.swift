package import Backtest
import Host
package import Machine
package import Market
package import Syntax

extension BacktestRun {
  /// Runs a program; what keeps it from running is said in the user's words.
  package static func result(
    of program: Program, _ values: [Double], _ data: DataSet, _ settings: BacktestSettings,
    _ source: Source
  ) throws -> BacktestResult {
    do {
      return try BacktestRun(
        program, values: values, bars: data.bars, settings: settings,
        surroundings: data.surroundings
      ).result()
    } catch {
      throw Failure(error, in: source)
    }
  }
}

extension Failure {
  /// Why there is no result, in the user's words.
  package init(_ failure: BacktestFailure, in source: Source) {
    switch failure {
    case .program(let failure): self.init(failure, in: source)
    case .noBars:
      self.init(.data, DataKinds.headerOnly, "there are no bars to trade")
    case .capital: self.init(.usage, UsageKinds.value, "the capital must be positive")
    case .periodsPerYear:
      self.init(.usage, UsageKinds.value, "periods per year must be positive")
    }
  }
}
