internal import Host
internal import Machine

/// What the name of a file says beside the instrument that may be a contract: the month or the day
/// of its end, or its rank among contracts. A file may as well be called by when its rows are.
struct ContractName {
  /// Days since 1970-01-01.
  typealias Days = ClosedRange<Int>

  /// The days of the month or the day that stands in the name alone; nil where there is none, or
  /// where there are several, as of a stretch.
  let days: Days?
  /// The word with a number behind it, and the number: `vix` and 1.
  let rank: (word: String, number: Int)?

  init(_ file: String) {
    let last = InstrumentNames.last(of: file).lowercased()
    let stem = last.prefix(upTo: last.lastIndex(of: ".") ?? last.endIndex)
    let words = stem.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    var found: [Days] = []
    var index = 0
    while index < words.count {
      if let (days, used) = Self.days(Array(words[index...])) {
        found.append(days)
        index += used
      } else {
        index += 1
      }
    }
    days = found.count == 1 ? found[0] : nil
    rank = found.isEmpty ? Self.rank(words) : nil
  }

  /// `vix1`, `clc2`, and `c` before `0`; parts of a file are numbered too, and say so.
  private static func rank(_ words: [String]) -> (word: String, number: Int)? {
    for (index, word) in words.enumerated() {
      let letters = word.prefix { $0.isLetter }
      if (1...2).contains(word.count - letters.count), !letters.isEmpty,
        let number = Int(word.dropFirst(letters.count)), !InstrumentNames.isPassed(word),
        !InstrumentNames.isPassed(String(letters))
      {
        return (String(letters), number)
      }
      // `ES.c.0`: by calendar, by open interest, by volume.
      if index > 1, ["c", "n", "v"].contains(words[index - 1]), let number = Int(word),
        word.count < 3
      {
        return (words[index - 1], number)
      }
    }
    return nil
  }

  /// The days that the first words say, and how many words do.
  private static func days(_ words: [String]) -> (Days, Int)? {
    let first = words[0]
    let second = words.count > 1 ? words[1] : ""
    let digits = String(first.reversed().prefix { $0.isNumber }.reversed())
    if digits.count == 8, let day = MomentText(Array(digits.utf8)[...])?.days(.ymd) {
      return (day...day, 1)
    }
    if digits.count == 6, let number = Int(digits), (1_900...2_100).contains(number / 100),
      let days = month(number / 100, number % 100)
    {
      return (days, 1)
    }
    if let days = glued(first) { return (days, 1) }
    if let number = InstrumentNames.month(first), let year = year(second),
      let days = month(year, number)
    {
      return (days, 2)
    }
    guard digits == first, let number = Int(digits) else { return nil }
    if digits.count == 4, (1_900...2_100).contains(number) {
      return dated(number, second, words.count > 2 ? words[2] : "")
    }
    if digits.count == 2, second.count == 2 || second.count == 4, let year = year(second),
      let days = month(year, number)
    {
      return (days, 2)
    }
    return nil
  }

  /// A year, perhaps with a month and a day behind it.
  private static func dated(_ year: Int, _ second: String, _ third: String) -> (Days, Int)? {
    let number = second.count == 2 ? Int(second) : InstrumentNames.month(second)
    guard let number, let days = month(year, number) else {
      return nil
    }
    guard third.count == 2, let day = Int(third), days.count >= day, day > 0 else {
      return (days, 2)
    }
    return (days.lowerBound + day - 1...days.lowerBound + day - 1, 3)
  }

  /// `26mar21`, `mar21`, `mar2021`.
  private static func glued(_ word: String) -> Days? {
    let day = word.prefix { $0.isNumber }
    let letters = word.dropFirst(day.count).prefix { $0.isLetter }
    guard let number = InstrumentNames.month(String(letters)),
      let year = year(String(word.dropFirst(day.count + letters.count))),
      let days = month(year, number)
    else { return nil }
    guard let place = Int(day) else { return day.isEmpty ? days : nil }
    guard days.count >= place, place > 0 else { return nil }
    return days.lowerBound + place - 1...days.lowerBound + place - 1
  }

  private static func year(_ text: String) -> Int? {
    guard let number = Int(text) else { return nil }
    if text.count == 2 { return 2_000 + number }
    return text.count == 4 && (1_900...2_100).contains(number) ? number : nil
  }

  private static func month(_ year: Int, _ month: Int) -> Days? {
    guard (1...12).contains(month) else { return nil }
    func first(_ year: Int, _ month: Int) -> Int? {
      let text = "\(year)-\(month < 10 ? "0" : "")\(month)-01"
      return MomentText(Array(text.utf8)[...])?.days(.ymd)
    }
    guard let start = first(year, month),
      let next = first(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1)
    else { return nil }
    return start...next - 1
  }
}

extension Importing {
  /// Files whose names differ in what may be a contract are not joined: in a rank, or in dates of
  /// which their rows are not. Those that have times in common were compared bar by bar.
  static func checkContracts(_ pieces: [Piece], _ path: String) throws(Failure) {
    let names = pieces.map { ContractName($0.name) }
    func isOfOthers(_ index: Int) -> Bool {
      guard let days = names[index].days, let ends = pieces[index].columns.ends else {
        return false
      }
      let day: Int64 = 86_400_000_000_000
      // A day at either end may be that of another zone.
      return Int(ends.first.floored(by: day)) < days.lowerBound - 2
        || Int(ends.last.floored(by: day)) > days.upperBound + 2
    }
    func areTogether(_ index: Int) -> Bool {
      guard let one = pieces[0].columns.ends, let two = pieces[index].columns.ends else {
        return true
      }
      return one.first <= two.last && two.first <= one.last
    }
    for (index, name) in names.enumerated().dropFirst() {
      let first = names[0]
      let areRanks =
        if let one = first.rank, let two = name.rank {
          one.word == two.word && one.number != two.number
        } else {
          false
        }
      let areDates =
        first.days != nil && name.days != nil && first.days != name.days
        && !areTogether(index) && (isOfOthers(0) || isOfOthers(index))
      guard areRanks || areDates else { continue }
      throw Failure(
        .data, code: ImportKinds.symbols.code,
        "\(pieces[0].name) and \(pieces[index].name) may be two contracts by their names"
          + (areDates ? ", as their rows are of other times than the names say" : ""),
        at: .init(file: path),
        help: "Import them one by one; or say with --symbol that all are of one.")
    }
  }
}
