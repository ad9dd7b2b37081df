import Backtest
import Host
import Machine
package import Syntax
package import Trials

/// What came of the tests of one file.
package struct TrialReport {
  package let source: Source
  package let trials: [Trial]
  package let coverage: Coverage
  package var score: MutationRun.Score?
  /// True where some tests of the file were not asked for: then the coverage says nothing.
  package let isFiltered: Bool

  package init(source: Source, trials: [Trial], coverage: Coverage, isFiltered: Bool) {
    self.source = source
    self.trials = trials
    self.coverage = coverage
    self.isFiltered = isFiltered
  }

  package var passed: Int { trials.count { $0.isPassed } }

  // MARK: - Text

  /// - Parameter width: of a line, in characters.
  package func text(width: Int, colored: Bool) -> String {
    var lines = ["\(source.name): \(passed) of \(NumberText.counted(trials.count, "test")) passed"]
    for trial in trials { lines += self.lines(trial, width, colored) }
    if !isFiltered { lines += coverageLines }
    if let score { lines += self.lines(score) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(_ trial: Trial, _ width: Int, _ colored: Bool) -> [String] {
    let (red, green, plain) =
      colored ? ("\u{1B}[1;31m", "\u{1B}[32m", "\u{1B}[0m") : ("", "", "")
    guard !trial.isPassed else { return ["  \(green)passed\(plain)  \(trial.name)"] }
    var lines = ["  \(red)FAILED\(plain)  \(trial.name)"]
    if let failure = trial.failure {
      let cause = failure.place.map { " (\($0.file)\($0.line.map { ":\($0)" } ?? ""))" } ?? ""
      lines.append(
        "    \(place(trial.span)) it could not run: \(failure.message)\(cause) [\(failure.code)]")
      if let help = failure.help { lines.append("      = help: \(help)") }
    }
    for miss in trial.misses {
      lines.append("    \(place(miss.span)) \(miss.text)")
      let values = miss.readings.map { "\($0.text) is \(number($0.value))" }
      lines.append(
        "      \(miss.message)" + (values.isEmpty ? "" : ": " + values.joined(separator: ", ")))
    }
    lines += chart(of: trial, width, colored)
    return lines
  }

  /// The bars around the first miss that has one.
  private func chart(of trial: Trial, _ width: Int, _ colored: Bool) -> [String] {
    guard let bars = trial.bars, bars.count > 0, !trial.misses.isEmpty else { return [] }
    let bar = trial.misses.lazy.compactMap(\.bar).first
    let chart = TrialChart(
      bars, trial.happenings, at: bar ?? trial.happenings.first?.bar ?? bars.count - 1,
      width: width - 4, colored: colored)
    var lines = [""] + chart.lines.map { "    " + $0 }
    if !trial.happenings.isEmpty { lines.append("      \(TrialChart.legend)") }
    return lines + [""]
  }

  private var coverageLines: [String] {
    guard !coverage.lines.isEmpty else { return [] }
    let all = NumberText.counted(coverage.lines.count, "condition")
    let verb = coverage.lines.count == 1 ? "was" : "were"
    var lines = ["  \(coverage.covered) of \(all) \(verb) both true and false"]
    for gap in coverage.gaps {
      lines.append("    \(place(gap.span)) `\(cut(gap.text))` was \(gap.gap ?? "seen")")
    }
    return lines
  }

  private func lines(_ score: MutationRun.Score) -> [String] {
    let tried = score.killed + score.survivors.count
    let share = score.value.map { NumberText.fixed($0 * 100, decimals: 0) + " %" } ?? "no score"
    var notes: [String] = []
    if score.same > 0 { notes.append("the same program: \(score.same)") }
    if score.unfit > 0 { notes.append("no program: \(score.unfit)") }
    if score.left > 0 { notes.append("beyond the limit: \(score.left)") }
    let more = notes.isEmpty ? "" : "; " + notes.joined(separator: ", ")
    var lines = ["  mutation score \(share): \(score.killed) of \(tried) mutants killed\(more)"]
    for mutant in score.survivors {
      let change =
        mutant.kind == .order
        ? "left out: \(cut(mutant.was))" : "\(cut(mutant.was))  ->  \(cut(mutant.now))"
      lines.append("    \(place(mutant.span)) survived: \(change)")
    }
    return lines
  }

  private func place(_ span: Span) -> String {
    let (line, column) = source.place(span.start)
    return "\(source.name):\(line):\(column):"
  }

  private func cut(_ text: String) -> String {
    text.count <= 60 ? text : text.prefix(57) + "..."
  }

  private func number(_ value: Double) -> String {
    value.isNaN ? "na" : NumberText.plain(value)
  }
}
