public import Machine

/// Watches what a program shows and says, beside its orders: the outlook's machine over the same
/// bars, with the same account. It changes no order.
public struct Lookout: ~Copyable {
  public var machine: VirtualMachine
  public let outlook: Outlook
  private let surroundings: Surroundings
  /// True when nothing in it depends on the account.
  public let isAccountFree: Bool
  /// Which conditions held at the close before: an alert speaks when its condition becomes true.
  private var held: [Bool]

  /// - Parameters:
  ///   - values: one for each of the program's parameters.
  ///   - room: the most bars of one `advance`.
  ///   - surroundings: what the program may ask beside the bars.
  public init(
    _ outlook: Outlook, values: [Double], room: Int = 1024, surroundings: Surroundings = .none
  ) throws(RunFailure) {
    self.surroundings = surroundings
    machine = try VirtualMachine(
      outlook.program, values: values, room: room, surroundings: surroundings)
    self.outlook = outlook
    isAccountFree = outlook.program.isAccountFree
    held = outlook.alerts.map { _ in false }
  }

  /// Takes the next bars; `look` must follow for each of them.
  public mutating func advance(_ bars: Bars, rows: Range<Int>) {
    machine.advance(bars, rows: rows)
  }

  /// Takes the next bar; `look` must follow.
  public mutating func advance(_ bar: Bar, interval: Int64) {
    machine.advance(bar, interval: interval)
  }

  /// The close of a row of the last `advance`, the account as it is then: what becomes true speaks.
  public mutating func look(
    row: Int, account: AccountValues, into messages: inout [AlertMessage]
  ) {
    for index in step(row: row, account: account) { messages.append(message(index, row)) }
  }

  /// The same without a word, for bars that are history.
  public mutating func pass(row: Int, account: AccountValues) {
    _ = step(row: row, account: account)
  }

  /// The alerts whose conditions become true; there is no list where none does.
  private mutating func step(row: Int, account: AccountValues) -> [Int] {
    if !isAccountFree { machine.decide(row: row, account: account) }
    var spoken: [Int] = []
    for index in held.indices {
      let holds = machine.flag(outlook.alerts[index].when, row: row)
      if holds, !held[index] { spoken.append(index) }
      held[index] = holds
    }
    return spoken
  }

  private func message(_ index: Int, _ row: Int) -> AlertMessage {
    let alert = outlook.alerts[index]
    return AlertMessage(
      alert: index, text: alert.text.map { machine.piece($0, row: row) },
      values: alert.values.map { .init(name: $0.name, value: machine.piece($0.value, row: row)) })
  }

  /// The same, to be continued on its own.
  public func copy() throws(SnapshotFailure) -> Lookout {
    let copy = try? Lookout(
      outlook, values: machine.values, room: machine.room, surroundings: surroundings)
    guard var other = copy else { throw .otherProgram }
    try other.machine.restore(machine.snapshot())
    other.held = held
    return other
  }
}
