/// Functions that are the same bits on every machine: only sums, products, quotients and square
/// roots, which IEEE 754 fixes. Good to about 15 digits.
enum ExactMath {
  /// e to the power of x; x is kept within -700 to 700.
  static func exp(_ x: Double) -> Double {
    guard x == x else { return x }
    let x = min(max(x, -700), 700)
    let count = (x / 0.6931471805599453).rounded()
    let rest = (x - count * 0.693147180369123816490) - count * 1.90821492927058770002e-10
    var term = 1.0
    var sum = 1.0
    for step in 1...17 {
      term *= rest / Double(step)
      sum += term
    }
    return sum * Double(sign: .plus, exponent: Int(count), significand: 1)
  }

  /// The natural logarithm of a number above zero.
  static func log(_ x: Double) -> Double {
    var exponent = Double(x.exponent)
    var part = x.significand
    if part > 1.4142135623730951 {
      part /= 2
      exponent += 1
    }
    let ratio = (part - 1) / (part + 1)
    let square = ratio * ratio
    var term = ratio
    var sum = 0.0
    for step in stride(from: 1, through: 41, by: 2) {
      sum += term / Double(step)
      term *= square
    }
    return exponent * 0.6931471805599453 + 2 * sum
  }
}
