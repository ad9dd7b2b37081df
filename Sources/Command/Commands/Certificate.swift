import Backtest
import Console
import Machine
import Syntax

/// A proof as `quill check --prove` shows it.
struct Certificate {
  let proof: Proof
  let program: Program
  let data: String
  let source: Source

  var text: String {
    let bars = NumberText.fixed(Double(proof.bars), decimals: 0)
    guard let difference = proof.difference else {
      return """
        Proved over \(bars) bars of \(data), \(decided) of them behind the warm-up, seed \(proof.seed):
        \(proof.columns) columns are the same bit for bit
        \(counts.map { "  \($0.count) x \($0.what)" }.joined(separator: "\n"))
        \(trusted)program \(hexadecimal(program.hash)), format \(Program.formatVersion)

        """
    }
    let (line, column) = source.place(difference.origin.start)
    return """
      NOT PROVED over \(bars) bars of \(data), seed \(proof.seed): bar \(difference.row) differs
        \(words(difference.trial))
        in \(source.name):\(line):\(column)
      \(remedy(difference.trial))

      """
  }

  private func remedy(_ trial: Proof.Trial) -> String {
    if case .overlapping = trial {
      return "The bar above ends sooner than its length says, as days do when clocks change: give "
        + "the --zone of the bars."
    }
    return "This is a defect of Quill, not of the strategy; please report it with the file and the "
      + "seed."
  }

  private var decided: String { NumberText.fixed(Double(proof.decided), decimals: 0) }

  /// What the file says of columns beside the market is taken on trust.
  private var trusted: String {
    let names = program.columns(of: nil).sorted()
    if names.isEmpty { return "" }
    return
      "taken on trust: that what \(names.joined(separator: ", ")) says was known at its bar\n"
  }

  private var counts: [(count: Int, what: String)] {
    let kinds = [
      "in chunks of other sizes", "cut off", "changed from some bar on", "stopped and resumed",
      "changed where bars overlap",
    ]
    let numbers = proof.trials.map { trial in
      switch trial {
      case .chunks: 0
      case .truncated: 1
      case .changed: 2
      case .resumed: 3
      case .overlapping: 4
      }
    }
    return kinds.indices.map { kind in (numbers.count { $0 == kind }, kinds[kind]) }
      .filter { $0.count > 0 }
  }

  private func words(_ trial: Proof.Trial) -> String {
    switch trial {
    case .chunks(let size): "when \(size) bars are computed at a time"
    case .truncated(let row): "when the bars from \(row) on are not there"
    case .changed(let row): "when the bars from \(row) on are others"
    case .overlapping(let row):
      "when the bars from \(row) on are others, which begins before the one above it is over"
    case .resumed(let row): "when the run is resumed from a snapshot at bar \(row)"
    }
  }

  var json: JSON {
    .object([
      ("holds", .bool(proof.holds)), ("data", .text(data)), ("bars", .integer(proof.bars)),
      ("decided", .integer(proof.decided)), ("columns", .integer(proof.columns)),
      ("trusted", .array(program.columns(of: nil).sorted().map { .text($0) })),
      ("seed", .text("\(proof.seed)")),
      ("trials", .array(proof.trials.map { .text(words($0)) })),
      (
        "difference",
        proof.difference.map { difference in
          .object([
            ("row", .integer(difference.row)), ("trial", .text(words(difference.trial))),
            ("line", .integer(source.place(difference.origin.start).line)),
          ])
        } ?? nil
      ),
    ])
  }
}
