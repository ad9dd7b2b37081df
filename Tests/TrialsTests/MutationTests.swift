import Compiler
import Syntax
import Testing
import Trials

/// Mutants: what they change, and which of them tests kill.
@Suite struct MutationTests {
  private func mutants(_ statement: String) -> [String] {
    let source = Source(name: "m.quill", text: "strategy \"s\"\n\(statement)\n")
    return MutationRun.mutants(of: source).map { mutant in
      let text = mutant.text(of: source)
      let all = text.text(Span(0, text.bytes.count))
      return "\(mutant.kind): " + all.split(separator: "\n").dropFirst().joined(separator: " ")
    }
  }

  @Test func eachKindChangesWhatItSays() {
    #expect(
      mutants("enter long when close < open").sorted() == [
        "comparison: enter long when close <= open", "comparison: enter long when close > open",
        "order: ", "side: enter short when close < open",
      ])
    #expect(
      Set(mutants("exit 50% of long when close crosses  above open[2]")) == [
        "constant: exit 51% of long when close crosses  above open[2]",
        "constant: exit 49% of long when close crosses  above open[2]",
        "constant: exit 50% of long when close crosses  above open[3]",
        "constant: exit 50% of long when close crosses  above open[1]",
        "cross: exit 50% of long when close crosses below open[2]",
        "side: exit 50% of short when close crosses  above open[2]", "order: ",
      ])
    #expect(
      mutants("let a = (if (close > 0.5) then open else high) + low[n]").sorted() == [
        "arithmetic: let a = (if (close > 0.5) then open else high) - low[n]",
        "branches: let a = (if (close > 0.5) then (high) else (open)) + low[n]",
        "comparison: let a = (if (close < 0.5) then open else high) + low[n]",
        "comparison: let a = (if (close >= 0.5) then open else high) + low[n]",
        "constant: let a = (if (close > 0.45) then open else high) + low[n]",
        "constant: let a = (if (close > 0.55) then open else high) + low[n]",
        "delay: let a = (if (close > 0.5) then open else high) + low[(n) + 1]",
        "delay: let a = (if (close > 0.5) then open else high) + low[(n) - 1]",
      ])
    #expect(
      mutants("let a = not b // and\nor c").sorted() == [
        "logic: let a = not b // and and c", "negation: let a =  b // and or c",
      ])
    #expect(mutants("test \"t\" { bars close: 1, 2 expect close > 1 }").isEmpty)
  }

  private static let weak = """
    strategy "s"
    enter long when close > 10 and volume > 500

    """

  @Test func whatNoTestNoticesSurvives() throws {
    let score = try Bench.score(
      Self.weak + "test \"t\" { bars close: 9, 12, 12 expect entered long }")
    let survivors = score.survivors.map { "\($0.was) -> \($0.now)" }
    #expect(survivors.contains("10 -> 11"))
    #expect(survivors.contains("close > 10 -> close >= 10"))
    #expect(
      survivors.contains("close > 10 and volume > 500 -> close > 10 or volume > 500"))
    #expect(!survivors.contains("long -> short"))
    #expect(score.killed > 0 && (score.value ?? 1) < 0.7)
  }

  @Test func aSharpTestKillsThemAll() throws {
    let score = try Bench.score(
      """
      strategy "s"
      enter long when close > 10
      exit long when close < 9
      test "t" {
        bars close: 10, 11, 10, 9, 8, 8
        expect entered long at 2
        expect never exited at 0..4
        expect exited at 5
      }
      """)
    #expect(score.survivors.isEmpty, "\(score.survivors.map(\.now))")
    #expect(score.value == 1)
    #expect(score.left == 0)
  }

  @Test func samePrograms() throws {
    let score = try Bench.score(
      """
      strategy "s"
      enter long when close > 10 and (close > 3 or true)
      test "t" { bars close: 9, 12, 12 expect entered long }
      """)
    #expect(score.same >= 4, "one side of an `or` that always holds changes nothing")
  }

  @Test func theLimitDrawsTheSameFromTheSameSeed() throws {
    let text = Self.weak + "test \"t\" { bars close: 9, 12, 12 expect never entered short }"
    let (three, again) = (
      try Bench.score(text, limit: 3, seed: 4), try Bench.score(text, limit: 3, seed: 4)
    )
    #expect(three == again)
    #expect(three.killed + three.survivors.count + three.same + three.unfit == 3)
    #expect(three.left > 0)
    let others = try (5..<20).map { try Bench.score(text, limit: 3, seed: $0) }
    #expect(others.contains { $0.survivors != three.survivors })
  }
}
