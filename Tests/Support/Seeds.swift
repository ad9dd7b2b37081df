internal import Foundation

/// The seeds of a random test.
public enum Seeds {
  /// As many as asked for, or the one that the environment's `QUILL_SEED` names: how a failure is seen again.
  public static func all(_ count: Int) -> [UInt64] {
    if let text = ProcessInfo.processInfo.environment["QUILL_SEED"], let seed = UInt64(text) {
      return [seed]
    }
    return (0..<count).map { UInt64($0) + 1 }
  }

  /// How many programs a run compares: the environment's `QUILL_SEEDS`, or the standard number.
  public static func count(standard: Int) -> Int {
    ProcessInfo.processInfo.environment["QUILL_SEEDS"].flatMap(Int.init) ?? standard
  }
}
