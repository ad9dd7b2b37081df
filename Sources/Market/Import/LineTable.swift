/// A text cut into lines, and a line into fields.
struct LineTable: Sendable {
  let text: [UInt8]
  /// The lines with anything but spaces in them, without their ends.
  private(set) var lines: [Range<Int>] = []
  /// Of each of them its number in the file, from one.
  private(set) var numbers: [Int] = []

  init(_ text: [UInt8]) {
    self.text = text
    let isOldMac = !text.contains(0x0A) && text.contains(0x0D)
    let end: UInt8 = isOldMac ? 0x0D : 0x0A
    var (start, number) = (0, 0)
    while start < text.count {
      let stop = text[start...].firstIndex(of: end) ?? text.count
      number += 1
      var last = stop
      while last > start, text[last - 1] == 0x0D || text[last - 1] == 0x20 { last -= 1 }
      if text[start..<last].contains(where: { $0 > 0x20 && $0 != 0x1A }) {
        lines.append(start..<last)
        numbers.append(number)
      }
      start = stop + 1
    }
  }

  /// Some of the lines of another table, by their places in it.
  init(_ table: LineTable, lines places: [Int]) {
    text = table.text
    lines = places.map { table.lines[$0] }
    numbers = places.map { table.numbers[$0] }
  }

  func line(_ index: Int) -> ArraySlice<UInt8> { text[lines[index]] }

  /// True for a line that begins with `#`.
  func isRemark(_ index: Int) -> Bool { line(index).first { $0 > 0x20 } == 0x23 }

  /// The fields of a line, without the spaces and quotes around them; nil where quotes do not
  /// match. A space as delimiter is any run of spaces.
  func fields(_ index: Int, _ delimiter: UInt8) -> [ArraySlice<UInt8>]? {
    let line = line(index)
    if delimiter == 0x20 {
      return line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 })
    }
    var fields: [ArraySlice<UInt8>] = []
    fields.reserveCapacity(12)
    var at = line.startIndex
    while true {
      var start = at
      while start < line.endIndex, line[start] == 0x20 || line[start] == 0x09 && delimiter != 0x09 {
        start += 1
      }
      if start < line.endIndex, line[start] == 0x22 {
        guard let (field, end) = Self.quoted(line, start + 1) else { return nil }
        at = end
        while at < line.endIndex, line[at] == 0x20 { at += 1 }
        guard at == line.endIndex || line[at] == delimiter else { return nil }
        fields.append(Self.trimmed(field))
      } else {
        at = start
        while at < line.endIndex, line[at] != delimiter { at += 1 }
        fields.append(Self.trimmed(line[start..<at]))
      }
      guard at < line.endIndex else { return fields }
      at += 1
    }
  }

  /// A quoted field from behind its first quote, two quotes in it as one, and the place behind its
  /// last; nil where that is missing.
  private static func quoted(
    _ line: ArraySlice<UInt8>, _ start: Int
  ) -> (field: ArraySlice<UInt8>, end: Int)? {
    guard let close = line[start...].firstIndex(of: 0x22) else { return nil }
    guard close + 1 < line.endIndex, line[close + 1] == 0x22 else {
      return (line[start..<close], close + 1)
    }
    var field: [UInt8] = []
    var at = start
    while at < line.endIndex {
      if line[at] == 0x22 {
        guard at + 1 < line.endIndex, line[at + 1] == 0x22 else { return (field[...], at + 1) }
        at += 1
      }
      field.append(line[at])
      at += 1
    }
    return nil
  }

  private static func trimmed(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var field = field
    while let first = field.first, first == 0x20 || first == 0x09 { field = field.dropFirst() }
    while let last = field.last, last == 0x20 || last == 0x09 || last == 0x0D {
      field = field.dropLast()
    }
    return field
  }
}

/// What a field looks like by its characters alone.
enum FieldLook: Sendable {
  case missing, number, moment, word

  init(_ field: ArraySlice<UInt8>) {
    if NumberStyle.isMissing(field) {
      self = .missing
    } else if Self.isNumber(field) {
      self = .number
    } else if MomentText(field) != nil {
      self = .moment
    } else {
      self = .word
    }
  }

  /// Digits with signs, points, commas, an exponent, a letter for thousands or a currency's sign.
  private static func isNumber(_ field: ArraySlice<UInt8>) -> Bool {
    var text = NumberMarks.simplified(field)
    if let last = text.last, "KkMmBbT%".utf8.contains(last) { text = text.dropLast() }
    while text.last == 0x20 { text = text.dropLast() }
    if text.contains(0x20), !NumberStyle.point.fits(text), !NumberStyle.comma.fits(text) {
      return false
    }
    if let first = text.first, first == 0x2D || first == 0x2B { text = text.dropFirst() }
    guard let first = text.first, first >= 48 && first <= 57 || first == 0x2E || first == 0x2C
    else {
      return false
    }
    var isExponent = false
    for byte in text {
      switch byte {
      case 48...57, 0x2E, 0x2C, 0x20: continue
      case 0x45, 0x65:
        if isExponent { return false }
        isExponent = true
      case 0x2D, 0x2B: if !isExponent { return false }
      default: return false
      }
    }
    // 2010.01.04 is a date.
    let points = text.split(separator: 0x2E, omittingEmptySubsequences: false)
    return
      !(points.count == 3 && points[0].count == 4 && points[1].count == 2 && points[2].count == 2)
      && !(points.count == 3 && points[0].count <= 2 && points[1].count == 2
        && points[2].count == 4)
  }
}
