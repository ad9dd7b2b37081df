internal import Testing

@testable internal import Host

/// The simulated environment, and what both share.
struct SimulatedTests {
  @Test func `the clock moves by hand`() {
    let clock = SimulatedClock()
    #expect(clock.now() == 1_577_836_800_000_000_000)
    #expect(clock.uptime() == 0)
    clock.advance(by: 5)
    clock.advance(by: -9)
    #expect(clock.now() == 1_577_836_800_000_000_005)
    clock.set(now: 7)
    #expect(clock.now() == 7)
    #expect(clock.uptime() == 5)
  }

  @Test func `the real clocks run forwards`() {
    let clock = Environment.system.clock
    let (now, up) = (clock.now(), clock.uptime())
    #expect(now > 1_700_000_000_000_000_000)
    #expect(clock.uptime() >= up)
    #expect(Environment.processors >= 1)
  }

  @Test func `a seed gives the numbers of SplitMix64`() {
    // Of the reference implementation, for seed 1234567.
    let random = Environment.simulated(seed: 1_234_567).randomness
    let numbers = (0..<5).map { _ in random.next() }
    #expect(
      numbers == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
    #expect(Set((0..<8).map { _ in Environment.system.randomness.next() }).count == 8)
  }

  @Test func `the disk in memory keeps files and folders`() throws {
    let disk = MemoryDisk(["a/b/c": [1, 2], "/x": [3], "y": [4]])
    #expect(try disk.read("./a//b/c", limit: 2) == [1, 2])
    #expect(try disk.list("a") == ["b"])
    #expect(try disk.list("/") == ["x"])
    #expect(try disk.list(".") == ["a", "y"])
    #expect(try disk.status("a/b") == FileStatus(kind: .folder, bytes: 0))
    try disk.makeFolder("a/d/e")
    try disk.write("a/d/e/f", [5])
    #expect(try disk.list("a/") == ["b", "d"])
    #expect(try disk.withBytes(of: "a/d/e/f") { Array($0) } == [5])
    #expect(code { _ = try disk.read("a", limit: 1) } == "S0002")
    #expect(code { _ = try disk.read("none", limit: 1) } == "S0001")
    #expect(code { _ = try disk.read("a/b/c", limit: 1) } == "S0007")
    #expect(code { try disk.write("no/folder", []) } == "S0001")
    #expect(code { try disk.write("a", []) } == "S0002")
    #expect(code { try disk.makeFolder("y/z") } == "S0012")
    #expect(code { _ = try disk.list("y") } == "S0005")
  }

  @Test func `faults come when they are told to`() throws {
    let disk = MemoryDisk(["a": [1, 2, 3, 4], "b": [1]])
    disk.inject(.init(SystemKinds.device, on: .read, of: "a", after: 1, times: 1))
    disk.inject(.init(SystemKinds.full, on: .write))
    #expect(try disk.read("a", limit: 9).count == 4)
    #expect(code { _ = try disk.read("a", limit: 9) } == "S0010")
    #expect(try disk.read("a", limit: 9).count == 4)
    #expect(code { try disk.write("b", [2]) } == "S0004")
    #expect(try disk.read("b", limit: 9) == [1])
    disk.heal()
    try disk.write("b", [2])
    #expect(try disk.read("b", limit: 9) == [2])
  }

  @Test func `a stream hands out pieces and fails between them`() throws {
    let disk = MemoryDisk(["a": [1, 2, 3, 4]])
    disk.limitPieces(to: 3)
    disk.inject(.init(SystemKinds.device, on: .read, after: 2))
    let stream = try disk.open("a")
    var bytes = [UInt8](repeating: 0, count: 10)
    let read = { try bytes.withUnsafeMutableBytes { try stream.read(into: $0) } }
    #expect(try read() == 3)
    #expect(try read() == 1)
    #expect(code { _ = try read() } == "S0010")
    #expect(bytes.prefix(3) == [4, 2, 3])
  }

  @Test func `parts run at the same time and all of them once`() {
    let seen = Monitor<[Int]>([])
    Threads.run(8) { part in
      // Each waits for the one before, so they cannot have run one after another in another order.
      seen.with(when: { $0.count == part }) { $0.append(part) }
    }
    #expect(seen.with { $0 } == Array(0..<8))
    Threads.run(0) { _ in seen.with { $0 = [] } }
    Threads.run(1) { part in seen.with { $0.append(part) } }
    #expect(seen.with { $0 }.count == 9)
  }

  @Test func `every failure class has its exit code`() {
    #expect(FailureClass.allCases.map(\.exitCode) == [2, 1, 1, 5, 4, 75, 3])
  }

  private func code(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? Failure)?.code
    }
  }
}
