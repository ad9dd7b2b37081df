internal import Host
internal import Machine

/// The texts of what is imported on their way to series: what is in each, and what is left out.
struct ImportEntries {
  /// A text that was looked at.
  private struct Entry {
    let name: String
    var found: Result<ImportPlan.Sheet, Failure>

    /// The instruments that its rows name.
    var symbols: [String] { (try? found.get().dialect.symbols) ?? [] }
    var stem: String { InstrumentNames.stem(name) }
  }

  private let parts: [ImportPart]
  private let path: String
  private let wish: ImportWish
  private var entries: [Entry] = []
  private(set) var leftOut: [ImportDecision] = []

  init(_ parts: [ImportPart], path: String, _ wish: ImportWish) {
    (self.parts, self.path, self.wish) = (parts, path, wish)
  }

  // MARK: - Texts

  /// Looks at each text, and leaves out what holds no bars.
  mutating func read() throws(Failure) {
    let wanted = parts.filter { parts.count == 1 || !Importing.isOther($0.name) }
    leaveOut(
      parts.filter { parts.count > 1 && Importing.isOther($0.name) }.map(\.name),
      "they are no bars by their names")
    guard !wanted.isEmpty else {
      throw Failure(
        .data, code: DataKinds.empty.code, "none of the files are bars by their names",
        at: .init(file: path), help: DataKinds.empty.remedy)
    }
    var (empty, papers, others) = ([String](), [String](), [String]())
    var lists: [String] = []
    var problem: Failure?
    for part in wanted {
      do throws(Failure) {
        guard let sheet = try sheet(part, isOne: wanted.count == 1) else {
          empty.append(part.name)
          continue
        }
        entries.append(Entry(name: part.name, found: .success(sheet)))
      } catch {
        problem = problem ?? error
        if parts.count > 1, Self.isPaper(part, error) {
          papers.append(part.name)
        } else if parts.count > 1, part.failure == nil, error.code == ImportKinds.noBars.code,
          InstrumentList.isOne(part.text)
        {
          lists.append(part.name)
        } else if wanted.count > 1, wish.symbol != nil, error.code == ImportKinds.symbols.code {
          others.append(part.name)
        } else {
          entries.append(Entry(name: part.name, found: .failure(error)))
        }
      }
    }
    settleDates()
    try ImportPlan.checkIdle(entries.compactMap { try? $0.found.get() }, path)
    leaveOut(empty, "they are empty")
    leaveOut(papers, "no line of them is a row of numbers")
    leaveOut(lists, "they are lists of instruments, tables without times and prices")
    leaveOut(others, "no row of them is of \(wish.symbol ?? "")")
    guard !entries.isEmpty else {
      throw problem
        ?? Failure(
          .data, code: DataKinds.empty.code, "there is nothing to be imported",
          at: .init(file: path), help: DataKinds.empty.remedy)
    }
  }

  /// Decides the order of dates that a text leaves open by texts of the same shape.
  private mutating func settleDates() {
    let sheets = entries.indices.compactMap { index in
      (try? entries[index].found.get()).map { (index: index, sheet: $0) }
    }
    let groups = Dictionary(grouping: sheets) { $0.sheet.shape }
    for group in groups.values {
      let dates = SharedDates(group.map(\.sheet))
      for (index, sheet) in group {
        entries[index].found = Result { () throws(Failure) in try dates.settled(sheet) }
      }
    }
  }

  private mutating func leaveOut(_ names: [String], _ because: String) {
    guard !names.isEmpty else { return }
    leftOut.append(ImportDecision("files left out", names.joined(separator: ", "), because))
  }

  /// How a text is written; nil for one of blank lines beside others.
  private func sheet(_ part: ImportPart, isOne: Bool) throws(Failure) -> ImportPlan.Sheet? {
    if let failure = part.failure { throw failure }
    let place = parts.count == 1 ? path : "\(path)/\(part.name)"
    let table = LineTable(part.text)
    if table.isEmpty, !isOne { return nil }
    if !part.packing.isEmpty, Importing.format(of: part.text.head(16)) == "sqlite" {
      throw Failure(
        .data, code: DataKinds.binary.code,
        "it is a database of SQLite, which is read where it is a file of its own",
        at: .init(file: place),
        help: "Unpack it, and import the file: quill data import "
          + InstrumentNames.last(of: part.name))
    }
    if let problem = Importing.binary(part.text) {
      throw Failure(
        .data, code: DataKinds.binary.code, problem, at: .init(file: place),
        help: DataKinds.binary.remedy)
    }
    do throws(Failure) {
      return try ImportPlan.Sheet(part, table, place: place, wish)
    } catch {
      throw part.packing.contains("json") ? Self.nested(error, place) : error
    }
  }

  /// What to say of JSON that is no list of rows.
  private static func nested(_ failure: Failure, _ place: String) -> Failure {
    if failure.code == ImportKinds.twoReadings.code { return failure }
    return Failure(
      .data, code: ImportKinds.noBars.code,
      "the JSON is no list of objects with a time and prices each, or of trades "
        + "(\(failure.message))", at: .init(file: place),
      help:
        "Ask for rows with --sql, such as --sql \"select unnest(results, recursive := true) from "
        + "FILE\", or save it as CSV.")
  }

  /// True for a text that is no table by any reading; a file of CSV ought to be one.
  private static func isPaper(_ part: ImportPart, _ failure: Failure) -> Bool {
    let name = part.name.lowercased()
    guard part.failure == nil, !name.hasSuffix(".csv"), !name.hasSuffix(".tsv"),
      [ImportKinds.noBars.code, DataKinds.headerOnly.code].contains(failure.code)
    else { return false }
    let table = LineTable(part.text)
    return !(0..<table.count).contains { index in
      [UInt8](",;\t| ".utf8).contains { delimiter in
        let looks = (table.fields(index, delimiter) ?? []).map { FieldLook($0) }
        return looks.count { if case .number = $0 { true } else { false } } >= 3
      }
    }
  }

  // MARK: - Instruments

  /// One series for each instrument.
  mutating func series() throws(Failure) -> [ImportPlan.Series] {
    if let wanted = wish.symbol { return [try one(wanted)] }
    let bad = entries.filter { if case .failure = $0.found { true } else { false } }
    let good = entries.filter { if case .success = $0.found { true } else { false } }
    // Whatever a file that is not understood holds may belong to any of the others, unless the
    // names of the files say of which instruments they are.
    let stems = Set(entries.map(\.stem))
    let areNamed = !stems.contains("") && good.allSatisfy(\.symbols.isEmpty)
    if let first = bad.first, case .failure(let failure) = first.found,
      good.isEmpty || !areNamed || stems.count == 1
    {
      throw failure
    }
    var groups = try symbolGroups(good)
    try addNamed(good.filter(\.symbols.isEmpty), to: &groups)
    for entry in bad {
      guard case .failure(let failure) = entry.found else { continue }
      let known = groups.firstIndex { $0.stem == entry.stem }
      if let known {
        groups[known].failure = groups[known].failure ?? failure
      } else {
        groups.append(Group(stem: entry.stem, names: [entry.name], failure: failure))
      }
    }
    return try named(groups)
  }

  /// The files of one instrument, while they are gathered.
  private struct Group {
    var symbol: String?
    var stem = ""
    var names: [String] = []
    var sheets: [ImportPlan.Sheet] = []
    var failure: Failure?
    /// What is left of the names of files whose rows all name the symbol.
    var stems: Set<String> = []
  }

  /// Everything that is of the instrument that was asked for.
  private mutating func one(_ wanted: String) throws(Failure) -> ImportPlan.Series {
    let stem = InstrumentNames.stem(wanted)
    let nameless = entries.filter(\.symbols.isEmpty)
    let stems = Set(nameless.map(\.stem))
    if stems.count > 1, !stem.isEmpty, stems.contains(where: { $0.hasLast(stem) }) {
      let others = nameless.filter { !$0.stem.hasLast(stem) && !$0.stem.isEmpty }.map(\.name)
      if !others.isEmpty, let open = nameless.first(where: \.stem.isEmpty) {
        throw unnamed(open.name, stems.count - 1)
      }
      entries.removeAll { others.contains($0.name) }
      leaveOut(others, "by their names they are not of \(wanted)")
    }
    var sheets: [ImportPlan.Sheet] = []
    for entry in entries {
      switch entry.found {
      case .success(let sheet): sheets.append(sheet)
      case .failure(let failure): throw failure
      }
    }
    let symbols = Set(sheets.compactMap(\.dialect.symbol))
    guard symbols.count <= 1 else {
      throw ImportKinds.symbols.failure(
        "\(path): the rows are of \(symbols.sorted().joined(separator: ", "))")
    }
    return ImportPlan.Series(symbol: symbols.first, name: wanted, sheets: sheets, failure: nil)
  }

  /// Rows that name their instrument, by it.
  private func symbolGroups(_ entries: [Entry]) throws(Failure) -> [Group] {
    var groups: [Group] = []
    var places: [String: Int] = [:]
    for entry in entries where !entry.symbols.isEmpty {
      guard case .success(let sheet) = entry.found else { continue }
      let isOne = sheet.dialect.symbols.count == 1
      for (symbol, part) in isOne ? [(sheet.dialect.symbols[0], sheet)] : sheet.split(wish) {
        if places[symbol] == nil {
          places[symbol] = groups.count
          groups.append(Group(symbol: symbol))
        }
        guard let place = places[symbol] else { continue }
        groups[place].names.append(entry.name)
        groups[place].sheets.append(part)
        if isOne { groups[place].stems.insert(entry.stem) }
      }
    }
    return groups
  }

  /// Files whose rows name no instrument, by what is left of their names.
  private func addNamed(_ entries: [Entry], to groups: inout [Group]) throws(Failure) {
    let bySymbol = groups.count
    for entry in entries.sorted(by: { !$0.stem.isEmpty && $1.stem.isEmpty }) {
      guard case .success(let sheet) = entry.found else { continue }
      let stem = entry.stem
      var place = groups.firstIndex {
        $0.symbol == nil
          ? $0.stem == stem
          : !stem.isEmpty
            && ($0.stems.contains(stem) || InstrumentNames.stem($0.symbol ?? "") == stem)
      }
      if place == nil, stem.isEmpty {
        guard groups.count <= 1 else {
          throw unnamed(entry.name, groups.count)
        }
        place = groups.indices.first
      } else if place == nil, bySymbol == 1, groups.count == 1, groups[0].stems == [""] {
        place = 0
      }
      if place == nil { groups.append(Group(stem: stem)) }
      let index = place ?? groups.count - 1
      groups[index].names.append(entry.name)
      groups[index].sheets.append(sheet)
    }
  }

  private func unnamed(_ name: String, _ count: Int) -> Failure {
    ImportKinds.symbols.failure(
      "\(path): neither the rows nor the name of \(name) say of which instrument it is, and the "
        + "other files are of \(count)")
  }

  // MARK: - Names

  private func named(_ groups: [Group]) throws(Failure) -> [ImportPlan.Series] {
    try checkFolders(groups)
    var series = groups.map { group in
      ImportPlan.Series(
        symbol: group.symbol,
        name: group.symbol.map { InstrumentNames.plain($0) }
          ?? InstrumentNames.name(of: group.names),
        sheets: group.sheets, failure: group.failure)
    }
    // Names that are the same but for small and large letters are one to some systems.
    let counts = Dictionary(grouping: series.indices) { series[$0].name.lowercased() }
    for (_, places) in counts where places.count > 1 {
      for place in places where groups[place].symbol == nil {
        series[place].name = InstrumentNames.words(groups[place].names[0]).joined(separator: "_")
      }
    }
    let names = series.map { $0.name.lowercased() }
    if series.count > 1, Set(names).count < names.count,
      let double = Dictionary(grouping: series, by: { $0.name.lowercased() }).values
        .filter({ $0.count > 1 }).map({ $0[0].name }).min()
    {
      throw ImportKinds.symbols.failure(
        "\(path): two of the \(names.count) instruments would both be the data set \(double)")
    }
    return series.sorted { $0.name < $1.name }
  }

  /// Files of one name in several folders may be of one instrument or of several.
  private func checkFolders(_ groups: [Group]) throws(Failure) {
    var known: [String: (stem: String, name: String)] = [:]
    for group in groups where group.symbol == nil {
      for name in group.names {
        let last = InstrumentNames.stem(InstrumentNames.last(of: name))
        if last.isEmpty || !name.contains("/") { continue }
        if let other = known[last], other.stem != group.stem {
          throw Failure(
            .data, code: ImportKinds.symbols.code,
            "\(other.name) and \(name) may be of one instrument or of two",
            at: .init(file: path),
            help: "Import the folders one by one; or say with --symbol that all are of one.")
        }
        known[last] = (group.stem, name)
      }
    }
  }
}

extension String {
  /// True where the words of another text are the last of this.
  fileprivate func hasLast(_ words: String) -> Bool { self == words || hasSuffix(" " + words) }
}
