/// Orders: `enter`, `exit`, `entries`, their clauses, `each` and `allocate`.
extension Parser {
  mutating func enter() -> Enter {
    advance()
    let side = side()
    if side == nil { note(.statement(.missingSide("enter")), Span(previousEnd - 5, previousEnd)) }
    let tag = beginsText ? template("a tag") : nil
    return Enter(side: side ?? .long, tag: tag, clauses: clauses())
  }

  mutating func exit() -> Exit {
    advance()
    var share: Expression?
    if beginsShare {
      share = expression()
      expect(.of)
    }
    var selector = Exit.Selector.all
    if let side = side() {
      selector = .side(side)
    } else if beginsText {
      selector = .tag(template("a tag"))
    }
    return Exit(share: share, selector: selector, clauses: clauses())
  }

  /// Between `exit` and its clauses stands a share, unless a side, a tag or a clause begins at
  /// once.
  private var beginsShare: Bool {
    switch kind {
    case .endOfFile, .semicolon, .braceClose, .parenClose, .squareClose, .spoilt: false
    case .textOpen, .spoiltText: false
    case .name: !(word == .long || word == .short || word.beginsClause || word.beginsItem)
    default: true
    }
  }

  mutating func entries() -> Entries {
    advance()
    return Entries(side: side(), clauses: clauses())
  }

  mutating func side() -> Side? {
    if take(.long) { return .long }
    if take(.short) { return .short }
    return nil
  }

  /// The clauses of an order. A clause that cannot be read leaves the others standing.
  mutating func clauses() -> [Clause] {
    var clauses: [Clause] = []
    while true {
      if isMeantAsClause, let meant = unknownClause(), let clause = clause(as: meant) {
        clauses.append(clause)
        continue
      }
      if isRecovering, !hasGivenUp { recover(to: .clause) }
      // `stop = 3` at the left edge is a definition without its `let`.
      guard word.beginsClause, !peek().isAssignment || !isFlushLeft(token) else { return clauses }
      if let clause = clause() { clauses.append(clause) }
      if kind == .spoilt { isRecovering = true } else if isLeftOver { misplaced() }
    }
  }

  /// Whether a word stands here that begins nothing, on the line of the order or indented below it.
  private var isMeantAsClause: Bool {
    guard !isRecovering, kind == .name, !word.beginsClause, !word.beginsItem else { return false }
    if word == .of || word == .crosses || (word.isReserved && word != .if) { return false }
    return !token.startsLine || (openBraces == 0 && !isFlushLeft(token) && !peek().isAssignment)
  }

  /// Whether the current token belongs to the clause before it, but cannot be read as a part of it.
  private var isLeftOver: Bool {
    guard !isRecovering, !word.beginsClause, !word.beginsItem else { return false }
    switch kind {
    case .endOfFile, .semicolon, .braceClose: return false
    case .name: return !token.startsLine
    default: return true
    }
  }

  mutating func clause(as meant: Word? = nil) -> Clause? {
    let start = token.start
    let word = meant ?? word
    advance()
    if kind == .assign || kind == .colon || kind == .colonAssign {
      note(.statement(.clauseWithSign(word.rawValue, sign: text(token))), token.span)
      advance()
    }
    let kind: Clause.Kind
    switch word {
    case .when: kind = .when(expression())
    case .at: kind = .at(expression())
    case .beyond: kind = .beyond(expression(), at: take(.at) ? expression() : nil)
    case .for: kind = .lasting(lasting())
    case .until: kind = take(.filled) ? .untilFilled : .until(expression())
    case .size: kind = size()
    case .risk: kind = .risk(expression())
    case .stop: kind = .stop(price())
    case .target: kind = .target(price())
    default: kind = .trail(expression(), after: take(.after) ? expression() : nil)
    }
    return Clause(kind, span(from: start))
  }

  mutating func lasting() -> Clause.Duration {
    let value = expression()
    return take(.bars) ? .bars(value) : .time(value)
  }

  mutating func size() -> Clause.Kind {
    let value = expression()
    if take(.units) { return .size(value, .units) }
    if take(.cash) { return .size(value, .cash) }
    return .size(value, .share)
  }

  mutating func price() -> Clause.Price {
    take(.at) ? .level(expression()) : .distance(expression())
  }

  mutating func each() -> Each {
    advance()
    let variable = name("a name for the step")
    expect(.in)
    let range = range()
    let open = token
    var items: [Item] = []
    if !isRecovering, expect(.braceOpen, "`{`"), deepen() {
      openBraces += 1
      items = eachItems()
      openBraces -= 1
      nesting -= 1
      if !hasGivenUp { close(.braceClose, open) }
    }
    return Each(variable: variable, range: range, items: items)
  }

  private mutating func eachItems() -> [Item] {
    var items: [Item] = []
    while kind != .braceClose, kind != .endOfFile {
      if take(.semicolon) { continue }
      let word = word
      let start = token
      let isAllowed =
        word == .let || word == .enter || word == .exit || word == .plot || word == .alert
      // A statement that only a file holds, at the left edge: the brace was never closed.
      if !isAllowed, word.beginsItem {
        if start.startsLine, start.start == 0 || bytes[start.start - 1] == 0x0A { break }
        note(.statement(.insideEach(word.rawValue)), start.span)
      }
      if let item = item() { items.append(item) }
      if hasGivenUp { break }
      recover(to: .item)
    }
    return items
  }

  mutating func allocate() -> Allocate {
    advance()
    let target = expression()
    let band = take(.band) ? expression() : nil
    return Allocate(target: target, band: band, when: take(.when) ? expression() : nil)
  }
}
