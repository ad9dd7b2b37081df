internal import Host
internal import Machine

/// The volume of bars and the amount of trades where no column has a name that is known for it.
extension DialectGuess {
  /// Takes the one column whose name has words of a volume; asks where several have, and where a
  /// column of numbers may be it.
  mutating func useSizes(_ names: [String], _ roles: inout [ImportRole]) throws(Failure) {
    let isOfBars =
      [.open, .high, .low, .close].allSatisfy { roles.contains($0) }
      || roles.contains(.bidOpen) || roles.contains(.askOpen)
    if roles.contains(.open) { preferOwn(names, &roles) }
    let isOfTrades = roles.contains(.price) && !roles.contains(.open)
    let isKnown = [.volume, .amount, .total].contains { roles.contains($0) }
    guard isOfBars || isOfTrades, !isKnown else { return }
    let role: ImportRole = isOfBars ? .volume : .amount
    let free = roles.indices.filter {
      roles[$0] == .ignored && !wish.extras.contains(names[$0]) && maySize($0, names, roles)
    }
    func all(_ meaning: SizeName.Meaning) -> [Int] {
      free.filter { SizeName(names[$0]).meaning == meaning }
    }
    let named = [all(.size), all(.ticks)].first { !$0.isEmpty } ?? []
    if named.count == 1, let place = named.first {
      roles[place] = role
      let beside = all(.quote).filter { $0 != place }
      return dialect.decide(
        role.rawValue, names[place],
        "its name has words of one, and no other column is known to be it"
          + (beside.isEmpty ? "" : "; \(names[beside[0]]) is in money or the other asset"),
        "--columns")
    }
    if named.count > 1 {
      throw failure(
        ImportKinds.twoReadings,
        "\(listed(named, names)) may each be the \(role.rawValue) by their names: say which with "
          + "--columns, such as \(columnsText([named[0]: role], roles)) for the first")
    }
    let unknown = all(.unknown) + all(.quote)
    guard let place = unknown.first else { return }
    throw failure(
      ImportKinds.twoReadings,
      "no column is known to be the \(role.rawValue), and \(listed(unknown, names)) may be it: say "
        + "--columns \(columnsText([place: role], roles)) if so, or "
        + "--columns \(columnsText([:], roles)) if not")
  }

  /// Of a volume and an amount, of which the volume is what the amount comes to in money, the
  /// amount is what was traded.
  private mutating func preferOwn(_ names: [String], _ roles: inout [ImportRole]) {
    let volumes = roles.indices.filter { roles[$0] == .volume }
    let amounts = roles.indices.filter { roles[$0] == .amount }
    guard volumes.count == 1, amounts.count == 1, let volume = volumes.first,
      let amount = amounts.first, let close = roles.firstIndex(of: .close)
    else { return }
    let ratios = sample.compactMap { row -> Double? in
      guard let money = number(row[volume]), let own = number(row[amount]),
        let price = number(row[close]), own > 0, price > 0
      else { return nil }
      return money / (own * price)
    }
    let good = ratios.count { $0 > 0.9 && $0 < 1.1 }
    guard ratios.count >= 3, good * 20 >= ratios.count * 19,
      sample.contains(where: {
        (number($0[close]) ?? 1) > 1.2 || (number($0[close]) ?? 1) < 0.8
      })
    else { return }
    (roles[volume], roles[amount]) = (.ignored, .volume)
    dialect.decide(
      "volume", names[amount],
      "\(names[volume]) is \(names[amount]) times the price in \(good) of \(ratios.count) rows, so "
        + "that it is money", "--columns")
  }

  /// Of volumes of which all but one are those of the quote or of dollars, the one that is the
  /// instrument's own.
  func ownVolume(_ all: [Int], _ names: [String]) -> Int? {
    let quotes: Set = [
      "currency", "quote", "quote_asset", "usd", "usdt", "usdc", "busd", "tusd", "fdusd", "dai",
      "krw", "jpy", "try", "inr",
    ]
    let own = all.filter { index in
      !quotes.contains(String(names[index].dropFirst(7).filter { $0 != "(" && $0 != ")" }))
    }
    return own.count == 1 ? own[0] : nil
  }

  private func listed(_ places: [Int], _ names: [String]) -> String {
    let shown = places.prefix(6).map { "\($0 + 1) (\(names[$0]))" }.joined(separator: " and ")
    return (places.count == 1 ? "column " : "columns ") + shown
  }

  /// True for numbers of which none is below 0, that are not the same in all rows, do not count the
  /// rows and do not lie between the prices. What trades have is negative where they are sales.
  private func maySize(_ column: Int, _ names: [String], _ roles: [ImportRole]) -> Bool {
    var numbers: [Double] = []
    let isOfBars = !roles.contains(.price)
    let lows = roles.firstIndex { [.low, .bidLow, .askLow].contains($0) }
    let highs = roles.firstIndex { [.high, .askHigh, .bidHigh].contains($0) }
    var inside = 0
    for row in sample {
      if NumberStyle.isMissing(row[column]) { continue }
      guard case .number = FieldLook(row[column]), let number = number(row[column]) else {
        return false
      }
      if number < 0, isOfBars { return false }
      numbers.append(number)
      guard let lows, let highs, let low = self.number(row[lows]),
        let high = self.number(row[highs])
      else { continue }
      if number != 0, number >= low * 0.9, number <= high * 1.1 { inside += 1 }
    }
    guard let first = numbers.first, inside * 10 < numbers.count * 9 else { return false }
    let isNamed = [.size, .ticks].contains(SizeName(names[column]).meaning)
    let steps = (1..<numbers.count).map { numbers[$0] - numbers[$0 - 1] }
    if !isNamed, steps.count >= 2, steps.allSatisfy({ $0 == steps[0] }), steps[0].magnitude == 1 {
      return false
    }
    return numbers.count < 3 || first == 0 || numbers.contains { $0 != first }
  }

  private func number(_ field: ArraySlice<UInt8>) -> Double? {
    for style in [NumberStyle.point, .comma] {
      if let word = style.word(field), word != Grid.missing { return Grid.number(word) }
    }
    return nil
  }

  // MARK: - Units

  /// Finds in what unit the header says that the volume is.
  mutating func chooseUnitOfSizes() throws(Failure) {
    guard wish.columns == nil, let place = dialect.place(.volume) ?? dialect.place(.amount),
      let unit = SizeName.unit(spelled(place))
    else { return }
    let name = dialect.names[place]
    guard let scale = unit.scale else {
      guard unit.words == "mil" else {
        return dialect.decide(
          "unit of volume", unit.words,
          "as \(name) says; how many shares or coins that is, is not "
            + "known, and the numbers stay as they are")
      }
      throw failure(
        ImportKinds.twoReadings,
        "\(name): mil is a thousand to some and a million to others: write (thousands) or "
          + "(millions) in the header, or take the numbers as they stand by --columns "
          + columnsText([:], dialect.roles))
    }
    let isScaled = sample.contains { NumberMarks.scaled($0[place]).scale != 1 }
    guard !isScaled else {
      throw failure(
        ImportKinds.twoReadings,
        "\(name) and the numbers in it both say by what they are multiplied: say --columns "
          + "\(columnsText([:], dialect.roles)) to leave out what the header says")
    }
    dialect.sizeScale = scale
    dialect.decide(
      "unit of volume", "\(Int(scale))",
      "each number of \(name) is multiplied by it, as the header "
        + "says", "--columns")
  }
}
