internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// Columns beside prices and volume, where someone asks for them.
struct ColumnFileTests {
  static let text = """
    Time,Funding Rate,open,high,low,close,note,volume,skew
    2020-01-01,0.0001,1,2,0.5,1.5,quiet,10,1
    2020-01-02,,1,2,0.5,1.5,"a ""b",20,NaN
    2020-01-03,-1e-4,1,2,0.5,1.5,,30,2.5
    2020-01-04,nan,1,2,0.5,1.5,x,40,-3

    """.replacing("\"a \"\"b\"", with: "loud")

  private func read(
    _ text: String, _ columns: [String], _ reading: Reading = Reading()
  ) throws(Failure) -> Bars {
    let disk = MemoryDisk(["bars.csv": Array(text.utf8)])
    return try CSVFile("bars.csv").read(
      in: .simulated(seed: 1, disk: disk), threads: reading.threads,
      blockSize: reading.blockSize, columns: columns
    ).bars
  }

  private func refusal(_ text: String, _ columns: [String]) -> Failure? {
    do throws(Failure) {
      _ = try read(text, columns)
      return nil
    } catch { return error }
  }

  @Test(arguments: Reading.all)
  func `they are kept as asked, however the file is cut`(reading: Reading) throws {
    let bars = try read(Self.text, ["skew", "funding_rate"], reading)
    #expect(bars.extras.map(\.name) == ["skew", "funding_rate"])
    #expect(
      bars.extras[0].words == [Grid.word(1), Grid.missing, Grid.word(2.5), Grid.word(-3)])
    #expect(
      bars.extras[1].words
        == [Grid.word(0.0001), Grid.missing, Grid.word(-0.0001), Grid.missing])
    #expect(bars.volume == [10, 20, 30, 40].map { Grid.word($0) })
    #expect(bars[2].extras == [Grid.word(2.5), Grid.word(-0.0001)])
    #expect(bars.rows(1..<3).extras[0].words == [Grid.missing, Grid.word(2.5)])
  }

  @Test func `without a question nothing is kept`() throws {
    #expect(try read(Self.text, []).extras.isEmpty)
  }

  @Test func `the usual order of columns with one more behind`() throws {
    var text = "time,open,high,low,close,volume,funding\n"
    for day in 1...9 { text += "2020-01-0\(day),1,2,0.5,1.5,10,0.\(day)\n" }
    for reading in Reading.all {
      let words = try read(text, ["funding"], reading).extras[0].words
      #expect(words == (1...9).map { Int64($0) * 10_000_000 }, "\(reading)")
    }
  }

  @Test func `what is no number is refused with its place`() throws {
    let failure = try #require(refusal(Self.text, ["note"]))
    #expect(failure.code == DataKinds.notNumber.code)
    #expect(failure.message == "note is not a number: 'quiet'")
    #expect(failure.place?.line == 2)
    let infinite = try #require(
      refusal(Self.text.replacing("-1e-4", with: "1e400"), ["funding_rate"]))
    #expect(infinite.code == DataKinds.infinite.code && infinite.place?.line == 4)
  }

  @Test func `a column that is not there is refused with those that are`() throws {
    let failure = try #require(refusal(Self.text, ["funding"]))
    #expect(failure.code == DataKinds.missingColumn.code)
    #expect(
      failure.message == "no column for funding; beside prices, volume and time it has "
        + "'funding_rate', 'note', 'skew'")
    let bare = "2020-01-01,1,2,0.5,1.5,10\n2020-01-02,1,2,0.5,1.5,10\n"
    #expect(
      refusal(bare, ["funding"])?.message == "no column for funding; the file has no header line")
    let plain = "time,open,high,low,close\n2020-01-01,1,2,0.5,1.5\n"
    #expect(
      refusal(plain, ["close"])?.message
        == "no column for close; it has none beside prices, volume and time")
    let twice = "time,x,open,high,low,close,x\n2020-01-01,1,1,2,0.5,1.5,2\n"
    #expect(refusal(twice, ["x"])?.code == DataKinds.doubleColumn.code)
  }
}
