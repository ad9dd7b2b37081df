internal import Machine

/// Where values stand: a slot for each node, in the frame or among the scalars. A slot is never
/// used twice; whoever wants to reuse the slots of values that are no longer read does it here.
struct Slots {
  private(set) var once = SlotCounts()
  private(set) var frame = SlotCounts()
  private var onceSlots: [Slot?]
  private var frameSlots: [Slot?]

  init(nodes count: Int) {
    onceSlots = [Slot?](repeating: nil, count: count)
    frameSlots = onceSlots
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
  mutating func column(_ node: NodeID, _ bank: Bank) -> Slot {
    if let slot = frameSlots[node.index] { return slot }
    let slot = Slot(bank, frame[bank])
    frame[bank] += 1
    frameSlots[node.index] = slot
    return slot
  }
}
