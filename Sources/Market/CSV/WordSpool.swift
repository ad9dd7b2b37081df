internal import Host
internal import Machine

/// Columns of words that grow row by row: in memory while they are few, else in scratch files.
struct WordSpool {
  private let scratch: Scratch?
  /// The rows that are not in files yet.
  private var columns: [Words]
  private var files: [any ScratchFile] = []
  /// The rows that are held in memory before they go to the files.
  private let most: Int
  private(set) var count = 0
  /// The last word of the first column that is in a file.
  private var lastInFile: Int64?
  private var left: Int

  /// - Parameter scratch: nil keeps everything in memory.
  init(columns width: Int, _ scratch: Scratch?) {
    self.scratch = scratch
    columns = Array(repeating: Words(), count: width)
    most = max(1, (scratch?.held ?? .max) / (8 * max(1, width)))
    left = most
  }

  /// Makes room for so many rows, or for those that are held in memory.
  mutating func reserve(_ rows: Int) {
    for place in columns.indices {
      columns[place].reserveCapacity(min(rows, most))
      columns[place].adviseLargePages()
    }
  }

  /// Adds a row of one word, or of as many as there are columns.
  mutating func append(_ words: Int64...) throws(Failure) {
    try grow()
    for (place, word) in words.enumerated() { columns[place].append(word) }
  }

  /// Adds a bar: time, prices, volume and what is beside them.
  mutating func append(_ bar: Bar) throws(Failure) {
    try grow()
    columns[0].append(bar.time)
    columns[1].append(bar.open)
    columns[2].append(bar.high)
    columns[3].append(bar.low)
    columns[4].append(bar.close)
    columns[5].append(bar.volume)
    for place in 6..<max(6, columns.count) { columns[place].append(bar.extra(place - 6)) }
  }

  /// Adds the rows of bars.
  mutating func append(_ bars: Bars, _ rows: Range<Int>) throws(Failure) {
    try bars.rows(rows).visit { row throws(Failure) in try append(bars[rows.lowerBound + row]) }
  }

  /// Adds the rows that a block has scanned.
  mutating func append(_ block: ByteBlock) throws(Failure) {
    try grow(by: block.rows)
    for (place, column) in [Role.time, .open, .high, .low, .close, .volume].enumerated() {
      columns[place].append(contentsOf: block.column(column))
    }
    for place in 6..<max(6, columns.count) {
      columns[place].append(contentsOf: block.extra(place - 6))
    }
  }

  /// The last word of the first column.
  var last: Int64? { columns[0].last ?? lastInFile }

  /// The rows that are in memory: all of them, as long as they are few.
  var head: [Words] { columns }

  /// Makes room for rows that are added next.
  private mutating func grow(by rows: Int = 1) throws(Failure) {
    if left <= 0 { try flush() }
    count += rows
    left -= rows
  }

  private mutating func flush() throws(Failure) {
    guard let scratch else { return }
    lastInFile = last
    if files.isEmpty { for _ in columns { files.append(try scratch.file()) } }
    for (place, file) in files.enumerated() {
      try file.append(columns[place])
      columns[place].removeAll()
    }
    left = most
  }

  /// All rows, column by column.
  consuming func finish() throws(Failure) -> [Words] {
    let isKept = files.isEmpty && scratch?.keeps(8 * count * columns.count) ?? true
    guard count > 0, !isKept else { return columns }
    try flush()
    var all: [Words] = []
    for file in files { all.append(Words(try file.mapped(), count: count)) }
    return all
  }
}

extension Columns {
  /// Columns as they come from a spool of bars.
  init(_ words: [Words]) {
    self.init(extras: 0)
    (time, open, high) = (words[0], words[1], words[2])
    (low, close, volume) = (words[3], words[4], words[5])
    extras = Array(words.dropFirst(6))
  }
}
