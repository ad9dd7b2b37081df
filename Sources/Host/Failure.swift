/// The class of an error decides its code's letter, whether a retry helps, and the exit code.
public enum FailureClass: String, Sendable, Hashable, CaseIterable {
  case usage, strategy, data, optimisation, system, transient, `internal`

  /// The exit code of a command that fails with this class.
  public var exitCode: Int32 {
    switch self {
    case .strategy, .data: 1
    case .usage: 2
    case .internal: 3
    case .system: 4
    case .optimisation: 5
    case .transient: 75
    }
  }

  /// True when the same request may succeed later.
  public var isRetryable: Bool { self == .transient }
}

/// An error on its way to a person: what happened, where, and what to do next.
public struct Failure: Error, Sendable, Hashable {
  /// A place in a file, as people count: from one.
  public struct Place: Sendable, Hashable {
    public let file: String
    public let line: Int?
    public let column: Int?
    public init(file: String, line: Int? = nil, column: Int? = nil) {
      self.file = file
      self.line = line
      self.column = column
    }
  }

  public let failureClass: FailureClass
  /// A stable code, such as `D0103`; its page is what `quill explain` prints.
  public let code: String
  public let message: String
  public let place: Place?
  /// The way out, where there is one.
  public let help: String?

  public init(
    _ failureClass: FailureClass, code: String, _ message: String, at place: Place? = nil,
    help: String? = nil
  ) {
    self.failureClass = failureClass
    self.code = code
    self.message = message
    self.place = place
    self.help = help
  }
}
