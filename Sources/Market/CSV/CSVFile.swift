public import Host
internal import Machine

/// A file of bars as text: comma, semicolon or tab between fields, plain or in gz.
///
/// `DataKinds` says what is refused and what is reported; nothing is ever repaired.
public struct CSVFile: Sendable, Hashable {
  /// No line may be longer, in bytes.
  public static let longestLine = 65_536
  /// The bytes of bars that are held in memory; what is more is kept in scratch files.
  public static let mostHeld = 512 << 20

  public let path: String

  public init(_ path: String) { self.path = path }

  /// Reads the whole file. Fails with class `data` for what is wrong with the content, with place
  /// and way out, and with class `system` where the file cannot be read.
  ///
  /// The result does not depend on `threads`, which is by default what the machine has, up to four.
  ///
  /// - Parameters:
  ///   - columns: those wanted beside prices and volume, by their names in small letters; each must
  ///     be in the file, and hold numbers.
  ///   - advance: hears of bytes, where it is known how many there are.
  public func read(
    in environment: Environment, threads: Int? = nil, columns: [String] = [],
    advance: Advance? = nil
  ) throws(Failure) -> DataSet {
    try read(
      in: environment, threads: threads ?? min(4, Environment.processors), blockSize: 1 << 18,
      columns: columns, advance: advance)
  }

  /// The same with the rows as they stand in the file, though times repeat or are out of order:
  /// for whoever examines or mends them. No other part of Quill may be given such bars.
  public func readUnordered(in environment: Environment) throws(Failure) -> DataSet {
    try read(
      in: environment, threads: min(4, Environment.processors), blockSize: 1 << 18,
      isOrdered: false)
  }

  /// The same with pieces of any size, which a test makes small.
  func read(
    in environment: Environment, threads: Int, blockSize: Int, columns: [String] = [],
    isOrdered: Bool = true, held: Int = mostHeld, advance: Advance? = nil
  ) throws(Failure) -> DataSet {
    let opening = try CSVOpening(path, environment.disk, blockSize: blockSize, extras: columns)
    let layout = opening.header.layout
    let isSmall = (opening.textSize ?? .max) < 4 * blockSize
    let intake = Monitor(CSVIntake(opening, blockSize: blockSize))
    let assembly = Monitor(
      CSVAssembly(
        CSVProof(path, opening), path: path, lines: opening.skippedLines,
        textSize: opening.textSize, extras: columns.count, isOrdered: isOrdered,
        Scratch(environment.disk, held: held, all: held), advance))
    defer { if let all = opening.textSize { advance?(all, all) } }
    Threads.run(isSmall ? 1 : max(1, threads)) { _ in
      var reader = RowReader(layout)
      var block = ByteBlock(size: blockSize, extras: columns.count)
      while let piece = intake.with({ $0.next(&block) }) {
        if piece.failure == nil { block.scan(&reader) }
        let isGoing = assembly.with(when: { $0.pieces == piece.number }) {
          $0.append(block, piece)
        }
        guard isGoing else { break }
      }
    }
    if assembly.with({ $0.hasFailed }),
      let damage = intake.with({
        $0.damage(ByteBlock(size: blockSize))
      })
    {
      throw damage
    }
    return try assembly.with { assembly throws(Failure) in
      try assembly.finish(layout, opening.header.notes)
    }
  }
}
