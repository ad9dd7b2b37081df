public import Machine

/// Port: where programs come from. Asked, never called back; whoever compiles is behind it.
public protocol ProgramSource: AnyObject {
  /// When to ask again, as an instant of the stopwatch; nothing where no news will ever come.
  func due(after now: Int64) -> Int64?
  /// What has changed since it was last asked.
  func poll(now: Int64) -> ProgramNews?
}

/// What became of a program's text.
public enum ProgramNews: Sendable, Hashable {
  /// A new program with one value for each parameter, and what is different, a line each.
  case changed(Program, values: [Double], changes: [String])
  /// The text does not compile: the problems as they are to be shown.
  case broken(String)
  /// The text cannot be read, and why.
  case missing(String)
}
