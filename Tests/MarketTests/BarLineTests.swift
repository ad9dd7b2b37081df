import Machine
import Market
import Testing

@Suite struct BarLineTests {
  private func bar(_ text: String, _ extras: [String] = []) -> Result<Bar, BarLineProblem> {
    do throws(BarLineProblem) {
      return .success(try BarLine(Array(text.utf8), extras: extras).bar)
    } catch {
      return .failure(error)
    }
  }

  private let prices = #""open":1,"high":2.5,"low":0.25,"close":"1.75""#

  @Test func aLineIsABar() throws {
    let time: Int64 = 1_704_207_840_000_000_000
    for text in [
      "\"2024-01-02T15:04:00Z\"", "\"2024-01-02T16:04:00+01:00\"", "1704207840", "1704207840000",
      "1704207840000000", "1704207840000000000", "\"1704207840\"",
    ] {
      let found = try bar("{\"time\":\(text),\(prices),\"volume\":3}").get()
      #expect(
        found
          == Bar(
            time: time, open: 100_000_000, high: 250_000_000, low: 25_000_000,
            close: 175_000_000, volume: 300_000_000), "\(text)")
    }
    let odd = try bar(
      " { \"x\" : \"a \\\" } , b\" , \"time\" : 1704207840 ,\t\(prices), \"oi\":null, "
        + "\"f\":-1e-3 } \r",
      ["f", "oi", "none"]
    ).get()
    #expect(odd.time == time && odd.volume == 0)
    #expect(odd.extras == [-100_000, Grid.missing, Grid.missing])
    #expect(try bar("{\"time\":1704207840,\(prices),\"volume\":null}").get().volume == Grid.missing)
  }

  @Test func whatIsNoBarIsSaid() {
    for (text, words) in [
      ("", "begin with {"), ("[]", "begin with {"), ("{}", "open is missing"),
      ("{\"time\":1,\(prices)", "end with }"), ("{\"time\":1,\(prices)}}", "follows"),
      ("{\"time\":1,\(prices),}", "name in quotes"), ("{\(prices)}", "time is missing"),
      ("{\"time\":\"soon\",\(prices)}", "not a time"), ("{\"time\":true,\(prices)}", "not a time"),
      ("{\"time\":1,\(prices),\"low\":1}", "low stands there twice"),
      ("{\"time\":1,\(prices),\"a\":{}}", "nested"), ("{\"time\":1,\(prices),\"a\":[1]}", "nested"),
      ("{\"time\":1,\(prices),\"a\":}", "no value"), ("{\"time\" 1}", "no colon"),
      ("{\"time", "not closed"), ("{\"time\":\"\\", "not closed"),
      ("{\"time\":1,\"open\":x,\"high\":1,\"low\":1,\"close\":1}", "open is not a number"),
      ("{\"time\":1,\"open\":1e999,\"high\":1,\"low\":1,\"close\":1}", "too large"),
      ("{\"time\":9999999999999999999,\(prices)}", "range"),
    ] {
      guard case .failure(let problem) = bar(text) else {
        Issue.record("\(text) is a bar")
        continue
      }
      #expect(problem.message.contains(words), "\(text): \(problem.message)")
    }
  }

  /// Whatever bytes come, it is a bar or is said not to be one.
  @Test func noBytesAreTooWild() {
    let whole = Array("{\"time\":1704207840,\(prices),\"volume\":3,\"x\":\"\\\"\"}".utf8)
    for cut in 0...whole.count { _ = try? BarLine(Array(whole.prefix(cut))) }
    for place in whole.indices {
      for byte: UInt8 in [0, 0x22, 0x5C, 0x7B, 0x7D, 0x2C, 0x3A, 0x2D, 0x65, 0xFF] {
        var bytes = whole
        bytes[place] = byte
        _ = try? BarLine(bytes)
      }
    }
  }
}
