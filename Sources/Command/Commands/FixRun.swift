import Compiler
import Console
import Host
import Syntax

/// `quill check --fix`: the fixes of a file's problems, applied and written.
struct FixRun {
  let mended: Mended
  /// The file as it was read.
  let before: Source
  private(set) var isWritten = false

  init(_ source: Source, guesses: Bool, compile: (Source) -> Compilation) {
    before = source
    mended = Mended(source, guesses: guesses, compile: compile)
  }

  var isChanged: Bool { mended.source.bytes != before.bytes }

  var diff: String { LineDiff(before, mended.source).text }

  /// Writes the file, if it is still the one that was mended. A reader sees the old text or the
  /// new.
  mutating func write(_ path: String, in environment: Environment) throws {
    guard isChanged else { return }
    let now = try StrategyFile(path: path).source(in: environment)
    guard now.bytes == before.bytes else {
      throw Failure(.usage, UsageKinds.changed, "\(path) has changed while it was checked")
    }
    try environment.disk.write(path, mended.source.bytes)
    isWritten = true
  }

  /// One line a fix, then how many there were.
  func text(isDry: Bool) -> String {
    let file = visible(before.name)
    guard isChanged else { return "\(file): nothing that --fix can mend\n" }
    var text = ""
    for change in mended.changes {
      let place = change.source.place(change.problem.span.start)
      text += "\(file):\(place.line):\(place.column): \(change.problem.code): "
      text += "\(visible(change.problem.fix?.title ?? ""))\n"
    }
    let count = mended.changes.count
    return text + "\(file): \(count) \(count == 1 ? "fix" : "fixes") "
      + (isDry ? "would be written\n" : "written\n")
  }

  var json: JSON {
    .object([
      ("changed", .bool(isChanged)), ("written", .bool(isWritten)),
      (
        "fixes",
        .array(
          mended.changes.map { change in
            let place = change.source.place(change.problem.span.start)
            return .object([
              ("code", .text(change.problem.code)), ("line", .integer(place.line)),
              ("column", .integer(place.column)), ("message", .text(change.problem.message)),
              ("title", .text(change.problem.fix?.title ?? "")),
            ])
          })
      ), ("diff", isChanged ? .text(diff) : .null),
    ])
  }
}
