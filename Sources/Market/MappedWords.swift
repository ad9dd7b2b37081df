public import Host
public import Machine

/// A mapped file as the room of words.
///
/// SAFETY: a mapping is only read.
private final class MappedRoom: WordRoom, @unchecked Sendable {
  private let bytes: MappedBytes
  private let head: Int

  init(_ bytes: MappedBytes, head: Int) {
    self.bytes = bytes
    self.head = head
  }

  override func rest(_ words: Range<Int>) {
    bytes.rest((head + 8 * words.lowerBound)..<(head + 8 * words.upperBound))
  }
}

extension Words {
  /// Words of a file where they lie.
  ///
  /// - Parameters:
  ///   - bytes: must have all of them, which is checked.
  ///   - head: the bytes before the first of them; a multiple of eight.
  public init(_ bytes: MappedBytes, behind head: Int = 0, count: Int) {
    precondition(head >= 0 && head % 8 == 0 && count >= 0 && count <= (bytes.count - head) / 8)
    // SAFETY: the words lie in the mapping, as was just checked, at an address of whole words, and
    // the room keeps it alive.
    let base = (bytes.base + head).assumingMemoryBound(to: Int64.self)
    self.init(base, count: count, in: MappedRoom(bytes, head: head))
  }
}

extension ScratchFile {
  /// Adds words as they lie in memory.
  func append(_ words: Words) throws(Failure) {
    let failure: Failure? = words.withUnsafeBufferPointer { words in
      do throws(Failure) {
        try append(UnsafeRawBufferPointer(words))
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }
}
