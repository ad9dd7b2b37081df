/// A whole number of any size times a power of two: sums and products of Doubles without any
/// rounding, until `rounded` rounds once.
struct ExactNumber {
  private var isNegative = false
  /// The magnitude, lowest limb first; the last limb is not 0.
  private var limbs: [UInt64] = []
  private var exponent = 0

  static let zero = ExactNumber()

  private init() {}

  /// A finite number.
  init(_ number: Double) {
    guard number != 0 else { return }
    isNegative = number < 0
    let ulp = number.ulp
    limbs = [UInt64(number.magnitude / ulp)]
    exponent = Int(ulp.exponent)
  }

  init(_ number: Int) {
    isNegative = number < 0
    limbs = number == 0 ? [] : [UInt64(number.magnitude)]
  }

  /// The nearest Double, halves to even; infinite when there is none.
  var rounded: Double {
    guard let top = limbs.last else { return 0 }
    let bits = limbs.count * 64 - top.leadingZeroBitCount
    // Subnormal numbers have fewer than 53 bits.
    let kept = Swift.min(53, bits + exponent + 1074)
    guard kept >= 0 else { return isNegative ? -0.0 : 0 }
    let cut = bits - kept
    if cut <= 0 { return scaled(limbs[0], exponent) }
    var whole = self
    whole.limbs = ExactNumber.shifted(limbs, right: cut)
    var significand = whole.limbs.first ?? 0
    let half = bit(cut - 1)
    let rest = (0..<(cut - 1)).contains { bit($0) }
    if half && (rest || significand & 1 == 1) { significand += 1 }
    return scaled(significand, exponent + cut)
  }

  private func bit(_ place: Int) -> Bool { limbs[place / 64] >> UInt64(place % 64) & 1 == 1 }

  private func scaled(_ significand: UInt64, _ exponent: Int) -> Double {
    let number = Double(sign: .plus, exponent: exponent, significand: Double(significand))
    return isNegative ? -number : number
  }

  static prefix func - (number: ExactNumber) -> ExactNumber {
    var result = number
    result.isNegative.toggle()
    return result
  }

  static func + (left: ExactNumber, right: ExactNumber) -> ExactNumber {
    if left.limbs.isEmpty { return right }
    if right.limbs.isEmpty { return left }
    var result = ExactNumber()
    result.exponent = Swift.min(left.exponent, right.exponent)
    let a = shifted(left.limbs, left: left.exponent - result.exponent)
    let b = shifted(right.limbs, left: right.exponent - result.exponent)
    if left.isNegative == right.isNegative {
      result.limbs = sum(a, b)
      result.isNegative = left.isNegative
    } else {
      let isLess = less(a, b)
      result.limbs = isLess ? difference(b, a) : difference(a, b)
      result.isNegative = isLess ? right.isNegative : left.isNegative
    }
    return result
  }

  static func - (left: ExactNumber, right: ExactNumber) -> ExactNumber { left + -right }

  static func * (left: ExactNumber, right: ExactNumber) -> ExactNumber {
    var result = ExactNumber()
    result.limbs = product(left.limbs, right.limbs)
    result.exponent = left.exponent + right.exponent
    result.isNegative = left.isNegative != right.isNegative
    return result
  }

  // MARK: Magnitudes

  private static func trimmed(_ limbs: [UInt64]) -> [UInt64] {
    Array(limbs[..<((limbs.lastIndex { $0 != 0 } ?? -1) + 1)])
  }

  private static func shifted(_ limbs: [UInt64], left bits: Int) -> [UInt64] {
    let (whole, part) = (bits / 64, UInt64(bits % 64))
    var result = [UInt64](repeating: 0, count: whole)
    var carry: UInt64 = 0
    for limb in limbs {
      result.append(limb << part | carry)
      carry = part == 0 ? 0 : limb >> (64 - part)
    }
    return trimmed(result + [carry])
  }

  private static func shifted(_ limbs: [UInt64], right bits: Int) -> [UInt64] {
    let (whole, part) = (bits / 64, UInt64(bits % 64))
    guard whole < limbs.count else { return [] }
    var result: [UInt64] = []
    for place in whole..<limbs.count {
      let next = place + 1 < limbs.count && part != 0 ? limbs[place + 1] << (64 - part) : 0
      result.append(limbs[place] >> part | next)
    }
    return trimmed(result)
  }

  private static func less(_ a: [UInt64], _ b: [UInt64]) -> Bool {
    a.count != b.count ? a.count < b.count : a.reversed().lexicographicallyPrecedes(b.reversed())
  }

  private static func sum(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
    var result: [UInt64] = []
    var carry: UInt64 = 0
    for place in 0..<Swift.max(a.count, b.count) {
      let x = UInt128(place < a.count ? a[place] : 0) + UInt128(place < b.count ? b[place] : 0)
      let total = x + UInt128(carry)
      result.append(UInt64(truncatingIfNeeded: total))
      carry = UInt64(total >> 64)
    }
    return trimmed(result + [carry])
  }

  /// a - b, where b is not the larger.
  private static func difference(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
    var result: [UInt64] = []
    var borrow: UInt64 = 0
    for place in a.indices {
      let (first, one) = a[place].subtractingReportingOverflow(place < b.count ? b[place] : 0)
      let (second, two) = first.subtractingReportingOverflow(borrow)
      result.append(second)
      borrow = one || two ? 1 : 0
    }
    return trimmed(result)
  }

  private static func product(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: a.count + b.count)
    for (i, x) in a.enumerated() {
      var carry: UInt128 = 0
      for (j, y) in b.enumerated() {
        let total = UInt128(x) * UInt128(y) + UInt128(result[i + j]) + carry
        result[i + j] = UInt64(truncatingIfNeeded: total)
        carry = total >> 64
      }
      result[i + b.count] = UInt64(carry)
    }
    return trimmed(result)
  }
}

/// The exact sum of numbers, settled on one.
func roundedSum(_ numbers: [Double]) -> Double {
  numbers.reduce(.zero) { $0 + ExactNumber($1) }.settled
}

extension ExactNumber {
  /// The number that a window settles on: the nearest one, but halfway between two numbers, or so
  /// close to it that the way is a half to 1/4096 of it, the even one of them.
  var settled: Double {
    let nearest = rounded
    guard nearest.isFinite else { return nearest }
    return nearest.settled(adding: (self - ExactNumber(nearest)).rounded)
  }
}

extension Double {
  /// The nearest number to a sum, given with what it leaves, which is at most half a unit.
  func settled(adding rest: Double) -> Double {
    let neighbour = self + rest * (1 + 1 / 4_096)
    return neighbour == self || bitPattern.isMultiple(of: 2) ? self : neighbour
  }
}
