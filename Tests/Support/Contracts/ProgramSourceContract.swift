internal import Machine
public import Trading

/// What every source of programs owes the loop: gives what it does not keep.
///
/// - Parameters:
///   - source: one that has just handed over, or was made with, `good(0)`.
///   - write: puts a text in place of the old one; nil takes the text away.
///   - good: texts that compile, each to another program.
///   - bad: a text that does not.
///   - rest: lets time pass until the instant asked for, and says what it is then.
public func programSourceContract(
  _ source: any ProgramSource, write: (String?) -> Void, good: (Int) -> String, bad: String,
  rest: (Int64) -> Int64
) -> [String] {
  var problems: [String] = []
  var now = rest(0)
  /// Asks for a while, as the loop does.
  func heard(_ looks: Int = 40) -> [ProgramNews] {
    var news: [ProgramNews] = []
    for _ in 0..<looks {
      if let one = source.poll(now: now) { news.append(one) }
      guard let due = source.due(after: now) else { continue }
      if due <= now { problems.append("is due in the past") }
      now = rest(due)
    }
    return news
  }
  func expect(_ what: String, _ fits: (ProgramNews) -> Bool) {
    let news = heard()
    if news.count != 1 || !fits(news[0]) { problems.append("\(what): \(news.count) news") }
  }
  func isChange(_ news: ProgramNews) -> Bool { if case .changed = news { true } else { false } }
  if !heard().isEmpty { problems.append("news without a change") }
  write(good(1))
  expect("a change", isChange)
  write(good(1))
  if !heard().isEmpty { problems.append("the same text is news") }
  write(bad)
  expect("a mistake") { if case .broken(let text) = $0 { !text.isEmpty } else { false } }
  write(good(1))
  expect("the mistake taken back", isChange)
  write(nil)
  expect("the text taken away") { if case .missing(let text) = $0 { !text.isEmpty } else { false } }
  write(good(2))
  expect("the text back again", isChange)
  // A hundred saves, faster than anybody looks: the last one counts, and is news once.
  for number in 3..<103 {
    write(good(number))
    if number % 5 == 0 { _ = source.poll(now: now) }
  }
  let news = heard()
  guard case .changed(let last, _, _) = news.last, news.count <= 3 else {
    problems.append("a hundred saves: \(news.count) news")
    return problems
  }
  write(good(2))
  _ = heard()
  write(good(102))
  if case .changed(let again, _, _) = heard().last, again.hash == last.hash { return problems }
  problems.append("a hundred saves do not end with the last one")
  return problems
}
