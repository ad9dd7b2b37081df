/// Statements of a file, other than orders and tests.
extension Parser {
  mutating func file() -> SyntaxTree {
    var tree = SyntaxTree()
    if word == .quill { tree.edition = edition() }
    recover(to: .item)
    while kind != .endOfFile {
      if let item = item() { tree.items.append(item) }
      recover(to: .item)
    }
    return tree
  }

  mutating func edition() -> SyntaxTree.Edition? {
    let start = token.start
    advance()
    guard kind == .number, let number = Int(text(token)) else {
      unexpected("the number of an edition, as in `quill 1`,")
      return nil
    }
    advance()
    return .init(number: number, span: span(from: start))
  }

  /// One statement; `nil` when none begins here (a problem has been reported, and something was
  /// read).
  mutating func item() -> Item? {
    let start = token.start
    let before = position
    guard word.beginsItem, word.givesName || !peek().isAssignment else { return unknownItem() }
    let kind: Item.Kind?
    switch word {
    case .quill:
      note(.statement(.lateEdition), token.span)
      _ = edition()
      return nil
    case .enter: kind = .enter(enter())
    case .exit: kind = .exit(exit())
    case .entries: kind = .entries(entries())
    case .test: kind = .test(test())
    case .strategy, .portfolio, .indicator, .library:
      if peek().kind == .dot { return foreignOrder() }
      kind = .header(header())
    case .each: kind = .each(each())
    case .alert: kind = .alert(alert())
    case .plot: kind = .plot(plot())
    default: kind = declaration()
    }
    if position == before { advance() }
    return kind.map { Item($0, span(from: start)) }
  }

  /// A statement that declares or settles something.
  private mutating func declaration() -> Item.Kind? {
    switch word {
    case .param: .parameter(parameter())
    case .require: .require(require())
    case .let: .binding(binding())
    case .fn: .function(function())
    case .column: .column(column())
    case .import:
      if peek().kind == .name { foreignImport().map(\.kind) } else { .use(use()) }
    case .allocate: .allocate(allocate())
    case .pyramid: .pyramid(pyramid())
    case .cooldown: .cooldown(cooldown())
    case .reversal: reversal().map { .reversal($0) }
    case .limits: .limits(limits())
    case .assume: .assume(assume())
    case .history: .history(history())
    default: .universe(universe())
    }
  }

  // MARK: - Declarations

  mutating func header() -> Header {
    let kind = Header.Kind(rawValue: word.rawValue) ?? .strategy
    advance()
    if self.kind == .parenOpen, peek().kind == .textOpen {
      return Header(kind: kind, title: titleInParentheses())
    }
    return Header(kind: kind, title: template("a title in quotes"))
  }

  /// `strategy("title", overlay=true)`: the title is read, the rest left.
  private mutating func titleInParentheses() -> TextTemplate {
    let open = token
    advance()
    let title = template("a title in quotes")
    let rest = previousEnd
    var depth = 1
    while kind != .endOfFile {
      if kind == .parenOpen { depth += 1 }
      if kind == .parenClose { depth -= 1 }
      if depth == 0 || (token.startsLine && word.beginsItem) { break }
      advance()
    }
    let isClosed = take(.parenClose)
    note(
      .statement(
        .titleInParentheses(
          open: open.span, rest: isClosed ? Span(rest, previousEnd) : nil)), open.span)
    return title
  }

  mutating func parameter() -> Parameter {
    advance()
    let name = name()
    assignment()
    let value = expression()
    return Parameter(name: name, value: value, domain: word == .in ? domain() : nil)
  }

  mutating func domain() -> Parameter.Domain {
    advance()
    if kind == .braceOpen {
      let open = token
      advance()
      let values = values(until: .braceClose)
      close(.braceClose, open)
      return .set(values)
    }
    let range = range()
    return .range(range, step: take(.step) ? expression() : nil)
  }

  mutating func require() -> Expression {
    advance()
    return expression()
  }

  mutating func binding() -> Binding {
    advance()
    let pattern = pattern()
    assignment()
    return Binding(pattern: pattern, value: expression())
  }

  mutating func pattern() -> Binding.Pattern {
    if kind == .squareOpen { return listPattern() }
    guard kind == .parenOpen else { return .name(name()) }
    let open = token
    advance()
    var names = [name()]
    while take(.comma) { names.append(name()) }
    close(.parenClose, open)
    return .tuple(names, span(from: open.start))
  }

  /// `let [a, b] = ...`, read as `let (a, b) = ...`.
  private mutating func listPattern() -> Binding.Pattern {
    let open = token
    advance()
    var names = [name()]
    while take(.comma) { names.append(name()) }
    let closer = token
    if take(.squareClose) {
      note(.operation(.listPattern(open: open.span, close: closer.span)), open.span)
    } else {
      unexpected("`]`")
    }
    return .tuple(names, span(from: open.start))
  }

  mutating func function() -> Function {
    advance()
    return function(named: name("the name of a function"))
  }

  /// What stands behind the name of a function.
  mutating func function(named name: Name, arrowIsSaid: Bool = false) -> Function {
    var formals: [Function.Formal] = []
    let open = token
    if expect(.parenOpen, "`(`") {
      if kind != .parenClose { formals = self.formals() }
      close(.parenClose, open)
    }
    // `fn f(x) { ... }` is what other languages write; the `=` is the only thing that it lacks.
    if kind == .braceOpen {
      note(.structure(.expected("`=`", found: found)), token.span)
    } else if kind == .arrow || kind == .colon {
      // Where the arrow made it a function at all, that has been said.
      if !arrowIsSaid { note(.operation(.equalityForAssignment(text(token))), token.span) }
      advance()
    } else {
      assignment()
    }
    if kind == .name, text(token) == "return", peek().kind != .endOfFile, !peek().isInfix {
      note(.statement(.needlessReturn), token.span)
      advance()
    }
    return Function(name: name, formals: formals, body: expression())
  }

  mutating func formals() -> [Function.Formal] {
    var formals: [Function.Formal] = []
    repeat {
      if kind == .parenClose {
        note(.structure(.trailingComma), Span(previousEnd - 1, previousEnd))
        break
      }
      let name = name()
      formals.append(.init(name: name, standard: take(.assign) ? expression() : nil))
    } while take(.comma)
    return formals
  }

  mutating func column() -> Name {
    advance()
    return name("the name of a column")
  }

  mutating func use() -> Import {
    advance()
    let path = template("a path in quotes")
    expect(.as)
    return Import(path: path, name: name())
  }

  // MARK: - Settings

  mutating func pyramid() -> Expression {
    advance()
    return expression()
  }

  mutating func cooldown() -> Expression {
    advance()
    let count = expression()
    expect(.bars)
    return count
  }

  mutating func reversal() -> Bool? {
    advance()
    if take(.on) { return true }
    if take(.off) { return false }
    unexpected("`off` or `on`")
    return nil
  }

  mutating func history() -> History {
    advance()
    if take(.since) { return .since(expression()) }
    let count = expression()
    expect(.bars)
    return .bars(count)
  }

  mutating func universe() -> [Expression] {
    advance()
    return values()
  }

  mutating func limits() -> [Limit] {
    advance()
    return braced({ $0 == .max }, { $0.limit() })
  }

  mutating func limit() -> Limit? {
    let start = token.start
    guard expect(.max) else { return nil }
    let kind: Limit.Kind
    switch word {
    case .drawdown:
      advance()
      kind = .maxDrawdown(expression())
    case .daily:
      advance()
      expect(.loss)
      kind = .maxDailyLoss(expression())
    case .position:
      advance()
      kind = .maxPosition(expression())
    case .sector:
      advance()
      kind = .maxSector(expression())
    case .exposure:
      advance()
      kind = .maxExposure(expression())
    case .orders:
      advance()
      let count = expression()
      expect(.per)
      kind = .maxOrders(count, per: expression())
    default:
      unknownEntry(
        "`limits`", ["drawdown", "daily loss", "position", "sector", "exposure", "orders"])
      return nil
    }
    return Limit(kind: kind, flatten: take(.flatten), span: span(from: start))
  }

  mutating func assume() -> [Assumption] {
    advance()
    return braced({ $0.isAssumption }, { $0.assumption() })
  }

  mutating func assumption() -> Assumption? {
    let start = token.start
    let word = word
    guard word.isAssumption else {
      unknownEntry("`assume`", ["bars", "capital", "fee", "slippage"])
      return nil
    }
    advance()
    let value = expression()
    let kind: Assumption.Kind =
      switch word {
      case .bars: .bars(value)
      case .capital: .capital(value)
      case .fee: .fee(value)
      default: .slippage(value)
      }
    return Assumption(kind: kind, span: span(from: start))
  }

  /// `{ ENTRY; ENTRY }`, where the `;` may be missing: every entry begins with a word of its own.
  private mutating func braced<Entry>(
    _ begins: (Word) -> Bool, _ entry: (inout Parser) -> Entry?
  ) -> [Entry] {
    let open = token
    guard expect(.braceOpen, "`{`") else { return [] }
    var found: [Entry] = []
    while true {
      while take(.semicolon) {}
      if kind == .braceClose || kind == .endOfFile || beginsLineOfFile { break }
      let before = position
      if let one = entry(&self) { found.append(one) }
      if hasGivenUp { break }
      let ends = kind == .semicolon || kind == .braceClose || kind == .endOfFile || token.startsLine
      if !isRecovering, !ends, !begins(word) { misplaced() }
      if isRecovering {
        while kind != .semicolon, kind != .braceClose, kind != .endOfFile, !beginsLineOfFile,
          !(token.startsLine && begins(word))
        {
          advance()
        }
        isRecovering = false
      }
      if position == before { advance() }
    }
    close(.braceClose, open)
    return found
  }

  /// A statement begins here, on a line of its own: what should have ended before it did not.
  private var beginsLineOfFile: Bool {
    token.startsLine && word.beginsItem && looksLikeItem(position)
  }
}
