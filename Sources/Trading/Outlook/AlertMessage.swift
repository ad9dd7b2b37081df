internal import Machine

/// What an alert says at a close.
public struct AlertMessage: Sendable, Hashable {
  /// The number of the alert in its file, from 0.
  public let alert: Int
  /// The text, piece by piece: whoever shows it knows how times are written.
  public let text: [Piece]
  /// `with price: close`: values for machines.
  public let values: [Field]

  /// A named value.
  public struct Field: Sendable, Hashable {
    public let name: String
    public let value: Piece
  }

  /// A piece of a text, its value read.
  public enum Piece: Sendable, Hashable {
    case text(String)
    /// Missing is NaN; with so many decimals, or with the digits it needs.
    case number(Double, decimals: Int?)
    case flag(Bool)
    /// Nanoseconds since 1970-01-01 UTC; nothing where it is missing.
    case time(Int64?)
    /// Nanoseconds.
    case duration(Int64?)

    public static func == (left: Piece, right: Piece) -> Bool {
      switch (left, right) {
      case (.text(let a), .text(let b)): a == b
      case (.number(let a, let m), .number(let b, let n)):
        m == n && (a == b || a.isNaN && b.isNaN)
      case (.flag(let a), .flag(let b)): a == b
      case (.time(let a), .time(let b)), (.duration(let a), .duration(let b)): a == b
      default: false
      }
    }

    public func hash(into hasher: inout Hasher) {
      switch self {
      case .text(let text): hasher.combine(text)
      case .number(let number, let decimals):
        hasher.combine(number.isNaN ? 0 : number)
        hasher.combine(decimals)
      case .flag(let flag): hasher.combine(flag)
      case .time(let word), .duration(let word): hasher.combine(word)
      }
    }
  }
}

extension VirtualMachine {
  /// A piece of a text at a row of the last `advance`.
  func piece(_ part: TextPart, row: Int) -> AlertMessage.Piece {
    switch part {
    case .literal(let text): return .text(text)
    case .symbol: return .text(surroundings.symbol)
    case .number(let slot, let decimals):
      return .number(number(slot, row: row), decimals: decimals)
    case .flag(let slot): return .flag(flag(slot, row: row))
    case .time(let slot):
      let word = word(slot, row: row)
      return .time(word == Grid.missing ? nil : word)
    case .duration(let slot):
      let word = word(slot, row: row)
      return .duration(word == Grid.missing ? nil : word)
    case .choice(let slot, let texts):
      let index = Int(exactly: number(slot, row: row)) ?? -1
      return .text(texts.indices.contains(index) ? texts[index] : "na")
    }
  }
}
