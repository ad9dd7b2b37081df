public import Host
public import Machine

/// Providers in the order in which they are asked: the next one where the one before has no answer.
public struct Failover: Sendable {
  /// Bars, and how they were come by.
  public struct Answer: Sendable {
    /// Where they were found.
    public enum Place: String, Sendable, Hashable { case provider, memory, disk }
    public let bars: Bars
    /// Whose they are, as it was said.
    public let provider: String
    public let place: Place
    /// When the provider gave them, in nanoseconds since 1970-01-01 UTC.
    public let fetched: Int64
    /// Everybody who was asked, in order; nobody where a cache had them.
    public let asked: [Access.Record]
  }

  private var line: [Access]
  private var cache: HistoryCache?

  /// - Parameter cache: looked into before anybody is asked, provider by provider.
  public init(_ providers: [any Provider], cache: HistoryCache? = nil) {
    line = providers.map { Access($0) }
    self.cache = cache
  }

  /// The bars of the first who has them; fails as the first one did where nobody has.
  public mutating func answer(
    _ request: BarRequest, in environment: Environment
  ) throws(Failure) -> Answer {
    var asked: [Access.Record] = []
    for place in line.indices {
      let spelling = line[place].provider.spelling
      if let known = cache?.entry(of: spelling, request, in: environment) {
        return Answer(
          bars: known.bars, provider: spelling, place: known.place, fetched: known.fetched,
          asked: asked)
      }
      let (bars, record) = line[place].bars(request, in: environment)
      asked.append(record)
      guard let bars else { continue }
      let now = environment.clock.now()
      cache?.keep(bars, of: spelling, request, fetched: now, in: environment)
      return Answer(
        bars: bars, provider: spelling, place: .provider, fetched: now, asked: asked)
    }
    throw failure(asked)
  }

  private func failure(_ asked: [Access.Record]) -> Failure {
    guard let first = asked.first?.failure else {
      return ProviderKinds.unknown.failure("no provider was named")
    }
    guard asked.count > 1 else { return first }
    let reasons = asked.compactMap { record in
      record.failure.map { "\(record.provider): \($0.message)" }
    }
    return Failure(
      first.failureClass, code: first.code, reasons.joined(separator: "; then "),
      at: first.place, help: first.help)
  }
}
