internal import Host
internal import Machine
internal import Market

/// Bars that come as lines of JSON, from standard input or another stream.
struct LinesProvider: Provider {
  static let options = ["file", "symbol"]

  let spelling: String
  let interval: Int64
  let path: String
  let symbol: String?

  var manners: Manners { .local }

  init(_ text: ProviderText) throws(Failure) {
    spelling = text.spelling
    guard let interval = Timeframe(text: text.place)?.length else {
      throw text.wrong(
        "it begins with the length of a bar such as 1m, 1h or 1d, not \"\(text.place.prefix(40))\"")
    }
    self.interval = interval
    path = text.text("file") ?? "/dev/stdin"
    symbol = text.text("symbol")
  }

  /// No more than there could be of a file; nobody knows how many lines a stream will have.
  func mostBars(in environment: Environment) throws(Failure) -> Int? {
    try environment.disk.mostBars(of: path)
  }

  /// All lines to the end of the stream; their times must increase.
  func bars(_ request: BarRequest, in environment: Environment) throws(Failure) -> Bars {
    if let symbol, let wanted = request.symbol, symbol != wanted {
      throw ProviderKinds.nothing.failure(
        "\(spelling) is of \(symbol), not of \(wanted.prefix(40))")
    }
    var reader = try LineReader(path, in: environment)
    var bars = Bars(
      time: [], open: [], high: [], low: [], close: [], volume: [], interval: interval)
    while case .bar(let bar) = try reader.next(waiting: true) {
      if let last = bars.time.last, bar.time <= last {
        let kind = bar.time == last ? DataKinds.duplicates : DataKinds.disorder
        throw kind.failure(
          "\(spelling): the bar at \(TimeText.text(bar.time)) does not follow the one at "
            + TimeText.text(last))
      }
      bars.append(bar)
    }
    return bars.rows(request.rows(of: bars))
  }
}
