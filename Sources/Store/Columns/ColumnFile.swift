internal import Host
internal import Machine
internal import Market

// SAFETY, of the whole file: words are read and written where a `Words` says that they lie, within
// its count.

/// One column in a file of its own.
struct ColumnFile: Sendable {
  /// Rows that have one check sum.
  static let blockRows = 1 << 17

  let path: String
  let disk: any Disk

  /// The committed rows, without a copy. What a file has behind them is not read.
  func words(rows: Int) throws(Failure) -> Words {
    let bytes: MappedBytes
    do throws(Failure) {
      bytes = try disk.map(path, bytes: NumpyHead.size + 8 * rows)
    } catch {
      throw damaged("cannot be mapped: \(error.message)")
    }
    let head = Array(UnsafeRawBufferPointer(start: bytes.base, count: NumpyHead.size))
    guard let head = NumpyHead(head), head.rows >= rows else {
      throw damaged("has not the head of a column of \(rows) rows")
    }
    // With the head's page the system may have mapped much of the file: of hundreds of columns that
    // would be all of the memory.
    bytes.rest(0..<bytes.count)
    return Words(bytes, behind: NumpyHead.size, count: rows)
  }

  /// The check sums of the blocks from one on. The memory of each is given back behind it.
  static func digests(of words: Words, from block: Int) -> [UInt64] {
    stride(from: block * blockRows, to: words.count, by: blockRows).map { start in
      let rows = start..<min(words.count, start + blockRows)
      defer { words.rest(rows) }
      return words.withUnsafeBufferPointer { words in
        Digest.value(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: words[rows])))
      }
    }
  }

  func damaged(_ what: String) -> Failure {
    Failure(
      .data, code: StoreKinds.damaged.code, "the column \(path) \(what)", at: .init(file: path),
      help: StoreKinds.damaged.remedy)
  }
}

/// A column that is being written, behind its committed rows. The order of things is data, `sync`,
/// head, `sync`; the catalog's row comes after all of it.
struct ColumnWriter {
  private let file: ColumnFile
  private let editor: any FileEditor
  private(set) var rows: Int

  /// Opens a column with so many committed rows; what is behind them was never committed and is
  /// cut off.
  init(_ file: ColumnFile, committed: Int) throws(Failure) {
    self.file = file
    rows = committed
    editor = try file.disk.edit(file.path)
    let length = NumpyHead.size + 8 * committed
    if committed > 0, editor.length < length {
      throw file.damaged("is shorter than its \(committed) rows")
    }
    if editor.length > length { try editor.cut(to: length) }
  }

  /// Writes words behind those that are there.
  mutating func append(_ words: Words) throws(Failure) {
    let failure: Failure? = words.withUnsafeBufferPointer { words in
      do throws(Failure) {
        let piece = 1 << 20
        var start = 0
        while start < words.count {
          let part = words[start..<min(words.count, start + piece)]
          try editor.write(
            UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: part)),
            at: NumpyHead.size + 8 * (rows + start))
          start += part.count
        }
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
    rows += words.count
  }

  func sync() throws(Failure) { try editor.sync() }

  func writeHead() throws(Failure) { try editor.write(NumpyHead(rows: rows).bytes, at: 0) }
}
