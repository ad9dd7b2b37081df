internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// Files made by chance, read fast and read by the plainest means.
struct ReaderPropertyTests {
  @Test func `every number has the word of its Double`() throws {
    let dice = Dice(testSeed)
    for round in 0..<60 {
      let delimiter = dice.pick([",", ";", "\t"])
      let ending = dice.pick(["\n", "\r\n"])
      let isPlain = round % 2 == 0
      var text = ["time", "open", "high", "low", "close", "volume"].joined(separator: delimiter)
      var expected: [[Int64]] = Array(repeating: [], count: 5)
      text += ending
      for row in 0..<(isPlain ? 40 : 12) {
        var fields = ["\(1_577_836_800_000 + row * 60_000)"]
        var numbers = (0..<5).map { _ in
          isPlain && dice.roll(20) > 0 ? Self.price(dice) : Self.anyNumber(dice)
        }
        // A file of which most bars cannot be is refused.
        if row % 4 > 0 {
          let prices = numbers[..<4].sorted { (Double($0) ?? 0) < (Double($1) ?? 0) }
          numbers[..<4] = [prices[1], prices[3], prices[0], prices[2]]
        }
        for column in 0..<5 {
          let number = numbers[column]
          let value = try #require(Double(number))
          expected[column].append(Grid.word(value))
          fields.append(dice.roll(30) == 0 ? " \"\(number)\" " : number)
        }
        text += fields.joined(separator: delimiter) + ending
      }
      let reading = Reading(threads: 1 + dice.roll(3), blockSize: dice.pick([1, 20, 100, 1 << 18]))
      let bars = try read(text, reading).bars
      let columns = [bars.open, bars.high, bars.low, bars.close, bars.volume].map { Array($0) }
      #expect(columns == expected, "QUILL_SEED=\(testSeed), round \(round)")
    }
  }

  @Test func `the bounds of the grid and of the fast path`() throws {
    let numbers = [
      "22517998.13685248", "22517998.13685249", "22517998.13685247", "-22517998.13685248",
      "-22517998.13685249", "22517999", "0", "-0", "-0.00", "00012.50", "9999999.99999999",
      "99999999.99999999", "0.00000001", "0.000000001", "0.000000015", "12345678", "123456789",
      "1234567.12345678", "1.123456789012345678901234567890", "9007199254740993",
      "123456789012345678", "1e-320", "4.9e-324", "1e-8", "1E8", "0.1e1", "999999999999999999999",
      "2251799813685248", "2251799813685249", "9007199254740992.5", "17976931348623157e292",
    ]
    for number in numbers {
      let word = Grid.word(try #require(Double(number)))
      for reading in Reading.all {
        let bars = try read(csv("2020-01-01,\(number),2,1,\(number),\(number)"), reading).bars
        #expect([bars.open, bars.close, bars.volume] == [[word], [word], [word]], "\(number)")
      }
    }
  }

  @Test func `every time is the time that was written`() throws {
    let dice = Dice(testSeed &+ 1)
    for round in 0..<80 {
      let style = dice.roll(11)
      var time: Int64 = 1_262_304_000_000_000_000
      var times: [Int64] = []
      var rows: [String] = []
      for _ in 0..<20 {
        let steps: [Int64] = style == 8 ? [60, 3_600] : [1, 60, 3_600, 86_400]
        time += dice.pick(style == 4 ? [86_400] : steps) * 1_000_000_000
        if style == 3 { time += Int64(dice.roll(1_000)) }
        if style == 7 { time += Int64(dice.roll(1_000)) * 1_000_000 }
        times.append(time)
        rows.append(Self.spelling(time, style) + ",1,2,1,2,3")
      }
      let reading = Reading(threads: 1 + dice.roll(3), blockSize: dice.pick([1, 20, 100, 1 << 18]))
      let names = style == 9 ? "date,time" : "time"
      let text = "\(names),open,high,low,close,volume\n" + rows.joined(separator: "\n")
      let bars = try read(text, reading).bars
      #expect(bars.time == times, "QUILL_SEED=\(testSeed), round \(round), style \(style)")
    }
  }

  @Test func `a damaged file ends in bars or in a failure, the same for any number of threads`() {
    let dice = Dice(testSeed &+ 2)
    let sample = csv(
      "2020-01-01T00:00:00Z,1.25,2,1,1.5,3", "2020-01-01T00:01:00Z,1.25,2,1,1.5,123456789.5",
      "2020-01-01T00:02:00Z,1.25,2,1,,3", "2020-01-01T00:03:00Z,1.25,\"2\",1,1.5,3",
      "2020-01-01T00:04:00Z,1.25,2e0,1,1.5,3")
    let counted = csv(
      "1577836800000,1.25,2,1,1.5,3", "1577836860000,20000.00,20000.25,1,1.5,1234567.12345678")
    let alphabet = Array("0123456789.,;\"-+eENaTZ: \t\r\n()".utf8) + [0, 0x80, 0xFF]
    for round in 0..<1_500 {
      var bytes = Array((round % 2 == 0 ? sample : counted).utf8)
      for _ in 0...dice.roll(4) where !bytes.isEmpty {
        let place = dice.roll(bytes.count)
        switch dice.roll(4) {
        case 0: bytes[place] = dice.pick(alphabet)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(dice.pick(alphabet), at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + dice.roll(40)))
        }
      }
      let blockSize = dice.pick([1, 16, 50, 200])
      let one = outcome(bytes, Reading(threads: 1, blockSize: blockSize))
      let three = outcome(bytes, Reading(threads: 3, blockSize: blockSize))
      #expect(one == three, "QUILL_SEED=\(testSeed), round \(round)")
      // Zero bytes are looked for in the first piece, so there the size of the pieces matters.
      guard !bytes.contains(0) else { continue }
      #expect(one == outcome(bytes, Reading()), "QUILL_SEED=\(testSeed), round \(round)")
    }
  }

  @Test func `a gz file cut or changed anywhere is never read as whole`() {
    let dice = Dice(testSeed &+ 3)
    let rows = (0..<400).map { "\(1_577_836_800 + $0 * 60),1.\($0),2,1,1.5,\($0 * 7)\n" }
    let plain = Array(rows.joined().utf8)
    let packed = gzip(plain)
    let whole = outcome(plain, Reading())
    for round in 0..<300 {
      let cut = 2 + dice.roll(packed.count - 2)
      let found = refusal(Array(packed.prefix(cut)), Reading(threads: 2, blockSize: 100))
      #expect(found?.code == "D0106", "QUILL_SEED=\(testSeed), cut at \(cut)")
      var changed = packed
      changed[10 + dice.roll(packed.count - 10)] ^= UInt8(1 << dice.roll(8))
      // Bits that fill the last byte of the text up mean nothing, so the file may still be whole.
      let reading = Reading(threads: 2, blockSize: 1_000)
      let isDamaged = refusal(changed, reading)?.code == "D0106"
      #expect(
        isDamaged || outcome(changed, reading) == whole, "QUILL_SEED=\(testSeed), round \(round)")
    }
  }

  /// Bars or a failure, as one comparable text.
  private func outcome(_ bytes: [UInt8], _ reading: Reading) -> String {
    do throws(Failure) {
      let set = try read(bytes, reading)
      let bars = set.bars
      let columns = [bars.time, bars.open, bars.high, bars.low, bars.close, bars.volume]
      return "\(columns) \(set.report)"
    } catch {
      return "\(error)"
    }
  }

  private static func price(_ dice: Dice) -> String {
    "\(1 + dice.roll(100_000)).\(digits(dice, 1 + dice.roll(4)))"
  }

  private static func anyNumber(_ dice: Dice) -> String {
    let sign = dice.pick(["", "", "", "-", "+"])
    let whole = digits(dice, 1 + dice.roll(dice.pick([3, 9, 20])))
    let fraction = dice.roll(3) == 0 ? "" : "." + digits(dice, dice.roll(dice.pick([4, 10, 22])))
    let exponent = dice.roll(8) == 0 ? dice.pick(["e", "E"]) + "\(dice.roll(40) - 20)" : ""
    if dice.roll(6) == 0 { return sign + "." + digits(dice, 1 + dice.roll(9)) + exponent }
    if dice.roll(12) == 0 {
      return "\(Double(dice.roll(1 << 30)) / Double(1 + dice.roll(1 << 20)))"
    }
    return sign + whole + fraction + exponent
  }

  private static func digits(_ dice: Dice, _ count: Int) -> String {
    String((0..<count).map { _ in Character("\(dice.roll(10))") })
  }

  private static func spelling(_ time: Int64, _ style: Int) -> String {
    let text = TimeText.text(time)
    switch style {
    case 0: return "\(time / 1_000_000_000)"
    case 1: return "\(time / 1_000_000)"
    case 2: return "\(time / 1_000)"
    case 3: return "\(time)"
    case 4: return String(text.prefix(10))
    case 5: return text
    case 6: return text.dropLast().split(separator: "T").joined(separator: " ")
    case 7: return text.dropLast() + "+00:00"
    case 8: return text.dropLast(4) + "Z"
    case 9: return text.dropLast().split(separator: "T").joined(separator: ",")
    default: return TimeText.text(time - 12_600_000_000_000).dropLast() + "-0330"
    }
  }
}
