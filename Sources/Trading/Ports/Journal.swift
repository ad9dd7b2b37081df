/// Port: where events are written, in order, and read again.
public protocol Journal: AnyObject {
  /// True when an event that was appended survives the process and the machine.
  var isDurable: Bool { get }
  /// How many events were appended so far.
  var count: Int64 { get }
  /// Writes one event; its id must be the count plus one. False when it could not be written:
  /// nothing that depends on it may then happen.
  func append(_ event: Event) -> Bool
  /// The events whose id is larger, oldest first; those a journal has dropped are left out.
  func events(since id: Int64) -> [Event]
}

/// The last events, in memory.
public final class MemoryJournal: Journal {
  /// How many events are kept at least.
  public let kept: Int
  private var events: [Event] = []
  public private(set) var count: Int64 = 0

  public init(kept: Int = 100_000) { self.kept = Swift.max(1, kept) }

  public var isDurable: Bool { false }

  public func append(_ event: Event) -> Bool {
    guard event.id == count + 1 else { return false }
    if events.count >= 2 * kept { events.removeFirst(kept) }
    events.append(event)
    count += 1
    return true
  }

  public func events(since id: Int64) -> [Event] {
    let first = count - Int64(events.count)
    guard id < count else { return [] }
    return Array(events[Int(Swift.max(0, id - first))...])
  }
}
