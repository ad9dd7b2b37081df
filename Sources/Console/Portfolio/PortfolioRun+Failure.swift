package import Backtest
package import Host
import Market
package import Syntax

extension PortfolioRun {
  /// Runs it; what keeps it from running is said in the user's words.
  package func result(_ sources: [Source]) throws -> PortfolioResult {
    do {
      return try result()
    } catch {
      let strategy = strategies.firstIndex { strategy in
        if case .program(strategy.name, _, _) = error { true } else { false }
      }
      throw Failure(error, in: strategy.map { sources[$0] })
    }
  }
}

extension Failure {
  /// Why a portfolio has no result.
  package init(_ failure: PortfolioFailure, in source: Source?) {
    switch failure {
    case .program(_, let symbol, let failure):
      let inner = Failure(failure, in: source)
      self.init(
        inner.failureClass, code: inner.code, "on \(symbol): \(inner.message)", at: inner.place,
        help: inner.help)
    case .noBars: self.init(.data, DataKinds.headerOnly, "there are no bars to trade")
    case .capital: self.init(.usage, UsageKinds.value, "the capital must be positive")
    case .periodsPerYear:
      self.init(.usage, UsageKinds.value, "periods per year must be positive")
    case .intervals(let one, let length, let other, let otherLength):
      self.init(
        .data, UsageKinds.run,
        "\(one) has bars of \(TimeText.duration(length)), \(other) of "
          + "\(TimeText.duration(otherLength)); a portfolio has one length of bars",
        help: "give all symbols at the same length, and use `on` for slower ones")
    case .sameSymbol(let symbol):
      self.init(.usage, UsageKinds.value, "there are two instruments called \(symbol)")
    case .tooMany(let count):
      self.init(
        .usage, UsageKinds.value,
        "\(count) pairs of a strategy and a symbol are more than an account holds (65,536)")
    case .bars(let failure): self = failure
    }
  }
}
