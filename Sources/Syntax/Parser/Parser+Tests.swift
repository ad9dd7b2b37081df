/// Alerts, plots and tests.
extension Parser {
  mutating func alert() -> Alert {
    advance()
    let text = template("a text in quotes")
    var condition: Expression?
    var values: [Field] = []
    while true {
      if condition == nil, take(.when) {
        condition = expression()
      } else if values.isEmpty, take(.with) {
        values = fields()
      } else {
        return Alert(text: text, when: condition, values: values)
      }
    }
  }

  mutating func fields() -> [Field] {
    var fields = [field()]
    while !isRecovering, take(.comma) { fields.append(field()) }
    return fields
  }

  mutating func field() -> Field {
    let name = name()
    expect(.colon, "`:`")
    return Field(name: name, value: expression())
  }

  mutating func plot() -> Plot {
    advance()
    let series = values()
    let pane = take(.in) ? template("the name of a pane in quotes") : nil
    return Plot(series: series, pane: pane, levels: take(.levels) ? values() : [])
  }

  mutating func test() -> Test {
    advance()
    let name = template("a name in quotes")
    let open = token
    var steps: [Test.Step] = []
    guard expect(.braceOpen, "`{`") else { return Test(name: name, steps: []) }
    openBraces += 1
    defer { openBraces -= 1 }
    while kind != .braceClose, kind != .endOfFile {
      if take(.semicolon) { continue }
      if word.beginsItem, word != .param { break }
      let before = position
      if let step = self.step() { steps.append(step) }
      if hasGivenUp { break }
      if !isRecovering, !endsStep { misplaced() }
      recover(to: .step)
      if position == before { advance() }
    }
    close(.braceClose, open)
    return Test(name: name, steps: steps)
  }

  private var endsStep: Bool {
    switch kind {
    case .semicolon, .braceClose, .endOfFile: true
    case .name: token.startsLine || word == .bars || word == .param || word == .expect
    default: false
    }
  }

  mutating func step() -> Test.Step? {
    let start = token.start
    let kind: Test.Step.Kind
    switch word {
    case .bars:
      advance()
      kind = .bars(bars())
    case .param:
      advance()
      let name = name()
      assignment()
      kind = .parameter(name, expression())
    case .expect:
      advance()
      kind = .expect(expectation())
    default:
      unknownEntry("`test`", ["bars", "param", "expect"])
      return nil
    }
    return Test.Step(kind, span(from: start))
  }

  mutating func bars() -> Test.Bars {
    if take(.from) { return .file(template("a file name in quotes")) }
    if kind == .parenOpen {
      var rows = [row()]
      while !isRecovering, take(.comma) { rows.append(row()) }
      return .rows(rows)
    }
    var column: Name?
    if kind == .name, peek().kind == .colon {
      column = name()
      advance()
    }
    return .shapes(column: column, values())
  }

  mutating func row() -> Expression {
    guard kind == .parenOpen else {
      unexpected("a row such as `(open, high, low, close)`")
      return hole()
    }
    return parenthesised()
  }

  mutating func expectation() -> Test.Expectation {
    let never = take(.never)
    let subject: Test.Expectation.Subject
    switch word {
    case .entered, .exited, .refused, .filled:
      let event = name()
      let side = side()
      subject = .event(event, side: side, tag: beginsText ? template("a tag") : nil)
    case .alerted:
      advance()
      subject = .alerted(beginsText ? template("a text") : nil)
    default: subject = .holds(expression())
    }
    return .init(never: never, subject: subject, at: take(.at) ? range() : nil)
  }
}
