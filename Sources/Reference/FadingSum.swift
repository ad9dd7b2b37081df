/// y = keep * y[1] + x, as the language defines its rounding: the steps are in blocks of four,
/// whose numbers are put together by two and two before what was there before the block is added.
struct FadingSum {
  private let keep: Double
  private(set) var start = 0.0
  private var block: [Double] = []

  init(_ keep: Double) { self.keep = keep }

  mutating func begin(_ value: Double) { start = value }

  /// Adds to what is there before the first step.
  mutating func seed(_ value: Double) { start += value }

  mutating func next(_ x: Double) -> Double {
    block.append(x)
    let place = block.count - 1
    let (newest, older) = (pair(place), pair(place - 2))
    let powers = [keep, keep * keep, keep * keep * keep, (keep * keep) * (keep * keep)]
    let value = newest + powers[1] * older + powers[place] * start
    if block.count == 4 {
      start = value
      block = []
    }
    return value
  }

  /// A number of the block with the one before it; nothing is there before the block.
  private func pair(_ place: Int) -> Double {
    place < 0 ? 0 : block[place] + keep * (place == 0 ? 0 : block[place - 1])
  }
}
