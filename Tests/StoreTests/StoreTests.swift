internal import Foundation
internal import GRDB
internal import Host
internal import Machine
internal import Market
internal import Testing

@testable internal import Store

@Suite struct StoreTests {
  private func store(_ disk: MemoryDisk = MemoryDisk()) throws -> DataStore {
    try disk.makeFolder("s")
    return try DataStore(root: "s", in: .simulated(seed: 1, disk: disk), catalog: Catalog())
  }

  @Test func codesAreDistinct() {
    let codes = StoreKinds.all.map(\.code)
    #expect(Set(codes).count == codes.count)
  }

  /// Values of the reference implementation (xxhash 0.8).
  @Test func digestsAreXXH64() {
    func digest(_ text: String) -> String {
      var digest = Digest()
      digest.add(Array(text.utf8))
      return String(digest.value, radix: 16)
    }
    #expect(digest("") == "ef46db3751d8e999")
    #expect(digest("a") == "d24ec4f1a98c6e5b")
    #expect(digest("abc") == "44bc2cf5ad770999")
    #expect(digest("Nobody inspects the spammish repetition") == "fbcea83c8a378bf1")
    for cut in [1, 5, 31, 32, 33, 60] {
      let text = Array(String(repeating: "quill", count: 30).utf8)
      var parts = Digest()
      parts.add(Array(text[..<cut]))
      parts.add(Array(text[cut...]))
      var whole = Digest()
      whole.add(text)
      #expect(parts.value == whole.value)
    }
  }

  @Test func headsAreNumpys() throws {
    let head = NumpyHead(rows: 123_456)
    #expect(head.bytes.count == 128 && head.bytes.last == 10)
    #expect(head.bytes.prefix(8) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0])
    #expect(NumpyHead(head.bytes)?.rows == 123_456)
    for index in 0..<128 {
      var bytes = head.bytes
      bytes[index] ^= 1
      #expect(NumpyHead(bytes)?.rows != 123_456)
      #expect(NumpyHead(Array(head.bytes.prefix(index))) == nil)
    }
  }

  @Test func whatIsSavedIsRead() throws {
    let store = try store()
    let bars = Sample.bars(0..<200_000, wild: true)
    let saved = try store.save(Sample.record("a"), calendar: .always, bars: bars)
    #expect(saved.rows == 200_000 && saved.gaps == 0)
    #expect(saved.priceDecimals == nil)
    #expect(Sample.same(try store.bars(saved), bars))
    #expect(try store.open("a").report.rows == 200_000)
    let plain = try store.save(
      Sample.record("b"), calendar: .always, bars: Sample.bars(0..<50))
    #expect(plain.priceDecimals == 2)
    #expect(try store.records().map(\.name) == ["a", "b"])
    try store.remove("a")
    #expect(try store.record("a") == nil)
    #expect(throws: Failure.self) { _ = try store.open("a") }
    #expect(throws: Failure.self) { try store.remove("a") }
  }

  @Test func appendingIsTheSameAsSavingAtOnce() throws {
    let store = try store()
    try store.save(Sample.record("whole"), calendar: .always, bars: Sample.bars(0..<300_000))
    var rows = 0
    for next in [1, 70_000, 131_072, 300_000] {
      try store.save(
        Sample.record("parts"), mode: .append, calendar: .always, bars: Sample.bars(rows..<next))
      rows = next
    }
    let (whole, parts) = (try store.known("whole"), try store.known("parts"))
    #expect(Sample.same(try store.bars(whole), try store.bars(parts)))
    #expect(try store.verify("parts").isEmpty)
    #expect(whole.priceDecimals == parts.priceDecimals)
  }

  @Test func gapsAreCountedAcrossPieces() throws {
    let store = try store()
    for rows in [0..<10, 15..<20, 20..<30, 100..<101] {
      try store.save(
        Sample.record("g"), mode: .append, calendar: .always, bars: Sample.bars(rows))
    }
    let record = try store.known("g")
    #expect(record.gaps == 2 && record.missing == 75)
    #expect(try store.gaps(of: "g").map(\.row) == [10, 25])
    #expect(try store.gaps(of: "g").map(\.bars) == [5, 70])
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let store = try store()
    try store.save(Sample.record("a"), calendar: .always, bars: Sample.bars(0..<10))
    func code(_ body: () throws -> Void) -> String? {
      do {
        try body()
        return nil
      } catch {
        return (error as? Failure)?.code
      }
    }
    #expect(
      code { try store.save(Sample.record("a"), calendar: .always, bars: Sample.bars(0..<10)) }
        == "D0403")
    #expect(
      code {
        try store.save(
          Sample.record("a"), mode: .append, calendar: .always, bars: Sample.bars(9..<12))
      } == "D0405")
    for name in ["", "../a", "a/b", ".a", "-a", String(repeating: "a", count: 65), "a b", "é"] {
      #expect(
        code { try store.save(Sample.record(name), calendar: .always, bars: Sample.bars(0..<1)) }
          == "D0402", "\(name)")
    }
    #expect(try store.known("a").rows == 10)
  }

  @Test func damageIsFoundAndNamed() throws {
    let disk = MemoryDisk()
    let store = try store(disk)
    let record = try store.save(
      Sample.record("a"), calendar: .always, bars: Sample.bars(0..<300_000))
    let path = "\(store.folder(of: record))/close.npy"
    var bytes = try disk.read(path, limit: .max)
    bytes[128 + 8 * 140_000] ^= 1
    disk.overwrite(path, bytes)
    let found = try store.verify("a")
    #expect(found.count == 1 && found.first?.column == "close")
    #expect(found.first?.rows == 131_072..<262_144)
    disk.overwrite(path, Array(bytes.prefix(1_000)))
    #expect(try store.verify("a").first?.rows == 0..<300_000)
    #expect(throws: Failure.self) { _ = try store.open("a") }
  }

  @Test func aLongerFileIsReadUpToWhatIsCommitted() throws {
    let disk = MemoryDisk()
    let store = try store(disk)
    let record = try store.save(Sample.record("a"), calendar: .always, bars: Sample.bars(0..<100))
    let path = "\(store.folder(of: record))/low.npy"
    disk.overwrite(path, try disk.read(path, limit: .max) + [UInt8](repeating: 7, count: 99))
    #expect(Sample.same(try store.bars(record), Sample.bars(0..<100)))
    try store.save(
      Sample.record("a"), mode: .append, calendar: .always, bars: Sample.bars(100..<200))
    #expect(try disk.read(path, limit: .max).count == 128 + 8 * 200)
    #expect(try store.verify("a").isEmpty)
  }

  @Test func aRealStoreIsMappedAndShared() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try DataStore(root: folder.path, in: .system)
    let record = try store.save(
      Sample.record("a"), calendar: .always, bars: Sample.bars(0..<500_000))
    let other = try #require(try DataStore.existing(root: folder.path, in: .system))
    let bars = try other.bars(record)
    try store.remove("a")
    // What is mapped stays as long as it is held, and comes back when its memory was given away.
    bars.rest(0..<400_000)
    #expect(Sample.same(bars, Sample.bars(0..<500_000)))
    let mode = try other.catalog.read { database in
      [
        try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? "",
        try String.fetchOne(database, sql: "PRAGMA synchronous") ?? "",
        try String.fetchOne(database, sql: "PRAGMA busy_timeout") ?? "",
      ]
    }
    #expect(mode == ["wal", "2", "10000"])
  }

  @Test func readingWritesNothing() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try DataStore.reading(root: folder.path, in: .system) == nil)
    do {
      let store = try DataStore(root: folder.path, in: .system)
      try store.save(Sample.record("a"), calendar: .always, bars: Sample.bars(0..<100))
    }
    let catalog = folder.appendingPathComponent("catalog.sqlite")
    let before = try Data(contentsOf: catalog)
    for _ in 0..<3 {
      let store = try #require(try DataStore.reading(root: folder.path, in: .system))
      #expect(Sample.same(try store.bars(try store.known("a")), Sample.bars(0..<100)))
      #expect(throws: Failure.self) { try store.remove("a") }
      #expect(throws: Failure.self) {
        try store.save(Sample.record("b"), calendar: .always, bars: Sample.bars(0..<100))
      }
    }
    #expect(try Data(contentsOf: catalog) == before)
    // One that was begun and not made is none.
    let other = folder.appendingPathComponent("other")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    try Data().write(to: other.appendingPathComponent("catalog.sqlite"))
    #expect(try DataStore.reading(root: other.path, in: .system) == nil)
  }

  /// A reader sees what is written while it is open, as it was committed.
  @Test func aReaderSeesWhatAWriterCommits() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let writer = try DataStore(root: folder.path, in: .system)
    try writer.save(Sample.record("a"), calendar: .always, bars: Sample.bars(0..<100))
    let reader = try #require(try DataStore.reading(root: folder.path, in: .system))
    #expect(try reader.known("a").rows == 100)
    try writer.save(
      Sample.record("a"), mode: .append, calendar: .always, bars: Sample.bars(100..<150))
    #expect(try reader.known("a").rows == 150)
    #expect(Sample.same(try reader.bars(try reader.known("a")), Sample.bars(0..<150)))
  }

  @Test func columnsBesideTheMarketAreKept() throws {
    let store = try store()
    func bars(_ rows: Range<Int>, _ names: [String]) -> Bars {
      Sample.bars(rows).with(
        extras: names.map { name in
          Bars.Extra(name: name, words: rows.map { Int64($0 * 10 + name.utf8.count) })
        })
    }
    var record = Sample.record("a")
    record.columns += ["funding", "oi"]
    try store.save(record, calendar: .always, bars: bars(0..<100, ["oi", "funding"]))
    try store.save(
      record, mode: .append, calendar: .always, bars: bars(100..<150, ["funding", "oi"]))
    let known = try store.known("a")
    #expect(known.extras == ["funding", "oi"])
    #expect(try store.verify("a").isEmpty)
    let all = try store.bars(known)
    #expect(all.extras.map(\.name) == ["funding", "oi"])
    #expect(all.extras[0].words == bars(0..<150, ["funding"]).extras[0].words)
    #expect(try store.open(known, columns: []).bars.extras.isEmpty)
    #expect(try store.open(known, columns: ["oi"]).bars.extras.map(\.name) == ["oi"])
    for wrong in [[], ["oi"], ["oi", "funding", "x"]] {
      #expect(throws: Failure.self, "\(wrong)") {
        try store.save(
          record, mode: .append, calendar: .always, bars: bars(150..<160, wrong))
      }
    }
    #expect(try store.known("a").rows == 150)
    do throws(Failure) {
      _ = try store.open(known, columns: ["basis"])
      Issue.record("it is there")
    } catch {
      #expect(error.code == "D0107" && error.message.contains("funding, oi"))
    }
    for name in ["close", "time", "", "../x", "Funding", "1a", "a-b", "a,b"] {
      var bad = Sample.record("b")
      bad.columns.append(name)
      #expect(throws: Failure.self, "\(name)") {
        try store.save(bad, calendar: .always, bars: bars(0..<10, [name]))
      }
    }
    var text: [UInt8] = []
    BarsExport.csv(all, 0..<2) { text += $0 }
    #expect(
      String(decoding: text, as: UTF8.self).hasPrefix(
        "timestamp,open,high,low,close,volume,funding,oi\n"))
  }

  @Test func exportsComeBack() throws {
    let disk = MemoryDisk()
    let bars = Sample.bars(0..<2_000, wild: true)
    var text: [UInt8] = []
    BarsExport.csv(bars, 0..<bars.count) { text += $0 }
    disk.overwrite("x.csv", text)
    let environment = Environment.simulated(seed: 1, disk: disk)
    #expect(Sample.same(try CSVFile("x.csv").read(in: environment).bars, bars))
    try BarsExport.writeColumns(bars, to: "np", in: environment)
    let close = try disk.read("np/close.npy", limit: .max)
    #expect(close.count == 128 + 8 * 2_000)
    #expect(String(decoding: close.prefix(60), as: UTF8.self).contains("'<f8'"))
  }
}
