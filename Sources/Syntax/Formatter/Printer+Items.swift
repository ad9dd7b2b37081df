/// Statements other than orders and tests.
extension Printer {
  mutating func item(_ item: Item) {
    switch item.kind {
    case .enter(let enter): self.enter(enter, item.span)
    case .exit(let exit): self.exit(exit, item.span)
    case .entries(let entries): self.entries(entries, item.span)
    case .each(let each): self.each(each, item.span)
    case .test(let test): self.test(test, item.span)
    case .alert(let alert): self.alert(alert)
    case .plot(let plot): self.plot(plot)
    case .limits(let limits):
      braces("limits", item.span, limits, span: \.span) { $0.limit($1) }
    case .assume(let entries):
      braces("assume", item.span, entries, span: \.span) { $0.assumption($1) }
    default: declaration(item.kind)
    }
  }

  private mutating func declaration(_ kind: Item.Kind) {
    switch kind {
    case .header(let header):
      text(header.kind.rawValue + " ")
      template(header.title)
    case .parameter(let parameter): self.parameter(parameter)
    case .require(let condition):
      text("require ")
      wide(condition)
    case .binding(let binding): self.binding(binding)
    case .function(let function): self.function(function)
    case .column(let name):
      text("column ")
      self.name(name)
    case .use(let use):
      text("import ")
      template(use.path)
      text(" as ")
      name(use.name)
    case .allocate(let allocate): self.allocate(allocate)
    default: setting(kind)
    }
  }

  private mutating func setting(_ kind: Item.Kind) {
    switch kind {
    case .pyramid(let count):
      text("pyramid ")
      expression(count)
    case .cooldown(let count):
      text("cooldown ")
      expression(count)
      text(" bars")
    case .reversal(let isOn): text(isOn ? "reversal on" : "reversal off")
    case .history(.bars(let count)):
      text("history ")
      guarded(count) { $0.text == "since" }
      text(" bars")
    case .history(.since(let date)):
      text("history since ")
      expression(date)
    case .universe(let members):
      text("universe ")
      group { $0.values(members) }
    default: break
    }
  }

  // MARK: - Declarations

  mutating func name(_ name: Name) { text(name.text, at: name.span.start) }

  private mutating func parameter(_ parameter: Parameter) {
    text("param ")
    name(parameter.name)
    text(" = ")
    group { printer in
      printer.expression(parameter.value)
      switch parameter.domain {
      case nil: break
      case .set(let values):
        printer.line(before: values.first?.firstOffset ?? 0)
        printer.text("in {")
        printer.bracketed(nil, values, start: \.firstOffset) { $0.expression($1) }
        printer.text("}")
      case .range(let range, let step):
        printer.line(before: range.lower.firstOffset)
        printer.text("in ")
        // Behind `in`, a brace begins a set.
        printer.range(range, guarded: Leading(range.lower).isBrace)
        if let step {
          printer.text(" step ")
          printer.expression(step)
        }
      }
    }
  }

  mutating func binding(_ binding: Binding) {
    text("let ")
    switch binding.pattern {
    case .name(let name): self.name(name)
    case .tuple(let names, let span):
      text("(", at: span.start)
      group { printer in printer.list(names, start: \.span.start) { $0.name($1) } }
      text(")", at: span.end - 1)
    }
    definition(binding.value)
  }

  private mutating func function(_ function: Function) {
    text("fn ")
    name(function.name)
    text("(")
    bracketed(nil, function.formals, start: \.name.span.start) { printer, formal in
      printer.name(formal.name)
      guard let standard = formal.standard else { return }
      printer.text(" = ")
      printer.expression(standard)
    }
    text(")")
    definition(function.body)
  }

  /// ` = VALUE`, on a line of its own when it is long and has no better place to break.
  private mutating func definition(_ value: Expression) {
    text(" =")
    if value.hasBrackets, !hasComment(before: value.firstOffset) {
      text(" ")
      return expression(value)
    }
    group { printer in
      printer.line(before: value.firstOffset)
      printer.expression(value, indented: false)
    }
  }

  private mutating func allocate(_ allocate: Allocate) {
    text("allocate ")
    group { printer in
      printer.expression(allocate.target)
      if let band = allocate.band {
        printer.line(before: band.firstOffset)
        printer.text("band ")
        printer.expression(band)
      }
      if let when = allocate.when {
        printer.line(before: when.firstOffset)
        printer.text("when ")
        printer.expression(when)
      }
    }
  }

  // MARK: - Entries in braces

  /// `limits { ... }` and `assume { ... }`: on one line with `;`, or one entry a line without.
  private mutating func braces<Entry>(
    _ word: String, _ span: Span, _ entries: [Entry], span spanOf: (Entry) -> Span,
    _ print: (inout Printer, Entry) -> Void
  ) {
    let brace = brace(after: span.start)
    let isBroken = isExpanded(brace)
    text(word)
    text(" {", at: brace)
    guard isBroken || !entries.isEmpty else { return text("}", at: span.end - 1) }
    openList(at: brace + 1)
    layout.open(broken: isBroken)
    layout.indent()
    for (index, entry) in entries.enumerated() {
      if index > 0 { layout.flatText(";") }
      if isBroken {
        statement(spanOf(entry)) { print(&$0, entry) }
      } else {
        line(before: spanOf(entry).start)
        print(&self, entry)
      }
    }
    if isBroken { closeList(at: span.end - 1) } else { flush(before: span.end - 1) }
    layout.outdent()
    layout.line()
    layout.close()
    text("}")
  }

  private mutating func limit(_ limit: Limit) {
    switch limit.kind {
    case .maxDrawdown(let value):
      text("max drawdown ")
      expression(value)
    case .maxDailyLoss(let value):
      text("max daily loss ")
      expression(value)
    case .maxPosition(let value):
      text("max position ")
      expression(value)
    case .maxSector(let value):
      text("max sector ")
      expression(value)
    case .maxExposure(let value):
      text("max exposure ")
      expression(value)
    case .maxOrders(let count, let per):
      text("max orders ")
      expression(count)
      text(" per ")
      expression(per)
    }
    if limit.flatten { text(" flatten") }
  }

  private mutating func assumption(_ assumption: Assumption) {
    let (word, value) =
      switch assumption.kind {
      case .bars(let value): ("bars ", value)
      case .capital(let value): ("capital ", value)
      case .fee(let value): ("fee ", value)
      case .slippage(let value): ("slippage ", value)
      }
    text(word)
    expression(value)
  }
}

extension Expression {
  /// Whether it has brackets or words of its own to break at, so that it may begin on the line of
  /// what it belongs to.
  fileprivate var hasBrackets: Bool {
    switch kind {
    case .call, .fold, .foldFrom, .match, .block, .from, .on, .record, .tuple: true
    default: false
    }
  }
}
