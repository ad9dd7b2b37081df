internal import Host

/// Options that say something of what the text at hand has not.
extension DialectGuess {
  /// Notes what was said and decides nothing, or is not so.
  mutating func noteIdle(_ column: Int) {
    if let because = idleDates(column) { dialect.idle.append((datesSaid, because)) }
    if wish.side != nil, dialect.kind == .bars || dialect.kind == .trades {
      dialect.idle.append(
        (
          "--side",
          "the rows have one price" + (dialect.kind == .bars ? " for each part of a bar" : "")
            + ", and no bid and ask"
        ))
    }
    if let turn = wish.turn, dialect.isZoned || dialect.clock == nil || isOfUTC {
      dialect.idle.append(
        (
          "--twice \(turn.rawValue)",
          "the times are of one offset all year, so that no hour is there twice"
        ))
    }
    if let said = wish.timesOfDay, !isClock(said) {
      dialect.idle.append(
        (
          "--clock \(said.rawValue)",
          dialect.place(.clock) == nil
            ? "no column has the time of day alone"
            : "the times of day, such as \(shown(cell(.clock))), are not written so"
        ))
    }
  }

  /// True for counts since 1970, which no clock shows.
  private var isOfUTC: Bool {
    if case .count = dialect.moments { true } else { false }
  }

  private func cell(_ role: ImportRole) -> ArraySlice<UInt8> {
    dialect.place(role).flatMap { sample.first?[$0] } ?? []
  }

  /// True where times of day are what they were said to be.
  private func isClock(_ said: ImportWish.Clock) -> Bool {
    dialect.place(.clock) != nil && dialect.areSeconds == (said == .seconds)
  }

  // MARK: - Dates

  /// The option, as it was given.
  private var datesSaid: String {
    let value =
      wish.areSpreadsheetDays
      ? "excel" : wish.epoch?.rawValue ?? (wish.areMonths ? "ym" : wish.dates?.rawValue ?? "")
    return "--dates \(value)"
  }

  /// Why `--dates` decides nothing; nil where it does, where it says what was found, and where it
  /// was not given.
  private func idleDates(_ column: Int) -> String? {
    let text = shown(cell(.time))
    switch dialect.moments {
    case .count:
      guard wish.dates != nil || [.dotnet, .filetime].contains(wish.epoch) else { return nil }
      return "the times, such as \(text), count since 1970"
    case .ticks(let first):
      let isNet = first == TimeUnit.ofYearOne.lowerBound
      guard wish.dates != nil || wish.epoch != nil, wish.epoch != (isNet ? .dotnet : .filetime)
      else { return nil }
      return "the times, such as \(text), count 100 nanoseconds since \(isNet ? "year 1" : "1601")"
    case .spreadsheetDays:
      guard wish.dates != nil || wish.epoch != nil else { return nil }
      return "the times, such as \(text), are days as spreadsheets count them"
    case .sinceMidnight:
      guard wish.dates != nil || wish.epoch != nil else { return nil }
      return "the times, such as \(text), count since midnight"
    case .shortStamps, .digits: return wish.epoch == nil ? nil : "\(text) is no count"
    case .dates:
      if wish.epoch != nil || wish.areSpreadsheetDays {
        return "the times are dates, such as \(text)"
      }
      return wish.dates.flatMap { idleOrder($0, column) }
    }
  }

  /// Why an order decides nothing: every date says its own, which is another.
  private func idleOrder(_ wanted: DateOrder, _ column: Int) -> String? {
    func isIdle(_ text: ArraySlice<UInt8>) -> Bool {
      guard let moment = MomentText(text) else { return false }
      if wish.areMonths, !moment.isMonth { return true }
      return moment.order.map { $0 != wanted } ?? false
    }
    guard sample.allSatisfy({ isIdle($0[column]) }),
      dialect.rows.allSatisfy({ index in
        guard let fields = table.fields(index, dialect.delimiter), column < fields.count,
          MomentText(fields[column]) != nil
        else { return true }
        return isIdle(fields[column])
      })
    else { return nil }
    return wish.areMonths
      ? "\(shown(cell(.time))) is a day, and no month"
      : "\(shown(cell(.time))) and its like have one order alone"
  }
}

extension ImportPlan {
  /// What was said must decide something in one text at least.
  static func checkIdle(_ sheets: [Sheet], _ path: String) throws(Failure) {
    guard let first = sheets.first else { return }
    let idle = first.dialect.idle.first { option, _ in
      sheets.allSatisfy { $0.dialect.idle.contains { $0.option == option } }
    }
    guard let idle else { return }
    throw Failure(
      .usage, code: "U0003", "\(idle.option) does not go with this file: \(idle.because)",
      at: .init(file: path), help: "Leave it out.")
  }
}
