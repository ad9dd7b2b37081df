internal import Host
internal import Machine
internal import Market
internal import Testing

@testable internal import Store

/// The power goes at every step of every kind of writing, and what the catalog has committed is
/// there, whole, and goes on.
@Suite struct CrashTests {
  enum Kind: String, CaseIterable, Sendable { case new, append, replace }
  enum Left: CaseIterable, Sendable { case all, some, none }

  private static let old = 0..<1_500
  private static let more = 1_500..<2_600

  /// One life of a store: what was there, a writing, and perhaps its end.
  private struct Life {
    let disk = MemoryDisk()
    let catalog: Catalog
    let store: DataStore

    init() throws {
      catalog = try Catalog()
      let environment = Environment.simulated(seed: 1, disk: disk)
      try disk.makeFolder("store")
      store = try DataStore(root: "store", in: environment, catalog: catalog)
      try store.save(
        Sample.record("old"), calendar: .always, bars: Sample.bars(CrashTests.old, wild: true))
    }

    /// The same catalog and disk, as another program finds them.
    func reopened() throws -> DataStore {
      try DataStore(
        root: "store", in: .simulated(seed: 2, disk: disk), catalog: catalog)
    }

    func write(_ kind: Kind) throws {
      let name = kind == .new ? "new" : "old"
      let rows = kind == .append ? CrashTests.more : 7..<900
      try store.save(
        Sample.record(name), mode: .init(rawValue: kind.rawValue)!, calendar: .always,
        bars: Sample.bars(rows, wild: true))
    }
  }

  private static func steps(of kind: Kind) throws -> Int {
    let life = try Life()
    let before = life.disk.steps
    try life.write(kind)
    return life.disk.steps - before
  }

  @Test(arguments: Kind.allCases, Left.allCases)
  func everyStepMayBeTheLast(_ kind: Kind, _ left: Left) throws {
    let count = try Self.steps(of: kind)
    #expect(count > 20)
    for step in 0...count {
      let life = try Life()
      life.disk.stop(after: step)
      let isDone = (try? life.write(kind)) != nil
      switch left {
      case .all: life.disk.restart(.nothing)
      case .some: life.disk.restart(.some(seed: UInt64(step)))
      case .none: life.disk.restart(.all)
      }
      let store = try life.reopened()
      try check(store, kind, isDone, "\(kind) ended at step \(step) of \(count)")
    }
  }

  private func check(_ store: DataStore, _ kind: Kind, _ isDone: Bool, _ place: String) throws {
    let record = try store.known("old")
    switch (kind, isDone) {
    case (.append, true): #expect(record.rows == 2_600, "\(place)")
    case (.replace, true): #expect(record.rows == 893, "\(place)")
    default: #expect(record.rows == 1_500, "\(place)")
    }
    #expect(try (store.record("new") != nil) == (kind == .new && isDone), "\(place)")
    for known in try store.records() {
      #expect(try store.verify(known.name).isEmpty, "\(place)")
      let first = kind == .replace && isDone || known.name == "new" ? 7 : 0
      let wanted = Sample.bars(first..<(first + known.rows), wild: true)
      #expect(Sample.same(try store.bars(known), wanted), "\(place)")
    }
    // It goes on as if nothing had been.
    let next = kind == .replace && isDone ? 900 : record.rows
    try store.save(
      Sample.record("old"), mode: .append, calendar: .always,
      bars: Sample.bars(next..<(next + 300), wild: true))
    #expect(try store.known("old").rows == record.rows + 300, "\(place)")
    #expect(try store.verify("old").isEmpty, "\(place)")
    _ = try store.prune()
    #expect(try store.prune().isEmpty, "\(place)")
    #expect(try store.verify("old").isEmpty, "\(place): pruned too much")
  }

  /// The harness must be able to see a loss: rows that were never synced are lost when all is.
  @Test func whatIsNotSyncedIsLost() throws {
    let disk = MemoryDisk()
    let editor = try disk.edit("a")
    try editor.write([1, 2, 3], at: 0)
    try editor.sync()
    try editor.write([9, 9], at: 1)
    disk.restart(.all)
    #expect(try disk.read("a", limit: 10) == [1, 2, 3])
  }

  @Test func aFullDiskLeavesWhatWasThere() throws {
    for passes in 0..<20 {
      let life = try Life()
      life.disk.inject(.init(SystemKinds.full, on: .write, after: passes, times: 1))
      do {
        try life.write(.append)
      } catch let failure as Failure {
        #expect(failure.code == SystemKinds.full.code)
        #expect(try life.store.known("old").rows == 1_500)
      }
      #expect(try life.store.verify("old").isEmpty)
    }
  }
}
