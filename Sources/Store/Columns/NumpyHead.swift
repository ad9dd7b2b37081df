/// The head of a column's file: version 1.0 of NumPy's format, always 128 bytes, so that the count
/// of rows can be written in place and the words behind it lie at whole words.
struct NumpyHead: Sendable, Hashable {
  static let size = 128
  private static let mark: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]

  /// What the elements are: `<i8` words of 64 bits or `<f8` numbers.
  var kind = "<i8"
  var rows: Int

  var bytes: [UInt8] {
    var text = "{'descr': '\(kind)', 'fortran_order': False, 'shape': (\(rows),), }"
    let room = Self.size - Self.mark.count - 2 - 1
    text += String(repeating: " ", count: max(0, room - text.utf8.count)) + "\n"
    let length = text.utf8.count
    return Self.mark + [UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8)
  }

  init(rows: Int, kind: String = "<i8") {
    self.rows = rows
    self.kind = kind
  }

  /// What stands before the count of rows in the head of a column.
  private static let front =
    mark + [118, 0] + Array("{'descr': '<i8', 'fortran_order': False, 'shape': (".utf8)

  /// nil where the bytes are not the head of such a file.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.size, bytes.starts(with: Self.front) else { return nil }
    var rows = 0
    for byte in bytes[Self.front.count..<Self.size] {
      guard (0x30...0x39).contains(byte) else { break }
      let (next, overflow) = rows.multipliedReportingOverflow(by: 10)
      guard !overflow, next <= .max - 9 else { return nil }
      rows = next + Int(byte - 0x30)
    }
    let plain = NumpyHead(rows: rows)
    guard bytes.prefix(Self.size).elementsEqual(plain.bytes) else { return nil }
    self = plain
  }
}
