/// The state of a machine between two bars, as words: what a live session stores and restores.
///
/// Layout: format version, program hash, parameter count and bits, rows so far, then the frame's
/// past.
public struct Snapshot: Sendable, Hashable {
  public static let formatVersion: UInt64 = 1
  public let words: [UInt64]

  public init(words: [UInt64]) { self.words = words }
}

/// Why a snapshot cannot be restored.
public enum SnapshotFailure: Error, Sendable, Hashable {
  case version(found: UInt64)
  case otherProgram
  case otherParameters
  case wrongSize(expected: Int, found: Int)
}

extension VirtualMachine {
  private var header: [UInt64] {
    [Snapshot.formatVersion, program.hash, UInt64(parameters.count)]
      + parameters.map(\.bitPattern) + [UInt64(count)]
  }

  /// The state after the last row.
  public func snapshot() -> Snapshot {
    Snapshot(words: header + frame.past())
  }

  /// Takes up a state; the next `advance` continues behind its last row.
  public mutating func restore(_ snapshot: Snapshot) throws(SnapshotFailure) {
    let own = header
    let words = snapshot.words
    guard let version = words.first, version == Snapshot.formatVersion else {
      throw .version(found: words.first ?? 0)
    }
    guard words.count == own.count + frame.pastCount else {
      throw .wrongSize(expected: own.count + frame.pastCount, found: words.count)
    }
    guard words[1] == own[1] else { throw .otherProgram }
    guard words[2..<(own.count - 1)] == own[2..<(own.count - 1)] else { throw .otherParameters }
    guard let rows = Int(exactly: words[own.count - 1]) else {
      throw .wrongSize(expected: own.count, found: words.count)
    }
    count = rows
    frame.restore(past: words[own.count...])
  }
}
