internal import Host

/// A text cut into lines, and a line into fields.
///
/// Lines are those with anything but spaces in them. The start of one of sixteen is kept, so that a
/// table takes half a byte a line.
struct LineTable: Sendable {
  private static let stride = 16

  let text: HeldBytes
  private let end: UInt8
  /// The start of the first of each sixteen lines.
  private var marks: [Int] = []
  private var total = 0
  /// Where the numbers of lines go on behind blank ones: the line, and how many are blank above it.
  private var breaks: [(line: Int, blank: Int)] = []
  /// The lines of the whole text that these are; nil where they are all.
  private var places: [UInt32]?

  init(_ text: HeldBytes) {
    self.text = text
    end = Self.isOldMac(text) ? 0x0D : 0x0A
    var (start, blank) = (0, 0)
    while start < text.count {
      text.pass(start)
      let line = line(from: start)
      if line.isBlank {
        blank += 1
      } else {
        if blank != breaks.last?.blank ?? 0 { breaks.append((total, blank)) }
        if total % Self.stride == 0 { marks.append(start) }
        total += 1
      }
      start = line.next
    }
  }

  /// True where lines end as they did on the first Macintoshes.
  private static func isOldMac(_ text: HeldBytes) -> Bool {
    var (hasFeed, hasReturn) = (false, false)
    text.pieces { piece in
      hasFeed = piece.contains(0x0A)
      hasReturn = hasReturn || piece.contains(0x0D)
      return !hasFeed
    }
    return !hasFeed && hasReturn
  }

  /// The line that begins at a place: its end without the spaces behind it, and where the next one
  /// begins.
  private func line(from start: Int) -> (last: Int, next: Int, isBlank: Bool) {
    let stop = text.first(end, from: start)
    var last = stop
    while last > start, text[last - 1] == 0x0D || text[last - 1] == 0x20 { last -= 1 }
    var first = start
    while first < last, text[first] <= 0x20 { first += 1 }
    return (last, stop + 1, first == last)
  }

  /// Some of the lines of another table, by their places in the whole text.
  init(_ table: LineTable, places: [UInt32]) {
    self = table
    self.places = places
  }

  var count: Int { places?.count ?? total }
  var isEmpty: Bool { count == 0 }

  /// The line of the whole text.
  func place(_ index: Int) -> UInt32 { places?[index] ?? UInt32(truncatingIfNeeded: index) }

  /// The number of a line in the file, from one.
  func number(_ index: Int) -> Int {
    let place = Int(place(index))
    var (low, high) = (0, breaks.count)
    while low < high {
      let middle = (low + high) / 2
      if breaks[middle].line <= place { low = middle + 1 } else { high = middle }
    }
    return place + 1 + (low > 0 ? breaks[low - 1].blank : 0)
  }

  var firstNumber: Int? { isEmpty ? nil : number(0) }

  /// A copy of a line without its end.
  func line(_ index: Int) -> ArraySlice<UInt8> {
    let place = Int(place(index))
    var (start, left) = (marks[place / Self.stride], place % Self.stride)
    while true {
      let line = line(from: start)
      if !line.isBlank {
        if left == 0 { return text.array(start..<line.last)[...] }
        left -= 1
      }
      start = line.next
    }
  }

  /// True for a line that begins with `#`.
  func isRemark(_ index: Int) -> Bool { Self.isRemark(line(index)) }

  static func isRemark(_ line: ArraySlice<UInt8>) -> Bool { line.first { $0 > 0x20 } == 0x23 }

  /// The fields of a line, without the spaces and quotes around them; nil where quotes do not
  /// match. A space as delimiter is any run of spaces.
  func fields(_ index: Int, _ delimiter: UInt8) -> [ArraySlice<UInt8>]? {
    Self.fields(of: line(index), delimiter)
  }

  static func fields(
    of line: ArraySlice<UInt8>, _ delimiter: UInt8
  ) -> [ArraySlice<UInt8>]? {
    if delimiter == 0x20 {
      return words(of: line)
    }
    var fields: [ArraySlice<UInt8>] = []
    fields.reserveCapacity(12)
    var at = line.startIndex
    while true {
      var start = at
      while start < line.endIndex, line[start] <= 0x20, line[start] != delimiter { start += 1 }
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

  /// What spaces part; what stands in quotes is one, as the names of rows that R writes.
  private static func words(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    let plain = line.split(whereSeparator: { $0 <= 0x20 })
    guard line.contains(0x22) else { return plain }
    var fields: [ArraySlice<UInt8>] = []
    var at = line.startIndex
    while let start = line[at...].firstIndex(where: { $0 > 0x20 }) {
      if line[start] == 0x22, let (field, end) = quoted(line, start + 1),
        end == line.endIndex || line[end] <= 0x20
      {
        fields.append(trimmed(field))
        at = end
      } else {
        at = line[start...].firstIndex { $0 <= 0x20 } ?? line.endIndex
        fields.append(line[start..<at])
      }
    }
    return fields
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

  /// Without spaces and control characters at its ends, such as the last half of LF CR.
  private static func trimmed(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var (first, end) = (field.startIndex, field.endIndex)
    while first < end, field[first] <= 0x20 { first += 1 }
    while first < end, field[end - 1] <= 0x20 { end -= 1 }
    guard first < end else { return field[first..<end] }
    let isWrapped = field[first] == 0x27 || field[first] == 0x3D
    return isWrapped ? field[first..<end].unwrapped : field[first..<end]
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
    var text = NumberMarks.scaled(NumberMarks.simplified(field)).text
    if text.last == 0x25 { text = text.dropLast() }
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
