/// How a synthetic price moves: the law of its logarithm over one step.
public enum PriceModel: String, Sendable, Hashable, CaseIterable {
  case gbm, garch, heston, jump, regime, ou

  /// The law in a few words.
  public var summary: String {
    switch self {
    case .gbm: "geometric Brownian motion: independent normal returns"
    case .garch: "GARCH(1,1): volatility that clusters (alpha 0.08, beta 0.90)"
    case .heston: "Heston: volatility that reverts to its mean (kappa 3, xi 0.6, rho -0.7)"
    case .jump: "Merton: gbm with jumps, 12 a year, of -1% by 4%"
    case .regime: "two regimes: calm and rising, wild and falling, a quarter and a month long"
    case .ou: "Ornstein-Uhlenbeck: the logarithm reverts to the start, half in a month"
    }
  }
}

/// The state of a model: gives one logarithmic return after another.
struct PriceWalk {
  private let model: PriceModel
  private let drift: Double
  /// The deviation of a year.
  private let volatility: Double
  /// The step in years.
  private let step: Double
  private let root: Double
  private var variance: Double
  private var isWild = false
  private var level = 0.0

  /// - Parameters:
  ///   - drift, volatility: of the logarithm, a year.
  ///   - step: in years.
  init(_ model: PriceModel, drift: Double, volatility: Double, step: Double) {
    self.model = model
    self.drift = drift
    self.volatility = volatility
    self.step = step
    root = step.squareRoot()
    variance = volatility * volatility
  }

  mutating func next(_ chance: inout Chance) -> Double {
    switch model {
    case .gbm: return normal(volatility, &chance)
    case .garch:
      let shock = variance.squareRoot() * chance.normal()
      let target = volatility * volatility
      variance = 0.02 * target + 0.08 * shock * shock + 0.90 * variance
      return (drift - variance / 2) * step + shock * root
    case .heston:
      let (one, two) = (chance.normal(), chance.normal())
      let now = max(variance, 0)
      let other = -0.7 * one + 0.714142842854285 * two
      let target = volatility * volatility
      variance += 3 * (target - now) * step + 0.6 * (now * step).squareRoot() * other
      return (drift - now / 2) * step + (now * step).squareRoot() * one
    case .jump:
      var move = normal(volatility, &chance)
      for _ in 0..<chance.poisson(12 * step) { move += -0.01 + 0.04 * chance.normal() }
      return move
    case .regime:
      let leaves = isWild ? step * 12 : step * 4
      if chance.uniform() < 1 - ExactMath.exp(-leaves) { isWild.toggle() }
      let deviation = volatility * (isWild ? 2 : 0.7)
      let trend = isWild ? drift - 0.3 : drift + 0.1
      return (trend - deviation * deviation / 2) * step + deviation * root * chance.normal()
    case .ou:
      // ln 2 twelve times a year.
      let pull = 8.317766166719343
      let kept = ExactMath.exp(-pull * step)
      let spread = volatility * ((1 - kept * kept) / (2 * pull)).squareRoot()
      let next = level * kept + spread * chance.normal()
      defer { level = next }
      return next - level
    }
  }

  private func normal(_ deviation: Double, _ chance: inout Chance) -> Double {
    (drift - deviation * deviation / 2) * step + deviation * root * chance.normal()
  }
}
