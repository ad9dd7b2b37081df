/// Limits of a source file; beyond them a problem is reported, never a crash.
public enum Limits {
  /// Bytes of one file.
  public static let sourceBytes = 256 * 1024
  /// Brackets, blocks and prefixes inside one another.
  public static let nesting = 128
  /// Height of one expression tree, chains of operators included.
  public static let height = 512
  /// Problems reported for one file.
  public static let problems = 100
}
