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

  /// The set with longer bars; what is left out is said.
  package func applied(
    to set: DataSet, _ calendar: TradingCalendar, _ zones: ZoneFiles, saying say: (String) -> Void
  ) throws(Failure) -> DataSet {
    let joined = try Resampling(set.bars, to: timeframe, calendar, zones)
    say(
      "\(set.bars.count) bars joined to \(joined.bars.count) of \(timeframe.spelling), by the "
        + "calendar \(calendar.name) in \(calendar.zone.name)")
    if joined.outside > 0 {
      say("\(joined.outside) bars outside the trading of \(calendar.name) are left out")
    }
    let report = DataReport(
      rows: joined.bars.count, from: joined.bars.time.first ?? 0, to: joined.bars.time.last ?? 0,
      interval: joined.bars.interval, problems: set.report.problems, notes: set.report.notes)
    return DataSet(bars: joined.bars, report: report)
  }
}
