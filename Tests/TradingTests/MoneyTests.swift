import Machine
import TestSupport
import Testing

@testable import Trading

@Suite struct MoneyTests {
  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("1", "1"), ("100.05", "100.05"), ("0.00000001", "0.00000001"),
    ("12.50000000", "12.5"), ("-3.20", "-3.2"), ("+7", "7"), (".5", "0.5"), ("00012", "12"),
    ("0.0000000000000001", "0.0000000000000001"), ("1.00000000000000000000", "1"),
    ("17014118346046923173168.7303715884105727", "17014118346046923173168.7303715884105727"),
  ])
  func moneyIsPlainDecimalText(_ text: String, _ printed: String) throws {
    #expect(try Money(text).description == printed)
  }

  @Test(arguments: ["", "-", ".", "1e5", "1,000", "0x1", " 1", "1.2.3", "NaN", "--1", "1_000"])
  func otherTextIsMalformed(_ text: String) {
    #expect(throws: NumberFailure.malformed(text)) { try Money(text) }
  }

  @Test func moneyDoesNotOverflow() {
    let text = "17014118346046923173168.7303715884105728"
    #expect(throws: NumberFailure.outOfRange(text)) { try Money(text) }
    let digits = String(repeating: "9", count: 1000)
    #expect(throws: NumberFailure.outOfRange(digits)) { try Money(digits) }
    #expect(Money(count: .max).plus(Money(count: 1)) == nil)
    #expect(Money(count: .min).minus(Money(count: 1)) == nil)
    #expect(
      Money(count: .min).description == "-17014118346046923173168.7303715884105728")
  }

  @Test func decimalsBeyondTheQuantumAreRefused() {
    #expect(throws: NumberFailure.tooPrecise("0.000000001", decimals: 8)) {
      try Price("0.000000001")
    }
    #expect(throws: NumberFailure.tooPrecise("0.00000000000000001", decimals: 16)) {
      try Money("0.00000000000000001")
    }
  }

  @Test func notionalIsExact() throws {
    let price = try Price("92233720368.54775807")
    let quantity = try Quantity("-92233720368.54775808")
    #expect(Money(price, times: quantity).count == Int128(Int64.max) * Int128(Int64.min))
  }

  @Test(arguments: [
    ("5bps", "0.05%", 1, 2000), ("0.05%", "0.05%", 1, 2000), ("0.0005", "0.05%", 1, 2000),
    ("0", "0%", 0, 1), ("10%", "10%", 1, 10), ("0.2%", "0.2%", 1, 500),
    ("7.5bps", "0.075%", 3, 4000),
    ("0.000000000001", "0.0000000001%", 1, 1_000_000_000_000),
    ("0.99bps", "0.0099%", 99, 1_000_000),
  ])
  func ratioIsExact(_ text: String, _ printed: String, _ over: UInt64, _ under: UInt64) throws {
    let ratio = try Ratio(text)
    #expect(ratio.description == printed)
    #expect(ratio.numerator == over && ratio.denominator == under)
  }

  @Test(arguments: ["1", "100%", "-1bps", "10000bps", "1.5"])
  func ratioStaysBelowOne(_ text: String) {
    #expect(throws: NumberFailure.outOfRange(text)) { try Ratio(text) }
  }

  @Test(arguments: ["", "bps", "%", "5 bps", "5bp", "x%", "5%%"])
  func otherTextIsNoRatio(_ text: String) {
    #expect(throws: NumberFailure.malformed(text)) { try Ratio(text) }
  }

  @Test func finerRatiosAreRefused() {
    #expect(throws: NumberFailure.tooPrecise("0.0000000001bps", decimals: 8)) {
      try Ratio("0.0000000001bps")
    }
  }

  @Test func pricesOfWords() {
    #expect(Price(word: 10_005_000_000)?.description == "100.05")
    #expect(Price(word: Grid.limit)?.count == Grid.limit)
    #expect(Price(word: 1)?.description == "0.00000001")
    for number in [0.0, -1, .nan, .infinity, -.infinity, 1e300, -1e300, 1e-9, 1e11] {
      #expect(Price(word: Grid.word(number)) == nil, "\(number)")
    }
    // Off the grid: too fine, and too large for a count below 2^51.
    #expect(Price(word: Grid.word(1.0 / 3))?.description == "0.33333333")
    #expect(Price(word: Grid.word(2.0 / 3))?.description == "0.66666667")
    #expect(Price(word: Grid.word(30_000_000_000))?.description == "30000000000")
  }

  @Test func quantitiesOfNumbers() {
    #expect(Quantity(0.3)?.count == 30_000_000)
    #expect(Quantity(0.1 + 0.2)?.count == 30_000_000)
    #expect(Quantity(.nan) == nil && Quantity(.infinity) == nil && Quantity(1e11) == nil)
    #expect(Money(5000.1)?.description == "5000.1")
  }
}

@Suite struct WideArithmeticTests {
  /// Products of up to 192 bits, checked by taking the quotient apart again.
  @Test(arguments: SplitMix64.seeds(20))
  func quotientAndRemainderMakeTheProduct(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<500 {
      let high = UInt128(random.next()) << 64
      let value = (high >> UInt128(random.below(127))) | UInt128(random.next())
      let numerator = random.next() >> UInt64(random.below(64))
      let denominator = Swift.max(1, random.next() >> UInt64(random.below(64)))
      let product = Limbs(value, times: numerator)
      guard let result = WideArithmetic.scale(value, by: numerator, over: denominator) else {
        #expect(Limbs(UInt128.max, times: denominator) < product, "seed \(seed)")
        continue
      }
      #expect(result.remainder < denominator, "seed \(seed)")
      #expect(
        Limbs(result.quotient, times: denominator, plus: result.remainder) == product,
        "seed \(seed)")
    }
  }

  @Test(arguments: SplitMix64.seeds(5))
  func roundingIsToTheNearestEven(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<5000 {
      let number = Double(bitPattern: random.next())
      let other = Double(Int64(bitPattern: random.next() >> UInt64(random.below(64)))) / 4
      for value in [number, other, -other] where value == value {
        #expect(WideArithmetic.rounded(value) == value.rounded(.toNearestOrEven), "seed \(seed)")
      }
    }
    for value in [0.5, 1.5, 2.5, -0.5, -1.5, 0x1p51, 0x1p51 + 0.5, 0x1p51 - 0.5, .infinity] {
      #expect(WideArithmetic.rounded(value) == value.rounded(.toNearestOrEven), "\(value)")
    }
    #expect(WideArithmetic.rounded(.nan).isNaN)
  }

  @Test func divisionByZeroIsNothing() {
    #expect(WideArithmetic.scale(1, by: 1, over: 0) == nil)
    #expect(WideArithmetic.scale(UInt128.max, by: 7, over: 0) == nil)
  }

  @Test(arguments: [
    (5, 1, 10, 0), (15, 1, 10, 2), (25, 1, 10, 2), (26, 1, 10, 3), (24, 1, 10, 2), (35, 1, 10, 4),
    (0, 9, 10, 0), (6, 1, 4, 2), (10, 1, 4, 2), (11, 1, 4, 3),
  ])
  func halvesGoToTheEven(
    _ value: UInt128, _ over: UInt64, _ under: UInt64, _ result: UInt128
  ) throws {
    let ratio = try Ratio("\(Double(over) / Double(under))".prefix(14))
    guard ratio.denominator == under else { return }
    #expect(ratio.partHalfEven(of: value) == result)
  }

  @Test(arguments: SplitMix64.seeds(20))
  func aDivisorDivides(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2000 {
      let value = Swift.max(1, random.next() >> UInt64(random.below(64)))
      let bits = UInt128(random.next()) << 64 | UInt128(random.next())
      var dividend = bits >> UInt128(random.below(128))
      // Multiples and their neighbours, where an estimate is off.
      if random.once(in: 2) { dividend = dividend / UInt128(value) * UInt128(value) }
      if random.once(in: 4), dividend > 0 { dividend -= 1 }
      let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: UInt128(value))
      let result = Divisor(value).divide(dividend)
      #expect(result.quotient == quotient && UInt128(result.remainder) == remainder, "seed \(seed)")
    }
    let most = Divisor(3).divide(.max)
    #expect(most.quotient == UInt128.max / 3 && most.remainder == 0)
    #expect(Divisor(1).divide(.max).quotient == .max)
  }

  /// Against the standard library's own conversion, which is slow.
  @Test(arguments: SplitMix64.seeds(20))
  func numbersAreRoundedOnce(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2000 {
      let bits = UInt128(random.next()) << 64 | UInt128(random.next())
      // Few significant bits, so that ties are met.
      let mask = UInt128.max << UInt128(random.below(128))
      let value = Int128(bitPattern: (bits & mask) >> UInt128(random.below(128)))
      #expect(WideArithmetic.number(value) == Double(value), "\(value), seed \(seed)")
    }
    for value in [Int128.min, .max, 0, 1, -1, 1 << 53, 1 << 53 + 1, 1 << 64, -(1 << 64) - 1] {
      #expect(WideArithmetic.number(value) == Double(value), "\(value)")
    }
  }
}

/// A product of 128 by 64 bits in 32-bit limbs, as on paper.
private struct Limbs: Comparable {
  let limbs: [UInt64]

  init(_ value: UInt128, times factor: UInt64, plus extra: UInt64 = 0) {
    var limbs = [UInt64](repeating: 0, count: 7)
    func add(_ part: UInt64, at place: Int) {
      var (carry, place) = (part, place)
      while carry != 0, place < limbs.count {
        let sum = limbs[place] + (carry & 0xFFFF_FFFF)
        limbs[place] = sum & 0xFFFF_FFFF
        carry = (carry >> 32) + (sum >> 32)
        place += 1
      }
    }
    for left in 0..<4 {
      for right in 0..<2 {
        let a = UInt64(truncatingIfNeeded: value >> UInt128(32 * left)) & 0xFFFF_FFFF
        let b = factor >> UInt64(32 * right) & 0xFFFF_FFFF
        add(a * b, at: left + right)
      }
    }
    add(extra, at: 0)
    self.limbs = limbs
  }

  static func < (left: Limbs, right: Limbs) -> Bool {
    left.limbs.reversed().lexicographicallyPrecedes(right.limbs.reversed())
  }
}
