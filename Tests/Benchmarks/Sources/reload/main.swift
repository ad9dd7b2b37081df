import Foundation

/// From a save to the new program at work: a `quill live --watch` as a user runs it, over bars of
/// which 100,000 are history; the strategy file is saved again and again, and the clock stops when
/// the line that says `swapped` arrives.
///
///     reload --quill PATH --csv FILE [--history 100000] [--saves 30]
///
/// Bars come every 2 ms, so the figures hold a wait of 2 ms at most for the next bar. FILE must
/// have `--history` bars and some thousands more, a minute apart.
struct Options {
  var quill = "quill"
  var csv = ""
  var history = 100_000
  var saves = 30

  init(_ arguments: [String]) {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { break }
      switch name {
      case "--quill": quill = value
      case "--csv": csv = value
      case "--history": history = Int(value) ?? history
      case "--saves": saves = Int(value) ?? saves
      default: print("unknown argument \(name)")
      }
    }
  }
}

func text(_ length: Int) -> String {
  "strategy \"reload\"\nlet a = sma(close, \(length))  let b = ema(close, 30)\n"
    + "enter long when a crosses above b size 1 units\nexit long when a crosses below b\n"
}

/// The time of the bar in a line of the file, as `--from` takes it.
func time(_ csv: String, line: Int) throws -> String {
  let rows = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
  let field = String(rows[line].prefix { $0 != "," })
  guard let number = Double(field) else { return field.replacingOccurrences(of: " ", with: "T") }
  let seconds = number > 1e17 ? number / 1e9 : number > 1e11 ? number / 1e3 : number
  return ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: seconds))
}

let options = Options(Array(CommandLine.arguments.dropFirst()))
let strategy = FileManager.default.temporaryDirectory
  .appendingPathComponent("reload-\(UUID().uuidString).quill")
try text(10).write(to: strategy, atomically: true, encoding: .utf8)
let session = Process()
session.executableURL = URL(fileURLWithPath: options.quill)
session.arguments = [
  "live", strategy.path, "--feed", "replay:\(options.csv)@30000", "--from",
  try time(options.csv, line: options.history + 1), "--watch", "--json", "--quiet",
]
let output = Pipe()
session.standardOutput = output
try session.run()

/// What the session says, line by line.
struct Lines {
  let source: FileHandle
  private var rest = ""

  init(_ source: FileHandle) { self.source = source }

  /// Waits for a line that holds a word; false when the session ends.
  mutating func wait(for word: String) -> Bool {
    while true {
      while let end = rest.firstIndex(of: "\n") {
        let isWanted = rest[..<end].contains(word)
        rest = String(rest[rest.index(after: end)...])
        if isWanted { return true }
      }
      let bytes = source.availableData
      if bytes.isEmpty { return false }
      rest += String(decoding: bytes, as: UTF8.self)
    }
  }
}

var lines = Lines(output.fileHandleForReading)
var times: [Double] = []
_ = lines.wait(for: "\"started\"")
for save in 0..<options.saves {
  Thread.sleep(forTimeInterval: 0.15 + Double(save % 7) / 1000)
  let start = DispatchTime.now().uptimeNanoseconds
  try text(11 + save).write(to: strategy, atomically: true, encoding: .utf8)
  guard lines.wait(for: "\"swapped\"") else { break }
  times.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6)
}
session.terminate()
try FileManager.default.removeItem(at: strategy)
times.sort()
if times.isEmpty {
  print("{\"workload\":\"reload\",\"saves\":0}")
} else {
  print(
    "{\"workload\":\"reload\",\"saves\":\(times.count),\"p50_ms\":\(times[times.count / 2]),"
      + "\"max_ms\":\(times[times.count - 1])}")
}
