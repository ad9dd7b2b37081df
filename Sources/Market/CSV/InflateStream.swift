internal import CZlib
internal import Host

/// Text unpacked from a gz file as it is read; several packed parts after another count as one.
///
/// SAFETY: one thread at a time reads, as the reader of the file keeps it behind a
/// `Monitor`.
final class InflateStream: ByteStream, @unchecked Sendable {
  /// Text up to which nothing is said of how well it is packed, in bytes.
  private static let quiet = 1 << 24
  /// The most bytes of text for each packed one.
  private static let mostRatio = 250

  private let source: any ByteStream
  private let path: String
  private let inflater: Inflater
  private var isBetweenParts = false
  private var packedCount: Int
  private var textCount = 0

  var bytes: Int? { nil }

  /// Continues a source of which the first bytes have been read already.
  init(_ source: any ByteStream, head: [UInt8], path: String) throws(Failure) {
    guard let inflater = Inflater(head) else {
      throw Failure(
        .system, code: SystemKinds.memory.code, "cannot unpack the gz data: out of memory",
        at: .init(file: path), help: SystemKinds.memory.remedy)
    }
    self.source = source
    self.path = path
    self.inflater = inflater
    packedCount = head.count
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    let buffer = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(1 << 30))
    inflater.setRoom(buffer)
    while inflater.roomLeft > 0 {
      if inflater.inputLeft == 0, try !refill() {
        guard isBetweenParts else { throw damaged("ends too early") }
        break
      }
      if isBetweenParts, try !startNextPart() { break }
      switch inflater.step() {
      case Z_OK: continue
      case Z_BUF_ERROR where inflater.inputLeft == 0: continue
      case Z_STREAM_END: isBetweenParts = true
      default: throw damaged("is not valid")
      }
    }
    let count = buffer.count - inflater.roomLeft
    textCount += count
    // A bomb: bars have digits that change, and take no less than a fiftieth of their text.
    guard textCount <= Self.quiet || textCount / Self.mostRatio <= packedCount else {
      throw DataKinds.overpacked.failure(
        "\(path): \(counted(packedCount, "byte", "bytes")) of gz data hold more than "
          + "\(counted(textCount, "byte", "bytes")) of text")
    }
    return count
  }

  /// Reads more packed bytes; false at the end of the file.
  private func refill() throws(Failure) -> Bool {
    let count = try inflater.refill(from: source)
    packedCount += count
    return count > 0
  }

  /// After the end of a part: false when only zeros (padding) follow, true when another begins.
  private func startNextPart() throws(Failure) -> Bool {
    while true {
      while inflater.next == 0 { inflater.skip() }
      if inflater.inputLeft > 0 { break }
      guard try refill() else { return false }
    }
    guard inflater.next == 0x1F, inflater.restart() else {
      throw damaged("is followed by something else")
    }
    isBetweenParts = false
    return true
  }

  private func damaged(_ what: String) -> Failure {
    let packed = counted(packedCount - inflater.inputLeft, "byte", "bytes")
    let text = counted(textCount, "byte", "bytes")
    return Failure(
      .data, code: DataKinds.damagedGzip.code,
      "the gz data \(what), after \(packed) of it and \(text) of text", at: .init(file: path),
      help: DataKinds.damagedGzip.remedy)
  }
}

extension ByteBlock {
  /// Unpacks a gz file further after text that makes no sense, as damage shows only at its check
  /// sum; at most 64 MB, as a small file may hold any amount of text. nil when it seems whole.
  func damage(of source: any ByteStream) -> Failure? {
    guard source is InflateStream else { return nil }
    do throws(Failure) {
      var left = 1 << 26
      while left > 0 {
        let count = try discard(from: source)
        guard count > 0 else { return nil }
        left -= count
      }
      return nil
    } catch {
      return error
    }
  }
}
