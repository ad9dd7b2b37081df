/// The hot loop of a builtin. The shapes differ in what they may read; all of them are called with a number
/// of rows, and give the same bits however the rows are cut.
enum Kernel: Sendable {
  /// Reads the row alone.
  case elementwise(@Sendable (Call) -> Void)
  /// Carries a state from row to row.
  case scan(@Sendable (Call) -> Void)
  /// Reads its operands some rows back, and may carry a state.
  case window(@Sendable (Call) -> Void)

  var body: @Sendable (Call) -> Void {
    switch self {
    case .elementwise(let body), .scan(let body), .window(let body): body
    }
  }
}

/// What a kernel is called with; filled in by the machine.
struct Call {}

extension Builtin {
  static let table: [Builtin] = []
}
