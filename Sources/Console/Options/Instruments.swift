import Backtest
import Compiler
package import Host
import Machine
import Market
import TOMLKit
package import Trading

/// What `instruments.toml` says of each symbol: what is traded, when, and what it costs.
///
///     [default]                      # every symbol that does not say otherwise
///     currency = "USD"
///
///     [AAPL]
///     tick = 0.01
///     lot = 1
///     sector = "Technology"
///     calendar = "us-equities"
///     fee = "0.005/unit min 1"
package struct Instruments: Sendable {
  /// One thing that can be said of an instrument.
  package enum Key: String, CaseIterable, Sendable {
    case tick, lot, fee, slippage, currency, sector, calendar, session, zone, margin, maintenance
    case funding, participation
    case pointValue = "point_value"

    /// True for what is a number, or a text that holds one.
    fileprivate var isNumber: Bool {
      switch self {
      case .tick, .lot, .fee, .slippage, .margin, .maintenance, .participation, .pointValue: true
      case .currency, .sector, .calendar, .session, .zone, .funding: false
      }
    }
  }

  /// What is said of one symbol.
  package struct Facts: Sendable, Equatable {
    package static let none = Facts(file: "", symbol: "", texts: [:])
    /// The file it stands in.
    package let file: String
    let symbol: String
    fileprivate(set) var texts: [Key: String]

    /// As the file writes it; nothing where it says nothing.
    package subscript(_ key: Key) -> String? { texts[key] }

    /// The smallest step of its price, where one is said.
    package var tick: Price? { texts[.tick].flatMap { try? Price($0) } }

    /// Its hours, where they are not the calendar's.
    ///
    /// - Parameter days: those of the calendar.
    func hours(days: UInt8) -> SessionHours? {
      texts[.session].flatMap { SessionHours($0, days: days) }
    }
  }

  /// The file that is read where no other is named.
  package static let path = "instruments.toml"
  /// The section that speaks of every symbol.
  private static let common = "default"
  private static let bytes = 4 * 1024 * 1024

  package static let none = Instruments(file: "", sections: [:])

  private let file: String
  private let sections: [String: [Key: String]]

  /// What is said of a symbol.
  package func facts(_ symbol: String) -> Facts {
    var texts = sections[Instruments.common] ?? [:]
    texts.merge(sections[symbol] ?? [:]) { $1 }
    return Facts(file: file, symbol: symbol, texts: texts)
  }

  /// Reads a file; without a name `instruments.toml`, where there is one.
  package static func load(_ name: String?, in environment: Environment) throws -> Instruments {
    let path = name ?? Instruments.path
    if name == nil, (try? environment.disk.status(path))?.kind != .file { return .none }
    let read = try environment.disk.read(path, limit: bytes)
    return try Instruments(text: String(decoding: read, as: UTF8.self), file: path)
  }

  private init(file: String, sections: [String: [Key: String]]) {
    self.file = file
    self.sections = sections
  }

  /// Fails with class `usage` and the line, where something is not understood.
  package init(text: String, file: String) throws {
    let lines = TextLines(text: text, file: file)
    let table: TOMLTable
    do {
      table = try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw Failure(
        .usage, UsageKinds.instruments, "\(file) cannot be read: \(error.description)",
        at: .init(
          file: file, line: Int(error.source.begin.line), column: Int(error.source.begin.column)))
    }
    var sections: [String: [Key: String]] = [:]
    for symbol in table.keys {
      guard let section = table[symbol]?.table else {
        throw Failure(
          .usage, UsageKinds.instruments,
          "\(symbol) stands outside of a section; what is said of a symbol stands under [SYMBOL]",
          at: lines.place(of: symbol, under: nil))
      }
      sections[symbol] = try Instruments.entries(section, symbol, lines)
    }
    self.init(file: file, sections: sections)
  }

  // MARK: One section

  private static func entries(
    _ section: TOMLTable, _ symbol: String, _ lines: TextLines
  ) throws -> [Key: String] {
    var texts: [Key: String] = [:]
    for name in section.keys {
      let place = lines.place(of: name, under: symbol)
      guard let key = Key(rawValue: name) else {
        let isTable = section[name]?.table != nil
        let known = Key.allCases.map(\.rawValue).joined(separator: ", ")
        throw Failure(
          .usage, UsageKinds.instruments,
          isTable
            ? "[\(symbol).\(name)] is a section in a section"
            : "[\(symbol)] says \(name), which Quill does not know; it knows \(known)",
          at: place,
          help: isTable ? "a symbol with a point stands in quotes: [\"\(symbol).\(name)\"]" : nil)
      }
      let text = try spelled(section[name], key, symbol, place)
      if let problem = problem(key, text) {
        throw Failure(
          .usage, UsageKinds.instruments, "[\(symbol)] \(name) cannot be \"\(text)\": \(problem)",
          at: place)
      }
      texts[key] = text
    }
    return texts
  }

  private static func spelled(
    _ value: (any TOMLValueConvertible)?, _ key: Key, _ symbol: String, _ place: Failure.Place
  ) throws -> String {
    if let text = value?.string { return text }
    if key.isNumber, let whole = value?.int { return String(whole) }
    if key.isNumber, let number = value?.double { return NumberText.plain(number) }
    throw Failure(
      .usage, UsageKinds.instruments,
      "[\(symbol)] \(key.rawValue) must be a \(key.isNumber ? "number or a text" : "text")",
      at: place)
  }

  /// Why a value is not one of its kind.
  private static func problem(_ key: Key, _ text: String) -> String? {
    func positive<Value>(_ read: (String) throws -> Value, _ isFit: (Value) -> Bool) -> String? {
      do {
        return isFit(try read(text)) ? nil : "it must be greater than 0"
      } catch {
        return "\(error)"
      }
    }
    switch key {
    case .tick: return positive({ try Price($0) }, { _ in true })
    case .lot: return positive({ try Quantity($0) }, { $0.count > 0 })
    case .fee: return positive({ try FeeModel($0) }, { _ in true })
    case .slippage:
      // What a tick is may be said elsewhere.
      return positive({ try SlippageModel($0, tick: Price(count: 1)) }, { _ in true })
    case .pointValue: return positive({ try Price($0) }, { _ in true })
    case .margin: return positive({ try Margin(initial: $0, maintenance: "0") }, { _ in true })
    case .maintenance: return positive({ try Ratio($0) }, { _ in true })
    case .funding:
      if text == "none" { return nil }
      return positive({ try Funding($0) }, { _ in true })
    case .participation:
      if text == "100%" { return nil }
      return positive({ try Ratio($0) }, { $0 != .zero })
    case .currency, .sector, .zone: return text.isEmpty ? "it is empty" : nil
    case .calendar:
      let known = TradingCalendar.entries.map(\.name)
      return known.contains(text) ? nil : "known are " + known.joined(separator: ", ")
    case .session:
      return SessionHours(text, days: 127) == nil
        ? "hours are written as 09:30-16:00, with days as 09:30-16:00 mon-fri" : nil
    }
  }
}

/// Where keys stand in a text of sections, as far as that is plain to see.
private struct TextLines {
  let text: String
  let file: String

  func place(of key: String, under section: String?) -> Failure.Place {
    var current: String?
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let bare = line.filter { $0 != " " && $0 != "\t" && $0 != "\"" && $0 != "\r" }
      if bare.hasPrefix("["), let end = bare.firstIndex(of: "]") {
        current = String(bare[bare.index(after: bare.startIndex)..<end])
        if let section, current == "\(section).\(key)" {
          return Failure.Place(file: file, line: number + 1)
        }
      } else if current == section, bare.hasPrefix("\(key)=") {
        return Failure.Place(file: file, line: number + 1)
      }
    }
    return Failure.Place(file: file)
  }
}
