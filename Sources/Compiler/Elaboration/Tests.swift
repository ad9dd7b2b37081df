internal import Machine
internal import Syntax

/// `test "name" { ... }`: everything in it is checked, whether it will be run or not.
extension Elaborator {
  mutating func test(_ test: Test, _ span: Span) {
    // What a test asks is no part of what the strategy decides.
    isNoticing = false
    defer { isNoticing = true }
    let name = self.name(of: test)
    var draft = BarsDraft()
    var settings: [TestPlan.Setting] = []
    var (hasBars, isComplete) = (true, true)
    for step in test.steps {
      switch step.kind {
      case .bars(let bars): if !add(bars, step.span, to: &draft) { hasBars = false }
      case .parameter(let name, let value):
        if let setting = setting(name, value, after: settings) {
          settings.append(setting)
        } else {
          isComplete = false
        }
      case .expect: break
      }
    }
    let market = hasBars ? market(draft, span) : nil
    let expectations = expectations(test, market)
    guard isComplete, let name, let market, let expectations else { return }
    tests.append(
      TestEntry(
        name: name, span: test.name.span, market: market, settings: settings,
        expectations: expectations))
  }

  private mutating func name(of test: Test) -> String? {
    guard let name = test.name.plain else {
      report(.output(.notPlain("the name of a test")), at: test.name.span)
      return nil
    }
    if let first = testNames[name] {
      report(.test(.twice(name, first: first)), at: test.name.span)
      return nil
    }
    testNames[name] = test.name.span
    return name
  }

  private mutating func market(_ draft: BarsDraft, _ span: Span) -> TestPlan.Market? {
    if let (path, span) = draft.file { return .file(path, span) }
    guard let bars = bars(draft) else { return nil }
    if bars.count == 0 {
      if isWhole { report(.test(.noBars), at: firstWord(span)) }
      return nil
    }
    return .made(bars)
  }

  // MARK: - Parameters

  /// A parameter with another value, which must be among those it can take.
  private mutating func setting(
    _ name: Name, _ expression: Expression, after settings: [TestPlan.Setting]
  ) -> TestPlan.Setting? {
    let value = value(expression, Elaborator.file)
    guard let index = parameters.firstIndex(where: { $0.name == name.text }) else {
      if isWhole {
        let known = parameters.map(\.name)
        let near = near(name.text, among: known)
        report(
          .test(.unknownParameter(name.text, known: known, suggestions: near)), at: name.span)
      }
      return nil
    }
    if settings.contains(where: { $0.parameter == index }) {
      report(.test(.parameterTwice(name.text)), at: name.span)
      return nil
    }
    guard let number = number(value, expression, for: parameters[index]) else { return nil }
    return .init(parameter: index, value: number)
  }

  private mutating func number(
    _ value: Value, _ expression: Expression, for parameter: ParameterEntry
  ) -> Double? {
    var number: Double?
    switch (value, parameter.domain) {
    case (.unknown, _): return nil
    case (.text(let text), .texts(let texts)):
      return index(of: text, in: texts, expression.span).map(Double.init)
    case (.scalar(let edge, .flag), .texts(["false", "true"])):
      number = graph.flag(edge).map { $0 ? 1 : 0 }
    case (.scalar(let edge, .number), .range), (.scalar(let edge, .number), .numbers),
      (.scalar(let edge, .number), nil):
      number = constantNumber(edge)
    default:
      report(.test(.unfit(parameter.name, found: value.words)), at: expression.span)
      return nil
    }
    guard let number, !number.isNaN else {
      report(.time(.notConstant("the value of a parameter in a test")), at: expression.span)
      return nil
    }
    if let allowed = parameter.domain?.words(excluding: number) {
      report(.test(.outside(parameter.name, number, allowed)), at: expression.span)
      return nil
    }
    return number
  }

  // MARK: - Expectations

  private mutating func expectations(
    _ test: Test, _ market: TestPlan.Market?
  ) -> [TestEntry.Expectation]? {
    var count: Int?
    if case .made(let bars) = market { count = bars.count }
    var found: [TestEntry.Expectation] = []
    var all = 0
    for step in test.steps {
      guard case .expect(let expectation) = step.kind else { continue }
      all += 1
      if let one = self.expectation(expectation, step.span, bars: count) { found.append(one) }
    }
    if all == 0, isWhole { report(.test(.expectsNothing), at: test.name.span) }
    return found.count == all ? found : nil
  }

  private mutating func expectation(
    _ expectation: Test.Expectation, _ span: Span, bars count: Int?
  ) -> TestEntry.Expectation? {
    var bars: ClosedRange<Int>?
    var isPlaced = true
    if let range = expectation.at {
      bars = place(range, bars: count)
      isPlaced = bars != nil
    }
    let subject: TestEntry.Expectation.Subject
    switch expectation.subject {
    case .alerted(let template):
      if let template, template.plain == nil {
        report(.output(.notPlain("an expected text")), at: template.span)
        return nil
      }
      if alerts.isEmpty, !expectation.never { warnOfNever("an alert", span) }
      subject = .alerted(template?.plain)
    case .event(let name, let side, let template):
      guard let event = ExpectationPlan.Event(rawValue: name.text) else { return nil }
      var tag: String?
      if let template {
        guard let text = knownTag(template) else { return nil }
        tag = text
      }
      if let side, event != .refused, !expectation.never, !enters(side.direction) {
        warnOfNever("an entry to the \(side.rawValue) side", name.span)
      }
      subject = .event(event, side: side?.direction, tag: tag)
    case .holds(let condition):
      guard let edge = flag(condition, "`expect`", Elaborator.file) else { return nil }
      subject = .condition(edge, readings: readings(condition))
    }
    guard isPlaced else { return nil }
    return TestEntry.Expectation(
      subject: subject, isNever: expectation.never, bars: bars, span: span)
  }

  /// True where an entry goes to a side.
  private func enters(_ side: OrderStatement.Direction) -> Bool {
    orders.contains { order in
      if case .enter(side, _, _) = order.kind { return true }
      if case .allocate(side, _, _) = order.kind { return true }
      return false
    }
  }

  /// Something is expected that no statement of the file can do.
  private mutating func warnOfNever(_ what: String, _ span: Span) {
    guard isWhole, !diagnostics.contains(where: { $0.severity == .error }) else { return }
    report(.test(.cannotHappen(what)), at: span)
  }

  /// The bars an expectation speaks of, counted from 0.
  private mutating func place(_ range: RangeExpression, bars count: Int?) -> ClosedRange<Int>? {
    guard let first = bar(range.lower) else { return nil }
    guard let upper = range.upper else { return checked(first, first, range.span, count) }
    guard let last = bar(upper) else { return nil }
    return checked(first, range.closed ? last : last - 1, range.span, count)
  }

  private mutating func bar(_ expression: Expression) -> Int? {
    let what = "the bar of an expectation"
    guard let number = fixedNumber(expression, what) else { return nil }
    guard let bar = Int(exactly: number), bar >= 0, bar < MachineLimits.length else {
      report(.test(.notABar(number)), at: expression.span)
      return nil
    }
    return bar
  }

  private mutating func checked(
    _ first: Int, _ last: Int, _ span: Span, _ count: Int?
  ) -> ClosedRange<Int>? {
    guard first <= last else {
      report(.test(.emptyRange), at: span)
      return nil
    }
    if let count, last >= count {
      report(.test(.beyondBars(last, count: count)), at: span)
      return nil
    }
    return first...last
  }

  /// A finite number known when the file is compiled.
  mutating func fixedNumber(_ expression: Expression, _ what: String) -> Double? {
    switch value(expression, Elaborator.file) {
    case .unknown: return nil
    case .scalar(let edge, .number):
      if let number = constantNumber(edge), number.isFinite { return number }
      report(.time(.notConstant(what)), at: expression.span)
      return nil
    case let other:
      report(.type(.notNumber(what, other.words)), at: expression.span)
      return nil
    }
  }

  private mutating func knownTag(_ template: TextTemplate) -> String? {
    guard let text = template.plain else {
      report(.output(.notPlain("an expected tag")), at: template.span)
      return nil
    }
    if tags.contains(text) || hasOpenTags || !isWhole { return text }
    let near = near(text, among: tags)
    report(.order(.unknownTag(text, known: tags, suggestions: near)), at: template.span)
    return nil
  }

  /// The numbers that a condition compares, constants apart: what someone wants to see where it
  /// fails.
  private mutating func readings(_ condition: Expression) -> [(text: String, edge: Edge)] {
    var found: [(text: String, edge: Edge)] = []
    var pending = [condition]
    while let expression = pending.popLast() {
      switch expression.kind {
      case .unary(.not, let operand): pending.append(operand)
      case .binary(let symbol, let left, let right) where symbol.isLogical:
        pending += [right, left]
      case .binary(let symbol, let left, let right) where symbol.isComparison:
        for side in [left, right] {
          guard case .scalar(let edge, .number) = value(side, Elaborator.file),
            constantNumber(edge) == nil
          else { continue }
          let text = source.text(side.span)
          if !found.contains(where: { $0.text == text }) { found.append((text, edge)) }
        }
      default: break
      }
    }
    return found
  }
}

extension Program.Parameter.Domain {
  /// What is allowed, in words, where a number is not.
  fileprivate func words(excluding number: Double) -> String? {
    switch self {
    case .range(let range, _):
      range.contains(number) ? nil : "\(plain(range.lowerBound)) to \(plain(range.upperBound))"
    case .numbers(let numbers):
      numbers.contains(number) ? nil : numbers.map(plain).joined(separator: ", ")
    case .texts: nil
    }
  }
}
