internal import Machine

/// Where values stand: a slot for each node, in the frame or among the scalars. A slot is never
/// used twice; whoever wants to reuse the slots of values that are no longer read does it here.
struct Slots {
  private(set) var once = SlotCounts()
  /// By clock.
  private(set) var frames: [SlotCounts]
  private var onceSlots: [Slot?]
  private var frameSlots: [Slot?]
  /// Of scalars that slower clocks read: a column in each of their frames.
  private var slowSlots: [Key: Slot] = [:]

  private struct Key: Hashable {
    let node: NodeID
    let clock: Int
  }

  init(nodes count: Int, clocks: Int) {
    onceSlots = [Slot?](repeating: nil, count: count)
    frameSlots = onceSlots
    frames = [SlotCounts](repeating: SlotCounts(), count: clocks + 1)
  }

  /// The scalar of a node that is fixed for a run.
  mutating func scalar(_ node: NodeID, _ bank: Bank) -> Slot {
    if let slot = onceSlots[node.index] { return slot }
    let slot = Slot(bank, once[bank])
    once[bank] += 1
    onceSlots[node.index] = slot
    return slot
  }

  /// The column of a node; that of a scalar holds it at every row.
  mutating func column(_ node: NodeID, _ bank: Bank, clock: Int, isScalar: Bool) -> Slot {
    let isSlowScalar = isScalar && clock > 0
    let known =
      isSlowScalar ? slowSlots[Key(node: node, clock: clock)] : frameSlots[node.index]
    if let known { return known }
    let slot = Slot(bank, frames[clock][bank], clock: clock)
    frames[clock][bank] += 1
    if isSlowScalar {
      slowSlots[Key(node: node, clock: clock)] = slot
    } else {
      frameSlots[node.index] = slot
    }
    return slot
  }
}
