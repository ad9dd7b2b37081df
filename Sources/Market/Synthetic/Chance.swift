internal import Host

/// Draws of a seeded source, the same on every machine.
struct Chance {
  private let source: any RandomSource
  private var spare: Double?

  init(_ source: any RandomSource) { self.source = source }

  /// From 0 up to but not including 1.
  mutating func uniform() -> Double { Double(source.next() >> 11) * 0x1p-53 }

  /// A whole number below a limit of at least 1.
  mutating func below(_ limit: Int) -> Int {
    Int((UInt128(source.next()) * UInt128(limit)) >> 64)
  }

  /// With mean 0 and deviation 1, by Marsaglia's polar method.
  mutating func normal() -> Double {
    if let known = spare {
      spare = nil
      return known
    }
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      guard square < 1, square > 0 else { continue }
      let scale = (-2 * ExactMath.log(square) / square).squareRoot()
      spare = y * scale
      return x * scale
    }
  }

  /// How often something happens that is expected so many (few) times.
  mutating func poisson(_ mean: Double) -> Int {
    var left = ExactMath.exp(-mean)
    let drawn = uniform()
    var (sum, count) = (left, 0)
    while drawn > sum, count < 100 {
      count += 1
      left *= mean / Double(count)
      sum += left
    }
    return count
  }
}
