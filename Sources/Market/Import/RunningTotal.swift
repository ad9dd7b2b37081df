/// Whether amounts from row to row are a total so far: they never fall, but where they begin anew.
struct RunningTotal: Sendable {
  /// Rises after which chance is no explanation.
  private static let enough = 20

  private(set) var rises = 0
  private(set) var falls = 0
  /// Falls that leave more than a part.
  private var slips = 0
  /// The first rise, and whether another is as large: what grows evenly counts rows.
  private var even: (rise: Double, isEven: Bool)?
  private var last: (amount: Double, day: Int64)?

  /// Adds the amount of the next row; steps from day to day say nothing.
  mutating func add(_ amount: Double, day: Int64) {
    guard amount == amount else { return }
    if let last, last.day == day {
      if amount > last.amount {
        rises += 1
        let rise = amount - last.amount
        even =
          even.map { ($0.rise, $0.isEven && ($0.rise - rise).magnitude < rise * 1e-6) } ?? (
            rise, true
          )
      }
      if amount < last.amount {
        falls += 1
        if amount > last.amount / 2 { slips += 1 }
      }
    }
    last = (amount, day)
  }

  var isOne: Bool {
    rises >= Self.enough && slips == 0 && falls * Self.enough <= rises && even?.isEven == false
  }

  /// What was added between two totals, of which the second may have begun anew.
  static func step(_ last: Double, _ total: Double) -> Double {
    total < last ? total : total - last
  }
}
