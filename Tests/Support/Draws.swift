internal import Foundation

/// Draws that a generator of tests makes.
extension SplitMix64 {
  /// A whole number of the range.
  public mutating func whole(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.count)
  }

  /// A number from 0 to below 1.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number of about the normal distribution: twelve uniform ones, added up.
  public mutating func bell() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += unit() }
    return sum
  }

  /// True with this probability.
  public mutating func chance(_ probability: Double) -> Bool { unit() < probability }

  /// A number nobody expects in a market: infinite, huge, tiny, missing, or zero with a sign.
  public mutating func hostile() -> Double {
    switch below(10) {
    case 0: .infinity
    case 1: -.infinity
    case 2: .nan
    case 3: pick([1, -1]) * .greatestFiniteMagnitude
    case 4: pick([1, -1]) * .leastNormalMagnitude
    case 5: pick([1, -1]) * .leastNonzeroMagnitude
    case 6: pick([0, -0.0])
    case 7: pick([1e300, -1e300, 1e155, 1e16, -1e16, 1e-300, 22_517_998.13685248])
    default: (bell() * 100).rounded()
    }
  }

  /// A bar of such numbers.
  public mutating func hostileBar() -> [Double] { (0..<5).map { _ in hostile() } }

  /// How many programs a run compares: the environment's `QUILL_SEEDS`, or the standard number.
  public static func programs(standard: Int) -> Int {
    ProcessInfo.processInfo.environment["QUILL_SEEDS"].flatMap(Int.init) ?? standard
  }
}
