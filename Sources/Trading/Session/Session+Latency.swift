internal import Machine

/// What was decided at a close and has not arrived: its sizes are fixed.
struct Parcel: Sendable, Hashable {
  /// The first bar that starts then or later meets it.
  let due: Int64
  /// The statements whose resting orders stay.
  let keeps: [Int]
  /// True where a limit was reached: nothing rests any more.
  let isBlocked: Bool
  var exits: ShortList<ExitOrder>
  var entries: ShortList<EntryOrder>
  var standing: [StandingExit]
}

/// Orders that need longer than to the next bar: what a close decides, also what it takes back and
/// the prices of exits, is in force that much later.
extension Session {
  /// What is decided at a close meets the first bar that starts the latency of its terms after the
  /// end of its bar, or later; below a bar's length that is the next one.
  ///
  /// - Parameter interval: the length of a bar, in nanoseconds.
  public mutating func delay(interval: Int64) { delay = terms.delay(interval: interval) }

  /// True where orders need longer than to the next bar.
  public var isDelayed: Bool { delay > 0 }

  /// True where something on its way may fill.
  var hasParcels: Bool {
    parcels[firstParcel...].contains { !$0.entries.isEmpty || !$0.exits.isEmpty }
  }

  /// When that is in force which is decided at the close just reached.
  var due: Int64 {
    let (due, overflow) = barTime.addingReportingOverflow(delay)
    return overflow ? .max : due
  }

  /// A close begins to decide: what is in force is put aside.
  mutating func setOut() {
    aside = Parcel(
      due: 0, keeps: [], isBlocked: false, exits: exits, entries: entries,
      standing: standingExits)
    exits.clear()
    entries.clear()
    standingExits.removeAll()
  }

  /// It has decided: that goes on its way, and what was in force still is.
  mutating func dispatchLate(_ decisions: [Decision], isBlocked: Bool) {
    guard let aside else { return }
    parcels.append(
      Parcel(
        due: due,
        keeps: decisions.filter { $0.verb == .keeps }.map(\.statement), isBlocked: isBlocked,
        exits: exits, entries: entries, standing: standingExits))
    (exits, entries, standingExits) = (aside.exits, aside.entries, aside.standing)
    self.aside = nil
  }

  /// A bar begins: what has arrived by then is in force.
  mutating func arrive(_ time: Int64) {
    while firstParcel < parcels.count, parcels[firstParcel].due <= time {
      let parcel = parcels[firstParcel]
      firstParcel += 1
      standingExits = parcel.standing
      if parcel.isBlocked {
        dropResting()
      } else {
        entries.removeAll { !$0.isAtMarket && !parcel.keeps.contains($0.statement) }
      }
      for index in parcel.entries.indices { entries.append(parcel.entries[index]) }
      for index in parcel.exits.indices { line(up: parcel.exits[index]) }
    }
    if firstParcel == parcels.count || firstParcel > 1_024 {
      parcels.removeFirst(firstParcel)
      firstParcel = 0
    }
    notePending()
  }

  /// What is on its way is taken back.
  mutating func forgetParcels() {
    parcels.removeAll()
    firstParcel = 0
  }
}
