internal import Host

extension DialectGuess {
  /// Columns whose numbers are written alike.
  private enum Group: CaseIterable {
    case prices, sizes, beside

    var words: String {
      switch self {
      case .prices: "prices"
      case .sizes: "volume"
      case .beside: "columns beside"
      }
    }
  }

  /// Finds what stands before decimals. The reading must hold for the whole of a group of columns:
  /// what contradicts it is refused with its line when it is read.
  mutating func chooseNumbers() throws(Failure) {
    dialect.styles = Array(repeating: NumberStyle(), count: dialect.roles.count)
    let groups = Group.allCases.map { ($0, places(of: $0)) }.filter { !$0.1.isEmpty }
    let evidence = evidence(groups.map(\.1))
    try checkFractions(places(of: .prices))
    if let decimal = wish.decimal {
      let style = decimal == .comma ? NumberStyle.comma : .point
      dialect.styles = Array(repeating: style, count: dialect.roles.count)
      dialect.decide("decimals", decimal.rawValue, "as said", "--decimal")
    } else {
      try chooseStyles(groups, evidence)
    }
    for ((group, places), found) in zip(groups, evidence) {
      let shown = found.currencies.map { String(decoding: $0, as: UTF8.self) }.sorted()
      guard shown.count < 2 else {
        throw failure(
          ImportKinds.twoReadings,
          "\(group.words): some are in \(shown[0]) and some in \(shown[1]), and bars have one "
            + "currency")
      }
      for place in places { dialect.styles[place].currency = found.currencies.first }
    }
  }

  private mutating func chooseStyles(
    _ groups: [(Group, [Int])], _ evidence: [NumberEvidence]
  ) throws(Failure) {
    let verdicts = evidence.map { ($0.verdict, $0.hasPointsAlone) }
    var known: (style: NumberStyle, because: String)?
    for (verdict, _) in verdicts {
      if case .style(let style, let because) = verdict, known == nil { known = (style, because) }
    }
    let areAllOpen =
      verdicts.count(where: { verdict, isPoints in
        if case .either = verdict { isPoints } else { false }
      }) > 1
    for (index, (group, places)) in groups.enumerated() {
      let (verdict, isPoints) = verdicts[index]
      let found = try style(
        verdict, isPoints, known, group.words, areAllOpen ? groups.map(\.1) : [])
      for place in places { dialect.styles[place] = found.style }
      // One line says it for the file; another where a group has a style of its own.
      if index == 0 || found.style.decimal != dialect.styles[groups[0].1[0]].decimal {
        dialect.decide(
          "decimals" + (index == 0 ? "" : " of \(group.words)"),
          found.style.decimal == 0x2C ? "comma" : "point", found.because, "--decimal")
      }
    }
  }

  /// `100'030` is 100 and 3/32 for a bond, and a hundred thousand for others.
  private func checkFractions(_ places: [Int]) throws(Failure) {
    guard wish.decimal == nil else { return }
    let prices = sample.flatMap { row in places.map { row[$0] } }.filter {
      !NumberStyle.isMissing($0)
    }
    guard let first = prices.first, prices.allSatisfy(NumberMarks.mayBeOf32) else { return }
    throw failure(
      ImportKinds.twoReadings,
      "prices: '\(shown(first))' may be thousands, or a whole number and 32nds as prices of bonds "
        + "are: say --decimal point if they are thousands; write 32nds as decimals in the file")
  }

  private func places(of group: Group) -> [Int] {
    dialect.roles.indices.filter { place in
      switch dialect.roles[place] {
      case .time, .clock, .symbol: false
      case .volume, .amount, .total: group == .sizes
      case .ignored: group == .beside && wish.extras.contains(dialect.names[place])
      default: group == .prices
      }
    }
  }

  /// Of all rows, or of as many as decide it. What the rest could change would contradict these,
  /// and a cell that does is refused when it is read; where some columns are open still, all rows
  /// are looked at then.
  private mutating func evidence(_ groups: [[Int]]) -> [NumberEvidence] {
    var evidence = groups.map { _ in NumberEvidence() }
    let isThorough = wish.isThorough || dialect.symbols.count > 1
    for (row, index) in dialect.rows.enumerated() {
      if row >= 2_000, !isThorough, evidence.first?.isDecided == true {
        for (found, places) in zip(evidence, groups) where !found.isDecided {
          dialect.openPlaces.formUnion(places)
        }
        break
      }
      if row >= 100_000, evidence.allSatisfy(\.isDecided) { break }
      guard let fields = table.fields(index, dialect.delimiter) else { continue }
      for (group, places) in groups.enumerated() {
        for place in places where place < fields.count { evidence[group].add(fields[place]) }
      }
    }
    return evidence
  }

  private func style(
    _ verdict: NumberEvidence.Verdict, _ isPoints: Bool,
    _ known: (style: NumberStyle, because: String)?, _ group: String, _ open: [[Int]]
  ) throws(Failure) -> (style: NumberStyle, because: String) {
    switch verdict {
    case .style(let style, let because): return (style, because)
    case .none: return known ?? (NumberStyle(), "no number has a comma or a point")
    case .torn(let point, let comma):
      throw failure(
        ImportKinds.twoReadings,
        "\(group): '\(point)' has a decimal point and '\(comma)' a decimal comma: say --decimal "
          + "comma or --decimal point")
    case .either(let text):
      if let known {
        return (known.style, "\(known.because), so '\(text)' is read alike")
      }
      guard isPoints else {
        throw failure(
          ImportKinds.twoReadings,
          "\(group): '\(text)' may have a decimal comma or a comma between thousands: say "
            + "--decimal comma or --decimal point")
      }
      if let sign = signOfCommas ?? signBeside ?? signOfThousands(open) {
        throw failure(
          ImportKinds.twoReadings,
          "\(group): '\(text)' may have a decimal point or a point between thousands, since "
            + "\(sign): say --decimal point or --decimal comma")
      }
      return (.point, "'\(text)' has a point, and nothing speaks for points between thousands")
    }
  }

  /// What speaks for a place where decimals stand behind a comma; nothing where nothing does.
  private var signOfCommas: String? {
    let foreign = dialect.roles.indices.first {
      dialect.roles[$0] != .ignored && ColumnNames.isOfCommas(dialect.names[$0])
    }
    if let foreign { return "the column \(dialect.names[foreign]) is of a language that may" }
    // Fields that commas part hold no decimal comma, as long as no field is quoted.
    guard dialect.delimiter != 0x2C, let time = dialect.place(.time),
      let moment = sample.first.map({ $0[time] })
    else { return nil }
    if MomentText(moment)?.hasPoints == true {
      return "dates such as \(shown(moment)) are written where decimals stand behind a comma"
    }
    let isMade = moment.allSatisfy { (48...57).contains($0) || $0 == 0x20 }
    guard dialect.delimiter == 0x3B, !isMade else { return nil }
    return "fields parted by semicolons are written where decimals stand behind a comma"
  }

  /// A column that is left out and has decimals behind a comma speaks for them in the others.
  private var signBeside: String? {
    guard dialect.delimiter != 0x2C else { return nil }
    for place in dialect.roles.indices where dialect.roles[place] == .ignored {
      var evidence = NumberEvidence()
      for row in sample { evidence.add(row[place]) }
      if case .style(let style, let because) = evidence.verdict, style.decimal == 0x2C {
        return "in the column \(dialect.names[place]) \(because)"
      }
    }
    return nil
  }

  /// Where commas do not part fields, three digits behind the point of every price and of every
  /// volume as well are more likely thousands.
  private func signOfThousands(_ open: [[Int]]) -> String? {
    guard dialect.delimiter != 0x2C, open.count > 1, sample.count >= 3 else { return nil }
    return "every number has three digits behind it, prices and volumes alike"
  }

  // MARK: - Scale

  /// True for whole prices beside columns that no other vendor has.
  private var areBillionths: Bool {
    let names = Set(dialect.names)
    guard names.contains("ts_event"),
      !names.isDisjoint(with: ["rtype", "publisher_id", "instrument_id"])
    else { return false }
    let prices = places(of: .prices)
    let texts = sample.flatMap { row in prices.map { row[$0] } }.filter {
      !NumberStyle.isMissing($0)
    }
    return !texts.isEmpty
      && texts.allSatisfy { text in
        let digits = text.first == 0x2D ? text.dropFirst() : text
        return digits.allSatisfy { (48...57).contains($0) } && (digits.count > 5 || digits == [48])
      }
  }

  /// Files of the Lean engine have whole prices of ten-thousandths.
  mutating func chooseScale() {
    if let scale = wish.scale {
      dialect.scale = scale
      return dialect.decide("scale", "\(scale)", "as said", "--scale")
    }
    if areBillionths {
      dialect.scale = 1e-9
      return dialect.decide(
        "scale", "1e-9", "whole prices beside columns of Databento are billionths", "--scale")
    }
    guard isFromArchive, dialect.header.isEmpty, dialect.kind == .bars,
      let time = dialect.place(.time), let open = dialect.place(.open)
    else { return }
    let isLeanTime: Bool
    if case .sinceMidnight = dialect.moments {
      isLeanTime = true
    } else {
      isLeanTime = sample.allSatisfy { row in
        let text = row[time]
        return text.count == 14 && text[text.startIndex + 8] == 0x20
      }
    }
    let areWhole = sample.allSatisfy { row in
      row[open...min(open + 3, row.count - 1)].allSatisfy { field in
        field.count >= 3 && field.allSatisfy { (48...57).contains($0) }
      }
    }
    guard isLeanTime, areWhole else { return }
    dialect.scale = 0.0001
    dialect.decide(
      "scale", "0.0001", "times and whole prices as in archives of Lean, in ten-thousandths",
      "--scale")
  }
}
