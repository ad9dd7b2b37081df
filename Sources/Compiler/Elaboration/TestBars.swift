internal import Machine
internal import Syntax

/// The bars of a test in the making: a file, rows, or a curve for each of some columns.
struct BarsDraft {
  var file: (path: String, span: Span)?
  var rows: [[Double]] = []
  var curves: [(column: InputColumn, curve: Curve, span: Span)] = []

  var isEmpty: Bool { file == nil && rows.isEmpty && curves.isEmpty }
}

/// `bars ...` in a test.
extension Elaborator {
  /// The start of the first bar of a test: Monday, 2024-01-01, in nanoseconds since 1970 UTC.
  static let testStart: Int64 = 1_704_067_200_000_000_000
  /// The length of its bars where the file assumes none: a day.
  static let testInterval: Int64 = 86_400_000_000_000
  /// The volume of a bar where nothing else is said.
  static let testVolume = 1_000.0
  /// A price or volume in a test is at most this: what the grid of 1e-8 holds.
  static let testMost = 20_000_000.0

  /// Adds one step; false when something is wrong with it.
  mutating func add(_ bars: Test.Bars, _ span: Span, to draft: inout BarsDraft) -> Bool {
    switch bars {
    case .file(let template):
      guard let path = template.plain, !path.isEmpty else {
        report(.test(.badFile), at: template.span)
        return false
      }
      return admit(draft.isEmpty, span) { draft.file = (path, template.span) }
    case .rows(let rows):
      guard admit(draft.file == nil && draft.curves.isEmpty, span, {}) else { return false }
      var isComplete = true
      for row in rows where !add(row: row, to: &draft) { isComplete = false }
      return isComplete
    case .shapes(let name, let shapes):
      guard admit(draft.file == nil && draft.rows.isEmpty, span, {}) else { return false }
      guard let column = column(name) else { return false }
      return add(shapes, column, span, to: &draft)
    }
  }

  private mutating func admit(_ isAlone: Bool, _ span: Span, _ add: () -> Void) -> Bool {
    if isAlone { add() } else { report(.test(.mixture), at: span) }
    return isAlone
  }

  private mutating func column(_ name: Name?) -> InputColumn? {
    guard let name else { return .close }
    if let column = InputColumn.allCases.first(where: { $0.spelling == name.text }) {
      return column
    }
    let known = InputColumn.allCases.map(\.spelling)
    let near = near(name.text, among: known)
    report(.test(.unknownColumn(name.text, known: known, suggestions: near)), at: name.span)
    return nil
  }

  // MARK: - Rows

  /// `(open, high, low, close)` with or without a volume.
  private mutating func add(row: Expression, to draft: inout BarsDraft) -> Bool {
    guard case .tuple(let parts) = row.kind, parts.count == 4 || parts.count == 5 else {
      if case .hole = row.kind { return false }
      report(.test(.badRow), at: row.span)
      return false
    }
    var numbers: [Double] = []
    for part in parts {
      guard let number = fixedNumber(part, "a number of a row") else { return false }
      guard number >= 0, number <= Elaborator.testMost else {
        report(.test(.badPrice(number, most: Elaborator.testMost)), at: part.span)
        return false
      }
      numbers.append(Curve.onGrid(number))
    }
    if numbers.count == 4 { numbers.append(Elaborator.testVolume) }
    guard isBar(numbers) else {
      report(.test(.impossibleBar(draft.rows.count)), at: row.span)
      return false
    }
    draft.rows.append(numbers)
    return true
  }

  /// Open, high, low and close are prices, and all lie between low and high.
  private func isBar(_ row: [Double]) -> Bool {
    row[2] > 0 && row[2] <= min(row[0], row[3]) && row[1] >= max(row[0], row[3])
  }

  // MARK: - Shapes

  private mutating func add(
    _ shapes: [Expression], _ column: InputColumn, _ span: Span, to draft: inout BarsDraft
  ) -> Bool {
    var place = draft.curves.firstIndex { $0.column == column }
    if place == nil {
      draft.curves.append((column, Curve(), span))
      place = draft.curves.count - 1
    }
    guard let place else { return false }
    let least = column == .volume ? 0 : 1 / Grid.scale
    for expression in shapes {
      let before = draft.curves[place].curve.values.count
      guard add(expression, to: &draft.curves[place].curve) else { return false }
      let odd = draft.curves[place].curve.values[before...].first {
        !($0 >= least && $0 <= Elaborator.testMost)
      }
      if let odd {
        report(.test(.badPrice(odd, most: Elaborator.testMost)), at: expression.span)
        return false
      }
    }
    if draft.curves[place].curve.endsInGap, let last = shapes.last {
      report(.test(.gapAtEnd), at: last.span)
      return false
    }
    return true
  }

  private mutating func add(_ expression: Expression, to curve: inout Curve) -> Bool {
    guard case .call(let name, let arguments) = expression.kind else {
      guard let number = fixedNumber(expression, "a bar's price") else { return false }
      guard curve.values.count < Curve.most else { return tooMany(expression.span) }
      curve.add(number)
      return true
    }
    guard let shape = shape(name, arguments, expression.span) else { return false }
    if shape.needsLevel, curve.level == nil {
      report(.test(.noLevel(name.text)), at: expression.span)
      return false
    }
    guard shape.bars + curve.values.count <= Curve.most else { return tooMany(expression.span) }
    curve.add(shape)
    return true
  }

  private mutating func tooMany(_ span: Span) -> Bool {
    report(.test(.tooManyBars(Curve.most)), at: span)
    return false
  }

  private mutating func shape(_ name: Name, _ arguments: [Argument], _ span: Span) -> PriceShape? {
    guard let forms = PriceShape.forms.first(where: { $0.name == name.text })?.formals else {
      let known = PriceShape.forms.map(\.name)
      let near = near(name.text, among: known)
      report(.test(.unknownShape(name.text, known: known, suggestions: near)), at: name.span)
      return nil
    }
    let labels = arguments.compactMap { $0.label?.text }
    guard let formals = forms.first(where: { $0.count == arguments.count }),
      Set(labels).count == labels.count, labels.allSatisfy(formals.contains)
    else {
      report(.test(.shapeArguments(name.text, forms)), at: span)
      return nil
    }
    var free = formals.filter { !labels.contains($0) }[...]
    var values: [String: (number: Double, span: Span)] = [:]
    for argument in arguments {
      guard let formal = argument.label?.text ?? free.popFirst() else { return nil }
      guard let number = fixedNumber(argument.value, "`\(formal)` of a shape") else { return nil }
      values[formal] = (number, argument.value.span)
    }
    return shape(name.text, values)
  }

  private mutating func shape(
    _ name: String, _ values: [String: (number: Double, span: Span)]
  ) -> PriceShape? {
    func number(_ formal: String) -> Double? { values[formal]?.number }
    let wholes: [(formal: String, least: Double, most: Double)] = [
      ("bars", name == "dip" ? 2 : 1, Double(Curve.most)), ("seed", 0, 0x1p53),
    ]
    for (formal, least, most) in wholes {
      guard let (number, span) = values[formal] else { continue }
      guard number == number.rounded(), number >= least, number <= most else {
        report(.test(.shapeNumber(formal, number, "a whole number from \(plain(least))")), at: span)
        return nil
      }
    }
    let shares: [(formal: String, lowest: Double)] = [
      ("depth", -10), ("size", name == "gap" ? -1 : 0),
    ]
    for (formal, lowest) in shares {
      guard let (number, span) = values[formal] else { continue }
      let most = name == "gap" ? 10.0 : 1
      guard number < most, number > lowest || (number == 0 && lowest == 0) else {
        let wanted = "more than \(plain(lowest * 100))% and less than \(plain(most * 100))%"
        report(.test(.shapeNumber(formal, number, wanted)), at: span)
        return nil
      }
    }
    let bars = Int(number("bars") ?? 100)
    switch name {
    case "ramp": return .ramp(start: number("start"), to: number("to") ?? 0, bars: bars)
    case "flat": return .flat(at: number("price"), bars: bars)
    case "dip": return .dip(depth: number("depth") ?? 0, bars: bars)
    case "gap": return .gap(number("size") ?? 0)
    default:
      return .noise(
        bars: bars, size: number("size") ?? 0.01, seed: UInt64(number("seed") ?? 0))
    }
  }

  // MARK: - Bars

  /// The bars of a draft without a file; nothing when they make no sense, none when there are none.
  mutating func bars(_ draft: BarsDraft) -> Bars? {
    var rows = draft.rows
    if !draft.curves.isEmpty {
      guard let made = self.rows(draft) else { return nil }
      rows = made
    }
    let interval = assumptions.interval ?? Elaborator.testInterval
    let length = interval.multipliedReportingOverflow(by: Int64(rows.count))
    guard !length.overflow, length.partialValue < .max - Elaborator.testStart else {
      report(.type(.noSuchTime), at: draft.curves.first?.span ?? .none)
      return nil
    }
    func words(_ column: Int) -> [Int64] { rows.map { Grid.word($0[column]) } }
    let time = rows.indices.map { Elaborator.testStart + Int64($0) * interval }
    return Bars(
      time: time, open: words(0), high: words(1), low: words(2), close: words(3),
      volume: words(4), interval: interval)
  }

  /// The rows that curves make: what has no curve of its own follows the close.
  private mutating func rows(_ draft: BarsDraft) -> [[Double]]? {
    guard let close = draft.curves.first(where: { $0.column == .close })?.curve else {
      report(.test(.noClose), at: draft.curves[0].span)
      return nil
    }
    for (column, curve, span) in draft.curves where curve.values.count != close.values.count {
      report(
        .test(
          .unevenColumns(column.spelling, curve.values.count, close: close.values.count)),
        at: span)
      return nil
    }
    func values(_ column: InputColumn) -> [Double]? {
      draft.curves.first { $0.column == column }?.curve.values
    }
    let (opens, highs) = (values(.open) ?? close.starts, values(.high))
    let (lows, volumes) = (values(.low), values(.volume))
    var rows: [[Double]] = []
    for (bar, price) in close.values.enumerated() {
      let open = opens[bar]
      let row = [
        open, highs?[bar] ?? max(open, price), lows?[bar] ?? min(open, price), price,
        volumes?[bar] ?? Elaborator.testVolume,
      ]
      guard isBar(row) else {
        report(.test(.impossibleBar(bar)), at: draft.curves[0].span)
        return nil
      }
      rows.append(row)
    }
    return rows
  }
}

extension PriceShape {
  /// How many bars it makes.
  var bars: Int {
    switch self {
    case .ramp(_, _, let bars), .flat(_, let bars), .dip(_, let bars), .noise(let bars, _, _): bars
    case .gap: 0
    }
  }
}
