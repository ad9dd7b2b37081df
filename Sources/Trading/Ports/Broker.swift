public import Machine

/// What a broker can do, declared before the first order.
public struct BrokerCapabilities: Sendable, Hashable {
  /// True when no money moves.
  public var isSimulated: Bool
  /// True when an exit may name a share of what is open.
  public var closesByShare: Bool
  /// True when an order may fill in parts.
  public var fillsInParts: Bool
  /// How long after its close an order is effective, in nanoseconds.
  public var latency: Int64

  public init(isSimulated: Bool, closesByShare: Bool, fillsInParts: Bool, latency: Int64) {
    self.isSimulated = isSimulated
    self.closesByShare = closesByShare
    self.fillsInParts = fillsInParts
    self.latency = latency
  }
}

/// What a broker says the account holds.
public struct BrokerAccount: Sendable, Hashable {
  /// Signed units.
  public let position: Quantity
  public let cash: Money

  public init(position: Quantity, cash: Money) {
    self.position = position
    self.cash = cash
  }
}

/// Port: whoever executes orders. Asked, never called back; belongs to the loop's thread.
public protocol Broker: AnyObject {
  var capabilities: BrokerCapabilities { get }
  var account: BrokerAccount { get }

  /// Takes an order; what becomes of it stands in the reports. An id that was placed before is
  /// ignored: placing is safe to repeat.
  func place(_ order: Order, at time: Int64)

  /// Asks for an order to be taken back. An id that is unknown or has ended is ignored.
  func cancel(_ cancel: Cancel, at time: Int64)

  /// Appends every report behind a cursor (0 is the beginning), oldest first.
  func reports(since cursor: Int64, into reports: inout [BrokerReport])

  /// A bar of the market has opened. A venue knows by itself; a simulated broker learns it here.
  func see(_ bar: Bar)
}

extension Broker {
  public func see(_ bar: Bar) {}

  /// Asks for whatever is left of an order to be taken back.
  public func cancel(_ order: Int64, at time: Int64) { cancel(Cancel(order), at: time) }

  /// The fills behind a cursor.
  public func fills(since cursor: Int64) -> [BrokerReport] {
    var found: [BrokerReport] = []
    reports(since: cursor, into: &found)
    return found.filter { if case .filled = $0.kind { true } else { false } }
  }

  /// The orders reported on behind a cursor, by their first report, each as it stands now.
  public func orders(since cursor: Int64) -> [OrderStanding] {
    var found: [BrokerReport] = []
    reports(since: cursor, into: &found)
    var standings: [OrderStanding] = []
    var places: [Int64: Int] = [:]
    for report in found {
      guard let state = report.state else { continue }
      if let place = places[report.order] {
        standings[place].state = state
      } else {
        places[report.order] = standings.count
        standings.append(OrderStanding(id: report.order, state: state))
      }
    }
    return standings
  }
}
