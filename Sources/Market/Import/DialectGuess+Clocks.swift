internal import Host

/// Columns that have the time of day alone.
extension DialectGuess {
  /// `09:30`, `9:30:00`, `16h00`, `093000`, `093000123`, or `93000` and `0` without zeros in front,
  /// none of them a date; `2400` is the end of a day.
  func isClock(_ column: Int) -> Bool {
    let longest = sample.map { $0[column].count }.max() ?? 0
    if (7...9).contains(longest), isLongClock(column, longest) { return true }
    return sample.allSatisfy { row in
      let text = row[column]
      if text.contains(0x3A) {
        return text.count <= 18 && !text.contains(0x2D) && !text.contains(0x2F)
      }
      if text.contains(0x68) || text.contains(0x48) { return MomentText.isClock(text) }
      guard text.count <= 6, let value = Int(String(decoding: text, as: UTF8.self)) else {
        return false
      }
      return Self.isClock(longest > 4 ? value : value * 100)
    }
  }

  /// True for hours, minutes and seconds in one number.
  private static func isClock(_ number: Int) -> Bool {
    number == 240_000
      || number >= 0 && number / 10_000 < 24 && number / 100 % 100 < 60 && number % 100 < 60
  }

  /// `HHMMSSmmm`, perhaps without zeros in front; not where all of them may end in tenths or
  /// hundredths of a second as well.
  private func isLongClock(_ column: Int, _ longest: Int) -> Bool {
    let numbers = sample.map { row in
      row[column].allSatisfy { (48...57).contains($0) }
        ? Int(String(decoding: row[column], as: UTF8.self)) : nil
    }
    guard numbers.allSatisfy({ $0.map { Self.isClock($0 / 1_000) } ?? false }) else {
      return false
    }
    let part = longest == 9 ? 1_000 : longest == 8 ? 100 : 10
    return part == 1_000 || !numbers.allSatisfy { Self.isClock(($0 ?? 0) / part) }
  }

  /// True for seconds since midnight, such as 36001.102. Where all of them may be hours, minutes
  /// and seconds as well, the rows decide that are whole minutes by one reading alone, or that are
  /// many.
  func areSeconds(_ column: Int) throws(Failure) -> Bool {
    let counts = sample.compactMap { TimeCount(Array($0[column]).span) }
    guard counts.count == sample.count, let most = counts.map(\.magnitude).max(),
      (10_000...86_400).contains(most), counts.allSatisfy({ !$0.isNegative }),
      !sample.contains(where: {
        $0[column].count > 1 && $0[column].first == 0x30
          && $0[column]
            .dropFirst().first != 0x2E
      })
    else { return false }
    let numbers = Set(counts.map { Int($0.magnitude) })
    let areClocks = numbers.allSatisfy(Self.isClock)
    if let said = wish.timesOfDay, areClocks { return said == .seconds }
    guard areClocks else { return true }
    let areExact = counts.allSatisfy { $0.billionths == 0 }
    let clocks = areExact && numbers.allSatisfy { $0 % 100 == 0 }
    let seconds = areExact && numbers.allSatisfy { $0 % 60 == 0 }
    if clocks != seconds { return seconds }
    guard numbers.count < 10 else { return false }
    throw failure(
      ImportKinds.twoReadings,
      "\(shown(sample[0][column])) in column \(column + 1) may be hours, minutes and seconds or "
        + "seconds since midnight: say --clock hms or --clock seconds",
      line: table.number(dialect.rows.lowerBound))
  }
}
