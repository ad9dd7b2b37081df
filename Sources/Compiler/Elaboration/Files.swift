internal import Machine
internal import Syntax

/// A whole file: its declarations, then its statements in order.
extension Elaborator {
  mutating func elaborate(_ tree: SyntaxTree) {
    if let edition = tree.edition, edition.number != 1 {
      report(.order(.edition(edition.number)), at: edition.span)
    }
    checkHeaders(tree.items)
    for item in tree.items { declare(item) }
    let own = 0..<declarations.count
    for id in own {
      if case .parameter = declarations[id].meaning { elaborateIfWaiting(id) }
    }
    for id in dependencyOrder() { elaborateIfWaiting(id) }
    entitle(tree.items)
    collectTags(tree.items)
    for item in tree.items { state(item, Elaborator.file) }
    if isWhole, kind == .indicator, plots.isEmpty, alerts.isEmpty {
      report(.output(.nothingShown), at: .none)
    }
    for item in tree.items {
      if case .test(let test) = item.kind { self.test(test, item.span) }
    }
    for id in own { tryOutIfUncalled(id) }
    if isWhole { warnOfUnused(own) }
    for id in own { record(id) }
  }

  mutating func elaborateIfWaiting(_ id: Int) {
    switch declarations[id].meaning {
    case .binding, .group, .parameter, .column:
      if case .waiting = declarations[id].state { elaborate(id) }
    case .member, .function, .argument, .library: break
    }
  }

  private mutating func tryOutIfUncalled(_ id: Int) {
    if case .function = declarations[id].meaning, !declarations[id].isUsed { tryOut(id) }
  }

  // MARK: - Headers

  private mutating func checkHeaders(_ items: [Item]) {
    var first: Span?
    for item in items {
      guard case .header(let header) = item.kind else { continue }
      if let first {
        report(.order(.secondHeader(first: first)), at: word(of: item))
        continue
      }
      first = item.span
      kind = header.kind
    }
    if first == nil, isWhole {
      report(.order(.noHeader(at: items.first?.span.start ?? 0)), at: .none)
    }
  }

  /// The title, which may speak of parameters.
  private mutating func entitle(_ items: [Item]) {
    for item in items {
      guard case .header(let header) = item.kind else { continue }
      title = fixedText(header.title, "a title", Elaborator.file) ?? ""
      return
    }
  }

  // MARK: - Declarations

  private mutating func declare(_ item: Item) {
    switch item.kind {
    case .binding(let binding): declare(binding, in: Elaborator.file)
    case .function(let function): declare(function, in: Elaborator.file)
    case .parameter(let parameter):
      declare(parameter.name, .parameter(parameter), in: Elaborator.file)
    case .column(let name): declare(name, .column, in: Elaborator.file)
    case .use(let use): self.use(use)
    default: break
    }
  }

  // MARK: - Statements

  mutating func state(_ item: Item, _ scope: Int) {
    if let place = kind.refuses(item) {
      report(.output(.ordersOutside(place, construct: item.construct)), at: word(of: item))
    }
    switch item.kind {
    // Tests are read once everything they may speak of is known.
    case .header, .parameter, .binding, .function, .use, .column, .test: break
    case .require(let condition): require(condition)
    case .enter(let enter): self.enter(plain(enter, scope), item.span, scope)
    case .exit(let exit): self.exit(plain(exit, scope), item.span, scope)
    case .pyramid(let count): pyramid(count, word(of: item))
    case .cooldown(let bars): cooldown(bars, word(of: item))
    case .reversal(let isOn): reversal(isOn, word(of: item))
    case .limits(let limits): self.limits(limits, word(of: item))
    // Said at each entry that lacks them.
    case .entries: markUsed(item.expressions)
    case .assume(let entries): assume(entries)
    case .history(let history): self.history(history, item.span)
    case .each(let each): self.each(each, item.span, scope)
    case .allocate(let allocate): self.allocate(allocate, item.span, scope)
    case .universe(let members): universe(members, word(of: item))
    case .plot(let plot): self.plot(plot, item.span, scope)
    case .alert(let alert): self.alert(alert, item.span, scope)
    }
  }

  /// Orders with the values in their tags written out.
  private mutating func plain(_ enter: Enter, _ scope: Int) -> Enter {
    let tag = plainText(enter.tag, "a tag", scope)
    return Enter(side: enter.side, tag: tag ?? nil, clauses: enter.clauses)
  }

  private mutating func plain(_ exit: Exit, _ scope: Int) -> Exit {
    guard case .tag(let template) = exit.selector,
      case .some(.some(let plain)) = plainText(template, "a tag", scope)
    else { return exit }
    return Exit(share: exit.share, selector: .tag(plain), clauses: exit.clauses)
  }

  /// The word a statement begins with.
  func word(of item: Item) -> Span { firstWord(item.span) }

  func firstWord(_ span: Span) -> Span {
    let bytes = source.bytes
    var end = max(0, min(span.start, bytes.count))
    while end < min(span.end, bytes.count), bytes[end].isLetter { end += 1 }
    return Span(span.start, max(end, span.start))
  }

  private mutating func require(_ condition: Expression) {
    guard let edge = flag(condition, "`require`", Elaborator.file) else { return }
    guard graph.binding(edge) <= .parameter, let standard = graph[edge.node].standard else {
      report(.time(.requireNotFixed), at: condition.span)
      return
    }
    let text = source.text(condition.span)
    if standard == 0 { report(.order(.requirementFails(text)), at: condition.span) }
    requirements.append(RequirementEntry(flag: edge.node, text: text))
  }

  // MARK: - Facts

  private mutating func record(_ id: Int) {
    let declaration = declarations[id]
    var value = Value.unknown
    switch declaration.meaning {
    case .binding, .parameter, .column:
      if case .done(let result) = declaration.state { value = result }
    case .member(let group, let number):
      if case .done(let result) = declarations[group].state, let parts = result.parts {
        value = parts[number]
      }
    case .group, .function, .argument, .library: return
    }
    let isParameter = if case .parameter = declaration.meaning { true } else { false }
    facts.append(
      FactEntry(
        kind: isParameter ? .parameter : .binding, name: declaration.name.text,
        span: declaration.name.span, value: value))
  }
}

extension Header.Kind {
  /// Where a statement cannot stand, in words: in this kind of file.
  func refuses(_ item: Item) -> String? {
    switch (self, item.kind) {
    case (.strategy, .universe): "a `strategy`"
    case (.strategy, _), (.portfolio, _): nil
    case (_, .header), (_, .binding), (_, .function), (_, .use): nil
    case (.library, _): "a `library`"
    case (.indicator, .enter), (.indicator, .exit), (.indicator, .entries),
      (.indicator, .allocate), (.indicator, .pyramid), (.indicator, .cooldown),
      (.indicator, .reversal), (.indicator, .limits), (.indicator, .universe):
      "an `indicator`"
    case (.indicator, _): nil
    }
  }
}

extension UInt8 {
  var isLetter: Bool { (0x61...0x7A).contains(self) || (0x41...0x5A).contains(self) }
}
