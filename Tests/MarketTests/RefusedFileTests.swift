internal import Host
internal import Testing

@testable internal import Market

/// What a file of bars may not look like, and how it is told.
struct RefusedFileTests {
  struct Case: Sendable, CustomStringConvertible {
    var code: String
    var bytes: [UInt8]
    var line: Int?
    var column: Int?
    var message: String

    init(_ code: String, _ text: String, _ line: Int?, _ column: Int?, _ message: String) {
      self.init(code, bytes: Array(text.utf8), line, column, message)
    }

    init(_ code: String, bytes: [UInt8], _ line: Int?, _ column: Int?, _ message: String) {
      (self.code, self.bytes, self.line, self.column) = (code, bytes, line, column)
      self.message = message
    }

    var description: String { "\(code) \(message)" }
  }

  static let packed = gzip(Array(csv("2020-01-01,1,2,1,2,3").utf8))

  static let files: [Case] = [
    Case("D0101", "", nil, nil, "the file is empty"),
    Case("D0101", "\n \r\n\t", nil, nil, "the file holds nothing but blank lines"),
    Case("D0101", bytes: gzip([]), nil, nil, "the file is empty"),
    Case("D0102", "time,open,high,low,close\n", 1, nil, "the file has a header line and no rows"),
    Case("D0102", "time,open,high,low,close", 1, nil, "the file has a header line and no rows"),
    Case(
      "D0103", bytes: Array("time,open\n".utf8) + [0, 1, 2], nil, nil,
      "the file is not CSV text: its byte 11 is zero, which text never holds"),
    Case("D0103", "PAR1....", nil, nil, "the file is not CSV text but a Parquet file"),
    Case(
      "D0103", bytes: [0x28, 0xB5, 0x2F, 0xFD, 4], nil, nil,
      "the file is not CSV text but packed with zstd"),
    Case("D0104", bytes: [0xFF, 0xFE, 0x74, 0], nil, nil, "the file is UTF-16 text, not UTF-8"),
    Case("D0104", bytes: [0xFE, 0xFF, 0, 0x74], nil, nil, "the file is UTF-16 text, not UTF-8"),
    Case(
      "D0105", String(repeating: "(", count: 70_000), 1, nil,
      "the line has more than 65536 characters"),
    Case(
      "D0105", csv("2020-01-01,1,2,1,2,3", String(repeating: "(", count: 70_000)), 3, nil,
      "the line has more than 65536 characters"),
    Case("D0106", bytes: Array(packed.dropLast(9)), nil, nil, "the gz data ends too early"),
    Case(
      "D0106", bytes: Array(packed.prefix(5)), nil, nil, "the gz data ends too early, after 5 bytes"
    ),
    Case("D0106", bytes: packed + [7], nil, nil, "the gz data is followed by something else"),
    Case(
      "D0106", bytes: Array(packed.prefix(14)) + [0xFF, 0xFF] + packed.dropFirst(16), nil, nil,
      "the gz data is not valid"),
    Case(
      "D0107", "time,open,high,low,volume\n2020-01-01,1,2,1,2\n", 1, nil,
      "no column for close; found 'time', 'open', 'high', 'low', 'volume'"),
    Case(
      "D0107", "day,open,high,low,close\n2020-01-01,1,2,1,2\n", 1, nil,
      "no column for time; found 'day', 'open', 'high', 'low', 'close'"),
    Case(
      "D0107", "hello world\n", 1, nil,
      "no column for time, open, high, low, close; found 'hello_world'"),
    Case(
      "D0108", "time,open,high,low,close,O\n2020-01-01,1,2,1,2,3\n", 1, 26,
      "columns 2 ('open') and 6 ('o') are both the open"),
    Case(
      "D0108", "time,time,open,high,low,close\n2020-01-01,1,2,1,2,3\n", 1, 6,
      "columns 1 ('time') and 2 ('time') are both the time"),
    Case("D0109", "2020-01-01,1,2\n", 1, nil, "the file has no header line, and 3 columns"),
    Case("D0109", "1577836800\n", 1, nil, "the file has no header line, and 1 column"),
  ]

  static let lines: [Case] = [
    Case(
      "D0201", csv("2020-01-01,1,2,1,2,3", "2020-01-02,1,2,1,2"), 3, nil,
      "5 fields where the first line has 6"),
    Case("D0201", csv("2020-01-01,1,2,1,2,3,4"), 2, nil, "7 fields where the first line has 6"),
    Case("D0202", csv("2020-01-01,1,2,1,2x,3"), 2, 18, "close is not a number: '2x'"),
    Case("D0202", csv("2020-01-01,1,abc,1,2,3"), 2, 14, "high is not a number: 'abc'"),
    Case("D0202", csv("2020-01-01,1,2,1,2,-"), 2, 20, "volume is not a number: '-'"),
    Case("D0202", csv("2020-01-01,1,2,1,0x10,3"), 2, 18, "close is not a number: '0x10'"),
    Case("D0202", csv("2020-01-01,1,2,1,1.2.3,3"), 2, 18, "close is not a number: '1.2.3'"),
    Case("D0202", csv("2020-01-01,1,2,1,1e,3"), 2, 18, "close is not a number: '1e'"),
    Case("D0202", csv("2020-01-01,1,2,1,.,3"), 2, 18, "close is not a number: '.'"),
    Case("D0202", csv("2020-01-01,1,2,1,-nan,3"), 2, 18, "close is not a number: '-nan'"),
    Case("D0202", csv("2020-01-01,1,2,1,\"1,234\",3"), 2, 19, "close is not a number: '1,234'"),
    Case(
      "D0202", csv("2020-01-01,1,2,1,\u{7}\u{E9},3"), 2, 18,
      "close is not a number: '\\u{7}\u{E9}'"),
    Case(
      "D0202", csv("2020-01-01,1,2,1,\(String(repeating: "9", count: 60))z,3"), 2, 18,
      "close is not a number: '\(String(repeating: "9", count: 40))...'"),
    Case("D0203", csv("2020-01-01,1,inf,1,2,3"), 2, 14, "high is 'inf'"),
    Case("D0203", csv("2020-01-01,1,2,-Infinity,2,3"), 2, 16, "low is '-Infinity'"),
    Case("D0203", csv("2020-01-01,1,1e999,1,2,3"), 2, 14, "high is '1e999'"),
    Case("D0204", csv("2020-13-01,1,2,1,2,3"), 2, 1, "time is not a time: '2020-13-01'"),
    Case("D0204", csv("2020-02-30,1,2,1,2,3"), 2, 1, "time is not a time: '2020-02-30'"),
    Case("D0204", csv("2020/01/02,1,2,1,2,3"), 2, 1, "time is not a time: '2020/01/02'"),
    Case(
      "D0204", csv("2020-01-01T24:00,1,2,1,2,3"), 2, 1,
      "time is not a time: '2020-01-01T24:00'"),
    Case("D0204", csv("Jan 2 2020,1,2,1,2,3"), 2, 1, "time is not a time: 'Jan 2 2020'"),
    Case("D0204", csv("1.5e9,1,2,1,2,3"), 2, 1, "time is not a time: '1.5e9'"),
    Case(
      "D0204", csv("2020-01-01T00:00:00.0000000001Z,1,2,1,2,3"), 2, 1,
      "time is finer than a nanosecond: '2020-01-01T00:00:00.0000000001Z'"),
    Case(
      "D0204", "date,time,open,high,low,close\n2020-01-01,25:00,1,2,1,2\n", 2, 1,
      "date is not a time: '2020-01-01' and '25:00'"),
    Case(
      "D0205", csv("01/02/2020,1,2,1,2,3"), 2, 1,
      "time is a date of unclear order: '01/02/2020'"),
    Case("D0205", csv("1.2.20,1,2,1,2,3"), 2, 1, "time is a date of unclear order: '1.2.20'"),
    Case("D0205", csv("20200102,1,2,1,2,3"), 2, 1, "time is a date of unclear order: '20200102'"),
    Case(
      "D0206", csv("1577836800,1,2,1,2,3", "1577836800000,1,2,1,2,3"), 3, 1,
      "time is a count of milliseconds by its magnitude, '1577836800000', where the first row's "
        + "counts seconds"),
    Case(
      "D0206", csv("1577836800,1,2,1,2,3", "2020-01-02,1,2,1,2,3"), 3, 1,
      "time is an ISO time, '2020-01-02', where the first row's counts seconds"),
    Case(
      "D0206", csv("2020-01-01,1,2,1,2,3", "1577923200,1,2,1,2,3"), 3, 1,
      "time is a count, '1577923200', where the first row's is an ISO time"),
    Case(
      "D0206", csv("2020-01-01T00:00:00Z,1,2,1,2,3", "2020-01-02T00:00:00,1,2,1,2,3"), 3, 1,
      "time is a time without a zone, '2020-01-02T00:00:00', where the first row's has one"),
    Case(
      "D0206", csv("2020-01-01,1,2,1,2,3", "2020-01-02T00:00:00Z,1,2,1,2,3"), 3, 1,
      "time is a time with a zone, '2020-01-02T00:00:00Z', where the first row's has none"),
    Case(
      "D0206", csv("2020-01-01T00:00:00Z,1,2,1,2,3", "2020-01-02,1,2,1,2,3"), 3, 1,
      "time is a time without a zone, '2020-01-02', where the first row's has one"),
    Case(
      "D0206",
      "date,time,open,high,low,close\n2020-01-01,10:00Z,1,2,1,2\n2020-01-01,11:00,1,2,1,2\n", 3, 1,
      "date is a time without a zone, '2020-01-01', where the first row's has one"),
    Case("D0207", csv("2020-01-01,1,2,1,2,3", ",1,2,1,2,3"), 3, 1, "time is empty"),
    Case(
      "D0208", csv("2020-01-01,1,\"2,1,2,3"), 2, 14,
      "a quote that is not closed before the next field"),
    Case(
      "D0208", csv("2020-01-01,1,\"2\"x,1,2,3"), 2, 14,
      "a quote that is not closed before the next field"),
    Case("D0209", csv("1600-01-01,1,2,1,2,3"), 2, 1, "time is out of range: '1600-01-01'"),
    Case(
      "D0116", csv("99999999999,1,2,1,2,3"), 2, 1,
      "time counts '99999999999', which is no time from 1980 to 2099 in any unit"),
    Case(
      "D0116", csv("1577836800,1,2,1,2,3", "15778368,1,2,1,2,3"), 3, 1,
      "time counts '15778368', which is no time from 1980 to 2099 in any unit"),
    Case(
      "D0205", csv("2021032814,1,2,1,2,3"), 2, 1, "time is a date of unclear order: '2021032814'"),
    Case(
      "D0205", csv("2101041430,1,2,1,2,3"), 2, 1, "time is a date of unclear order: '2101041430'"),
    Case(
      "D0116", "<DATE>;<TIME>;<OPEN>;<HIGH>;<LOW>;<CLOSE>\n20210301;143000;1;2;1;2\n", 2, 1,
      "date is no ISO date such as 2020-01-31: '20210301'"),
    Case(
      "D0301", csv("2020-01-01,1,2,1,2,3", "2020-01-01,1,2,1,2,3", "2020-01-01,1,2,1,2,3"), 3,
      nil, "2 rows have the time of the row before, first on line 3"),
    Case(
      "D0302", csv("2020-01-01,1,2,1,2,3", "2019-01-01,1,2,1,2,3", "2019-01-01,1,2,1,2,3"), 3,
      nil,
      "1 row is earlier than the row before, first on line 3; 1 row has the time of the row "
        + "before, first on line 4"),
  ]

  @Test(arguments: files + lines)
  func `a bad file is refused with its place`(file: Case) throws {
    for reading in Reading.all {
      let failure = try #require(refusal(file.bytes, reading), "\(reading)")
      #expect(failure.code == file.code, "\(reading): \(failure)")
      #expect(failure.failureClass == .data)
      #expect(failure.message.hasPrefix(file.message), "\(reading): \(failure.message)")
      #expect(failure.place == .init(file: "bars.csv", line: file.line, column: file.column))
      #expect(failure.help?.isEmpty == false)
    }
  }

  @Test func `every code has a case and a page`() {
    let reported = ["D0303", "D0304", "D0305", "D0306", "D0307", "D0308", "D0309"]
    // What is wrong with a calendar or a list of events, not with a file of bars.
    let calendars = ["D0110", "D0111", "D0112", "D0113"]
    // `ImportLimitTests` has its cases.
    let packed = [DataKinds.overpacked.code]
    let codes = Set((Self.files + Self.lines).map(\.code) + reported + calendars + packed)
    #expect(codes == Set(DataKinds.all.map(\.code)))
    #expect(DataKinds.all.map(\.code) == DataKinds.all.map(\.code).sorted())
    for kind in DataKinds.all {
      #expect(!kind.title.isEmpty && !kind.explanation.isEmpty && !kind.remedy.isEmpty)
    }
  }

  @Test func `a file turned round is told how to turn back`() {
    let rows = ["2020-01-03,1,2,1,2,3", "2020-01-02,1,2,1,2,3", "2020-01-01,1,2,1,2,3"]
    let text = csv(rows[0], rows[1], rows[2])
    #expect(refusal(text)?.help?.contains("tac") == true)
  }

  @Test func `an endless line is refused after its beginning`() throws {
    for first in [UInt8(ascii: "("), UInt8(ascii: "1"), UInt8(ascii: ",")] {
      let disk = EndlessDisk(first)
      let environment = Environment(
        clock: SimulatedClock(), randomness: SimulatedRandom(seed: 1), disk: disk)
      #expect(throws: Failure.self) { try CSVFile("bars.csv").read(in: environment) }
      #expect(disk.stream.count.with { $0 } < 1 << 20)
    }
  }

  @Test func `what the disk says is passed on, wherever it happens`() throws {
    let rows = (0..<50).map { "\(1_577_836_800 + $0),1,2,1,2,3\n" }.joined()
    for passes in [0, 1, 2, 5, 20] {
      let disk = MemoryDisk(["bars.csv": Array(rows.utf8)])
      disk.limitPieces(to: 40)
      disk.inject(.init(SystemKinds.device, on: .read, after: passes))
      let file = CSVFile("bars.csv")
      let environment = Environment.simulated(seed: 1, disk: disk)
      let failure = #expect(throws: Failure.self) {
        try file.read(in: environment, threads: 2, blockSize: 40)
      }
      #expect(failure?.code == "S0010")
    }
    let missing = #expect(throws: Failure.self) {
      try CSVFile("none.csv").read(in: .simulated(seed: 1))
    }
    #expect(missing?.code == "S0001")
  }
}

/// A disk whose only file never ends.
private struct EndlessDisk: Disk {
  let stream: EndlessStream

  init(_ byte: UInt8) { stream = EndlessStream(byte) }

  func open(_ path: String) throws(Failure) -> any ByteStream { stream }

  func status(_ path: String) throws(Failure) -> FileStatus { .init(kind: .file, bytes: 1 << 30) }
  func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] { [] }
  func withBytes<Result>(
    of path: String, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result { try body(.init(start: nil, count: 0)) }
  func write(_ path: String, _ bytes: [UInt8]) throws(Failure) {}
  func list(_ path: String) throws(Failure) -> [String] { [] }
  func makeFolder(_ path: String) throws(Failure) {}
}

private final class EndlessStream: ByteStream {
  let byte: UInt8
  let count = Monitor(0)
  var bytes: Int? { 1 << 30 }

  init(_ byte: UInt8) { self.byte = byte }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    buffer.initializeMemory(as: UInt8.self, repeating: byte)
    count.with { $0 += buffer.count }
    return buffer.count
  }
}
