internal import Host

/// The beginning of a file: what it is, its header, and the first block of its rows.
struct CSVOpening: Sendable {
  let source: any ByteStream
  /// The bytes of text in the file, where they are known.
  let textSize: Int?
  let header: Header
  /// The first line that is not blank, as it stands.
  let headText: [UInt8]
  let block: ByteBlock
  /// What was read behind the last whole line of the block.
  let rest: [UInt8]
  /// Lines before the block: the header, and blank ones above it.
  let skippedLines: Int

  init(
    _ path: String, _ disk: any Disk, blockSize: Int, extras: [String] = []
  ) throws(Failure) {
    let file = try disk.open(path)
    let peekSize = min(4_096, max(16, blockSize))
    block = ByteBlock(size: max(blockSize, peekSize), extras: extras.count)
    var head = try block.peek(file, peekSize)
    if head.starts(with: [0x1F, 0x8B]) {
      let unpacked = try InflateStream(file, head: head, path: path)
      head = try block.peek(unpacked, peekSize)
      source = unpacked
      textSize = nil
    } else {
      source = file
      textSize = file.bytes
    }
    if let problem = Self.problem(ofText: head, isWhole: head.count < peekSize) {
      throw block.damage(of: source) ?? problem.failure(in: path, line: nil)
    }
    var rest = head
    _ = try block.fill(from: source, size: blockSize, rest: &rest, leastLines: 2)
    self.rest = rest
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { block.skip(to: 3) }
    let lines = block.firstLines(2)
    do throws(LineProblem) {
      header = try Self.header(lines, isCut: block.isOverlong, extras)
    } catch {
      throw block.damage(of: source)
        ?? error.failure(in: path, line: (lines.first?.number ?? 0) + 1)
    }
    headText = lines.first?.text ?? []
    block.skip(to: header.isRow ? lines[0].start : lines[0].end)
    skippedLines = lines[0].number + (header.isRow ? 0 : 1)
  }

  private static let formats: [(mark: [UInt8], name: String)] = [
    (Array("PAR1".utf8), "a Parquet file"),
    (Array("PK\u{3}\u{4}".utf8), "a zip file or a spreadsheet"),
    (Array("ARROW1".utf8), "an Arrow file"),
    (Array("SQLite format 3".utf8), "an SQLite database"),
    ([0x28, 0xB5, 0x2F, 0xFD], "packed with zstd"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "packed with xz"),
    (Array("BZh".utf8), "packed with bzip2"),
  ]

  /// What speaks against UTF-8 text in the first bytes.
  private static func problem(ofText head: [UInt8], isWhole: Bool) -> LineProblem? {
    if isWhole, head.allSatisfy({ $0 == 32 || $0 == 9 || $0 == 10 || $0 == 13 }) {
      let what = head.isEmpty ? "the file is empty" : "the file holds nothing but blank lines"
      return LineProblem(kind: DataKinds.empty, message: what)
    }
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      return LineProblem(kind: DataKinds.wideText, message: "the file is UTF-16 text, not UTF-8")
    }
    if let format = formats.first(where: { head.starts(with: $0.mark) }) {
      return LineProblem(
        kind: DataKinds.binary, message: "the file is not CSV text but \(format.name)")
    }
    guard let place = head.firstIndex(of: 0) else { return nil }
    return LineProblem(
      kind: DataKinds.binary,
      message: "the file is not CSV text: its byte \(place + 1) is zero, which text never holds")
  }

  /// Reads the header line, if there is one, and how the first row writes its time.
  private static func header(
    _ lines: [ByteBlock.Line], isCut: Bool, _ extras: [String]
  ) throws(LineProblem) -> Header {
    guard let first = lines.first else {
      if isCut { throw .longLine }
      throw LineProblem(kind: DataKinds.empty, message: "the file begins with blank lines only")
    }
    let second = lines.count > 1 ? lines[1] : nil
    let next = second?.text ?? []
    var header = try Header(first.text.span, next: next.span, extras: extras)
    var reader = RowReader(header.layout)
    if header.isRow {
      header.layout.style = try reader.style(of: first.text.span)
    } else if let second {
      do throws(LineProblem) {
        header.layout.style = try reader.style(of: second.text.span)
      } catch {
        throw error.moved(by: second.number - first.number)
      }
    } else {
      throw isCut
        ? LineProblem.longLine.moved(by: 1)
        : LineProblem(kind: DataKinds.headerOnly, message: "the file has a header line and no rows")
    }
    if !header.isRow, let second {
      header.layout.labels = try reader.labels(of: second.text.span)
      for place in header.layout.labels.keys { header.layout.roles[place] = .label }
    }
    return header
  }
}

/// A file handed out in blocks, in order.
struct CSVIntake: Sendable {
  /// One block's place in the order, or why there is none.
  struct Piece: Sendable {
    let number: Int
    var failure: Failure?
  }

  private let source: any ByteStream
  private let size: Int
  private var first: ByteBlock?
  private var rest: [UInt8]
  private var count = 0
  private var isAtEnd = false

  init(_ opening: CSVOpening, blockSize: Int) {
    source = opening.source
    size = blockSize
    first = opening.block
    rest = opening.rest
  }

  /// What is wrong with the packing of the file, after a line that makes no sense.
  func damage(_ block: ByteBlock) -> Failure? { block.damage(of: source) }

  /// Fills `block`, or puts another in its place; nil at the end.
  mutating func next(_ block: inout ByteBlock) -> Piece? {
    guard !isAtEnd else { return nil }
    var piece = Piece(number: count)
    if let opened = first {
      block = opened
      first = nil
    } else {
      do throws(Failure) {
        guard try block.fill(from: source, size: size, rest: &rest) else {
          isAtEnd = true
          return nil
        }
      } catch {
        piece.failure = error
        isAtEnd = true
      }
    }
    if block.isOverlong { isAtEnd = true }
    count += 1
    return piece
  }
}
