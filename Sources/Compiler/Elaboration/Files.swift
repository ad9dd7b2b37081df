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
    collectTags(tree.items)
    for item in tree.items { state(item) }
    for item in tree.items {
      if case .test(let test) = item.kind { self.test(test, item.span) }
    }
    for id in own { tryOutIfUncalled(id) }
    if isWhole { warnOfUnused(own) }
    for id in own { record(id) }
  }

  mutating func elaborateIfWaiting(_ id: Int) {
    switch declarations[id].meaning {
    case .binding, .group, .parameter:
      if case .waiting = declarations[id].state { elaborate(id) }
    case .member, .function, .argument: break
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
      title = header.title.plain ?? ""
      if header.title.plain == nil {
        report(.unsupported(.construct("a title with `{...}` in it")), at: header.title.span)
      }
      if header.kind != .strategy {
        let kind = header.kind.rawValue
        report(
          .unsupported(.construct("\(kind == "indicator" ? "an" : "a") `\(kind)` file")),
          at: word(of: item))
      }
    }
    if first == nil, isWhole {
      report(.order(.noHeader(at: items.first?.span.start ?? 0)), at: .none)
    }
  }

  // MARK: - Declarations

  private mutating func declare(_ item: Item) {
    switch item.kind {
    case .binding(let binding): declare(binding, in: Elaborator.file)
    case .function(let function): declare(function, in: Elaborator.file)
    case .parameter(let parameter):
      declare(parameter.name, .parameter(parameter), in: Elaborator.file)
    case .column(let name): declareUnknown(name)
    case .use(let use): declareUnknown(use.name)
    default: break
    }
  }

  // MARK: - Statements

  private mutating func state(_ item: Item) {
    switch item.kind {
    // Tests are read once everything they may speak of is known.
    case .header, .parameter, .binding, .function, .test: break
    case .require(let condition): require(condition)
    case .enter(let enter): self.enter(enter, item.span)
    case .exit(let exit): self.exit(exit, item.span)
    case .plot(let plot):
      report(.unsupported(.idle("`plot`")), at: word(of: item))
      for series in plot.series { _ = value(series, Elaborator.file) }
      markUsed(plot.levels)
    case .alert(let alert):
      report(.unsupported(.idle("`alert`")), at: word(of: item))
      if let when = alert.when { _ = flag(when, "`when`", Elaborator.file) }
      for field in alert.values { _ = value(field.value, Elaborator.file) }
      for hole in alert.text.values { _ = value(hole, Elaborator.file) }
    default:
      report(.unsupported(.construct(item.construct)), at: word(of: item))
      markUsed(item.expressions)
    }
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
    case .binding, .parameter:
      if case .done(let result) = declaration.state { value = result }
    case .member(let group, let number):
      if case .done(let result) = declarations[group].state, let parts = result.parts {
        value = parts[number]
      }
    case .group, .function, .argument: return
    }
    let isParameter = if case .parameter = declaration.meaning { true } else { false }
    facts.append(
      FactEntry(
        kind: isParameter ? .parameter : .binding, name: declaration.name.text,
        span: declaration.name.span, value: value))
  }
}

extension UInt8 {
  var isLetter: Bool { (0x61...0x7A).contains(self) || (0x41...0x5A).contains(self) }
}
