/// The first line of a file, and what it tells of the others.
struct Header: Sendable {
  var layout: Layout
  /// True when the first line is already a row.
  var isRow: Bool
  var notes: [String] = []

  /// Reads the first line that is not blank. `next` is the line after it, if there is one: whether
  /// a column called time holds a time of day shows there. `extras` are the columns wanted beside
  /// the market.
  init(_ line: Span<UInt8>, next: Span<UInt8>, extras: [String] = []) throws(LineProblem) {
    guard line.count <= CSVFile.longestLine else { throw .longLine }
    let delimiter = Self.delimiter(of: line)
    var fields: [Field] = []
    try splitFields(line, delimiter: delimiter, into: &fields)
    let names = fields.map { Self.name(line.extracting($0.range)) }
    isRow = Self.isRow(line, fields, names)
    layout = Layout(delimiter: delimiter, roles: [], names: names)
    if isRow {
      try useDefaultColumns(fields.count)
    } else {
      layout.roles = names.map { Self.prices[$0] ?? .ignored }
      try chooseTime(next)
      try check(fields)
    }
    for name in extras { try choose(name, fields) }
    noteIgnored()
  }

  private static let defaults: [Role] = [.time, .open, .high, .low, .close, .volume]
  private static let defaultNames = ["time", "open", "high", "low", "close", "volume"]

  /// Names of price and volume columns, as `name` spells them.
  private static let prices: [String: Role] = [
    "o": .open, "open": .open, "h": .high, "high": .high, "l": .low, "low": .low,
    "c": .close, "close": .close, "v": .volume, "vol": .volume, "volume": .volume,
  ]

  /// Names of columns that hold a whole time, the preferred first.
  private static let instants = [
    "timestamp", "open_time", "opentime", "datetime", "date_time", "ts", "unix",
  ]

  /// The delimiter: the first of tab, semicolon and comma that could part five fields, or any of
  /// them.
  private static func delimiter(of line: Span<UInt8>) -> UInt8 {
    let candidates = [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ",")]
    var counts = [0, 0, 0]
    for index in line.indices {
      if let found = candidates.firstIndex(of: line[index]) { counts[found] += 1 }
    }
    let chosen = counts.firstIndex { $0 >= 4 } ?? counts.firstIndex { $0 > 0 } ?? 2
    return candidates[chosen]
  }

  /// A column's name in small letters, its words joined by `_`.
  private static func name(_ text: Span<UInt8>) -> String {
    var bytes: [UInt8] = []
    for index in text.indices {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte | 0x20)
      case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."): bytes.append(UInt8(ascii: "_"))
      case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""): continue
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A row has no known column name and starts with a digit or a sign.
  private static func isRow(
    _ line: Span<UInt8>, _ fields: [Field], _ names: [String]
  ) -> Bool {
    guard !names.contains(where: { isKnown($0) }), let first = fields.first?.range.first else {
      return false
    }
    return TimeText.digit(line[first]) != nil || line[first] == UInt8(ascii: "-")
  }

  private static func isKnown(_ name: String) -> Bool {
    prices[name] != nil || instants.contains(name) || name == "date" || name == "time"
  }

  private mutating func useDefaultColumns(_ count: Int) throws(LineProblem) {
    guard count == 5 || count == 6 else {
      throw LineProblem(
        kind: DataKinds.noHeader,
        message: "the file has no header line, and \(count) \(count == 1 ? "column" : "columns")")
    }
    layout.roles = Array(Self.defaults.prefix(count))
    layout.names = Array(Self.defaultNames.prefix(count))
    notes.append("no header line: read as \(layout.names.joined(separator: ","))")
  }

  /// Finds the column or columns that hold the time: a whole time first, then date and time apart.
  private mutating func chooseTime(_ next: Span<UInt8>) throws(LineProblem) {
    let names = layout.names
    for name in Self.instants {
      if let index = names.firstIndex(of: name) {
        layout.roles[index] = .time
        return
      }
    }
    switch (names.firstIndex(of: "date"), names.firstIndex(of: "time")) {
    case (let date?, let time?):
      var fields: [Field] = []
      try splitFields(next, delimiter: layout.delimiter, into: &fields)
      if time < fields.count, let count = TimeCount(next.extracting(fields[time].range)),
        TimeUnit(plausible: count) != nil
      {
        layout.roles[time] = .time
      } else if date < fields.count, fields[date].range.count > 10 {
        layout.roles[date] = .time
      } else {
        layout.roles[date] = .time
        layout.roles[time] = .clock
      }
    case (let date?, nil): layout.roles[date] = .time
    case (nil, let time?): layout.roles[time] = .time
    case (nil, nil): break
    }
  }

  private func check(_ fields: [Field]) throws(LineProblem) {
    let needed = zip(Self.defaults, Self.defaultNames).prefix(5)
    let missing = needed.filter { !layout.roles.contains($0.0) }.map(\.1)
    guard missing.isEmpty else {
      let found = layout.names.prefix(12).map { Self.shown($0) }.joined(separator: ", ")
      let more = layout.names.count > 12 ? ", ..." : ""
      throw LineProblem(
        kind: DataKinds.missingColumn,
        message: "no column for \(missing.joined(separator: ", ")); found \(found)\(more)")
    }
    for role in Self.defaults {
      let indices = layout.roles.indices.filter { layout.roles[$0] == role }
      let named = layout.names.indices.filter {
        layout.names[$0] == layout.names[indices.first ?? 0]
      }
      guard let second = (indices.count > 1 ? indices : named).dropFirst().first,
        let first = indices.first
      else { continue }
      let names = [first, second].map { "\($0 + 1) (\(Self.shown(layout.names[$0])))" }
      let meaning = Self.defaultNames[Int(role.rawValue)]
      throw LineProblem(
        kind: DataKinds.doubleColumn,
        message: "columns \(names[0]) and \(names[1]) are both the \(meaning)",
        column: fields[second].range.lowerBound + 1)
    }
  }

  /// Finds the one column of a name that means nothing else.
  private mutating func choose(_ name: String, _ fields: [Field]) throws(LineProblem) {
    let found = layout.names.indices.filter {
      layout.names[$0] == name && layout.roles[$0] == .ignored
    }
    guard let index = found.first else {
      let others = layout.names.indices.filter { layout.roles[$0] == .ignored }
      let known = others.prefix(12).map { Self.shown(layout.names[$0]) }.joined(separator: ", ")
      throw LineProblem(
        kind: DataKinds.missingColumn,
        message: "no column for \(name); "
          + (isRow
            ? "the file has no header line"
            : others.isEmpty
              ? "it has none beside prices, volume and time"
              : "beside prices, volume and time it has \(known)")
          + (others.count > 12 ? ", ..." : ""),
        help: "Name one of them in `column`, or give a file that has it.")
    }
    if found.count > 1 {
      throw LineProblem(
        kind: DataKinds.doubleColumn,
        message: "columns \(index + 1) and \(found[1] + 1) are both called \(Self.shown(name))",
        column: fields[found[1]].range.lowerBound + 1)
    }
    layout.roles[index] = .extra
    layout.extras.append(index)
  }

  /// A name as a message shows it.
  private static func shown(_ name: String) -> String { shownText(Array(name.utf8).span) }

  private mutating func noteIgnored() {
    if !layout.hasVolume { notes.append("no volume column: volume is 0") }
    let ignored = layout.roles.indices.filter { layout.roles[$0] == .ignored }
    guard !ignored.isEmpty else { return }
    let shown = ignored.prefix(12).map { Self.shown(layout.names[$0]) }.joined(separator: ", ")
    let more = ignored.count > 12 ? ", ..." : ""
    notes.append("ignored \(ignored.count == 1 ? "column" : "columns"): \(shown)\(more)")
  }
}
