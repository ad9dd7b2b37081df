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
    if kind == .name, peek().kind == .assign, !token.startsLine { return plotWithName() }
    if kind == .parenOpen, let comma = plotOptions() { return plotWithOptions(comma) }
    let series = values()
    let pane = take(.in) ? template("the name of a pane in quotes") : nil
    return Plot(series: series, pane: pane, levels: take(.levels) ? values() : [])
  }

  /// `plot x = close`, of thinkScript: what is shown gets its name with `let`.
  private mutating func plotWithName() -> Plot {
    let name = token
    note(.statement(.plotWithSign(excerpt(name), peek().span)), name.span)
    advance()
    advance()
    _ = expression()
    return Plot(series: [], pane: nil, levels: [])
  }

  /// Where in `plot(x, color=...)` what is no value begins.
  private func plotOptions() -> Int? {
    var depth = 0
    // Options stand on a line or two; a longer search would be repeated for every `plot`.
    for index in position..<Swift.min(position + 256, tokens.count - 2) {
      switch tokens[index].kind {
      case .parenOpen, .squareOpen, .braceOpen: depth += 1
      case .parenClose, .squareClose, .braceClose:
        depth -= 1
        if depth == 0 { return nil }
      case .comma where depth == 1:
        if tokens[index + 1].kind == .name, tokens[index + 2].kind == .assign { return index }
      default: break
      }
    }
    return nil
  }

  /// Read as `plot x`.
  private mutating func plotWithOptions(_ comma: Int) -> Plot {
    let open = token
    advance()
    let series = [expression()]
    while kind != .endOfFile, position < comma, !token.startsLine { advance() }
    let start = token.start
    var depth = 1
    while kind != .endOfFile, !(token.startsLine && word.beginsItem) {
      if kind == .parenOpen { depth += 1 }
      if kind == .parenClose { depth -= 1 }
      if depth == 0 { break }
      advance()
    }
    let rest = Span(start, Swift.max(start, previousEnd))
    let isClosed = take(.parenClose)
    note(.statement(.plotOptions(isClosed ? rest : nil)), open.span)
    return Plot(series: series, pane: nil, levels: [])
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
