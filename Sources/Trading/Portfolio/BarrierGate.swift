public import Machine

/// Puts the bars of many instruments together as they come in, each at its own time.
///
/// A barrier is complete when every instrument has given its bar of that start or a later one, or
/// has ended: until then nobody can know that a bar is missing. It then comes out once, in the
/// order of time, with the bars there are; a bar that is no later than one its instrument has
/// given, or that belongs to a barrier already out, is refused.
public struct BarrierGate: Sendable {
  private struct Lane {
    /// Bars that wait, oldest first.
    var bars: [Bar] = []
    /// The start of the last bar given.
    var through = Int64.min
    var hasEnded = false
  }

  private var lanes: [Lane]
  /// The start of the last barrier that is out.
  private var out = Int64.min

  /// - Parameter instruments: how many there are, by number.
  public init(instruments: Int) {
    lanes = [Lane](repeating: Lane(), count: instruments)
  }

  /// Takes a bar; false when it comes too late.
  public mutating func offer(_ bar: Bar, of instrument: Int) -> Bool {
    guard lanes.indices.contains(instrument), !lanes[instrument].hasEnded,
      bar.time > lanes[instrument].through, bar.time > out
    else { return false }
    lanes[instrument].through = bar.time
    lanes[instrument].bars.append(bar)
    return true
  }

  /// An instrument gives no more bars: nobody waits for it.
  public mutating func end(instrument: Int) {
    guard lanes.indices.contains(instrument) else { return }
    lanes[instrument].hasEnded = true
  }

  /// The next complete barrier, its bars in the order of the instruments; nothing as long as one is
  /// waited for.
  public mutating func next() -> [(instrument: Int, bar: Bar)]? {
    var time = Int64.max
    for lane in lanes { if let first = lane.bars.first { time = Swift.min(time, first.time) } }
    guard lanes.contains(where: { !$0.bars.isEmpty }) else { return nil }
    for lane in lanes where !lane.hasEnded && lane.through < time { return nil }
    var barrier: [(instrument: Int, bar: Bar)] = []
    for index in lanes.indices where lanes[index].bars.first?.time == time {
      barrier.append((index, lanes[index].bars.removeFirst()))
    }
    out = time
    return barrier
  }
}
