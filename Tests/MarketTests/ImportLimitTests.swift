internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// What is packed is refused before it takes the memory there is.
struct ImportLimitTests {
  private func code(_ bytes: [UInt8], most: Int = ImportPart.mostBytes) -> String? {
    do throws(Failure) {
      _ = try ImportPart.all(of: HeldBytes(bytes), path: "bars.gz", most: most)
      return nil
    } catch {
      return error.code
    }
  }

  @Test func `a bomb is refused by how it is packed`() {
    let blank = gzip([UInt8](repeating: 10, count: 40 << 20))
    #expect(blank.count < 1 << 17)
    #expect(code(blank) == "D0117")
    #expect(refusal(blank)?.code == "D0117")
    // Packed twice it is small enough to look harmless.
    #expect(code(gzip(blank)) == "D0117")
  }

  @Test func `text beyond the memory there is is refused`() {
    let rows = (0..<20_000).map { "\(1_577_836_800 + $0 * 60),1.\($0),2,1,1.5,\($0 * 7)\n" }
    let packed = gzip(Array(rows.joined().utf8))
    #expect(code(packed) == nil)
    #expect(code(packed, most: 100_000) == "D0117")
  }

  @Test func `lines too short for bars are refused`() {
    let dice = Dice(5)
    let lines = (0..<200_000).map { _ in "\(dice.roll(1_000))\n" }
    #expect(code(gzip(Array(lines.joined().utf8))) == "D0117")
  }

  @Test func `the members of an archive share the room`() throws {
    let dice = Dice(5)
    let text = Array((0..<4_000).map { _ in "2020-01-01,\(dice.roll(1 << 40))\n" }.joined().utf8)
    let member = gzip(text)
    // Two parts one after another are one text.
    #expect(code(member + member, most: text.count * 3 / 2) == "D0117")
    #expect(code(member + member, most: text.count * 2) == nil)
  }
}
