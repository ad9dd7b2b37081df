internal import CZlib
internal import Glibc
internal import Host
internal import Machine

// All work with raw memory in this module is in this file.
//
// SAFETY, of the whole file: a block owns `capacity + margin` bytes and frees them in `deinit`. Text lies in
// `start..<end` with `end <= capacity + 1`, every line of it ends with a newline, and the margin is longer
// than what one row's fast path can look past a newline: seven fields of at most 32 bytes. A row is
// accepted only if it ends at a newline without having stepped over one, so positions stay below `end`.
// A block has room for more rows than `capacity` bytes can hold, as a row is at least `shortestRow` long.

/// Columns that grow, oldest row first.
struct Columns: Sendable {
  var time: [Int64] = []
  var open: [Int64] = []
  var high: [Int64] = []
  var low: [Int64] = []
  var close: [Int64] = []
  var volume: [Int64] = []

  mutating func reserve(_ rows: Int) {
    time.reserveCapacity(rows)
    open.reserveCapacity(rows)
    high.reserveCapacity(rows)
    low.reserveCapacity(rows)
    close.reserveCapacity(rows)
    volume.reserveCapacity(rows)
    for column in [\Columns.time, \.open, \.high, \.low, \.close, \.volume] {
      self[keyPath: column].adviseLargePages()
    }
  }

  /// Appends the rows a block has scanned.
  mutating func append(_ block: ByteBlock) {
    time.append(contentsOf: block.column(.time))
    open.append(contentsOf: block.column(.open))
    high.append(contentsOf: block.column(.high))
    low.append(contentsOf: block.column(.low))
    close.append(contentsOf: block.column(.close))
    volume.append(contentsOf: block.column(.volume))
  }
}

extension [Int64] {
  /// Asks the system to back the room of a large array with large pages: hundreds of them are quicker to
  /// get than a hundred thousand small ones. Only advice; nothing depends on it.
  fileprivate mutating func adviseLargePages() {
    let page = 1 << 21
    let room = capacity * MemoryLayout<Int64>.stride
    withUnsafeMutableBufferPointer { elements in
      // SAFETY: only addresses inside the array's own allocation are named, and no byte is changed.
      guard room >= 2 * page, let base = elements.baseAddress else { return }
      let address = UInt(bitPattern: base)
      let first = (address + UInt(page) - 1) & ~UInt(page - 1)
      let last = (address + UInt(room)) & ~UInt(page - 1)
      guard first < last else { return }
      madvise(UnsafeMutableRawPointer(bitPattern: first), Int(last - first), MADV_HUGEPAGE)
    }
  }
}

/// A piece of a file, whole lines of it, and the rows read from them.
///
/// Unchecked Sendable: a block is handed from thread to thread and has one owner at any time.
final class ByteBlock: @unchecked Sendable {
  private static let margin = 256
  private static let shortestRow = 6
  private static let newline = UInt8(ascii: "\n")

  private let bytes: UnsafeMutableRawPointer
  private let words: UnsafeMutablePointer<Int64>
  private let capacity: Int
  private let rowCapacity: Int
  /// Where the next line to scan starts, and where the last one ends.
  private var start = 0
  private var end = 0
  /// True when the line after `end` is longer than a line may be.
  private(set) var isOverlong = false

  /// The rows and lines scanned, and what was found in them.
  private(set) var rows = 0
  private(set) var lines = 0
  private(set) var findings = Findings()
  /// Blank lines after the last row.
  private(set) var trailingBlanks = Finding()
  /// The line of the first row, counted in the block from zero.
  private(set) var firstRowLine = 0
  /// The first line that cannot be read, counted in the block from zero; scanning ends there.
  private(set) var problem: (line: Int, what: LineProblem)?

  /// A block that is filled by about `size` bytes at a time.
  init(size: Int) {
    capacity = max(1, size) + CSVFile.longestLine + 16
    rowCapacity = capacity / Self.shortestRow + 2
    bytes = .allocate(byteCount: capacity + Self.margin, alignment: 64)
    bytes.initializeMemory(as: UInt8.self, repeating: 0, count: capacity + Self.margin)
    words = .allocate(capacity: 6 * rowCapacity)
  }

  deinit {
    bytes.deallocate()
    words.deallocate()
  }

  var textCount: Int { end - start }

  func column(_ role: Role) -> UnsafeBufferPointer<Int64> {
    UnsafeBufferPointer(start: words + Int(role.rawValue) * rowCapacity, count: rows)
  }

  // MARK: Filling

  /// Puts whole lines into the block: what `rest` holds, then about `size` bytes of `source`, at least up
  /// to `leastLines` lines with something in them. What follows the last newline becomes the new `rest`.
  /// Returns false when there is nothing left.
  func fill(
    from source: any ByteStream, size: Int, rest: inout [UInt8], leastLines: Int = 1
  ) throws(Failure) -> Bool {
    (start, end, isOverlong) = (0, 0, false)
    var filled = rest.count
    for index in rest.indices { bytes.storeBytes(of: rest[index], toByteOffset: index, as: UInt8.self) }
    let wanted = filled + size
    var searched = 0
    while true {
      let room = min(max(1, size), capacity - filled)
      let count = try source.read(into: .init(start: bytes + filled, count: room))
      if count == 0 {
        if filled > 0, byte(filled - 1) != Self.newline {
          bytes.storeBytes(of: Self.newline, toByteOffset: filled, as: UInt8.self)
          filled += 1
        }
        rest.removeAll(keepingCapacity: true)
        end = filled
        return filled > 0
      }
      filled += count
      for at in stride(from: filled - 1, through: searched, by: -1) where byte(at) == Self.newline {
        end = at + 1
        break
      }
      searched = filled
      isOverlong = filled - end > CSVFile.longestLine
      if isOverlong || filled == capacity { break }
      if end > 0, filled >= wanted, leastLines < 2 || firstLines(leastLines).count >= leastLines { break }
    }
    rest.removeAll(keepingCapacity: true)
    rest.append(contentsOf: UnsafeRawBufferPointer(start: bytes + end, count: filled - end))
    return true
  }

  /// Reads the first bytes of a source, to see what it is; fewer than `size` only at its end.
  func peek(_ source: any ByteStream, _ size: Int) throws(Failure) -> [UInt8] {
    var filled = 0
    while filled < min(size, capacity) {
      let count = try source.read(into: .init(start: bytes + filled, count: size - filled))
      if count == 0 { break }
      filled += count
    }
    return [UInt8](UnsafeRawBufferPointer(start: bytes, count: filled))
  }

  /// Lets the scan begin there instead of at the front.
  func skip(to position: Int) { start = min(end, max(start, position)) }

  /// A line's text without its line end, where it starts and ends, and the lines before it.
  struct Line: Sendable {
    let text: [UInt8]
    let start: Int
    let end: Int
    let number: Int
  }

  /// The first lines that are not blank, at most `count`.
  func firstLines(_ count: Int) -> [Line] {
    var lines: [Line] = []
    var at = start
    var number = 0
    while lines.count < count, at < end, let length = lineLength(at) {
      if !isBlank(at, length.text) {
        let text = [UInt8](UnsafeRawBufferPointer(start: bytes + at, count: length.text))
        lines.append(Line(text: text, start: at, end: at + length.whole, number: number))
      }
      at += length.whole
      number += 1
    }
    return lines
  }

  private func isBlank(_ at: Int, _ count: Int) -> Bool {
    (at..<at + count).allSatisfy { byte($0) == UInt8(ascii: " ") || byte($0) == UInt8(ascii: "\t") }
  }

  /// The length of the line at `at`, without and with its line end.
  private func lineLength(_ at: Int) -> (text: Int, whole: Int)? {
    var stop = at
    while stop < end, byte(stop) != Self.newline { stop += 1 }
    guard stop < end else { return nil }
    let hasReturn = stop > at && byte(stop - 1) == UInt8(ascii: "\r")
    return (stop - at - (hasReturn ? 1 : 0), stop - at + 1)
  }

  private func byte(_ at: Int) -> UInt8 { bytes.load(fromByteOffset: at, as: UInt8.self) }

  // MARK: Scanning

  /// Reads every line into rows, up to the first that cannot be read.
  func scan(_ reader: inout RowReader) {
    problem = nil
    findings.removeAll()
    var fast = FastRow(reader.layout, words, stride: rowCapacity)
    let stop = UnsafeRawPointer(bytes) + end
    let words = words
    var at = UnsafeRawPointer(bytes) + start
    var row = 0
    var line = 0
    var last = Int64.min
    var blanks = Finding()
    while at < stop {
      if let next = fast.read(at, into: row) {
        at = next
        if !fast.isSound(row) { examine(row, line) }
      } else {
        guard let length = lineLength(at - UnsafeRawPointer(bytes)),
          let isRow = readSlowly(at, length.text, row, line, &reader)
        else { break }
        at += length.whole
        guard isRow else {
          blanks.add(line: line)
          line += 1
          continue
        }
        examine(row, line)
      }
      if row == 0 { firstRowLine = line }
      if blanks.count > 0 {
        findings.add(.blankLine, blanks)
        blanks = Finding()
      }
      let time = words[row]
      if time <= last, row > 0 { findings.add(time == last ? .duplicate : .disorder, line: line) }
      last = time
      row += 1
      line += 1
    }
    (rows, lines, trailingBlanks) = (row, line, blanks)
    if isOverlong, problem == nil { problem = (line, .longLine) }
  }

  /// Reads a line the careful way. True for a row, false for a blank line, nil when it cannot be read.
  private func readSlowly(
    _ at: UnsafeRawPointer, _ count: Int, _ row: Int, _ line: Int, _ reader: inout RowReader
  ) -> Bool? {
    let text = UnsafeBufferPointer(start: at.assumingMemoryBound(to: UInt8.self), count: count)
    do throws(LineProblem) {
      guard let found = try reader.row(text.span) else { return false }
      words[row] = found.time
      for index in found.words.indices {
        words[(index + 1) * rowCapacity + row] = found.words[index]
      }
      return true
    } catch {
      problem = (line, error)
      return nil
    }
  }

  private func examine(_ row: Int, _ line: Int) {
    let word = { [words, rowCapacity] in words[$0 * rowCapacity + row] }
    findings.examine(word(1), word(2), word(3), word(4), line: line)
    findings.examine(volume: word(5), line: line)
  }
}

/// The fast path: rows of plain numbers and times, which is nearly all of them. It takes a row or leaves
/// it to `RowReader`, and has no opinion of its own on what is wrong.
private struct FastRow {
  private let words: UnsafeMutablePointer<Int64>
  private let stride: Int
  private let delimiter: UInt8
  private let roles: [Role]
  private let isCanonical: Bool
  private let hasVolume: Bool
  private let limit = Grid.limit
  private var time: FastTime

  init(_ layout: Layout, _ words: UnsafeMutablePointer<Int64>, stride: Int) {
    self.words = words
    self.stride = stride
    delimiter = layout.delimiter
    roles = layout.roles
    isCanonical = layout.roles == [.time, .open, .high, .low, .close, .volume]
    hasVolume = layout.hasVolume
    time = FastTime(layout)
  }

  /// Reads the row at `at` and returns where the next line starts; nil when it is not a plain row.
  @inline(__always)
  mutating func read(_ at: UnsafeRawPointer, into row: Int) -> UnsafeRawPointer? {
    var at = at
    var strange: UInt8 = 0
    if isCanonical {
      let start = time.read(&at)
      guard start != FastNumber.refused else { return nil }
      words[row] = start
      for column in 1...5 {
        strange |= at.load(as: UInt8.self) ^ delimiter
        at += 1
        let word = FastNumber.read(&at)
        guard word != FastNumber.refused else { return nil }
        words[column * stride + row] = word
      }
    } else {
      guard readRoles(&at, row, &strange) else { return nil }
    }
    guard strange == 0 else { return nil }
    let end = at.load(as: UInt8.self)
    if end == UInt8(ascii: "\n") { return at + 1 }
    guard end == UInt8(ascii: "\r"), at.load(fromByteOffset: 1, as: UInt8.self) == 10 else { return nil }
    return at + 2
  }

  /// The same for columns in any order.
  private mutating func readRoles(
    _ at: inout UnsafeRawPointer, _ row: Int, _ strange: inout UInt8
  ) -> Bool {
    if !hasVolume { words[5 * stride + row] = 0 }
    for index in roles.indices {
      if index > 0 {
        strange |= at.load(as: UInt8.self) ^ delimiter
        at += 1
      }
      // Once something is strange the position may be past the line, so nothing more is read.
      guard strange == 0 else { return false }
      switch roles[index] {
      case .time:
        let start = time.read(&at)
        guard start != FastNumber.refused else { return false }
        words[row] = start
      case .clock: return false
      case .ignored:
        while true {
          let byte = at.load(as: UInt8.self)
          if byte == delimiter || byte == 10 || byte == 13 { break }
          guard byte != UInt8(ascii: "\"") else { return false }
          at += 1
        }
      case .open, .high, .low, .close, .volume:
        let word = FastNumber.read(&at)
        guard word != FastNumber.refused else { return false }
        words[Int(roles[index].rawValue) * stride + row] = word
      }
    }
    return true
  }

  /// True when nothing about the row is worth a word: positive counts in the right order.
  @inline(__always)
  func isSound(_ row: Int) -> Bool {
    let open = words[stride + row]
    let high = words[2 * stride + row]
    let low = words[3 * stride + row]
    let close = words[4 * stride + row]
    let volume = words[5 * stride + row]
    return low > 0 && high <= limit && open <= high && close <= high && open >= low
      && close >= low && volume >= 0 && volume <= limit
  }
}

/// Eight characters at a time, the first in the lowest byte.
private enum Eight {
  @inline(__always)
  static func load(_ at: UnsafeRawPointer) -> UInt64 {
    UInt64(littleEndian: at.loadUnaligned(as: UInt64.self)) ^ 0x3030_3030_3030_3030
  }

  /// The high bit of every character that is no digit, sure up to and with the first of them. The next
  /// ones are sure too as long as those before them are less than 0x8A from zero, as points are.
  @inline(__always)
  static func others(_ text: UInt64) -> UInt64 {
    ((text &+ 0x7676_7676_7676_7676) | text) & 0x8080_8080_8080_8080
  }

  /// How many characters stand before the first of `others`; 8 when there is none.
  @inline(__always)
  static func place(_ others: UInt64) -> UInt64 {
    UInt64(truncatingIfNeeded: others.trailingZeroBitCount) &>> 3
  }

  /// How many characters at the front are digits, 0 to 8.
  @inline(__always)
  static func digits(_ text: UInt64) -> UInt64 { place(others(text)) }

  /// The value of eight digits.
  @inline(__always)
  static func value(_ text: UInt64) -> Int64 {
    let pairs = text &* 10 &+ (text >> 8)
    let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((pairs >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return Int64(truncatingIfNeeded: (low &+ high) >> 32)
  }

  /// The first `count` (1 to 8) digits moved to the back, zeros before them.
  @inline(__always)
  static func last(_ text: UInt64, _ count: UInt64) -> UInt64 { text &<< (64 &- 8 &* count) }
}

/// Plain numbers of at most 7 + 8 digits, or a few more by the longer way.
private enum FastNumber {
  /// No word: the bits of minus zero, which a column never holds.
  static let refused = Int64.min

  @inline(__always)
  static func power(_ exponent: UInt64) -> Int64 {
    // 10^0 to 10^8; the compiler keeps these nine in one table.
    switch exponent {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1_000
    case 4: 10_000
    case 5: 100_000
    case 6: 1_000_000
    case 7: 10_000_000
    default: 100_000_000
    }
  }

  /// The word of the number at `at`, which moves behind it. Where the number ends is found from the same
  /// sixteen characters as where its point is, so that the next number need not wait for this one.
  @inline(__always)
  static func read(_ at: inout UnsafeRawPointer) -> Int64 {
    let whole = Eight.load(at)
    let others = Eight.others(whole)
    let behind = Eight.others(Eight.load(at + 8))
    let count = Eight.place(others)
    guard count &- 1 < 7 else { return readLong(&at) }
    let start = at
    guard start.load(fromByteOffset: Int(count), as: UInt8.self) == UInt8(ascii: ".") else {
      at += Int(count)
      return Eight.value(Eight.last(whole, count)) &* 100_000_000
    }
    let second = others & (others &- 1)
    let end = second != 0 ? Eight.place(second) : 8 &+ Eight.place(behind)
    at += Int(end)
    let part = Eight.load(start + Int(count) + 1)
    let decimals = end &- count &- 1
    guard decimals &- 1 < 8 else { return refused }
    if count &+ decimals <= 8 {
      let text = Eight.last(part, decimals) | (Eight.last(whole, count) &>> (8 &* decimals))
      return Eight.value(text) &* power(8 &- decimals)
    }
    return Eight.value(Eight.last(whole, count)) &* 100_000_000
      &+ Eight.value(Eight.last(part, decimals)) &* power(8 &- decimals)
  }

  /// Numbers with more digits or a sign, digit by digit, as far as no rounding can be involved.
  @inline(never)
  private static func readLong(_ at: inout UnsafeRawPointer) -> Int64 {
    let isNegative = at.load(as: UInt8.self) == UInt8(ascii: "-")
    if isNegative { at += 1 }
    var value: Int64 = 0
    var digits = 0
    var decimals = -1
    while digits < 18 {
      let byte = at.load(as: UInt8.self)
      if byte &- 48 < 10 {
        value = value &* 10 &+ Int64(byte &- 48)
        digits += 1
        if decimals >= 0 { decimals += 1 }
      } else if byte == UInt8(ascii: "."), decimals < 0 {
        decimals = 0
      } else {
        break
      }
      at += 1
    }
    guard digits > 0, digits < 18, decimals != 0 else { return refused }
    let places = max(0, decimals)
    var word = FastNumber.refused
    if places <= 8 {
      let (count, overflow) = value.multipliedReportingOverflow(by: power(UInt64(8 &- places)))
      if !overflow, count <= Grid.limit { word = count }
    }
    if word == refused {
      guard value <= 1 << 53 else { return refused }
      // A quotient of two exactly held numbers is the number nearest to the text.
      word = Grid.word(Double(value) / Double(NumberText.powersOfTen[places]))
    }
    guard isNegative else { return word }
    return Grid.isCount(word) ? 0 &- word : Grid.word(-Grid.number(word))
  }
}

/// Plain times: counts of the file's unit, and ISO times without a fraction.
private struct FastTime {
  private var isCount = false
  private var isISO = false
  private var isZoned = false
  private var factor: Int64 = 0
  private var least: Int64 = 0
  private var most: Int64 = -1
  /// The last date read, as text, and its start; most rows share it with the row before.
  private var dateText: (UInt64, UInt16) = (0, 0)
  private var dateStart: Int64 = 0

  init(_ layout: Layout) {
    guard !layout.hasClock else { return }
    switch layout.style {
    case .count(let unit):
      isCount = true
      factor = unit.factor
      let ends = TimeUnit.allCases.map { Int64(clamping: $0.end) }
      let index = TimeUnit.allCases.firstIndex(of: unit) ?? 0
      least = index == 0 ? 0 : ends[index - 1]
      most = min(ends[index] - 1, Int64.max / factor)
    case .iso(let zoned):
      isISO = true
      isZoned = zoned
    }
  }

  @inline(__always)
  mutating func read(_ at: inout UnsafeRawPointer) -> Int64 {
    if isCount { return readCount(&at) }
    return isISO ? readISO(&at) : FastNumber.refused
  }

  /// Counts of 9 to 16 and of 19 digits.
  @inline(__always)
  private func readCount(_ at: inout UnsafeRawPointer) -> Int64 {
    let front = Eight.load(at)
    let middle = Eight.load(at + 8)
    let count = Eight.digits(middle)
    guard Eight.digits(front) == 8, count > 0 else { return FastNumber.refused }
    at += 8 + Int(count)
    var value =
      Eight.value(front) &* FastNumber.power(count) &+ Eight.value(Eight.last(middle, count))
    if count == 8 {
      let back = Eight.load(at)
      let more = Eight.digits(back)
      if more > 0 {
        guard more == 3 else { return FastNumber.refused }
        let (front, overflow) = value.multipliedReportingOverflow(by: 1_000)
        let (sum, tooLarge) = front.addingReportingOverflow(Eight.value(Eight.last(back, 3)))
        guard !overflow, !tooLarge else { return FastNumber.refused }
        value = sum
        at += 3
      }
    }
    guard value >= least, value <= most else { return FastNumber.refused }
    return value &* factor
  }

  /// `yyyy-mm-dd`, alone or with `Thh:mm:ss` and a zone of zero or none.
  private mutating func readISO(_ at: inout UnsafeRawPointer) -> Int64 {
    let front = UInt64(littleEndian: at.loadUnaligned(as: UInt64.self))
    let back = UInt16(littleEndian: at.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
    if front != dateText.0 || back != dateText.1 {
      let text = UnsafeBufferPointer(start: at.assumingMemoryBound(to: UInt8.self), count: 10)
      guard case .success(let reading) = TimeText.read(text.span) else { return FastNumber.refused }
      dateText = (front, back)
      dateStart = reading.nanoseconds
    }
    at += 10
    let mark = at.load(as: UInt8.self)
    guard mark == UInt8(ascii: "T") || mark == UInt8(ascii: " ") else {
      return isZoned ? FastNumber.refused : dateStart
    }
    // hh:mm:ss, the colons taken to zero.
    let clock = Eight.load(at + 1) ^ 0x0000_0A00_000A_0000
    guard clock & 0x0000_FF00_00FF_0000 == 0, Eight.digits(clock) == 8 else {
      return FastNumber.refused
    }
    at += 9
    let part = { (shift: UInt64) in Int64((clock &>> shift) & 15) }
    let hour = part(0) &* 10 &+ part(8)
    let minute = part(24) &* 10 &+ part(32)
    let second = part(48) &* 10 &+ part(56)
    guard hour < 24, minute < 60, second < 60 else { return FastNumber.refused }
    if isZoned {
      if at.load(as: UInt8.self) == UInt8(ascii: "Z") {
        at += 1
      } else {
        // "+00:0" in the lowest five bytes, then "0".
        let zone = UInt64(littleEndian: at.loadUnaligned(as: UInt64.self)) & 0xFFFF_FFFF_FFFF
        guard zone == 0x3030_3A30_302B else { return FastNumber.refused }
        at += 6
      }
    }
    let seconds = (hour &* 60 &+ minute) &* 60 &+ second
    let (time, overflow) = dateStart.addingReportingOverflow(seconds &* 1_000_000_000)
    return overflow ? FastNumber.refused : time
  }
}

// MARK: - gz

/// Text unpacked from a gz file as it is read; several packed parts after another count as one text.
///
/// Unchecked Sendable: one thread at a time reads, as the reader of the file holds it behind a `Monitor`.
final class InflateStream: ByteStream, @unchecked Sendable {
  private static let inputSize = 1 << 16

  private let source: any ByteStream
  private let path: String
  // SAFETY: zlib keeps the address of the stream's state, so it lives on the heap until `deinit`.
  private let state: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutablePointer<UInt8>
  private var isBetweenParts = false
  private var packedCount: Int
  private var textCount = 0

  var bytes: Int? { nil }

  /// Continues a source of which the first bytes (at most 65,536) have been read already.
  init(_ source: any ByteStream, head: [UInt8], path: String) throws(Failure) {
    self.source = source
    self.path = path
    packedCount = min(head.count, Self.inputSize)
    state = .allocate(capacity: 1)
    state.initialize(to: z_stream())
    input = .allocate(capacity: Self.inputSize)
    input.initialize(repeating: 0, count: Self.inputSize)
    for index in 0..<packedCount { input[index] = head[index] }
    state.pointee.next_in = input
    state.pointee.avail_in = UInt32(packedCount)
    // 15 bits of window, plus 16 to ask for a gz head and its check sum.
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(state, 15 + 16, ZLIB_VERSION, size) == Z_OK else {
      throw Failure(.system, code: "S0011", "cannot unpack '\(path)': out of memory")
    }
  }

  deinit {
    inflateEnd(state)
    state.deallocate()
    input.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    let room = min(buffer.count, 1 << 30)
    state.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_out = UInt32(room)
    while state.pointee.avail_out > 0 {
      if state.pointee.avail_in == 0, try !refill() {
        guard isBetweenParts else { throw damaged("ends too early") }
        break
      }
      if isBetweenParts, try !startNextPart() { break }
      switch inflate(state, Z_NO_FLUSH) {
      case Z_OK, Z_BUF_ERROR: continue
      case Z_STREAM_END: isBetweenParts = true
      default: throw damaged("is not valid")
      }
    }
    let count = room - Int(state.pointee.avail_out)
    textCount += count
    return count
  }

  /// Reads more packed bytes; false at the end of the file.
  private func refill() throws(Failure) -> Bool {
    let count = try source.read(into: .init(start: input, count: Self.inputSize))
    packedCount += count
    state.pointee.next_in = input
    state.pointee.avail_in = UInt32(count)
    return count > 0
  }

  /// After the end of a part: false when only zeros (padding) follow, true when another part begins.
  private func startNextPart() throws(Failure) -> Bool {
    while true {
      while state.pointee.avail_in > 0, let next = state.pointee.next_in, next.pointee == 0 {
        state.pointee.next_in = next + 1
        state.pointee.avail_in -= 1
      }
      if state.pointee.avail_in > 0 { break }
      guard try refill() else { return false }
    }
    guard state.pointee.next_in?.pointee == 0x1F, inflateReset(state) == Z_OK else {
      throw damaged("is followed by something else")
    }
    isBetweenParts = false
    return true
  }

  private func damaged(_ what: String) -> Failure {
    let packed = packedCount - Int(state.pointee.avail_in)
    let unpacked = textCount
    return Failure(
      .data, code: DataKinds.damagedGzip.code,
      "the gz data \(what), after \(counted(packed, "byte", "bytes")) of it and "
        + "\(counted(unpacked, "byte", "bytes")) of text",
      at: .init(file: path), help: DataKinds.damagedGzip.remedy)
  }
}
