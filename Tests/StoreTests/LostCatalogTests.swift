internal import Foundation
internal import Host
internal import Market
internal import Testing

@testable internal import Store

/// Stores without a catalog, and stores that nobody may write.
@Suite struct LostCatalogTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent(UUID().uuidString)

  private var catalog: URL { folder.appendingPathComponent("catalog.sqlite") }

  private func fill() throws {
    let store = try DataStore(root: folder.path, in: .system)
    try store.save(Sample.record("a"), calendar: .always, bars: Sample.bars(0..<100))
  }

  private func code(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? Failure)?.code
    }
  }

  @Test(arguments: [true, false])
  func aLostCatalogIsNoEmptyStore(isGone: Bool) throws {
    try fill()
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = try Data(contentsOf: catalog)
    if isGone {
      try FileManager.default.removeItem(at: catalog)
    } else {
      try Data().write(to: catalog)
    }
    #expect(code { _ = try DataStore.reading(root: folder.path, in: .system) } == "D0410")
    #expect(code { _ = try DataStore(root: folder.path, in: .system) } == "D0410")
    #expect(
      code { _ = try DataStore.existing(root: folder.path, in: .system)?.prune() } == "D0410")
    // Nothing has gone, so a copy of the catalog makes the store whole.
    try whole.write(to: catalog)
    let store = try #require(try DataStore.reading(root: folder.path, in: .system))
    #expect(Sample.same(try store.bars(try store.known("a")), Sample.bars(0..<100)))
  }

  @Test func aStoreThatCannotBeLookedAtIsNoEmptyStore() throws {
    let disk = MemoryDisk()
    disk.inject(.init(SystemKinds.permission, on: .status))
    #expect(
      code { _ = try DataStore.reading(root: "s", in: .simulated(seed: 1, disk: disk)) } == "S0003")
  }

  /// In a folder of which nothing may be written, SQLite has no place for what readers share.
  @Test func whatCannotBeWrittenIsRead() throws {
    try fill()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = catalog.path + " 100%?#"
    try FileManager.default.copyItem(atPath: catalog.path, toPath: path)
    let read = try #require(
      try Catalog.reading("file:" + Catalog.escaped(path) + "?immutable=1"))
    #expect(try read.read { try DataRecord.find("a", $0)?.rows } == 100)
    #expect(code { try read.write { try DataRecord.forget("a", $0) } } == "D0411")
  }
}
