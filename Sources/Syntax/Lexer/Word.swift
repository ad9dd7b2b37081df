/// The words the grammar knows. Only `Word.reserved` are never names; all others are special only
/// where a statement, a clause or an operator may begin.
enum Word: String, Sendable, CaseIterable {
  /// Any other name.
  case plain = ""

  case and, or, not, `if`, then, `else`, match, from, next, prev, on
  case `true`, `false`, na

  case quill
  case strategy, portfolio, indicator, library
  case param, require, `let`, fn, column, `import`
  case enter, exit, entries, each, allocate
  case pyramid, cooldown, reversal, limits, assume, history, universe
  case alert, plot, test

  case when, at, beyond, `for`, until, size, risk, stop, target, trail

  case `in`, step, `as`, long, short, of, after, filled, units, cash, bars, band, off, since
  case drawdown, daily, loss, position, orders, sector, exposure, per, flatten
  case capital, fee, slippage
  case with, levels
  case expect, never, entered, exited, refused, alerted
  case crosses, above, below, tick, ticks
  case sum, any, all, count, max, min, avg, fold

  var isReserved: Bool {
    switch self {
    case .and, .or, .not, .if, .then, .else, .match, .from, .next, .prev, .on, .true, .false, .na:
      true
    default: false
    }
  }

  /// A word that begins a statement of a file.
  var beginsItem: Bool {
    switch self {
    case .quill, .strategy, .portfolio, .indicator, .library, .param, .require, .let, .fn, .column,
      .import, .enter, .exit, .entries, .each, .allocate, .pyramid, .cooldown, .reversal, .limits,
      .assume, .history, .universe, .alert, .plot, .test:
      true
    default: false
    }
  }

  /// A word that stands before a name which is given.
  var givesName: Bool { self == .let || self == .param || self == .fn || self == .column }

  /// A word that begins a clause of an order.
  var beginsClause: Bool {
    switch self {
    case .when, .at, .beyond, .for, .until, .size, .risk, .stop, .target, .trail: true
    default: false
    }
  }

  /// A word that may stand right behind a complete expression.
  var followsExpression: Bool {
    if beginsClause || beginsItem { return true }
    return switch self {
    case .and, .or, .then, .else, .next, .crosses, .in, .step, .of, .after, .units, .cash, .bars,
      .band, .flatten, .per, .with, .levels, .tick, .ticks, .capital, .fee, .slippage, .max,
      .expect:
      true
    default: false
    }
  }

  /// A word that begins an entry of `assume`.
  var isAssumption: Bool {
    self == .bars || self == .capital || self == .fee || self == .slippage
  }

  /// A call by this name may run over a range: `sum(i in 0..<n: …)`.
  var isFold: Bool {
    switch self {
    case .sum, .any, .all, .count, .max, .min, .avg: true
    default: false
    }
  }

  static var reserved: [String] { allCases.filter(\.isReserved).map(\.rawValue) }
  static var items: [String] { allCases.filter(\.beginsItem).map(\.rawValue) }
  static var clauses: [String] { allCases.filter(\.beginsClause).map(\.rawValue) }
}

/// The words of the language, for editors and prompts.
public enum Words {
  public static let reserved = Word.reserved
  /// Words that begin a statement.
  public static let statements = Word.items
  /// Words that begin a clause of an order.
  public static let clauses = Word.clauses
}

/// Finds the `Word` of a run of bytes without building a `String`: an open-addressed table whose
/// hash the lexer computes while it scans a name.
struct WordTable: Sendable {
  private struct Slot {
    let hash: UInt32
    let word: Word
    let bytes: [UInt8]
  }

  private static let slotCount = 512
  private let slots: [Slot?]

  static let shared = WordTable()

  static func hash(_ hash: UInt32, _ byte: UInt8) -> UInt32 { hash &* 31 &+ UInt32(byte) }

  private init() {
    var slots = [Slot?](repeating: nil, count: WordTable.slotCount)
    for word in Word.allCases where word != .plain {
      let bytes = Array(word.rawValue.utf8)
      let hash = bytes.reduce(0, WordTable.hash)
      var index = Int(hash) & (WordTable.slotCount - 1)
      while slots[index] != nil { index = (index + 1) & (WordTable.slotCount - 1) }
      slots[index] = Slot(hash: hash, word: word, bytes: bytes)
    }
    self.slots = slots
  }

  /// The word of `bytes[start..<end]`, whose hash is `hash`; `.plain` when it is none.
  func word(_ bytes: [UInt8], _ start: Int, _ end: Int, hash: UInt32) -> Word {
    var index = Int(hash) & (WordTable.slotCount - 1)
    while let slot = slots[index] {
      if slot.hash == hash, slot.bytes.count == end - start,
        slot.bytes.indices.allSatisfy({ slot.bytes[$0] == bytes[start + $0] })
      {
        return slot.word
      }
      index = (index + 1) & (WordTable.slotCount - 1)
    }
    return .plain
  }
}
