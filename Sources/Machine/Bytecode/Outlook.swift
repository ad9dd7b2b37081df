/// What a program shows and says beside its orders, as data: plots and alerts.
///
/// It is a program of its own over the same parameters, without orders: what is only looked at
/// changes no trade, no warm-up, and costs nothing where nobody looks.
public struct Outlook: Sendable, Hashable {
  /// Computes the columns that the plots and alerts read.
  public var program: Program {
    get { programs[0] }
    set { programs = [newValue] }
  }
  private var programs: [Program]
  public var plots: [Plot] = []
  public var alerts: [Alert] = []

  public init(_ program: Program) { programs = [program] }

  /// Columns to be drawn together.
  public struct Plot: Sendable, Hashable {
    /// One line of it.
    public struct Series: Sendable, Hashable {
      public let name: String
      /// A column of numbers or flags.
      public let slot: Slot
      public init(name: String, slot: Slot) {
        self.name = name
        self.slot = slot
      }
    }
    public let series: [Series]
    /// Where it is drawn; over the prices where it does not say.
    public var pane: String?
    /// Lines across, scalars of the `once` section.
    public let levels: [Slot]
    public let origin: Origin
    public init(series: [Series], pane: String?, levels: [Slot], origin: Origin) {
      self.series = series
      self.pane = pane
      self.levels = levels
      self.origin = origin
    }
  }

  /// What is said when a condition becomes true.
  public struct Alert: Sendable, Hashable {
    public let text: [TextPart]
    public let when: Slot
    /// `with price: close`: values for machines.
    public let values: [Field]
    public let origin: Origin

    /// A named value.
    public struct Field: Sendable, Hashable {
      public let name: String
      public let value: TextPart
      public init(name: String, value: TextPart) {
        self.name = name
        self.value = value
      }
    }
    public init(text: [TextPart], when: Slot, values: [Field], origin: Origin) {
      self.text = text
      self.when = when
      self.values = values
      self.origin = origin
    }
  }
}

/// A piece of a text with values in it. Slots are columns in an alert, scalars of the `once`
/// section in a title or tag.
public enum TextPart: Sendable, Hashable {
  case literal(String)
  /// With so many decimals, or with the digits it needs.
  case number(Slot, decimals: Int?)
  case flag(Slot)
  case time(Slot)
  case duration(Slot)
  /// The slot has the number of a text.
  case choice(Slot, [String])
  /// What the instrument is called.
  case symbol

  /// What it reads, if it reads anything.
  public var slot: Slot? {
    switch self {
    case .literal, .symbol: nil
    case .number(let slot, _), .flag(let slot), .time(let slot), .duration(let slot),
      .choice(let slot, _):
      slot
    }
  }

  /// The bank its slot must be of.
  var bank: Bank? {
    switch self {
    case .literal, .symbol: nil
    case .number, .choice: .number
    case .flag: .flag
    case .time, .duration: .word
    }
  }

  /// A number as texts show it: `na` where it is missing, with so many decimals (halves to even) or
  /// with the digits it needs.
  public static func text(_ number: Double, decimals: Int?) -> String {
    guard number.isFinite else { return "na" }
    guard let decimals else { return Int64(exactly: number).map { "\($0)" } ?? "\(number)" }
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    guard let scaled = Int64(exactly: (number * power).rounded(.toNearestOrEven)) else {
      return "\(number)"
    }
    var digits = Array(String(scaled.magnitude))
    while digits.count <= decimals { digits.insert("0", at: 0) }
    let sign = scaled < 0 ? "-" : ""
    let fraction = decimals > 0 ? "." + String(digits.suffix(decimals)) : ""
    return sign + String(digits.dropLast(decimals)) + fraction
  }
}

/// A title or tag with parameters in it.
public struct Naming: Sendable, Hashable {
  /// As it is for the standard values; it stands so in the program.
  public let standard: String
  /// Of literals, numbers and choices of the `once` section.
  public let parts: [TextPart]

  public init(standard: String, parts: [TextPart]) {
    self.standard = standard
    self.parts = parts
  }
}

extension Program {
  /// The values of scalars of the `once` section, as numbers; a flag is 0 or 1.
  ///
  /// - Parameters:
  ///   - values: one for each of `parameters`.
  ///   - surroundings: those of the run.
  public func scalars(
    _ slots: [Slot], values: [Double], _ surroundings: Surroundings
  ) throws(RunFailure) -> [Double] {
    if slots.isEmpty { return [] }
    let once = try OnceValues(self, parameters: values, surroundings)
    return slots.map { $0.bank == .flag ? Double(once.bits($0)) : once.number($0) }
  }

  /// The program with the title and tags it has for these parameters and this instrument; the same
  /// where they say nothing of either.
  public func named(
    for values: [Double], _ surroundings: Surroundings
  ) throws(RunFailure) -> Program {
    if namings.isEmpty { return self }
    var texts: [String: String] = [:]
    for naming in namings {
      let numbers = try scalars(naming.parts.compactMap(\.slot), values: values, surroundings)
      var next = numbers.makeIterator()
      var text = ""
      for part in naming.parts {
        switch part {
        case .literal(let piece): text += piece
        case .number(_, let decimals):
          text += TextPart.text(next.next() ?? .nan, decimals: decimals)
        case .choice(_, let choices):
          let number = next.next().flatMap { Int(exactly: $0) } ?? -1
          text += choices.indices.contains(number) ? choices[number] : "na"
        case .flag: text += next.next() == 0 ? "false" : "true"
        case .time, .duration: _ = next.next()
        case .symbol: text += surroundings.symbol
        }
      }
      texts[naming.standard] = text
    }
    var program = self
    program.title = texts[title] ?? title
    for index in program.outlook?.plots.indices ?? 0..<0 {
      program.outlook?.plots[index].pane = outlook?.plots[index].pane.map { texts[$0] ?? $0 }
    }
    program.orders = orders.map { $0.renamed { texts[$0] ?? $0 } }
    return program
  }
}

extension OrderStatement {
  /// The same with other tags.
  func renamed(_ name: (String) -> String) -> OrderStatement {
    switch kind {
    case .enter(let direction, let tag?, let size):
      changing(.enter(direction, tag: name(tag), size: size))
    case .exit(.tag(let tag), let share): changing(.exit(.tag(name(tag)), share: share))
    default: self
    }
  }

  private func changing(_ kind: Kind) -> OrderStatement {
    var order = self
    order.kind = kind
    return order
  }
}

extension StableHash {
  mutating func add(_ outlook: Outlook) {
    add(outlook.program.hash)
    add(outlook.plots.count)
    for plot in outlook.plots {
      for series in plot.series {
        add(series.name)
        add(series.slot)
      }
      add(plot.pane ?? "")
      for level in plot.levels { add(level) }
    }
    for alert in outlook.alerts {
      add(alert.when)
      for part in alert.text { add(part) }
      for field in alert.values {
        add(field.name)
        add(field.value)
      }
    }
  }

  mutating func add(_ part: TextPart) {
    switch part {
    case .literal(let text): add(text)
    case .number(_, let decimals): add(decimals ?? -1)
    case .flag: add(-2)
    case .time: add(-3)
    case .duration: add(-4)
    case .symbol: add(-5)
    case .choice(_, let texts): for text in texts { add(text) }
    }
    if let slot = part.slot { add(slot) }
  }
}
