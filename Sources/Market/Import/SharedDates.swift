internal import Host

/// The order of dates in texts of the same shape, of which some may leave it open.
struct SharedDates {
  /// The first text that shows an order for sure, by order.
  private var sure: [(order: DateOrder, name: String)] = []

  init(_ sheets: [ImportPlan.Sheet]) {
    for sheet in sheets.sorted(by: { $0.name < $1.name }) {
      guard case .sure(let order) = sheet.dialect.dates,
        !sure.contains(where: { $0.order == order })
      else { continue }
      sure.append((order, sheet.name))
    }
  }

  /// The text with its order decided; refused where nothing tells, or the texts contradict each
  /// other.
  func settled(_ sheet: ImportPlan.Sheet) throws(Failure) -> ImportPlan.Sheet {
    switch sheet.dialect.dates {
    case .none, .sure, .shared: return sheet
    case .likely(let order):
      guard let other = sure.first(where: { $0.order != order }) else { return sheet }
      throw refusal(
        sheet,
        "by its rows the dates are \(order.rawValue), and \(other.name), which has the same "
          + "columns, can only have \(other.order.rawValue)")
    case .open(let failure):
      guard let shown = sure.first else { throw failure }
      if sure.count > 1 {
        let words = sure.map { "\($0.name) can only have \($0.order.rawValue)" }
        throw refusal(
          sheet,
          "the dates are days in more than one order, and files of the same columns differ: "
            + words.joined(separator: ", "))
      }
      var wish = sheet.wish
      wish.sharedDates = (
        shown.order, "\(shown.name), which has the same columns, can only be read so"
      )
      let again = try ImportPlan.Sheet(sheet.part, sheet.table, place: sheet.place, wish)
      if case .open(let failure) = again.dialect.dates { throw failure }
      return again
    }
  }

  private func refusal(_ sheet: ImportPlan.Sheet, _ message: String) -> Failure {
    Failure(
      .data, code: ImportKinds.twoReadings.code,
      message + ": say --dates, or import them one by one",
      at: .init(file: sheet.place), help: ImportKinds.twoReadings.remedy)
  }
}

extension ImportPlan.Sheet {
  /// What texts of the same kind have in common.
  struct Shape: Hashable {
    let delimiter: UInt8
    let header: [UInt8]
    let roles: [ImportRole]
  }

  var shape: Shape {
    Shape(delimiter: dialect.delimiter, header: dialect.header, roles: dialect.roles)
  }

  /// Finds out how a text is written.
  init(
    _ part: ImportPart, _ table: LineTable, place: String, _ wish: ImportWish
  ) throws(Failure) {
    var guess = DialectGuess(part, table, path: place, wish)
    let dialect = try guess.found()
    self.init(part: part, place: place, table: table, dialect: dialect, wish: wish)
  }
}
