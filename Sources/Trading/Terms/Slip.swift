/// Slippage of several parts, added up, among them such as depend on the bar of the fill.
public struct Slip: Sendable, Hashable, CustomStringConvertible {
  /// A share of the price.
  public var share = Ratio.zero
  /// A share of the way from the bar's low to its high.
  public var ofRange = Ratio.zero
  /// What an order as large as the bar's volume moves the price by, as a share of it; others move
  /// it by this times the root of their size over the volume.
  public var impact = Ratio.zero
  /// An amount, in counts: so many ticks.
  public var amount: Int64 = 0

  public init() {}

  /// True where the bar matters.
  public var needsBar: Bool { ofRange != .zero || impact != .zero }

  /// How much worse than a price so many units fill, in counts, rounded up; `nil` when it does not
  /// fit. A bar without a volume is taken to be as large as the order.
  func worse(_ price: Price, _ units: Int64, _ scene: Scene) -> Int64? {
    var sum = Int128(amount)
    sum += Slip.up(share, of: price.count.magnitude) + Slip.up(ofRange, of: scene.range)
    if impact != .zero, units > 0 {
      let part = scene.volume > 0 ? Double(units) / Double(scene.volume) : 1
      let moved = Double(price.count) * impact.number * part.squareRoot()
      guard let counts = Int64(exactly: moved.rounded(.up)) else { return nil }
      sum += Int128(counts)
    }
    return Int64(exactly: sum)
  }

  private static func up(_ ratio: Ratio, of counts: UInt64) -> Int128 {
    let part = ratio.part(of: UInt128(counts))
    return Int128(part.quotient) + (part.remainder == 0 ? 0 : 1)
  }

  /// As a report says it: `0.05% of the price + 10% of the range`.
  public var description: String {
    var parts: [String] = []
    if share != .zero { parts.append("\(share) of the price") }
    if amount != 0, let price = Price(count: amount) { parts.append("\(price) off the price") }
    if ofRange != .zero { parts.append("\(ofRange) of the range") }
    if impact != .zero { parts.append("impact \(impact)") }
    return parts.isEmpty ? "none" : parts.joined(separator: " + ")
  }
}

/// What slippage may ask of the bar in which an order fills.
struct Scene: Sendable, Hashable {
  /// From its low to its high, in counts.
  var range: UInt64 = 0
  /// In counts of 1e-8; 0 where it is missing or none.
  var volume: Int64 = 0
}
