extension Builtin {
  /// What the result of a row is a number of.
  public enum Measuring: Sendable, Hashable {
    /// The same as its first operand: averages, windows, what is remembered.
    case same
    /// What all of its operands are.
    case joined
    /// An index of 0 to 100.
    case score
    case bars
    /// Nothing that has a name.
    case nothing
  }

  /// What the row states, or else what its family and operands suggest.
  public var measuring: Measuring {
    if let stated { return stated }
    switch family {
    case .averages, .windows: return .same
    case .volatility where parameters.allSatisfy(\.isScalar): return .same
    case .math:
      return ["abs", "floor", "ceil", "round"].contains(name)
        ? .same : name == "min" || name == "max" ? .joined : .nothing
    case .events: return ["last", "value_when"].contains(name) ? .same : .nothing
    default: return .nothing
    }
  }

  /// The same row, which says what it measures.
  func measuring(_ measuring: Measuring) -> Builtin {
    var row = self
    row.stated = measuring
    return row
  }
}
