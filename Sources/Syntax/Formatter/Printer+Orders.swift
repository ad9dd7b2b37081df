/// Orders, alerts, plots and tests.
extension Printer {
  mutating func enter(_ enter: Enter, _ span: Span) {
    text("enter " + enter.side.rawValue)
    if let tag = enter.tag {
      text(" ")
      template(tag)
    }
    clauses(enter.clauses)
  }

  mutating func exit(_ exit: Exit, _ span: Span) {
    text("exit")
    if let share = exit.share {
      text(" ")
      guarded(share) { leading in
        leading.isText || Printer.endsExit.contains(leading.text ?? "")
      }
      text(" of")
    }
    switch exit.selector {
    case .all: break
    case .side(let side): text(" " + side.rawValue)
    case .tag(let tag):
      text(" ")
      template(tag)
    }
    clauses(exit.clauses)
  }

  /// What cannot begin the share of an `exit`.
  private static let endsExit = Set(Word.items + Word.clauses + ["long", "short"])

  mutating func entries(_ entries: Entries, _ span: Span) {
    text("entries" + (entries.side.map { " " + $0.rawValue } ?? ""))
    clauses(entries.clauses)
  }

  /// One clause on the line of the order if it fits; several on lines of their own, what they say
  /// aligned.
  private mutating func clauses(_ clauses: [Clause]) {
    if clauses.count == 1 {
      group { printer in
        printer.line(before: clauses[0].span.start)
        printer.clause(clauses[0], column: 0)
      }
      return
    }
    let column = (clauses.map { $0.word.utf8.count }.max() ?? 0) + 1
    layout.indent()
    for clause in clauses {
      flush(before: clause.span.start)
      layout.hardLine()
      self.clause(clause, column: column)
    }
    layout.outdent()
  }

  private mutating func clause(_ clause: Clause, column: Int) {
    let word = clause.word
    let pad = Swift.max(1, column - word.utf8.count)
    text(word + String(repeating: " ", count: pad))
    layout.indent(word.utf8.count + pad)
    part(clause.kind)
    layout.outdent()
  }

  private mutating func part(_ kind: Clause.Kind) {
    switch kind {
    case .when(let value), .at(let value), .risk(let value): wide(value)
    case .until(let value): guarded(value) { $0.text == "filled" }
    case .untilFilled: text("filled")
    case .beyond(let stop, let limit):
      expression(stop)
      if let limit {
        text(" at ")
        expression(limit)
      }
    case .lasting(.bars(let count)):
      expression(count)
      text(" bars")
    case .lasting(.time(let duration)): expression(duration)
    case .size(let value, let unit):
      expression(value)
      if unit != .share { text(" " + unit.rawValue) }
    case .stop(.distance(let value)), .target(.distance(let value)):
      guarded(value) { $0.text == "at" }
    case .stop(.level(let value)), .target(.level(let value)):
      text("at ")
      wide(value)
    case .trail(let distance, let after):
      expression(distance)
      if let after {
        text(" after ")
        expression(after)
      }
    }
  }

  mutating func each(_ each: Each, _ span: Span) {
    text("each ")
    name(each.variable)
    text(" in ")
    range(each.range)
    let brace = brace(after: each.range.span.end)
    text(" {", at: brace)
    openList(at: brace + 1)
    layout.indent()
    for item in each.items { statement(item.span) { $0.item(item) } }
    closeList(at: span.end - 1)
    layout.outdent()
    if !each.items.isEmpty { layout.hardLine() }
    text("}")
  }

  // MARK: - Alerts and plots

  mutating func alert(_ alert: Alert) {
    text("alert ")
    template(alert.text)
    group { printer in
      if let when = alert.when {
        printer.line(before: when.firstOffset)
        printer.text("when ")
        printer.expression(when)
      }
      if let first = alert.values.first {
        printer.line(before: first.name.span.start)
        printer.text("with ")
        printer.group { $0.fields(alert.values) }
      }
    }
  }

  mutating func fields(_ fields: [Field]) {
    list(fields, start: \.name.span.start) { printer, field in
      printer.name(field.name)
      printer.text(": ")
      printer.expression(field.value)
    }
  }

  mutating func plot(_ plot: Plot) {
    text("plot ")
    group { printer in
      printer.group { $0.values(plot.series) }
      if let pane = plot.pane {
        printer.line(before: pane.span.start)
        printer.text("in ")
        printer.template(pane)
      }
      if let first = plot.levels.first {
        printer.line(before: first.firstOffset)
        printer.text("levels ")
        printer.group { $0.values(plot.levels) }
      }
    }
  }

  // MARK: - Tests

  mutating func test(_ test: Test, _ span: Span) {
    text("test ")
    template(test.name)
    let brace = brace(after: test.name.span.end)
    text(" {", at: brace)
    openList(at: brace + 1)
    layout.indent()
    for step in test.steps { statement(step.span) { $0.step(step) } }
    closeList(at: span.end - 1)
    layout.outdent()
    if !test.steps.isEmpty { layout.hardLine() }
    text("}")
  }

  private mutating func step(_ step: Test.Step) {
    switch step.kind {
    case .bars(let bars):
      text("bars ")
      self.bars(bars)
    case .parameter(let name, let value):
      text("param ")
      self.name(name)
      text(" = ")
      expression(value)
    case .expect(let expectation):
      text("expect ")
      self.expectation(expectation)
    }
  }

  private mutating func bars(_ bars: Test.Bars) {
    switch bars {
    case .file(let path):
      text("from ")
      template(path)
    case .shapes(let column, let shapes):
      if let column {
        name(column)
        text(": ")
      }
      group { $0.values(shapes) }
    case .rows(let rows):
      group { printer in
        printer.list(rows, start: \.firstOffset) { printer, row in
          switch row.kind {
          case .tuple, .record: printer.expression(row)
          default: printer.parenthesised(row)
          }
        }
      }
    }
  }

  private mutating func expectation(_ expectation: Test.Expectation) {
    if expectation.never { text("never ") }
    switch expectation.subject {
    case .event(let event, let side, let tag):
      name(event)
      if let side { text(" " + side.rawValue) }
      if let tag {
        text(" ")
        template(tag)
      }
    case .alerted(let tag):
      text("alerted")
      if let tag {
        text(" ")
        template(tag)
      }
    case .holds(let condition):
      guarded(condition) { Printer.beginsExpectation.contains($0.text ?? "") }
    }
    if let range = expectation.at {
      text(" at ")
      self.range(range)
    }
  }

  /// What cannot begin a condition that is expected.
  private static let beginsExpectation: Set<String> = [
    "never", "entered", "exited", "refused", "filled", "alerted",
  ]
}

extension Clause {
  /// The word it begins with.
  var word: String {
    switch kind {
    case .when: "when"
    case .at: "at"
    case .beyond: "beyond"
    case .lasting: "for"
    case .until, .untilFilled: "until"
    case .size: "size"
    case .risk: "risk"
    case .stop: "stop"
    case .target: "target"
    case .trail: "trail"
    }
  }
}
