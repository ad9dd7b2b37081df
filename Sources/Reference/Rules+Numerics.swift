internal import Glibc

/// Functions of the bar alone that came after those of `Rules.plain`.
extension Rules {
  func numerics(_ name: String, _ x: [Cell], _ k: [Double]) -> Cell? {
    switch (name, x.count) {
    case ("avg", _):
      return .numbers { bar in
        known(x.dropFirst().reduce(x[0].number(bar)) { $0 + $1.number(bar) } / Double(x.count))
      }
    case ("atan2", 2): return .numbers { known(atan2(x[0].number($0), x[1].number($0))) }
    case ("hypot", 2):
      return .numbers { bar in
        let sides = x.map { $0.number(bar) }
        return sides.allSatisfy(isValue) ? known(hypot(sides[0], sides[1])) : .nan
      }
    case ("round", 1) where k.count == 1:
      return .numbers { bar in
        let (value, scale) = (x[0].number(bar), pow(10, k[0]))
        if abs(value * scale) >= 4_503_599_627_370_496 { return known(value) }
        return (value * scale).rounded(.toNearestOrAwayFromZero) / scale
      }
    case ("hash", 1): return .numbers { noise(x[0].number($0), seed: k[0]) }
    case (_, 1): return curve(name).map { curve in .numbers { known(curve(x[0].number($0))) } }
    default: return nil
    }
  }

  private func curve(_ name: String) -> ((Double) -> Double)? {
    switch name {
    case "trunc": { $0 < 0 ? $0.rounded(.up) : $0.rounded(.down) }
    case "log2": { log2($0) }
    case "exp2": { exp2($0) }
    case "cbrt": { cbrt($0) }
    case "sinh": { sinh($0) }
    case "cosh": { cosh($0) }
    case "tanh": { isValue($0) ? tanh($0) : .nan }
    default: nil
    }
  }

  private func noise(_ x: Double, seed: Double) -> Double {
    guard isValue(x) else { return .nan }
    func bits(_ number: Double) -> UInt64 { number == 0 ? 0 : number.bitPattern }
    var seeded = SplitMix(state: bits(seed))
    var source = SplitMix(state: seeded.next() ^ bits(x))
    return Double(source.next() / 2048) / 9_007_199_254_740_992
  }
}

/// The generator of Steele, Lea and Flood, as published.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
