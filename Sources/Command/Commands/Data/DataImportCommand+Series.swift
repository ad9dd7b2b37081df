import Backtest
import Console
import Host
import Machine
import Market
import Store

/// Files of several instruments: a data set for each.
extension DataImportCommand {
  /// What became of one instrument.
  private enum Outcome {
    case done(String, [(String, JSON)])
    case failed(String, Failure)
  }

  /// Imports one instrument after another. What keeps one of them from being imported is said, and
  /// the others are imported all the same; then the command ends as a failure.
  func importAll(_ plan: ImportPlan, _ zones: ZoneFiles) throws {
    let names = try names(plan)
    if !output.json {
      for left in plan.leftOut {
        try Terminal.out("\(left.what): \(left.value) (\(left.because))\n")
      }
    }
    var outcomes: [Outcome] = []
    var said: Set<String> = []
    for (series, name) in zip(plan.series, names) {
      do {
        outcomes.append(.done(name, try importOne(series, name, plan, zones, &said)))
      } catch let failure as Failure {
        failure.report(log.format)
        outcomes.append(.failed(name, failure))
      }
    }
    try sum(up: outcomes, plan)
  }

  /// One name for each instrument, by `--as`.
  private func names(_ plan: ImportPlan) throws -> [String] {
    var kinds = plan.series.map { $0.symbol ?? $0.name }
    kinds = kinds.indices.filter { kinds[..<$0].firstIndex(of: kinds[$0]) == nil }.map { kinds[$0] }
    let shown = kinds.prefix(6).joined(separator: ", ") + (kinds.count > 6 ? ", ..." : "")
    func refusal(_ what: String, _ help: String) -> Failure {
      Failure(
        .data, ImportKinds.symbols,
        "these are \(kinds.count) instruments, \(shown), and \(what)", at: .init(file: file),
        help: help)
    }
    if adjust != nil, kinds.count > 1 {
      throw refusal(
        "--adjust has the splits and dividends of one", "Import them one by one: --symbol NAME.")
    }
    guard let pattern = `as` else { return plan.series.map(\.name) }
    guard kinds.count == 1 || pattern.contains("{symbol}") else {
      throw refusal(
        "--as \(pattern.prefix(40)) names one data set",
        "Say --symbol for one of them; or leave --as out or give a pattern, as --as "
          + "'\(pattern.prefix(40))-{symbol}', for a data set of each.")
    }
    return plan.series.map { series in
      let symbol = kinds.count == 1 ? oneName(series) : series.name
      return Self.filled(pattern, symbol, series)
    }
  }

  /// - Parameter said: how those before it were read, which is not said again.
  private func importOne(
    _ series: ImportPlan.Series, _ name: String, _ plan: ImportPlan, _ zones: ZoneFiles,
    _ said: inout Set<String>
  ) throws -> [(String, JSON)] {
    guard DataRecord.isName(name) else {
      throw Failure(
        .usage, StoreKinds.name,
        "\"\(name.prefix(80))\" cannot name a data set; import \(series.symbol ?? series.name) "
          + "alone, by --symbol and --as NAME")
    }
    // Trades have been made bars of by the calendar that was said, before their data set was known.
    if reading.bars != nil, calendar == nil, let known = try known(name),
      known.calendar != TradingCalendar.always.name
    {
      throw Failure(
        .usage, UsageKinds.arguments,
        "\(name) is of the calendar \(known.calendar): say --calendar \(known.calendar)")
    }
    let found = try plan.bars(of: series)
    let place = series.place ?? file
    if explain {
      if !output.json {
        try Terminal.out("\(name): \(found.set.bars.count) bars\n\(found.explanation)\n")
      }
      return explained(found, name, place)
    }
    let symbol = series.length == nil ? series.symbol ?? series.name : oneName(series)
    let set = try save(found, name, symbol, series, zones)
    let notes = set.report.notes
    if !output.json { try say(set, notes: notes.filter { !said.contains($0) }) }
    said.formUnion(notes)
    return set.json
  }

  private func sum(up outcomes: [Outcome], _ plan: ImportPlan) throws {
    var (sets, failures) = ([JSON](), [JSON]())
    var failed: [String] = []
    var code: Int32 = 0
    for outcome in outcomes {
      switch outcome {
      case .done(_, let json): sets.append(.object(json))
      case .failed(let name, let failure):
        failed.append(name)
        failures.append(
          .object([
            ("name", .text(name)), ("code", .text(failure.code)),
            ("message", .text(failure.message)), ("file", .optional(failure.place?.file)),
            ("line", failure.place?.line.map { .integer($0) } ?? .null),
          ]))
        code = max(code, failure.failureClass.exitCode)
      }
    }
    if output.json {
      let left = plan.leftOut.map {
        JSON.object([("files", .text($0.value)), ("because", .text($0.because))])
      }
      try Terminal.out(
        JSON.object([
          ("schema", explain ? "quill.data-explain-all/1" : "quill.data-import-all/1"),
          ("file", .text(file)), ("datasets", .array(sets)), ("failed", .array(failures)),
          ("left_out", .array(left)),
        ]).text() + "\n")
    } else {
      let verb = explain ? "understood" : "imported"
      let not = failed.isEmpty ? "" : "; not \(verb): \(failed.joined(separator: ", "))"
      let all = NumberText.counted(outcomes.count, "data set")
      try Terminal.out("\(sets.count) of \(all) \(verb)\(not)\n")
    }
    if !failed.isEmpty { throw Reported(exitCode: code) }
  }
}
