public import Host

/// Everything that can be wrong with providers of bars, one row a code.
public enum ProviderKinds {
  public static let unknown = FailureKind(
    code: "D0701", title: "no such provider",
    explanation: "Providers are named by a word, a colon and what they need: `folder:bars`.",
    remedy: "`quill data providers` lists them with examples.")
  public static let options = FailureKind(
    code: "D0702", title: "provider that is not described",
    explanation:
      "Behind a provider's name stands what it needs, and `,name=value` for each option.",
    remedy: "`quill data providers` lists what each of them takes.")
  public static let nothing = FailureKind(
    code: "D0703", title: "no bars of what was asked for",
    explanation: "The provider has no bars of this instrument in this range of time.",
    remedy: "Ask for another range, or name another provider behind it.")
  public static let resting = FailureKind(
    code: "D0704", title: "provider is left alone",
    explanation: "It failed several times in a row; asking on would help neither side.",
    remedy: "Try again later, or name another provider behind it.")
  public static let line = FailureKind(
    code: "D0705", title: "line that is no bar",
    explanation: "A line of bars is one JSON object: {\"time\":\"2024-01-02T15:04:00Z\",\"open\":1,"
      + "\"high\":1,\"low\":1,\"close\":1,\"volume\":1}. `time` may also count seconds, "
      + "milliseconds, microseconds or nanoseconds since 1970; `volume` may be absent, and a "
      + "number may stand in quotes.",
    remedy: "Correct what writes the lines; nothing of them is guessed.")

  /// All rows, by code.
  public static let all = [unknown, options, nothing, resting, line]
}

extension FailureKind {
  /// A failure of the class `data`, or of another one.
  func failure(_ message: String, _ failureClass: FailureClass = .data) -> Failure {
    Failure(failureClass, code: code, message, help: remedy)
  }
}
