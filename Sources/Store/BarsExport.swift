public import Host
public import Machine
internal import Market

/// Bars as others read them.
public enum BarsExport {
  /// CSV with a header line, handed out piece by piece. Numbers on the grid are written with the
  /// decimals they need, others so that reading them gives the same; missing ones are empty.
  ///
  /// - Parameter hasHeader: false where what was written before has the header line.
  public static func csv<Problem: Error>(
    _ bars: Bars, _ rows: Range<Int>, hasHeader: Bool = true,
    _ write: ([UInt8]) throws(Problem) -> Void
  ) throws(Problem) {
    let names = ["timestamp,open,high,low,close,volume"] + bars.extras.map(\.name)
    let columns = InputColumn.allCases.map { bars.column($0) } + bars.extras.map(\.words)
    var text = hasHeader ? Array((names.joined(separator: ",") + "\n").utf8) : []
    try bars.rows(rows).visit { place throws(Problem) in
      let row = rows.lowerBound + place
      TimeText.write(bars.time[row], to: &text)
      for column in columns {
        text.append(UInt8(ascii: ","))
        add(column[row], to: &text)
      }
      text.append(UInt8(ascii: "\n"))
      if text.count > 1 << 16 {
        try write(text)
        text.removeAll(keepingCapacity: true)
      }
    }
    try write(text)
  }

  private static func add(_ word: Int64, to text: inout [UInt8]) {
    if word == Grid.missing { return }
    guard Grid.isCount(word) else {
      text += Array("\(Grid.number(word))".utf8)
      return
    }
    if word < 0 { text.append(UInt8(ascii: "-")) }
    let (whole, part) = word.magnitude.quotientAndRemainder(dividingBy: UInt64(Grid.perUnit))
    text += Array(String(whole).utf8)
    guard part > 0 else { return }
    var digits = Array(String(part + UInt64(Grid.perUnit)).utf8.dropFirst())
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    text.append(UInt8(ascii: "."))
    text += digits
  }

  /// A folder with `time.npy` (nanoseconds, 64-bit integers) and a file of 64-bit floating point
  /// for each other column.
  public static func writeColumns(
    _ bars: Bars, to folder: String, in environment: Environment
  ) throws(Failure) {
    let disk = environment.disk
    try disk.makeFolder(folder)
    try write(
      NumpyHead(rows: bars.count), bars.count, "\(folder)/time.npy", disk
    ) { UInt64(bitPattern: bars.time[$0]) }
    let columns =
      InputColumn.allCases.map { ("\($0)", bars.column($0)) }
      + bars.extras.map { ($0.name, $0.words) }
    for (name, words) in columns {
      try write(
        NumpyHead(rows: bars.count, kind: "<f8"), bars.count, "\(folder)/\(name).npy", disk
      ) { Grid.number(words[$0]).bitPattern }
    }
  }

  private static func write(
    _ head: NumpyHead, _ rows: Int, _ path: String, _ disk: any Disk, _ word: (Int) -> UInt64
  ) throws(Failure) {
    if (try? disk.status(path)) != nil { try disk.remove(path) }
    let editor = try disk.edit(path)
    try editor.write(head.bytes, at: 0)
    var start = 0
    while start < rows {
      let end = min(rows, start + (1 << 17))
      var bytes: [UInt8] = []
      bytes.reserveCapacity(8 * (end - start))
      for row in start..<end {
        var rest = word(row)
        for _ in 0..<8 {
          bytes.append(UInt8(truncatingIfNeeded: rest))
          rest >>= 8
        }
      }
      try editor.write(bytes, at: NumpyHead.size + 8 * start)
      start = end
    }
    try editor.sync()
  }
}
