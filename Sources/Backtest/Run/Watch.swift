internal import Machine
internal import Trading

/// What is shown and said on the way.
struct Watch: ~Copyable {
  var lookout: Lookout
  private let rows: Range<Int>
  private let wantsAlerts: Bool
  private(set) var alerts: [SpokenAlert] = []
  private(set) var plots: [[Column]] = []
  private var messages: [AlertMessage] = []

  /// Nothing where nothing is to be seen, or nobody looks.
  init?(
    _ program: Program, values: [Double], rows: Range<Int>, _ settings: BacktestSettings,
    _ surroundings: Surroundings
  ) throws(RunFailure) {
    guard let outlook = program.outlook, settings.wantsAlerts || settings.wantsPlots else {
      return nil
    }
    lookout = try Lookout(
      outlook, values: values, room: settings.chunk, surroundings: surroundings)
    self.rows = rows
    wantsAlerts = settings.wantsAlerts
    guard settings.wantsPlots else { return }
    plots = outlook.plots.map { plot in
      plot.series.map { Column($0.slot.bank, room: rows.count) }
    }
  }

  /// The close of a bar, which is a row of the chunk.
  mutating func look(at bar: Int, row: Int, _ account: AccountValues) {
    guard rows.contains(bar) else { return lookout.pass(row: row, account: account) }
    lookout.look(row: row, account: account, into: &messages)
    if wantsAlerts {
      for message in messages { alerts.append(SpokenAlert(row: bar, message: message)) }
    }
    messages.removeAll(keepingCapacity: true)
    for plot in plots.indices {
      for series in plots[plot].indices {
        let slot = lookout.outlook.plots[plot].series[series].slot
        lookout.machine.append(slot, row: row, to: &plots[plot][series])
      }
    }
  }
}
