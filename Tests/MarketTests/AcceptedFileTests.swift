internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// What a file of bars may look like.
struct AcceptedFileTests {
  static let times: [Int64] = [1_577_836_800_000_000_000, 1_577_923_200_000_000_000]

  /// The one data set that all of these spell.
  static let spellings: [String] = [
    "time,open,high,low,close,volume\n2020-01-01,1.5,2,1,1.75,10\n2020-01-02,2,3,1,2.5,20\n",
    "time,open,high,low,close,volume\n2020-01-01,1.5,2,1,1.75,10\n2020-01-02,2,3,1,2.5,20",
    "TimeStamp;O;H;L;C;V\r\n2020-01-01;1.5;2;1;1.75;10\r\n2020-01-02;2;3;1;2.5;20\r\n",
    "\u{FEFF}date\topen\thigh\tlow\tclose\tvol\n2020-01-01\t1.5\t2\t1\t1.75\t10\n"
      + "2020-01-02\t2\t3\t1\t2.5\t20\n\n\n",
    "\n\n\"Date\",\"Open\",\"High\",\"Low\",\"Close\",\"Adj Close\",\"Volume\"\n"
      + "\"2020-01-01\",\"1.5\",\"2\",\"1\",\"1.75\",\"9\",\"10\"\n2020-01-02,2,3,1,2.5,x,20\n",
    "ts , open , high , low , close , volume \n 2020-01-01 , 1.5 ,2 , 1, 1.75, 10 \n"
      + "2020-01-02,2,3,1,2.5,20 \n  \n",
    "volume,close,low,high,open,open_time\n10,1.75,1,2,1.5,1577836800000\n"
      + "20,2.5,1,3,2,1577923200000\n",
    "datetime,open,high,low,close,volume\n1577836800,1.50,2.0,1.00,1.75000000,10\n"
      + "1577923200,2,3,1,2.5,20\n",
    "ts,open,high,low,close,volume\n1577836800000000,+1.5,2.,1,175e-2,1.0E+1\n"
      + "1577923200000000,2,3,1,2.5,20\n",
    "ts,open,high,low,close,volume\n1577836800000000000,1.5,2,1,1.75,10\n"
      + "1577923200000000000,2,3,1,2.5,20\n",
    "ts,open,high,low,close,volume\n1577836800.000,1.5,2,1,1.75,10\n1577923200.0,2,3,1,2.5,20\n",
    "Date,Time,Open,High,Low,Close,Volume\n2020-01-01,00:00,1.5,2,1,1.75,10\n"
      + "2020-01-02,00:00:00,2,3,1,2.5,20\n",
    "time,open,high,low,close,volume\n2020-01-01T00:00:00Z,1.5,2,1,1.75,10\n"
      + "2020-01-02 01:30:00.000+01:30,2,3,1,2.5,20\n",
    "date,time,open,high,low,close,volume\n2020-01-01 00:00:00,x,1.5,2,1,1.75,10\n"
      + "2020-01-02 00:00:00,x,2,3,1,2.5,20\n",
    "date,time,open,high,low,close,volume\nWed,1577836800,1.5,2,1,1.75,10\n"
      + "Thu,1577923200,2,3,1,2.5,20\n",
  ]

  @Test(arguments: spellings)
  func `all spellings give the same bars, however the file is cut`(text: String) throws {
    for bytes in [Array(text.utf8), gzip(Array(text.utf8))] {
      for reading in Reading.all {
        let bars = try read(bytes, reading).bars
        #expect(bars.time == Self.times, "\(reading)")
        #expect(bars.open == [150_000_000, 200_000_000], "\(reading)")
        #expect(bars.high == [200_000_000, 300_000_000], "\(reading)")
        #expect(bars.low == [100_000_000, 100_000_000], "\(reading)")
        #expect(bars.close == [175_000_000, 250_000_000], "\(reading)")
        #expect(bars.volume == [1_000_000_000, 2_000_000_000], "\(reading)")
        #expect(bars.interval == 86_400_000_000_000, "\(reading)")
      }
    }
  }

  @Test func `the report tells rows, ends and step`() throws {
    let report = try read(csv("1577836800000,1,2,1,2,0", "1577836860000,1,2,1,2,0")).report
    #expect(report.rows == 2)
    #expect(report.from == 1_577_836_800_000_000_000)
    #expect(report.to == 1_577_836_860_000_000_000)
    #expect(report.interval == 60_000_000_000)
    #expect(report.problems.isEmpty)
    #expect(report.notes == ["times are read as milliseconds since 1970, by their size"])
  }

  @Test(arguments: [
    (
      DirectReaderTests.nameless(volume: true),
      "no header line: read as time,open,high,low,close,volume"
    ),
    (DirectReaderTests.nameless(volume: false), "no header line: read as time,open,high,low,close"),
    (DirectReaderTests.nameless(volume: false), "no volume column: volume is 0"),
    ("time,open,high,low,close\n2020-01-01,1,2,1,2\n", "no volume column: volume is 0"),
    (
      "time,open,high,low,close,Adj Close,vwap\n2020-01-01,1,2,1,2,3,4\n",
      "ignored columns: 'adj_close', 'vwap'"
    ),
    (
      "time,open,high,low,close\n2020-01-01T10:00:00,1,2,1,2\n",
      "times without a zone are read as UTC"
    ),
    (
      "time,open,high,low,close,volume\n2020-01-01,1,2,1,2,123456789\n",
      "volume: 1 value above 22,517,998 (on line 2) kept as floating-point numbers, exact to 9e15"
    ),
  ])
  func `a choice that was made is noted`(text: String, note: String) throws {
    let notes = try read(text).report.notes
    #expect(notes.contains(note), "\(notes)")
  }

  @Test func `a missing volume is zero in every row`() throws {
    let bars = try read("time,open,high,low,close\n2020-01-01,1,2,1,2\n2020-01-02, 1,2,1,2\n").bars
    #expect(bars.volume == [0, 0])
  }

  @Test(arguments: ["", "NaN", "nan", "null", "NULL", "NA", "N/A", "n/a", " ", "\"\""])
  func `a missing value is kept as missing and counted`(text: String) throws {
    let set = try read(csv("2020-01-01,1,2,1,\(text),3", "2020-01-02,1,2,1,2,\(text)"))
    #expect(set.bars.close == [Grid.missing, 200_000_000])
    #expect(set.bars.volume == [300_000_000, Grid.missing])
    #expect(
      set.report.problems.map(\.message) == [
        "close: 1 missing value, on line 2", "volume: 1 missing value, on line 3",
      ])
  }

  @Test func `oddities are counted with their first line and change nothing`() throws {
    let text = csv(
      "2020-01-01,1,2,1,2,3", "2020-01-02,1,1,2,1,3", "2020-01-03,3,2,1,2,3",
      "2020-01-04,0,2,0,2,-3", "2020-01-05,1,2,1,1.123456789,0.123456789", "",
      "2020-01-06,3,2,1,2,3")
    let problems = [
      "D0304 1 bar with its high below its low, on line 3",
      "D0305 2 bars that open or close outside their low to high, first on line 4",
      "D0306 1 bar with a zero or negative price, on line 5",
      "D0307 close: 1 value off the decimal grid, on line 6",
      "D0307 volume: 1 value off the decimal grid, on line 6",
      "D0308 volume: 1 negative value, on line 5",
      "D0309 1 blank line between rows, on line 7",
    ]
    for reading in Reading.all {
      let set = try read(text, reading)
      #expect(
        set.report.problems.map { "\($0.kind.code) \($0.message)" }
          == problems, "\(reading)")
      #expect(set.bars.high[1] == 100_000_000 && set.bars.low[1] == 200_000_000)
    }
  }

  @Test func `blank lines at the end are nothing`() throws {
    for reading in Reading.all {
      #expect(try read(csv("2020-01-01,1,2,1,2,3", "", "  ", ""), reading).report.problems.isEmpty)
    }
  }

  @Test func `two gz parts and padding are one file`() throws {
    let first = gzip(Array(csv("2020-01-01,1,2,1,2,3").utf8))
    let second = gzip(Array("2020-01-02,1,2,1,2,3\n".utf8))
    for reading in Reading.all {
      #expect(try read(first + second + [0, 0, 0], reading).bars.count == 2)
    }
  }

  @Test func `pieces of any length make the same file`() throws {
    let disk = MemoryDisk(["bars.csv": Array(csv("2020-01-01,1,2,1,2,3").utf8)])
    disk.limitPieces(to: 3)
    let environment = Environment.simulated(seed: 1, disk: disk)
    #expect(try CSVFile("bars.csv").read(in: environment).bars.count == 1)
  }
}
