internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// What is too much for memory goes to a disk, and becomes the same bars.
struct ImportScratchTests {
  private static let disks: [any Disk] = [MemoryDisk(), SystemDisk()]

  private func imported(
    _ bytes: [UInt8], _ scratch: Scratch?, _ change: (inout ImportWish) -> Void = { _ in }
  ) throws -> [Imported] {
    var wish = ImportWish()
    wish.zones = ZoneFiles(.system)
    wish.scratch = scratch
    change(&wish)
    let plan = try ImportPlan(
      try ImportPart.all(of: HeldBytes(bytes), path: "x.csv", scratch: scratch), path: "x.csv", wish
    )
    var all: [Imported] = []
    for series in plan.series { all.append(try plan.bars(of: series)) }
    return all
  }

  private func agree(
    _ text: String, location: SourceLocation = #_sourceLocation,
    _ change: (inout ImportWish) -> Void = { _ in }
  ) throws {
    try agree(Array(text.utf8), location: location, change)
  }

  private func agree(
    _ bytes: [UInt8], location: SourceLocation = #_sourceLocation,
    _ change: (inout ImportWish) -> Void = { _ in }
  ) throws {
    let whole = try imported(bytes, nil, change)
    #expect(whole.allSatisfy { $0.set.bars.count > 0 }, sourceLocation: location)
    for disk in Self.disks {
      for held in [1, 100, 5_000] {
        let parts = try imported(bytes, Scratch(disk, held: held), change)
        #expect(parts.count == whole.count, sourceLocation: location)
        for (part, one) in zip(parts, whole) {
          #expect(same(part.set.bars, one.set.bars), "held \(held)", sourceLocation: location)
          #expect(part.decisions == one.decisions, sourceLocation: location)
          #expect(part.set.report.problems == one.set.report.problems, sourceLocation: location)
        }
      }
    }
  }

  private func same(_ left: Bars, _ right: Bars) -> Bool {
    left.interval == right.interval && left.count == right.count
      && (0..<left.count).allSatisfy { left[$0] == right[$0] }
  }

  /// Bars of minutes; some of them odd.
  private func rows(_ count: Int, seed: UInt64) -> [String] {
    let dice = Dice(seed)
    return (0..<count).map { row in
      let open = 100 + dice.roll(900)
      let (high, low) = (open + dice.roll(9), open - dice.roll(9))
      return "\(1_600_000_000 + row * 60),\(open).5,\(high).75,\(low).25,"
        + "\(low + dice.roll(max(1, high - low))).5,\(dice.roll(1_000))"
    }
  }

  private static let head = "time,open,high,low,close,volume\n"

  @Test func bars() throws {
    let lines = rows(700, seed: 1)
    try agree(Self.head + lines.joined(separator: "\n") + "\n")
    try agree(Self.head + lines.joined(separator: "\r\n"))
    try agree(Self.head + lines.joined(separator: "\n\n \n") + "\n\n")
    try agree(Self.head.replacing("\n", with: "\r") + lines.joined(separator: "\r"))
    // The newest first, and a column beside the market.
    try agree(Self.head + lines.reversed().joined(separator: "\n") + "\n")
    try agree("time,open,high,low,close,heat\n" + lines.joined(separator: "\n")) {
      $0.extras = ["heat"]
    }
  }

  @Test func packedTextsAndOtherAlphabets() throws {
    let text = Self.head + rows(300, seed: 2).joined(separator: "\n") + "\n"
    try agree(gzip(Array(text.utf8)))
    try agree([0xEF, 0xBB, 0xBF] + Array(text.utf8))
    let wide = Array(("# caf\u{e9} \u{1F4B9}\n" + text).utf16)
    try agree([0xFF, 0xFE] + wide.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
    try agree(Array("# caf".utf8) + [0xE9, 0x0A] + Array(text.utf8))
  }

  @Test func localTimesFromTheNewestOn() throws {
    // The hour that clocks of Berlin show twice, from the last to the first.
    let lines = [
      "2021-10-31 03:00", "2021-10-31 02:30", "2021-10-31 02:00", "2021-10-31 02:30",
      "2021-10-31 02:00", "2021-10-31 01:30",
    ]
    let berlin = try ZoneFiles(.system).zone("Europe/Berlin")
    try agree(Self.head + lines.map { "\($0),1,2,1,1.5,7\n" }.joined()) { $0.clock = (berlin, 0) }
  }

  @Test func trades() throws {
    let dice = Dice(3)
    let prices = (0..<900).map { (time: 1_600_000_000 + $0 * 7, price: 100 + dice.roll(20)) }
    let trades = prices.map { "\($0.time),\($0.price).5,\(1 + dice.roll(9))\n" }
    for measure in ["1m", "volume 50", "dollar 5000", "tick 13"] {
      try agree("time,price,amount\n" + trades.joined()) { $0.sampling = Sampling(text: measure) }
    }
    try agree("time,price,amount\n" + trades.reversed().joined())
    try agree("time,price,amount\n" + (trades[500...] + trades[..<500]).joined()) {
      $0.sortsTicks = true
    }
    var total = 0
    let totals = prices.map { trade in
      total += dice.roll(9)
      return "\(trade.time),\(trade.price).5,\(total)\n"
    }
    try agree("time,price,total_volume\n" + totals.joined())
    try agree("time,bid,ask\n" + prices.map { "\($0.time),\($0.price),\($0.price + 1)\n" }.joined())
  }

  @Test func severalInstruments() throws {
    let lines = rows(300, seed: 4)
    let both = lines.enumerated().map { "\(["AAA", "BBB", "CCC"][$0.offset % 3]),\($0.element)\n" }
    try agree("symbol," + Self.head + both.joined())
    let sides = lines.map { $0.split(separator: ",") }.map { row in
      (row.dropLast() + row.dropFirst().dropLast()).joined(separator: ",") + "\n"
    }
    try agree(
      "time,bidopen,bidhigh,bidlow,bidclose,askopen,askhigh,asklow,askclose\n" + sides.joined()
    ) { $0.side = .mid }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func repairs(_ seed: UInt64) throws {
    let dice = Dice(seed)
    let times = (0..<400).map { _ in Int64(dice.roll(1_500)) * 60_000_000_000 }
    let prices = times.map { _ in (1 + Int64(dice.roll(3))) * Grid.perUnit }
    let odd = Bars(
      time: times, open: prices, high: prices, low: prices, close: prices, volume: prices,
      interval: 60_000_000_000)
    func mended(_ scratch: Scratch?) throws -> Repairs {
      var repairs = Repairs(odd, scratch: scratch)
      try repairs.sort()
      try repairs.dedupe(keeping: seed % 2 == 0 ? .first : .last)
      try repairs.fill(.always)
      return repairs
    }
    let whole = try mended(nil)
    #expect(whole.isOrdered && whole.done.count == 3)
    for disk in Self.disks {
      let parts = try mended(Scratch(disk, held: 1_000))
      #expect(same(parts.bars, whole.bars) && parts.done == whole.done, "seed \(seed)")
    }
  }

  /// A disk that is full is said, at whichever write it is.
  @Test func fullDisks() throws {
    let text = Self.head + rows(300, seed: 5).joined(separator: "\n") + "\n"
    var failures = 0
    for passes in 0..<200 {
      let disk = MemoryDisk()
      disk.inject(.init(SystemKinds.full, on: .write, after: passes))
      do {
        _ = try imported(gzip(Array(text.utf8)), Scratch(disk, held: 2_000))
        #expect(passes > 10)
        break
      } catch let failure as Failure {
        #expect(failure.code == SystemKinds.full.code, "\(failure)")
        failures += 1
      }
    }
    #expect(failures > 10 && failures < 200)
  }

  /// Of many things each is small, and all together are too much: what comes late goes to the disk.
  @Test func whatIsHeldIsHeldTogether() throws {
    let disk = MemoryDisk()
    let scratch = Scratch(disk, held: 1 << 20, all: 200_000)
    func gathered(_ count: Int) throws -> HeldBytes {
      var gathering = ByteGathering(scratch)
      try gathering.append([UInt8](repeating: 7, count: count))
      return try gathering.finish()
    }
    func spooled(_ rows: Int) throws -> [Words] {
      var spool = WordSpool(columns: 2, scratch)
      for row in 0..<rows { try spool.append(Int64(row), 5) }
      return try spool.finish()
    }
    disk.inject(.init(SystemKinds.full, on: .write))
    #expect(try gathered(150_000).count == 150_000)
    #expect(throws: Failure.self) { try gathered(100_000) }
    #expect(throws: Failure.self) { try spooled(10_000) }
    #expect(try gathered(60_000).count == 60_000)
    #expect(try spooled(3_000)[0].last == 2_999)
    disk.heal()
    #expect(try gathered(100_000) == HeldBytes([UInt8](repeating: 7, count: 100_000)))
    #expect(try spooled(10_000)[0].last == 9_999)
  }

  /// Lines and bytes are what they are in an array, across the pieces that are given back.
  @Test func bytesAreWhatTheyWere() throws {
    let dice = Dice(6)
    var bytes: [UInt8] = []
    while bytes.count < 9 << 20 {
      bytes += [UInt8](repeating: UInt8(97 + dice.roll(20)), count: dice.roll(2_000))
      bytes += [[0x0A], [0x0D, 0x0A], [0x20, 0x0A], [0x0A, 0x0A]][dice.roll(4)]
    }
    var gathering = ByteGathering(Scratch(SystemDisk(), held: 70_000))
    var start = 0
    while start < bytes.count {
      let part = bytes[start..<min(bytes.count, start + dice.roll(300_000))]
      try gathering.append(Array(part))
      start = part.endIndex
    }
    let held = try gathering.finish()
    #expect(held.count == bytes.count && held == HeldBytes(bytes))
    #expect(try held.stream(from: 5).rest(limit: .max, "x") == Array(bytes[5...]))
    #expect(held != HeldBytes(bytes.dropLast() + [1]))
    #expect(held.part(100..<9_000_000).array(50..<60) == Array(bytes[150..<160]))
    let lines = bytes.split(separator: 0x0A).map { line in
      var line = line
      while line.last == 0x0D || line.last == 0x20 { line.removeLast() }
      return line
    }.filter { !$0.isEmpty }
    let table = LineTable(held)
    #expect(table.count == lines.count)
    let isSame = (0..<20_000).allSatisfy { step in
      let place = step < lines.count ? step : dice.roll(lines.count)
      return table.line(place) == lines[place][...]
    }
    #expect(isSame)
  }
}
