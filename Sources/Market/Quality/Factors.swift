public import Host
public import Machine

/// Splits and dividends of an instrument, as factors by date: what a price is to be multiplied by,
/// and a volume divided by.
///
/// The file is CSV with a header line, `last_date_inclusive,price_factor,split_factor`, perhaps
/// more columns: from the row before it (exclusive) to its date (inclusive) a row holds. A price
/// becomes the number nearest to price × price_factor × split_factor, a volume volume ÷
/// split_factor with eight decimals. Bars behind the last row are left alone.
public struct Factors: Sendable, Hashable {
  /// Factors that hold up to a day.
  public struct Row: Sendable, Hashable {
    /// Days since 1970-01-01; the last day it holds for.
    public let last: Int
    public let price: Double
    public let split: Double
  }

  public let rows: [Row]

  /// Reads a file of factors; the failure names the line.
  public init(_ path: String, in environment: Environment) throws(Failure) {
    let bytes = try environment.disk.read(path, limit: 1 << 24)
    try self.init(text: String(decoding: bytes, as: UTF8.self), path: path)
  }

  init(text: String, path: String) throws(Failure) {
    func wrong(_ line: Int, _ what: String) -> Failure {
      Failure(
        .data, code: DataKinds.badFactors.code, what, at: .init(file: path, line: line),
        help: DataKinds.badFactors.remedy)
    }
    let lines = text.split(whereSeparator: \.isNewline)
    let names = (lines.first ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
    guard let date = names.firstIndex(where: { ["last_date_inclusive", "date"].contains($0) }),
      let price = names.firstIndex(of: "price_factor"),
      let split = names.firstIndex(of: "split_factor")
    else {
      throw wrong(1, "the first line must name last_date_inclusive, price_factor and split_factor")
    }
    var rows: [Row] = []
    for (index, line) in lines.enumerated().dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        .map { String($0.filter { $0 != " " }) }
      guard fields.count == names.count else { throw wrong(index + 1, "\(fields.count) fields") }
      guard let day = Self.day(fields[date]), day.magnitude < 100_000 else {
        throw wrong(index + 1, "\(fields[date].prefix(40)) is no date")
      }
      guard let one = Double(fields[price]), let two = Double(fields[split]), one > 0, two > 0,
        one.isFinite, two.isFinite
      else { throw wrong(index + 1, "a factor must be a number above zero") }
      guard day > rows.last?.last ?? .min else {
        throw wrong(index + 1, "the dates must increase")
      }
      rows.append(Row(last: day, price: one, split: two))
    }
    guard !rows.isEmpty else { throw wrong(1, "there are no factors") }
    self.rows = rows
  }

  /// `20200131` or `2020-01-31`.
  private static func day(_ text: String) -> Int? {
    if let days = TimeText.date(text) { return days }
    guard text.utf8.count == 8, let number = Int(text) else { return nil }
    return CivilDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)?
      .daysSince1970
  }

  /// The adjusted bars, and how many were changed. A bar belongs to its date in the zone; bars that
  /// are dates themselves bear that date.
  public func adjusted(_ bars: Bars, in zone: Zone) -> (bars: Bars, count: Int) {
    let day: Int64 = 86_400_000_000_000
    let areDates = bars.interval >= day && (bars.time.first ?? 1) % day == 0
    var columns = Columns()
    columns.reserve(bars.count)
    var (changed, at) = (0, 0)
    for row in 0..<bars.count {
      let second = bars.time[row].floored(by: 1_000_000_000)
      let local = areDates ? second : second + zone.span(at: second).offset
      let date = Int(local.floored(by: 86_400))
      while at < rows.count, rows[at].last < date { at += 1 }
      let bar = bars[row]
      guard at < rows.count, rows[at].price != 1 || rows[at].split != 1 else {
        columns.append(bar)
        continue
      }
      changed += 1
      let (one, two) = (rows[at].price, rows[at].split)
      func price(_ word: Int64) -> Int64 { Self.product(word, one, two) }
      columns.append(
        Bar(
          time: bar.time, open: price(bar.open), high: price(bar.high), low: price(bar.low),
          close: price(bar.close), volume: Self.rounded(Grid.number(bar.volume) / rows[at].split)))
    }
    return (columns.bars(interval: bars.interval).with(extras: bars.extras), changed)
  }

  /// The word of the number nearest to a price times two factors: what each step loses by rounding
  /// is carried along, so that a price of a few millionths keeps all its digits.
  private static func product(_ word: Int64, _ one: Double, _ two: Double) -> Int64 {
    guard word != Grid.missing else { return word }
    // A count is exact where the price itself is not; its unit is divided out at the end.
    let (number, unit) = Grid.isCount(word) ? (Double(word), Grid.scale) : (Grid.number(word), 1)
    let first = number * one
    let second = first * two
    let quotient = second / unit
    let lost =
      (-first).addingProduct(number, one) * two + (-second).addingProduct(first, two)
      + second.addingProduct(-quotient, unit)
    let nearest = quotient + lost / unit
    return Grid.word(nearest.isFinite ? nearest : quotient)
  }

  /// To eight decimals, so that the result is on the grid.
  private static func rounded(_ number: Double) -> Int64 {
    let count = (number * Grid.scale).rounded()
    guard count.magnitude <= Double(Grid.limit) else { return Grid.word(number) }
    return Int64(count)
  }
}
