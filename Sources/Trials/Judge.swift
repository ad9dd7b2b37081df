internal import Compiler
internal import Machine

/// Says of each expectation whether it was met.
///
/// An event is expected at some bar of its range, a condition at every one; `never` means at none.
/// Without a range both speak of all bars, a condition only of those at whose close the strategy
/// may decide.
struct Judge {
  let happenings: [Happening]
  let witness: Witness
  /// How many bars there are.
  let bars: Int
  let tradesFrom: Int

  /// Nothing where the expectation was met.
  func miss(_ expectation: ExpectationPlan) -> Trial.Miss? {
    if let range = expectation.bars, range.upperBound >= bars {
      return Trial.Miss(
        expectation, "there is no bar \(range.upperBound): the last one is \(bars - 1)")
    }
    switch expectation.subject {
    case .event(let event, let side, let tag):
      let fitting = happenings.filter { happening in
        happening.kind.fits(event) && (side == nil || happening.side == side)
          && (tag == nil || happening.tag == tag)
      }
      return miss(expectation, fitting, words(side, tag, event)) { range in
        // An entry that is missing may have been refused at the close before.
        event != .entered && event != .filled
          ? nil
          : happenings.first { happening in
            happening.kind == .refused && range.contains(happening.bar + 1)
              && (side == nil || happening.side == side)
          }
      }
    case .alerted(let text):
      let fitting = happenings.filter { happening in
        happening.kind == .alerted && (text.map { happening.reason?.contains($0) == true } ?? true)
      }
      return miss(expectation, fitting, "alert" + (text.map { " \"\($0)\"" } ?? "")) { _ in nil }
    case .condition(let output, let readings):
      return miss(expectation, output, readings)
    }
  }

  // MARK: - Events

  /// - Parameters:
  ///   - fitting: what would do, wherever it happened.
  ///   - wanted: what would have been one of them, in words.
  ///   - cause: what may have kept it from happening in a range.
  private func miss(
    _ expectation: ExpectationPlan, _ fitting: [Happening], _ wanted: String,
    cause: (ClosedRange<Int>) -> Happening?
  ) -> Trial.Miss? {
    let range = expectation.bars ?? 0...max(0, bars - 1)
    let inside = fitting.filter { range.contains($0.bar) }
    if expectation.isNever {
      if expectation.bars == nil, tradesFrom >= bars {
        return Trial.Miss(
          expectation, "the strategy's warm-up takes all of the \(bars) bars: nothing can happen")
      }
      guard let first = inside.first else { return nil }
      return Trial.Miss(expectation, "bar \(first.bar): \(first.text)", bar: first.bar)
    }
    if !inside.isEmpty { return nil }
    let missing = "no \(wanted) \(words(expectation.bars))"
    let nearest = fitting.min { distance($0.bar, range) < distance($1.bar, range) }
    if let nearest {
      return Trial.Miss(
        expectation, "\(missing); the nearest is at bar \(nearest.bar)", bar: range.lowerBound)
    }
    if let cause = cause(range) {
      return Trial.Miss(
        expectation, "\(missing); bar \(cause.bar): \(cause.text)", bar: cause.bar)
    }
    return Trial.Miss(
      expectation, "\(missing)\(quiet(until: range.upperBound))",
      bar: expectation.bars?.lowerBound)
  }

  /// What a strategy that could not decide has to say.
  private func quiet(until bar: Int) -> String {
    guard bar <= tradesFrom else { return "" }
    return tradesFrom < bars
      ? "; its warm-up ends with bar \(tradesFrom)"
      : "; its warm-up takes all of the \(bars) bars"
  }

  private func distance(_ bar: Int, _ range: ClosedRange<Int>) -> Int {
    bar < range.lowerBound ? range.lowerBound - bar : max(0, bar - range.upperBound)
  }

  private func words(
    _ side: OrderStatement.Direction?, _ tag: String?, _ event: ExpectationPlan.Event
  ) -> String {
    var words: [String] = []
    if let side { words.append(side == .long ? "long" : "short") }
    if let tag { words.append("\"\(tag)\"") }
    switch event {
    case .entered: words.append("entry")
    case .exited: words.append("exit")
    case .refused: words.append("refusal")
    case .filled: words.append("fill")
    }
    return words.joined(separator: " ")
  }

  private func words(_ range: ClosedRange<Int>?) -> String {
    guard let range else { return "at any bar" }
    return range.count == 1 ? "at bar \(range.lowerBound)" : "at bars \(range.spelling)"
  }

  // MARK: - Conditions

  private func miss(
    _ expectation: ExpectationPlan, _ output: Int, _ readings: [ExpectationPlan.Reading]
  ) -> Trial.Miss? {
    guard expectation.bars != nil || tradesFrom < bars else {
      return Trial.Miss(
        expectation, "the strategy's warm-up takes all of the \(bars) bars")
    }
    let range = expectation.bars ?? tradesFrom...(bars - 1)
    let odd = range.first { witness.flag(output, at: $0) == expectation.isNever }
    guard let odd else { return nil }
    let values = readings.map {
      Trial.Miss.Reading(text: $0.text, value: witness.number($0.output, at: odd))
    }
    return Trial.Miss(
      expectation, "it is \(expectation.isNever ? "true" : "false") at bar \(odd)", bar: odd,
      readings: values)
  }
}

extension ClosedRange where Bound == Int {
  /// As a file says it.
  fileprivate var spelling: String { "\(lowerBound)..\(upperBound)" }
}

extension Happening.Kind {
  fileprivate func fits(_ event: ExpectationPlan.Event) -> Bool {
    switch (self, event) {
    case (.entered, .entered), (.entered, .filled), (.exited, .exited), (.exited, .filled),
      (.refused, .refused):
      true
    default: false
    }
  }
}

extension Trial.Miss {
  fileprivate init(
    _ expectation: ExpectationPlan, _ message: String, bar: Int? = nil, readings: [Reading] = []
  ) {
    self.init(
      span: expectation.span, text: expectation.text, message: message, bar: bar,
      readings: readings)
  }
}
