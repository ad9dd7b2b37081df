package import Host
package import Machine
package import Market

/// `--resample 1h`.
package struct ResampleOption {
  package let timeframe: Timeframe

  package init(_ text: String) throws(Failure) {
    guard let timeframe = Timeframe(text: text) else {
      throw Failure(
        .usage, UsageKinds.value,
        "--resample takes a timeframe such as 15m, 1h, 1d, 1w or 1mo, not \(text.prefix(40))")
    }
    self.timeframe = timeframe
  }

  /// A set of longer bars.
  package struct Outcome: Sendable {
    /// Its notes say what was joined, and what was left out.
    package let set: DataSet
    /// Bars outside of all sessions, which were left out.
    package let outside: Int
  }

  /// The set with longer bars; what is left out is a warning in the log.
  package func applied(
    to set: DataSet, _ calendar: TradingCalendar, _ zones: ZoneFiles, _ source: String,
    _ log: LogOptions
  ) throws(Failure) -> Outcome {
    let joined = try Resampling(set.bars, to: timeframe, calendar, zones)
    var notes = [
      "\(set.bars.count) bars joined to \(joined.bars.count) of \(timeframe.spelling), by the "
        + "calendar \(calendar.name) in \(calendar.zone.name)"
    ]
    log.say(.info, "\(source): \(notes[0])")
    if joined.outside > 0 {
      let words =
        joined.outside == 1
        ? "1 bar outside the trading of \(calendar.name) is left out"
        : "\(joined.outside) bars outside the trading of \(calendar.name) are left out"
      notes.append(words)
      log.say(.warning, "\(source): \(words)")
    }
    let report = DataReport(
      rows: joined.bars.count, from: joined.bars.time.first ?? 0, to: joined.bars.time.last ?? 0,
      interval: joined.bars.interval, problems: set.report.problems,
      notes: set.report.notes + notes)
    return Outcome(set: DataSet(bars: joined.bars, report: report), outside: joined.outside)
  }
}
