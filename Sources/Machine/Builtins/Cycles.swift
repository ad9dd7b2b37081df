internal import Glibc

extension Builtin {
  static let cycles: [Builtin] = [
    cycle(
      "ht_trendline", "Ehlers' instantaneous trendline: an average over the dominant cycle.",
      formula: "(4 * m + 3 * m[1] + 2 * m[2] + m[3]) / 10, m = the mean of x over the dominant "
        + "cycle's bars", lookback: 63,
      Example("ht_trendline(close)", close: [1, 2], gives: [.nan, .nan]),
      .scan(CycleTrend.self, scratch: { _ in HilbertCycle.words + 64 })),
    cycle(
      "ht_period", aliases: ["dominant_cycle"],
      "The length in bars of the dominant cycle, 6 to 50 but for the first bars.",
      formula: "the smoothed period of the phase advance of the Hilbert transform of x",
      lookback: 32,
      Example("ht_period(close)", close: [1, 2], gives: [.nan, .nan]),
      .scan(CyclePeriod.self, scratch: { _ in HilbertCycle.words })),
  ]

  private static func cycle(
    _ name: String, aliases: [String] = [], _ summary: String, formula: String, lookback: Int,
    _ example: Example, _ kernel: Kernel
  ) -> Builtin {
    Builtin(
      name: name, aliases: aliases, symbol: nil, family: .cycles, parameters: [.number("x")],
      inputs: [], result: .number, summary: summary, formula: formula,
      source: "Ehlers 2001, Rocket Science for Traders; TA-Lib's HT functions", example: example,
      memory: .open, lookback: { _ in lookback }, settled: { _ in lookback }, kernel: kernel)
  }
}

/// Ehlers' homodyne discriminator. The scratch holds rings of eight values: of the price, of the
/// smoothed price, and of three of its transforms.
struct HilbertCycle: BitwiseCopyable {
  static let words = 5 * 8
  /// Values before the transforms begin, as TA-Lib has it: of the period, and of the trendline.
  static let silentPeriod = 12
  static let silentTrend = 37

  enum Ring: Int { case price, smooth, detrended, quadrature, phase }

  var time = -1
  var period = 0.0
  var smoothPeriod = 0.0
  var i2 = 0.0
  var q2 = 0.0
  var re = 0.0
  var im = 0.0

  @inline(__always)
  private func get(_ ring: Ring, _ back: Int, _ words: MutableRows<Int64>) -> Double {
    let word = words[ring.rawValue * 8 + ((time - back) & 7)]
    return Double(bitPattern: UInt64(bitPattern: word))
  }

  @inline(__always)
  private func set(_ ring: Ring, _ x: Double, _ words: MutableRows<Int64>) {
    words[ring.rawValue * 8 + (time & 7)] = Int64(bitPattern: x.bitPattern)
  }

  /// The Hilbert transform of a ring at the newest value.
  @inline(__always)
  private func transform(_ ring: Ring, _ gain: Double, _ words: MutableRows<Int64>) -> Double {
    let now = 0.0962 * get(ring, 0, words) - 0.0962 * get(ring, 6, words)
    let then = 0.5769 * get(ring, 2, words) - 0.5769 * get(ring, 4, words)
    return (now + then) * gain
  }

  mutating func take(_ x: Double, silent: Int, _ words: MutableRows<Int64>) {
    time += 1
    set(.price, x, words)
    guard time >= silent else {
      for ring in [Ring.smooth, .detrended, .quadrature, .phase] { set(ring, 0, words) }
      return
    }
    let recent = 4 * x + 3 * get(.price, 1, words)
    set(.smooth, (recent + 2 * get(.price, 2, words) + get(.price, 3, words)) * 0.1, words)
    let gain = 0.075 * period + 0.54
    set(.detrended, transform(.smooth, gain, words), words)
    set(.quadrature, transform(.detrended, gain, words), words)
    set(.phase, get(.detrended, 3, words), words)
    let (i1, q1) = (get(.phase, 0, words), get(.quadrature, 0, words))
    let (before, beforeQ) = (i2, q2)
    q2 = 0.2 * (q1 + transform(.phase, gain, words)) + 0.8 * beforeQ
    i2 = 0.2 * (i1 - transform(.quadrature, gain, words)) + 0.8 * before
    re = 0.2 * (i2 * before + q2 * beforeQ) + 0.8 * re
    im = 0.2 * (i2 * beforeQ - q2 * before) + 0.8 * im
    // Where a number has left the range, the transforms begin anew.
    if !isKnown(i2 + q2 + re + im) { (i2, q2, re, im) = (0, 0, 0, 0) }
    advance()
  }

  private mutating func advance() {
    let last = period
    if im != 0 && re != 0 { period = 360 / (atan(im / re) * (180 / .pi)) }
    period = Swift.min(period, 1.5 * last)
    period = Swift.max(period, 0.67 * last)
    period = Swift.min(Swift.max(period, 6), 50)
    period = 0.2 * period + 0.8 * last
    smoothPeriod = 0.33 * period + 0.67 * smoothPeriod
  }
}

struct CyclePeriod: Scan {
  var cycle = HilbertCycle()

  init(_: [Double]) {}

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _ words: MutableRows<Int64>) -> Double {
    let x = input.x[row]
    guard isKnown(x) else { return .nan }
    cycle.take(x, silent: HilbertCycle.silentPeriod, words)
    return cycle.time < 32 ? .nan : cycle.smoothPeriod
  }
}

/// Behind the rings of the cycle stands one of the last 64 values.
struct CycleTrend: Scan {
  var cycle = HilbertCycle()
  var mean = (0.0, 0.0, 0.0)

  init(_: [Double]) {}

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _ words: MutableRows<Int64>) -> Double {
    let x = input.x[row]
    guard isKnown(x) else { return .nan }
    cycle.take(x, silent: HilbertCycle.silentTrend, words)
    words[HilbertCycle.words + (cycle.time & 63)] = Int64(bitPattern: x.bitPattern)
    guard cycle.time >= HilbertCycle.silentTrend else { return .nan }
    let length = Int(cycle.smoothPeriod + 0.5)
    var sum = 0.0
    for back in 0..<length {
      let word = words[HilbertCycle.words + ((cycle.time - back) & 63)]
      sum += Double(bitPattern: UInt64(bitPattern: word))
    }
    let now = length > 0 ? sum / Double(length) : 0
    let trend = (4 * now + 3 * mean.0 + 2 * mean.1 + mean.2) / 10
    mean = (now, mean.0, mean.1)
    return cycle.time < 63 || !isKnown(trend) ? .nan : trend
  }
}
