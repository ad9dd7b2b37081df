public import Machine
public import Trading

/// What every feed owes the loop: gives what it does not keep.
///
/// - Parameters:
///   - feed: a fresh one.
///   - expected: the bars it is to deliver, once and in order; nothing is expected where nil.
///   - polls: how many times it is asked at most.
public func feedContract(_ feed: any Feed, expected: Bars?, polls: Int = 100_000) -> [String] {
  var problems: [String] = []
  var found: [Bar] = []
  var (now, last, watermark): (Int64, Int64, Int64) = (1_000, 0, .min)
  var isOver = false
  if feed.interval < 0 || feed.pace < 0 { problems.append("a negative interval or pace") }
  for _ in 0..<polls where !isOver {
    switch feed.poll(now: now) {
    case .bar(let bar, let sequence, let mark):
      if sequence <= last { problems.append("sequence \(sequence) after \(last)") }
      if bar.time < watermark { problems.append("a bar before the watermark") }
      if mark < watermark { problems.append("the watermark falls") }
      (last, watermark) = (sequence, mark)
      found.append(bar)
    case .waiting(let due):
      if let due, due <= now { problems.append("waits for an instant that has passed") }
      // Just before it is due it still waits.
      if let due, case .bar = feed.poll(now: due - 1) {
        problems.append("a bar comes before it was said to")
      }
      now = due ?? now + 1_000_000
    case .ended, .failed: isOver = true
    }
  }
  if !isOver { problems.append("has not ended after \(polls) polls") }
  for _ in 0..<3 {
    switch feed.poll(now: now) {
    case .ended, .failed: break
    default: problems.append("goes on after its end")
    }
  }
  if let expected, found != (0..<expected.count).map({ expected[$0] }) {
    problems.append("\(found.count) bars, not the \(expected.count) there are")
  }
  return problems
}

/// What every history owes the loop.
public func historyContract(_ history: any History, all: Bars) -> [String] {
  var problems: [String] = []
  if history.interval != all.interval { problems.append("another interval") }
  for (row, most) in [(0, 5), (1, 5), (all.count / 2, 7), (all.count - 1, all.count), (3, 0)] {
    let part = history.bars(before: all.time[row], most: most)
    let expected = max(0, row - most)..<row
    let wanted = all.rows(expected)
    if part.time != wanted.time || part.close != wanted.close {
      problems.append("the \(most) bars before row \(row) are others")
    }
  }
  if history.bars(before: .max, most: .max).count != all.count { problems.append("not all bars") }
  return problems
}

/// What every clock owes the loop. `signals` that arrive meanwhile may end a rest early.
public func clockContract(_ clock: any Clock) -> [String] {
  var problems: [String] = []
  var last = clock.uptime()
  for _ in 0..<1_000 {
    let now = clock.uptime()
    if now < last { problems.append("the stopwatch runs backwards") }
    last = now
  }
  clock.rest(until: last - 1_000_000_000)
  let start = clock.uptime()
  clock.rest(until: start + 2_000_000)
  if clock.uptime() < start + 2_000_000 { problems.append("wakes before the instant") }
  if clock.now() < 0 { problems.append("the time is before 1970") }
  return problems
}

/// What every journal owes the loop.
///
/// - Parameter kept: how many events it keeps at least.
public func journalContract(_ journal: any Journal, kept: Int) -> [String] {
  var problems: [String] = []
  func event(_ id: Int64) -> Event {
    Event(id: id, time: id, source: .loop, data: .halted("\(id)"), cause: id - 1)
  }
  if journal.count != 0 || !journal.events(since: 0).isEmpty { problems.append("is not empty") }
  if journal.append(event(2)) { problems.append("takes an event with a hole before it") }
  for id in 1...Int64(5 * kept) {
    if !journal.append(event(id)) { problems.append("refuses event \(id)") }
    if journal.append(event(id)) { problems.append("takes event \(id) twice") }
  }
  let count = Int64(5 * kept)
  if journal.count != count { problems.append("counts \(journal.count), not \(count)") }
  for behind in 0...Int64(kept) {
    let expected = (count - behind..<count).map { event($0 + 1) }
    if journal.events(since: count - behind) != expected {
      problems.append("the last \(behind) events are others")
    }
  }
  let all = journal.events(since: 0)
  if all != all.sorted(by: { $0.id < $1.id }) || all.last?.id != count {
    problems.append("events are out of order")
  }
  if !journal.events(since: count + 5).isEmpty { problems.append("events of the future") }
  return problems
}
