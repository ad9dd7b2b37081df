import Console
import Host
import Testing

/// Other programs whose output is wanted.
@Suite struct ChildProgramTests {
  private func said(_ arguments: [String], seconds: Int?) throws(Failure) -> String {
    let output = try ChildProgram.output(
      "sh", ["-c"] + arguments, limit: 100, seconds: seconds, missing: "no sh", help: "")
    return String(decoding: output, as: UTF8.self)
  }

  @Test func aProgramThatGivesNothingIsEnded() throws {
    #expect(try said(["echo a; sleep 0.3; echo b"], seconds: 2) == "a\nb\n")
    #expect(try said(["echo a"], seconds: nil) == "a\n")
    do {
      _ = try said(["echo a; exec sleep 60"], seconds: 1)
      Issue.record("it ended")
    } catch {
      #expect(error.message.contains("gave nothing for 1 seconds"), "\(error)")
    }
    #expect(throws: Failure.self) { try said(["yes"], seconds: 2) }
  }
}
