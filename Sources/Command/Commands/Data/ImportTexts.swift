import Console
import Host
import Market
import Store

/// The texts of what is imported: of files, folders and archives, and what is no text by another
/// program or out of a database.
struct ImportTexts {
  /// The table of a database.
  let table: String?
  /// A question to a database.
  let sql: String?
  /// What may be held; nil where no limit was set.
  let memory: MemoryGuard?
  /// True where rows may be put in order.
  private let sorts: Bool

  init(
    table: String?, sql: String?, memory: MemoryGuard? = nil, sorts: Bool = false
  ) throws(Failure) {
    if table != nil, let sql, Self.putting("", into: sql) == sql {
      throw Failure(
        .usage, UsageKinds.arguments,
        "--table goes with --sql only where FILE stands for the table in the question")
    }
    (self.table, self.sql, self.memory, self.sorts) = (table, sql, memory, sorts)
  }

  // MARK: - Memory

  /// Fails where what is to be imported would take more memory than was allowed.
  func checkMemory(_ path: String) throws {
    guard let memory else { return }
    try memory.check(text: try mostText(path, depth: 0), of: path, sorts: sorts)
  }

  /// The most bytes that the text of a file or of a folder is likely to have.
  private func mostText(_ path: String, depth: Int) throws -> Int {
    let disk = Environment.system.disk
    let status = try disk.status(path)
    switch status.kind {
    case .other: throw MemoryGuard.unknown(path)
    case .folder:
      guard depth < 8 else { return 0 }
      return try disk.list(path).filter { !$0.hasPrefix(".") && !Importing.isOther($0) }
        .reduce(0) { $0 + (try mostText("\(path)/\($1)", depth: depth + 1)) }
    case .file:
      let head = try disk.open(path).piece(300)
      if let failure = head.failure { throw failure }
      let (most, overflow) = status.bytes.multipliedReportingOverflow(
        by: Importing.expansion(of: head.bytes))
      return overflow ? .max : most
    }
  }

  /// Where texts go that are too much for memory.
  static let scratch = Scratch(Environment.system.disk)

  /// The bytes that a text may have before it is refused: of what the disk has left, the columns
  /// that are made of it take as much again.
  private var room: Int {
    min(
      ImportPart.mostBytes, (Self.scratch.room ?? .max) / 3,
      memory?.mostText(sorts: sorts) ?? .max)
  }

  // MARK: - Texts

  /// The texts of all files in a folder and the folders in it, named from there.
  func parts(
    inFolder path: String, _ inside: String = "", depth: Int = 0
  ) throws -> [ImportPart] {
    guard depth < 8 else {
      throw Failure(
        .data, DataKinds.empty, "folders inside folders, more than seven deep",
        at: .init(file: path))
    }
    let disk = Environment.system.disk
    var all: [ImportPart] = []
    for name in try disk.list(path) where !name.hasPrefix(".") && name != "__MACOSX" {
      switch try disk.status("\(path)/\(name)").kind {
      case .folder:
        all += try parts(inFolder: "\(path)/\(name)", "\(inside)\(name)/", depth: depth + 1)
      case .file:
        guard !Importing.isOther(name) else {
          all.append(ImportPart(name: inside + name, text: []))
          continue
        }
        all += try held("\(path)/\(name)", name).map {
          var part = $0
          part.name = inside + part.name
          return part
        }
      case .other: continue
      }
    }
    return all
  }

  /// The texts of one file among others: what cannot be read is kept as such, unless it would take
  /// too much memory.
  private func held(_ path: String, _ name: String) throws -> [ImportPart] {
    do {
      return try parts(path)
    } catch let failure as Failure where failure.code != DataKinds.overpacked.code {
      return [ImportPart(name: name, text: [], failure: failure)]
    }
  }

  /// The texts of one file; what is no text is unpacked or asked of another program. A pipe is read
  /// to its end, once.
  func parts(_ path: String) throws -> [ImportPart] {
    let disk = Environment.system.disk
    let room = room
    let isFile = try disk.status(path).kind == .file
    if isFile, try isSQLite(path) { return [try rows(path, room)] }
    if table != nil {
      throw Failure(
        .usage, UsageKinds.arguments, "--table is for files of SQLite, and \(path) is none")
    }
    if let sql {
      guard isFile else { throw noFile(path, "--sql asks") }
      return [try query(sql, path)]
    }
    if !isFile { Terminal.announce(reading: path) }
    let bytes = try held(path, room)
    if SQLiteFile.isNamed(path), bytes.prefix(4_096).contains(0) {
      throw Failure(
        .data, ImportKinds.database,
        "by its name the file is a database, and it does not begin as those of SQLite do: it is "
          + "encrypted, damaged or of another program", at: .init(file: path))
    }
    let format = Importing.format(of: bytes.head(300))
    if let format, !isFile, ["zstd", "parquet", "arrow", "json", "sqlite"].contains(format) {
      throw noFile(path, "what comes is \(format), which is read from")
    }
    switch format {
    case "zstd":
      let text = try ChildProgram.output(
        "zstd", ["-dcq", path], limit: room, scratch: Self.scratch,
        missing: "files packed by zstd are unpacked by the program `zstd`, which is not there",
        help: "Install it: apt-get install zstd; or unpack the file.")
      return try ImportPart.all(of: text, path: path, most: room, scratch: Self.scratch)
    case "parquet": return try [query("select * from read_parquet(FILE)", path)]
    case "arrow": return [try query("select * from FILE", path)]
    case "json":
      var part = try query("select * from FILE", path)
      part.packing.append("json")
      return [part]
    default: return try ImportPart.all(of: bytes, path: path, most: room, scratch: Self.scratch)
    }
  }

  /// The bytes of a file, with room for what they become.
  private func held(_ path: String, _ room: Int) throws(Failure) -> HeldBytes {
    var gathering = ByteGathering(Self.scratch)
    do throws(Failure) {
      try gathering.append(
        try Environment.system.disk.open(path), limit: room, path,
        advance: Progress.hearing("reading \(path)", in: .system))
      return try gathering.finish()
    } catch {
      guard error.code == SystemKinds.tooLong.code else { throw error }
      throw Failure(
        .system, SystemKinds.tooLong,
        "it has more than \(room >> 20) MB, a third of what is left on the disk of temporary files",
        at: .init(file: path),
        help: "Make room there, or name a folder of another disk: TMPDIR=FOLDER quill data import "
          + "...")
    }
  }

  private func noFile(_ path: String, _ what: String) -> Failure {
    Failure(
      .usage, UsageKinds.notFile, "\(path) is a pipe or a device, and \(what) a file",
      help: "Write it into a file, and import that.")
  }

  private func isSQLite(_ path: String) throws -> Bool {
    guard try Environment.system.disk.status(path).kind == .file else { return false }
    let head = try Environment.system.disk.open(path).piece(SQLiteFile.mark.count)
    if let failure = head.failure { throw failure }
    return head.bytes == SQLiteFile.mark
  }

  /// Rows of a table of a file of SQLite, or those that were asked for.
  private func rows(_ path: String, _ room: Int) throws -> ImportPart {
    let file = try SQLiteFile(path, in: .system, scratch: Self.scratch)
    guard let sql else {
      return try ImportPart(file, path: path, table: table, question: nil, most: room)
    }
    return try ImportPart(
      file, path: path, table: table,
      question: { chosen throws(Failure) in
        // The table is looked for only where the word stands.
        guard Self.putting("", into: sql) != sql else { return sql }
        return Self.putting(try chosen(), into: sql)
      }, most: room)
  }

  /// How many seconds duckdb may take for its first row and between others.
  private static let longest = 600

  /// Rows that duckdb gives, as CSV.
  private func query(_ sql: String, _ path: String) throws -> ImportPart {
    let file = "'" + path.replacing("'", with: "''") + "'"
    let text = try ChildProgram.output(
      "duckdb",
      [
        "-csv", "-nullvalue", "", "-c",
        "copy (\(Self.putting(file, into: sql))) to '/dev/stdout' (format csv, header)",
      ],
      limit: room, seconds: Self.longest, scratch: Self.scratch,
      missing: "this file is read by the program `duckdb`, which is not there",
      help: UsageKinds.program.remedy)
    return ImportPart(name: path.split(separator: "/").last.map(String.init) ?? path, text: text)
  }

  /// The question with the file in the place of the word `FILE`, but not inside of quotes.
  static func putting(_ file: String, into sql: String) -> String {
    var (text, word) = ("", "")
    var quote: Character?
    for character in sql + " " {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
        continue
      }
      text += word == "FILE" && quote == nil ? file : word
      word = ""
      if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
      }
      text.append(character)
    }
    return String(text.dropLast())
  }
}
