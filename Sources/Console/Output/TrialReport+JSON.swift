import Backtest
import Host
import Machine
import Syntax
import Trials

extension TrialReport {
  package var json: JSON {
    .object([
      ("file", .text(source.name)), ("passed", .integer(passed)),
      ("failed", .integer(trials.count - passed)),
      ("tests", .array(trials.map { test($0) })),
      ("coverage", isFiltered ? nil : .array(coverage.lines.map { line($0) })),
      ("mutation", score.map { mutation($0) } ?? nil),
    ])
  }

  private func test(_ trial: Trial) -> JSON {
    .object(
      [("name", .text(trial.name))] + place(trial.span) + [
        ("passed", .bool(trial.isPassed)),
        ("bars", .integer(trial.bars?.count ?? 0)),
        ("trades_from", .integer(trial.tradesFrom)),
        (
          "error",
          trial.failure.map {
            .object([("code", .text($0.code)), ("message", .text($0.message))])
          } ?? nil
        ),
        ("misses", .array(trial.misses.map { miss($0) })),
        ("events", .array(trial.happenings.map { event($0) })),
      ])
  }

  private func miss(_ miss: Trial.Miss) -> JSON {
    .object(
      [("expect", .text(miss.text))] + place(miss.span) + [
        ("message", .text(miss.message)),
        ("bar", miss.bar.map { .integer($0) } ?? nil),
        (
          "readings",
          .array(
            miss.readings.map {
              .object([("text", .text($0.text)), ("value", .finite($0.value))])
            })
        ),
      ])
  }

  private func event(_ happening: Happening) -> JSON {
    return .object([
      ("event", .text(happening.kind.rawValue)), ("bar", .integer(happening.bar)),
      ("side", .optional(happening.side.map { $0 == .long ? "long" : "short" })),
      ("tag", .optional(happening.tag)), ("quantity", .optional(happening.quantity)),
      ("price", .optional(happening.price)), ("reason", .optional(happening.reason)),
    ])
  }

  private func line(_ line: Coverage.Line) -> JSON {
    .object(
      [("condition", .text(line.text))] + place(line.span) + [
        ("was_true", .bool(line.wasTrue)), ("was_false", .bool(line.wasFalse)),
      ])
  }

  private func mutation(_ score: MutationRun.Score) -> JSON {
    .object([
      ("score", .finite(score.value)), ("killed", .integer(score.killed)),
      ("survived", .integer(score.survivors.count)), ("same", .integer(score.same)),
      ("unfit", .integer(score.unfit)), ("left", .integer(score.left)),
      (
        "survivors",
        .array(
          score.survivors.map { mutant in
            .object(
              [("kind", .text(mutant.kind.rawValue))] + place(mutant.span) + [
                ("was", .text(mutant.was)), ("now", .text(mutant.now)),
              ])
          })
      ),
    ])
  }

  private func place(_ span: Span) -> [(String, JSON)] {
    let (line, column) = source.place(span.start)
    return [("line", .integer(line)), ("column", .integer(column))]
  }
}
