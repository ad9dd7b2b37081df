public import Machine

/// Something that happened in a session: the envelope every event comes in.
public struct Event: Sendable, Hashable {
  /// From 1, without holes.
  public let id: Int64
  /// When, in the market's time: nanoseconds since 1970-01-01 UTC.
  public let time: Int64
  public let source: Source
  public let data: EventData
  /// The id of the event it follows from; 0 where nothing went before.
  public let cause: Int64

  public init(id: Int64, time: Int64, source: Source, data: EventData, cause: Int64) {
    self.id = id
    self.time = time
    self.source = source
    self.data = data
    self.cause = cause
  }

  /// Who says it.
  public enum Source: String, Sendable, Hashable, CaseIterable {
    case feed, program, session, broker, loop
  }

  /// What sort of event it is: `order`.
  public var type: String { data.type }
}

/// One thing that is in force during a session, in a trader's words.
public struct Convention: Sendable, Hashable {
  public let name: String
  public let value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// What a session came to.
public struct SessionSummary: Sendable, Hashable {
  public let bars: Int
  public let trades: Int
  public let fills: Int
  public let dropped: Int
  public let position: Quantity
  public let cash: Money
  public let equity: Double
  /// Equity less the capital.
  public let profit: Double
  public let feesPaid: Money

  public init(_ session: borrowing Session, equity: Double, bars: Int, dropped: Int) {
    self.bars = bars
    self.dropped = dropped
    trades = session.tradeCount
    fills = session.fillCount
    position = session.position
    cash = session.cash
    self.equity = equity
    profit = equity - session.terms.capital.number
    feesPaid = session.feesPaid
  }
}

/// What happened.
public enum EventData: Sendable, Hashable {
  /// What is in force.
  case started([Convention])
  /// A bar closed; its row among the bars the session keeps.
  case bar(Bar, row: Int)
  /// A statement acts, with its size or share where it has one that is not missing.
  case signal(statement: Int, value: Double?)
  /// What an alert says.
  case alert(AlertMessage)
  case order(Order)
  /// An order is in another state.
  case state(order: Int64, OrderState)
  case fill(order: Int64, Execution)
  /// A statement was not followed, or not as it stands; an order it concerns, or 0.
  case refusal(statement: Int, RefusalReason, order: Int64)
  /// What the account holds after a bar's close.
  case account(position: Quantity, cash: Money, equity: Double)
  /// Bars are missing between two times.
  case gap(from: Int64, to: Int64, bars: Int64)
  /// A bar that was not taken, and why.
  case dropped(time: Int64, DropReason)
  /// No bar came for as many intervals.
  case stalled(intervals: Int)
  /// A new program is ready, and takes over at the next bar; what is different.
  case ready(changes: [String])
  /// It has taken over, at that row.
  case swapped(row: Int)
  /// The program's text does not compile, or cannot be run: the old one goes on.
  case broken(String)
  case missing(String)
  /// The broker and the session do not agree, or a report makes no sense: no order is sent any
  /// more.
  case halted(String)
  case ended(String, SessionSummary)

  /// As it stands in a file.
  public var type: String {
    switch self {
    case .started: "started"
    case .bar: "bar"
    case .signal: "signal"
    case .alert: "alert"
    case .order: "order"
    case .state: "state"
    case .fill: "fill"
    case .refusal: "refusal"
    case .account: "account"
    case .gap: "gap"
    case .dropped: "dropped"
    case .stalled: "stalled"
    case .ready: "ready"
    case .swapped: "swapped"
    case .broken: "broken"
    case .missing: "missing"
    case .halted: "halted"
    case .ended: "ended"
    }
  }
}

/// Why a bar was not taken.
public enum DropReason: String, Sendable, Hashable, CaseIterable {
  /// It starts when the last one did.
  case duplicate
  /// It starts before the last one.
  case disorder
  /// The session keeps no more bars.
  case full

  /// In a trader's words.
  public var summary: String {
    switch self {
    case .duplicate: "a bar of this time was taken already"
    case .disorder: "a later bar was taken already"
    case .full: "the session keeps no more bars"
    }
  }
}
