/// One sort of failure: the row behind a code, printed by `quill explain CODE`.
public struct FailureKind: Sendable, Hashable {
  /// The stable code, such as `D0103`.
  public let code: String
  /// What it is, in a few words.
  public let title: String
  /// What happened and why it matters.
  public let explanation: String
  /// What to do next.
  public let remedy: String

  public init(code: String, title: String, explanation: String, remedy: String) {
    self.code = code
    self.title = title
    self.explanation = explanation
    self.remedy = remedy
  }
}
