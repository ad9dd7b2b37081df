package import Host
import Market
import Providers
package import Store

/// `--memory 512MB`: refuses what would need more, before anything is read.
///
/// The estimate: 64 MB for the program, and 48 bytes a bar for bars that are held in memory. A data
/// set of the store is read where it lies and takes none, unless its bars are joined or adjusted; a
/// file of text has at least 30 bytes a bar, and 8 times as many when it is packed; of its bars no
/// more are held than `CSVFile.mostHeld`. A provider says how many bars it gives at most; one that
/// cannot is refused. What is held of several counts together.
package struct MemoryGuard {
  private static let program = 64 << 20
  private static let bar = 48

  private let most: Int
  /// Bars that are held of what was checked before.
  private var before = 0

  /// nil where no limit is set.
  package init?(_ text: String?) throws {
    guard let text else { return nil }
    most = try Self.bytes(text, "--memory")
  }

  /// Bytes of `512MB`, `2GB`, `1.5 GiB`, `1000000`: powers of 1,024.
  package static func bytes(_ text: String, _ option: String) throws(Failure) -> Int {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(digits.count).filter { $0 != " " }.uppercased()
    let scales: [String: Double] = [
      "": 1, "B": 1, "K": 0x1p10, "KB": 0x1p10, "KIB": 0x1p10, "M": 0x1p20, "MB": 0x1p20,
      "MIB": 0x1p20, "G": 0x1p30, "GB": 0x1p30, "GIB": 0x1p30, "T": 0x1p40, "TB": 0x1p40,
      "TIB": 0x1p40,
    ]
    guard let number = Double(String(digits)), let scale = scales[unit], number > 0,
      number * scale < 0x1p60
    else {
      throw Failure(
        .usage, UsageKinds.value,
        "\(option) takes a size such as 512MB or 2GB, not \(text.prefix(40))")
    }
    return Int(number * scale)
  }

  /// Fails where reading the bars would take more, with those before.
  package mutating func check(
    _ path: String, _ record: DataRecord?, isJoined: Bool, in environment: Environment
  ) throws(Failure) {
    let held: Int
    let what: String
    if let record {
      held = isJoined || record.factors != nil ? record.rows : 0
      what = "\(record.rows) bars of the data set"
    } else if let status = try? environment.disk.status(path) {
      if status.kind == .folder { return }
      guard let most = try environment.disk.mostBars(of: path) else { throw Self.unknown(path) }
      held = min(most, CSVFile.mostHeld / Self.bar) + (isJoined ? most : 0)
      what = "a file of \(Self.megabytes(status.bytes)) with up to \(most) bars"
    } else {
      guard ProviderCatalog.entry(of: path) != nil else { return }
      let provider = try ProviderCatalog.provider(path, store: Places.store)
      guard let most = try provider.mostBars(in: environment) else {
        throw Self.unknown(path)
      }
      held = most * (isJoined ? 2 : 1)
      what = "up to \(most) bars of \(path)"
    }
    let (all, tooMany) = before.addingReportingOverflow(held)
    let (room, overflow) = all.multipliedReportingOverflow(by: Self.bar)
    let need =
      tooMany || overflow ? Int.max : room.addingReportingOverflow(Self.program).partialValue
    guard need > most else {
      before = all
      return
    }
    let others = before > 0 ? " and what is read before it" : ""
    throw Failure(
      .usage, UsageKinds.memory,
      "\(what)\(others) would take about \(Self.megabytes(need)), and --memory allows "
        + Self.megabytes(most)
    )
  }

  /// What an import takes whatever its length, in the program and for what is read just then.
  private static let reading = 128 << 20
  /// The fewest bytes of a line of a text that is imported.
  private static let leastLine = 30

  /// What a line takes in tables at most; the text and the bars are in files.
  private static func held(sorts: Bool) -> Int { sorts ? 13 : 5 }

  /// The bytes of text that an import may have.
  ///
  /// - Parameter sorts: true where rows may be put in order.
  package func mostText(sorts: Bool) -> Int {
    max(0, most - Self.reading) / Self.held(sorts: sorts) * Self.leastLine
  }

  /// Fails where importing a text of so many bytes would take more.
  package func check(text bytes: Int, of path: String, sorts: Bool) throws(Failure) {
    guard bytes > mostText(sorts: sorts) else { return }
    let need = min(bytes, 1 << 55) / Self.leastLine * Self.held(sorts: sorts) + Self.reading
    throw Failure(
      .usage, UsageKinds.memory,
      "\(path) has up to \(Self.megabytes(bytes)) of text, to import it would take about "
        + "\(Self.megabytes(need)), and --memory allows \(Self.megabytes(most))",
      help: "Allow more, or split the file and import the parts with --append.")
  }

  package static func unknown(_ path: String) -> Failure {
    Failure(
      .usage, UsageKinds.memory,
      "nobody knows before how many bars \(path) gives, so --memory cannot be kept",
      help: "Leave --memory out, or give a file or a data set.")
  }

  private static func megabytes(_ bytes: Int) -> String {
    "\((min(bytes, 1 << 60) + (1 << 20) - 1) >> 20) MB"
  }
}
