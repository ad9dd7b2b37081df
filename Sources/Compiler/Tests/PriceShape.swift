internal import Machine

/// A shape of prices: so many values that go on from a level. `Grammar/language.md` defines each.
enum PriceShape {
  case ramp(start: Double?, to: Double, bars: Int)
  case flat(at: Double?, bars: Int)
  case dip(depth: Double, bars: Int)
  case gap(Double)
  case noise(bars: Int, size: Double, seed: UInt64)

  /// The ways each is written; the number of arguments tells them apart.
  static let forms: [(name: String, formals: [[String]])] = [
    ("ramp", [["to", "bars"], ["start", "to", "bars"]]), ("flat", [["bars"], ["price", "bars"]]),
    ("dip", [["depth", "bars"]]), ("gap", [["size"]]),
    ("noise", [["seed"], ["bars", "seed"], ["bars", "size", "seed"]]),
  ]

  /// True for a shape that needs a level to start from.
  var needsLevel: Bool {
    switch self {
    case .ramp(let start, _, _): start == nil
    case .flat(let price, _): price == nil
    case .dip, .gap, .noise: true
    }
  }
}

/// Values of one column in the making, on the grid of 1e-8.
struct Curve {
  /// One a bar.
  private(set) var values: [Double] = []
  /// The level each bar started from: the value before it, or where a gap has put it.
  private(set) var starts: [Double] = []
  /// What the next shape starts from.
  private(set) var level: Double?
  /// True behind a gap, as long as no bar has followed it.
  private(set) var endsInGap = false

  /// Bars of a test at most.
  static let most = 100_000

  mutating func add(_ value: Double) {
    let value = Curve.onGrid(value)
    starts.append(level ?? value)
    values.append(value)
    level = value
    endsInGap = false
  }

  /// Adds a shape; one that needs a level must find one.
  mutating func add(_ shape: PriceShape) {
    let level = self.level ?? .nan
    switch shape {
    case .ramp(nil, let to, let bars):
      for bar in 1...bars { add(level + (to - level) * Double(bar) / Double(bars)) }
    case .ramp(.some(let start), let to, let bars):
      let steps = Double(max(bars - 1, 1))
      for bar in 0..<bars {
        add(bars == 1 ? to : start + (to - start) * Double(bar) / steps)
      }
    case .flat(let price, let bars):
      for _ in 0..<bars { add(price ?? level) }
    case .dip(let depth, let bars):
      let down = (bars + 1) / 2
      let bottom = level - level * depth
      for bar in 1...down { add(level + (bottom - level) * Double(bar) / Double(down)) }
      for bar in 1...max(bars - down, 1) where down < bars {
        add(bottom + (level - bottom) * Double(bar) / Double(bars - down))
      }
    case .gap(let size):
      self.level = Curve.onGrid(level + level * size)
      endsInGap = true
    case .noise(let bars, let size, let seed):
      var draws = SeededDraws(seed: seed)
      for _ in 0..<bars {
        let now = self.level ?? level
        add(now + now * size * draws.next())
      }
    }
  }

  /// The nearest number with eight decimals.
  static func onGrid(_ value: Double) -> Double {
    let rounded = (value * Grid.scale).rounded(.toNearestOrEven) / Grid.scale
    return rounded.isFinite ? rounded : value
  }
}

/// SplitMix64, as numbers from -1 up to but not including 1: the same on every machine.
struct SeededDraws {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    word ^= word >> 31
    return Double(word >> 11) * 0x1p-52 - 1
  }
}
