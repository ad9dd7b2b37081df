public import Machine
public import Trading

/// What a run did bar by bar, for whoever explains it: a test of a strategy does.
public struct Diary: Sendable, Hashable {
  /// A statement that was not followed, or not as it was decided.
  public struct Refused: Sendable, Hashable {
    /// The index of the statement among the program's orders.
    public let statement: Int
    public let reason: RefusalReason
  }

  /// One bar.
  public struct Page: Sendable, Hashable {
    /// The account after the fills of the bar, as the program saw it at the close.
    public let account: AccountValues
    /// The statements that acted at the close, by their index among the program's orders.
    public fileprivate(set) var acted: [Int] = []
    /// What was refused in the bar or at its close.
    public fileprivate(set) var refused: [Refused] = []
  }

  /// One for each of the rows that were traded.
  public private(set) var pages: [Page] = []
  /// In the order in which they happened.
  public internal(set) var fills: [Fill] = []
  private var counts: [Refused: Int] = [:]

  /// A new bar, with the account as the program sees it.
  mutating func turn(_ account: AccountValues) { pages.append(Page(account: account)) }

  /// What was decided at the close of the bar, and every refusal so far.
  mutating func note(_ decisions: [Decision], _ refusals: [Refusal]) {
    guard !pages.isEmpty else { return }
    let page = pages.count - 1
    pages[page].acted = decisions.map(\.statement)
    for refusal in refusals {
      let refused = Refused(statement: refusal.statement, reason: refusal.reason)
      guard refusal.count > counts[refused, default: 0] else { continue }
      counts[refused] = refusal.count
      pages[page].refused.append(refused)
    }
  }
}
