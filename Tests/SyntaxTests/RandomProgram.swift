internal import TestSupport

/// Writes random programs that are well formed but mean nothing, as tokens: what stands between the
/// tokens (blanks, line breaks, comments) is the business of `text`.
struct RandomProgram {
  var random: SplitMix64
  private var tokens: [String] = []
  private var fuel = 0

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  private static let names = [
    "close", "open", "x", "size", "stop", "target", "at", "of", "plot", "history", "long", "let",
    "filled", "since", "never", "entered", "band", "levels", "with", "ticks", "a1", "tick", "in_",
    "entries", "max", "sum", "fold", "crosses_", "param", "bars", "expect",
  ]

  /// A program, and the comments in it in their order.
  mutating func text() -> (source: String, comments: [String]) {
    tokens = []
    if random.once(in: 4) { add("quill", "1") }
    for _ in 0...random.below(6) { item() }
    var source = ""
    var comments: [String] = []
    for token in tokens {
      source += token
      switch random.below(14) {
      case 0: source += "\n"
      case 1: source += "\n\n  \n"
      case 2:
        let comment = "// c\(comments.count)" + (random.once(in: 3) ? " ends here: { ( \"" : "")
        comments.append(comment)
        source +=
          (random.once(in: 2) ? " " : "\n  ") + comment + (random.once(in: 3) ? " \n" : "\n")
        if random.once(in: 3) { source += "\n" }
      case 3: source += "   "
      default: source += " "
      }
    }
    return (source, comments)
  }

  // MARK: - Statements

  private mutating func add(_ words: String...) { tokens += words }
  private mutating func name() { add(random.pick(Self.names)) }
  private mutating func title() {
    add(random.pick(["\"t\"", "\"{{ {x} }\"", "\"a {close + f(\"b\"):.2} c\"", "\"\\n\\\"\""]))
  }

  private mutating func full() {
    fuel = 12
    expression()
  }

  private mutating func list(_ one: (inout Self) -> Void) {
    one(&self)
    for _ in 0..<random.below(3) {
      add(",")
      one(&self)
    }
  }

  private mutating func item() {
    switch random.below(22) {
    case 0:
      add(random.pick(["strategy", "portfolio", "indicator", "library"]))
      title()
    case 1: parameter()
    case 2:
      add("require")
      full()
    case 3, 4, 5:
      binding()
    case 6: function()
    case 7:
      add("column")
      name()
    case 8:
      add("import")
      title()
      add("as")
      name()
    case 9, 10, 11: order()
    case 12: each()
    case 13: allocate()
    case 14: setting()
    case 15: entries("limits", { $0.limit() })
    case 16: entries("assume", { $0.assumption() })
    case 17: alert()
    case 18, 19: plot()
    case 20: test()
    default:
      add("universe")
      list { $0.full() }
    }
  }

  private mutating func parameter() {
    add("param")
    name()
    add("=")
    full()
    switch random.below(3) {
    case 0:
      add("in", "{")
      list { $0.full() }
      add("}")
    case 1:
      add("in")
      range()
      if random.once(in: 2) {
        add("step")
        full()
      }
    default: break
    }
  }

  private mutating func binding() {
    add("let")
    if random.once(in: 4) {
      add("(")
      list { $0.name() }
      add(")")
    } else {
      name()
    }
    add("=")
    full()
  }

  private mutating func function() {
    add("fn")
    name()
    add("(")
    if !random.once(in: 4) {
      list { program in
        program.name()
        if program.random.once(in: 3) {
          program.add("=")
          program.full()
        }
      }
    }
    add(")", "=")
    full()
  }

  private mutating func order(kinds: Int = 3) {
    switch random.below(kinds) {
    case 0:
      add("enter", random.pick(["long", "short"]))
      if random.once(in: 2) { title() }
    case 1:
      add("exit")
      if random.once(in: 3) {
        add("(")
        full()
        add(")", "of")
      }
      switch random.below(3) {
      case 0: add(random.pick(["long", "short"]))
      case 1: title()
      default: break
      }
    default:
      add("entries")
      if random.once(in: 2) { add("long") }
    }
    for _ in 0..<random.below(4) { clause() }
  }

  private mutating func clause() {
    let word = random.pick([
      "when", "at", "beyond", "for", "until", "size", "risk", "stop", "target", "trail",
    ])
    add(word)
    switch word {
    case "until" where random.once(in: 3): return add("filled")
    case "stop", "target":
      if random.once(in: 2) { add("at") } else { return parenthesised() }
    case "until": return parenthesised()
    default: break
    }
    full()
    switch word {
    case "beyond" where random.once(in: 2):
      add("at")
      full()
    case "for" where random.once(in: 2): add("bars")
    case "size": if random.once(in: 2) { add(random.pick(["units", "cash"])) }
    case "trail" where random.once(in: 2):
      add("after")
      full()
    default: break
    }
  }

  private mutating func parenthesised() {
    add("(")
    full()
    add(")")
  }

  private mutating func each() {
    add("each")
    name()
    add("in")
    range()
    add("{")
    for _ in 0..<random.below(3) {
      if random.once(in: 2) { plot() } else { order(kinds: 2) }
      if random.once(in: 3) { add(";") }
    }
    add("}")
  }

  private mutating func allocate() {
    add("allocate")
    full()
    if random.once(in: 2) {
      add("band")
      full()
    }
    if random.once(in: 2) {
      add("when")
      full()
    }
  }

  private mutating func setting() {
    switch random.below(5) {
    case 0:
      add("pyramid")
      full()
    case 1:
      add("cooldown")
      full()
      add("bars")
    case 2: add("reversal", random.pick(["on", "off"]))
    case 3: add("history", "since", "2020-01-01T09:30Z")
    default:
      add("history")
      parenthesised()
      add("bars")
    }
  }

  private mutating func entries(_ word: String, _ entry: (inout Self) -> Void) {
    add(word, "{")
    for _ in 0..<random.below(4) {
      entry(&self)
      if random.once(in: 2) { add(";") }
    }
    add("}")
  }

  private mutating func limit() {
    switch random.below(3) {
    case 0:
      add("max", random.pick(["drawdown", "sector", "exposure", "position"]))
      full()
    case 1:
      add("max", "orders")
      full()
      add("per")
      full()
    default:
      add("max", "daily", "loss")
      full()
      if random.once(in: 2) { add("flatten") }
    }
  }

  private mutating func assumption() {
    add(random.pick(["bars", "capital", "fee", "slippage"]))
    full()
  }

  private mutating func alert() {
    add("alert")
    title()
    if random.once(in: 2) {
      add("when")
      full()
    }
    if random.once(in: 2) {
      add("with")
      list { $0.field() }
    }
  }

  private mutating func field() {
    name()
    add(":")
    full()
  }

  private mutating func plot() {
    add("plot")
    list { $0.full() }
    if random.once(in: 3) {
      add("in")
      title()
    }
    if random.once(in: 3) {
      add("levels")
      list { $0.full() }
    }
  }

  private mutating func test() {
    add("test")
    title()
    add("{")
    for _ in 0..<random.below(4) {
      switch random.below(5) {
      case 0:
        add("bars", "close", ":")
        list { $0.full() }
      case 1:
        add("bars")
        list { $0.parenthesised() }
      case 2:
        add("param")
        name()
        add("=")
        full()
      case 3:
        add("expect", random.pick(["entered", "exited", "refused", "filled"]))
        if random.once(in: 2) { add("short") }
        if random.once(in: 2) { title() }
        if random.once(in: 2) {
          add("at")
          range()
        }
      default:
        add("expect")
        if random.once(in: 2) { add("never") }
        parenthesised()
      }
      if random.once(in: 3) { add(";") }
    }
    add("}")
  }

  // MARK: - Expressions

  private mutating func range() {
    fuel = 3
    bracketed { $0.operand() }
    guard random.once(in: 2) else { return }
    add(random.pick(["..", "..<"]))
    operand()
  }

  private mutating func expression() {
    fuel -= 1
    guard fuel > 0 else { return leaf() }
    switch random.below(8) {
    case 0:
      add("not")
      comparison()
    case 1:
      operand()
      add(random.pick(["or", "and"]))
      expression()
    case 2: comparison()
    case 3, 4:
      operand()
      add(random.pick(["+", "-", "*", "/", "??", "^"]))
      operand()
      add(random.pick(["+", "-", "*", "/", "??", "^"]))
      if random.once(in: 3) { add("-") }
      operand()
    case 5:
      add("-")
      operand()
    default: operand()
    }
  }

  private mutating func comparison() {
    operand()
    add(random.pick(["==", "!=", "<", "<=", ">", ">="]))
    operand()
  }

  private mutating func operand() {
    fuel -= 1
    guard fuel > 0 else { return leaf() }
    switch random.below(13) {
    case 0, 1: bracketed { $0.expression() }
    case 2:
      add(random.pick(["f", "sma", "max", "fold", "lib . f", "at", "let"]))
      bracketed { program in
        guard !program.random.once(in: 5) else { return }
        program.list { program in
          if program.random.once(in: 4) { program.add("label", ":") }
          program.expression()
        }
      }
    case 3:
      operandBase()
      add("[")
      expression()
      add("]")
    case 4:
      operandBase()
      add(".", "field")
    case 5: choice()
    case 6: block()
    case 7: clock()
    case 8: fold()
    case 9:
      bracketed { program in
        program.expression()
        program.add(",")
        program.expression()
      }
    case 10:
      bracketed { program in
        program.add("mid", ":")
        program.expression()
      }
    default: leaf()
    }
  }

  private mutating func operandBase() {
    if random.once(in: 2) { bracketed { $0.expression() } } else { add("base") }
  }

  private mutating func bracketed(_ inside: (inout Self) -> Void) {
    add("(")
    inside(&self)
    add(")")
  }

  private mutating func choice() {
    switch random.below(3) {
    case 0:
      add("match")
      operand()
      add("{")
      list { program in
        if program.random.once(in: 3) { program.add("else") } else { program.operand() }
        program.add("=>")
        program.expression()
      }
      if random.once(in: 3) { add(",") }
      add("}")
    case 1:
      add("(", "from")
      expression()
      add("next")
      expression()
      add(")")
    default:
      bracketed { program in
        program.add("if")
        program.expression()
        program.add("then")
        program.expression()
        program.add("else")
        program.expression()
      }
    }
  }

  private mutating func block() {
    add("{")
    for _ in 0..<random.below(3) {
      add("let", "m", "=")
      expression()
      add(";")
    }
    bracketed { $0.expression() }
    add("}")
  }

  private mutating func clock() {
    add("on")
    switch random.below(4) {
    case 0: add("1d")
    case 1: add("\"SPY\"", ",", "1h")
    case 2: bracketed { $0.expression() }
    default: add("\"SPY\"")
    }
    block()
  }

  private mutating func fold() {
    add(random.pick(["sum", "any", "all", "count", "min", "avg", "fold"]))
    let isFold = tokens.last == "fold"
    add("(", "i", "in", "0", "..<", "n", ":")
    if isFold { add("from") }
    expression()
    if isFold {
      add("next")
      expression()
    }
    add(")")
  }

  private mutating func leaf() {
    switch random.below(6) {
    case 0:
      add(random.pick(["1", "2.5", "1_000", "2%", "5bps", "3R", "10 ticks", "1 tick", "1e5"]))
    case 1: add(random.pick(["true", "false", "na", "prev"]))
    case 2: add(random.pick(["15m", "1mo", "2020-01-31", "2020-01-31T10:00+02:00"]))
    case 3: title()
    default: name()
    }
  }
}
