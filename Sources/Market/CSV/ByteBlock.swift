internal import CZlib
internal import Glibc
internal import Host
internal import Machine

// All work with raw memory in this module is in this file.
//
// SAFETY, of the whole file: a block owns `capacity + margin` bytes and frees them in `deinit`.
// Text lies in `start..<end` with `end <= capacity + 1`, every line of it ends with a newline, and
// the margin is longer than what one row's fast path can look past a newline: seven fields of at
// most 32 bytes. A row is accepted only if it ends at a newline without having stepped over one, so
// positions stay below `end`. A block has room for more rows than `capacity` bytes can hold, as a
// row is at least `shortestRow` long.

/// A piece of a file, whole lines of it, and the rows read from them.
///
/// SAFETY: a block is handed from thread to thread and has one owner at any time.
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

  /// A block that is filled by about `size` bytes at a time, with room for so many columns beside
  /// the market.
  init(size: Int, extras: Int = 0) {
    capacity = max(1, size) + CSVFile.longestLine + 16
    rowCapacity = capacity / Self.shortestRow + 2
    bytes = .allocate(byteCount: capacity + Self.margin, alignment: 64)
    bytes.initializeMemory(as: UInt8.self, repeating: 0, count: capacity + Self.margin)
    words = .allocate(capacity: (6 + extras) * rowCapacity)
  }

  deinit {
    bytes.deallocate()
    words.deallocate()
  }

  var textCount: Int { end - start }
  func column(_ role: Role) -> UnsafeBufferPointer<Int64> {
    UnsafeBufferPointer(start: words + Int(role.rawValue) * rowCapacity, count: rows)
  }

  /// A column beside the market, by its place among those asked for.
  func extra(_ place: Int) -> UnsafeBufferPointer<Int64> {
    UnsafeBufferPointer(start: words + (6 + place) * rowCapacity, count: rows)
  }

  // MARK: Filling

  /// Puts whole lines into the block: what `rest` holds, then about `size` bytes of `source`, at
  /// least up to `leastLines` lines with something in them. What follows the last newline becomes
  /// the new `rest`. Returns false when there is nothing left.
  func fill(
    from source: any ByteStream, size: Int, rest: inout [UInt8], leastLines: Int = 1
  ) throws(Failure) -> Bool {
    (start, end, isOverlong) = (0, 0, false)
    var filled = rest.count
    for index in rest.indices {
      bytes.storeBytes(of: rest[index], toByteOffset: index, as: UInt8.self)
    }
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
      if end > 0, filled >= wanted, leastLines < 2 || firstLines(leastLines).count >= leastLines {
        break
      }
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

  /// Reads a piece of a source and forgets it; returns its length.
  func discard(from source: any ByteStream) throws(Failure) -> Int {
    (start, end) = (0, 0)
    return try source.read(into: .init(start: bytes, count: capacity))
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

  /// Reads a line the careful way. True for a row, false for a blank line, nil when it cannot be
  /// read.
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

/// The fast path: rows of plain numbers and times, which is nearly all of them. It takes a row or
/// leaves it to `RowReader`, and has no opinion of its own on what is wrong.
private struct FastRow {
  private let words: UnsafeMutablePointer<Int64>
  private let stride: Int
  private let delimiter: UInt8
  private let roles: [Role]
  /// For each field beside the market its place among them.
  private let places: [Int]
  private let labels: [[UInt8]]
  private let isCanonical: Bool
  private let hasVolume: Bool
  private let hasClock: Bool
  private let limit = Grid.limit
  private var time: FastTime

  init(_ layout: Layout, _ words: UnsafeMutablePointer<Int64>, stride: Int) {
    self.words = words
    self.stride = stride
    delimiter = layout.delimiter
    roles = layout.roles
    places = layout.roles.indices.map { layout.extras.firstIndex(of: $0) ?? 0 }
    labels = layout.roles.indices.map { layout.labels[$0] ?? [] }
    isCanonical = layout.roles == [.time, .open, .high, .low, .close, .volume]
    hasVolume = layout.hasVolume
    hasClock = layout.hasClock
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
    guard end == UInt8(ascii: "\r"), at.load(fromByteOffset: 1, as: UInt8.self) == 10 else {
      return nil
    }
    return at + 2
  }

  /// The same for columns in any order.
  private mutating func readRoles(
    _ at: inout UnsafeRawPointer, _ row: Int, _ strange: inout UInt8
  ) -> Bool {
    if !hasVolume { words[5 * stride + row] = 0 }
    var clock: Int64 = 0
    for index in roles.indices {
      if index > 0 {
        strange |= at.load(as: UInt8.self) ^ delimiter
        at += 1
      }
      // Once something is strange the position may be past the line, so nothing more is read.
      guard strange == 0 else { return false }
      switch roles[index] {
      case .time:
        let start = hasClock ? time.readDate(&at) : time.read(&at)
        guard start != FastNumber.refused else { return false }
        words[row] = start
      case .clock:
        clock = time.readClock(&at, on: 0)
        guard clock != FastNumber.refused else { return false }
      case .ignored:
        while true {
          let byte = at.load(as: UInt8.self)
          if byte == delimiter || byte == 10 || byte == 13 { break }
          guard byte != UInt8(ascii: "\"") else { return false }
          at += 1
        }
      case .label:
        for byte in labels[index] where strange == 0 {
          strange |= at.load(as: UInt8.self) ^ byte
          at += 1
        }
      case .extra:
        let word = FastNumber.read(&at)
        guard word != FastNumber.refused else { return false }
        words[(6 + places[index]) * stride + row] = word
      case .open, .high, .low, .close, .volume:
        let word = FastNumber.read(&at)
        guard word != FastNumber.refused else { return false }
        words[Int(roles[index].rawValue) * stride + row] = word
      }
    }
    let start = words[row].addingReportingOverflow(clock)
    words[row] = start.partialValue
    return !start.overflow
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

extension Eight {
  /// The eight characters at an address.
  @inline(__always)
  static func load(_ at: UnsafeRawPointer) -> UInt64 {
    UInt64(littleEndian: at.loadUnaligned(as: UInt64.self)) ^ 0x3030_3030_3030_3030
  }
}

/// Plain numbers of at most 7 + 8 digits, or a few more by the longer way.
private enum FastNumber {
  /// No word: the bits of minus zero, which a column never holds.
  static let refused = Int64.min

  /// The word of the number at `at`, which moves behind it. Where the number ends is found from the
  /// same sixteen characters as where its point is, so that the next number need not wait for this
  /// one.
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
      return Eight.value(text) &* Eight.power(8 &- decimals)
    }
    return Eight.value(Eight.last(whole, count)) &* 100_000_000
      &+ Eight.value(Eight.last(part, decimals)) &* Eight.power(8 &- decimals)
  }

  /// Numbers with more digits or a sign, by the careful way but without leaving the row.
  @inline(never)
  private static func readLong(_ at: inout UnsafeRawPointer) -> Int64 {
    var count = 0
    while count < 24 {
      let byte = at.load(fromByteOffset: count, as: UInt8.self)
      guard byte &- 48 < 10 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") else { break }
      count += 1
    }
    let text = UnsafeBufferPointer(start: at.assumingMemoryBound(to: UInt8.self), count: count)
    guard case .word(let word) = NumberText(text.span) else { return refused }
    at += count
    return word
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
    switch layout.style {
    case .count(let unit):
      isCount = true
      factor = unit.factor
      least = Int64(unit.plausible.lowerBound)
      most = Int64(unit.plausible.upperBound) - 1
    case .iso(let zoned):
      isISO = !(zoned && layout.hasClock)
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
      Eight.value(front) &* Eight.power(count) &+ Eight.value(Eight.last(middle, count))
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
    let date = readDate(&at)
    let mark = at.load(as: UInt8.self)
    guard date != FastNumber.refused, mark == UInt8(ascii: "T") || mark == UInt8(ascii: " ") else {
      return isZoned ? FastNumber.refused : date
    }
    at += 1
    let time = readClock(&at, on: date)
    guard isZoned else { return time }
    if at.load(as: UInt8.self) == UInt8(ascii: "Z") {
      at += 1
      return time
    }
    // +00:00, the plus in the lowest byte.
    let zone = UInt64(littleEndian: at.loadUnaligned(as: UInt64.self)) & 0xFFFF_FFFF_FFFF
    at += 6
    return zone == 0x3030_3A30_302B ? time : FastNumber.refused
  }

  /// The start of the day `yyyy-mm-dd`.
  mutating func readDate(_ at: inout UnsafeRawPointer) -> Int64 {
    guard isISO else { return FastNumber.refused }
    let front = UInt64(littleEndian: at.loadUnaligned(as: UInt64.self))
    let back = UInt16(littleEndian: at.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
    if front != dateText.0 || back != dateText.1 {
      let text = UnsafeBufferPointer(start: at.assumingMemoryBound(to: UInt8.self), count: 10)
      guard case .success(let reading) = TimeText.read(text.span) else { return FastNumber.refused }
      dateText = (front, back)
      dateStart = reading.nanoseconds
    }
    at += 10
    return dateStart
  }

  /// The time of day `hh:mm:ss` or `hh:mm` of a day.
  func readClock(_ at: inout UnsafeRawPointer, on date: Int64) -> Int64 {
    // The colons become zero; of a short time the seconds do.
    var clock = Eight.load(at) ^ 0x0000_0A00_000A_0000
    if (clock &>> 40) & 0xFF == 0 {
      at += 8
    } else {
      clock &= 0x0000_00FF_FFFF_FFFF
      at += 5
    }
    guard clock & 0x0000_0000_00FF_0000 == 0, Eight.digits(clock) == 8 else {
      return FastNumber.refused
    }
    let part = { (shift: UInt64) in Int64((clock &>> shift) & 15) }
    let hour = part(0) &* 10 &+ part(8)
    let minute = part(24) &* 10 &+ part(32)
    let second = part(48) &* 10 &+ part(56)
    guard hour < 24, minute < 60, second < 60 else { return FastNumber.refused }
    let seconds = (hour &* 60 &+ minute) &* 60 &+ second
    let time = date.addingReportingOverflow(seconds &* 1_000_000_000)
    return time.overflow ? FastNumber.refused : time.partialValue
  }
}

// MARK: - gz

/// zlib's unpacking with its input buffer.
///
/// SAFETY: one thread at a time uses it, as `InflateStream` says.
final class Inflater: @unchecked Sendable {
  static let inputSize = 1 << 16

  // SAFETY: zlib keeps the address of the stream's state, so it lives on the heap until `deinit`.
  private let state: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutablePointer<UInt8>

  /// Starts with these packed bytes; what is beyond `inputSize` is left out. nil without memory.
  init?(_ head: [UInt8]) {
    state = .allocate(capacity: 1)
    state.initialize(to: z_stream())
    input = .allocate(capacity: Self.inputSize)
    input.initialize(repeating: 0, count: Self.inputSize)
    let count = min(head.count, Self.inputSize)
    for index in 0..<count { input[index] = head[index] }
    state.pointee.next_in = input
    state.pointee.avail_in = UInt32(count)
    // 15 bits of window, plus 16 to ask for a gz head and its check sum.
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(state, 15 + 16, ZLIB_VERSION, size) == Z_OK else { return nil }
  }

  deinit {
    inflateEnd(state)
    state.deallocate()
    input.deallocate()
  }

  /// Packed bytes not yet looked at, and room not yet filled.
  var inputLeft: Int { Int(state.pointee.avail_in) }
  var roomLeft: Int { Int(state.pointee.avail_out) }
  /// The next packed byte.
  var next: UInt8? { inputLeft > 0 ? state.pointee.next_in?.pointee : nil }

  /// Unpacks to here from now on; `room` must outlive the calls of `step` that follow.
  func setRoom(_ room: UnsafeMutableRawBufferPointer) {
    state.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_out = UInt32(clamping: room.count)
  }

  /// Passes over the next packed byte.
  func skip() {
    guard inputLeft > 0, let next = state.pointee.next_in else { return }
    state.pointee.next_in = next + 1
    state.pointee.avail_in -= 1
  }

  /// Takes the next packed bytes from a source; returns how many.
  func refill(from source: any ByteStream) throws(Failure) -> Int {
    let count = try source.read(into: .init(start: input, count: Self.inputSize))
    state.pointee.next_in = input
    state.pointee.avail_in = UInt32(count)
    return count
  }

  /// Unpacks as far as input and room allow; returns what zlib says.
  func step() -> Int32 { inflate(state, Z_NO_FLUSH) }

  /// Makes ready for another packed part.
  func restart() -> Bool { inflateReset(state) == Z_OK }
}
