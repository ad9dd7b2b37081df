internal import Host
internal import Machine

/// Trades that stand in a file twice, as where pages of a download overlap.
extension ImportReader {
  /// Names of columns that number trades.
  private static let ids: Set<String> = [
    "id", "tid", "trade_id", "tradeid", "agg_id", "aggid", "agg_trade_id", "aggtradeid", "exec_id",
    "execid", "execution_id", "match_id", "matchid", "trdmatchid", "match_number", "seq",
    "sequence", "seq_no", "seqno", "sequence_number", "trade_no", "tradeno", "trade_number",
    "transaction_id", "transactionid", "uid", "uuid", "trade_uid", "tradeuid", "a",
  ]

  /// Of rows that are the same to the last byte, one is taken where they have a number of their own
  /// or `--dedupe` was said; otherwise they are counted, once they had to be put in order.
  mutating func leaveCopies(_ ticks: inout Ticks) throws(Failure) {
    let id = dialect.names.indices.first {
      dialect.roles[$0] == .ignored && Self.ids.contains(dialect.names[$0])
    }
    guard dialect.moved > 0 || wish.dropsCopies, ticks.count > 1 else { return }
    let isDropping = id != nil || wish.dropsCopies
    var kept = WordSpool(columns: 4, wish.scratch)
    var (copies, time) = (0, Int64.min)
    var seen: [[Int64]: [Int]] = [:]
    let all = ticks
    try all.visit { row throws(Failure) in
      if all.time[row] != time {
        seen.removeAll(keepingCapacity: true)
        time = all.time[row]
      }
      let index = Int(all.row[row])
      let key = [all.price[row], all.amount[row]]
      let line = table.line(index)
      if let known = seen[key], known.contains(where: { table.line($0).elementsEqual(line) }) {
        copies += 1
        if isDropping { return }
      } else {
        seen[key, default: []].append(index)
      }
      try kept.append(all.time[row], all.price[row], all.amount[row], all.row[row])
    }
    guard copies > 0 else { return }
    let rows = counted(copies, "row", "rows")
    if isDropping { ticks = Ticks(try kept.finish()) }
    dialect.decide(
      "copies", isDropping ? "\(rows) left out" : "\(rows) kept",
      "every byte of them is as in another row"
        + (id.map { ", the \(dialect.names[$0]) too" }
          ?? (isDropping ? "; as said" : "; --dedupe leaves them out")),
      "--dedupe")
  }
}
