/// Writes random programs that mean something: every construct and every builtin the compiler
/// knows, well typed, from a seed.
public struct Scripts {
  /// What an expression gives.
  public enum Kind: Sendable, Hashable, CaseIterable {
    case number, flag, time, duration
  }

  /// A function of the file.
  struct Written {
    let name: String
    let gives: Kind
    let takes: [Kind]
    /// The last argument is a length.
    let length: Bool
    /// What it takes may be seen on a clock of the market.
    let isClocked: Bool
  }

  /// The columns of the data that the programs may name: those of `Bars.withColumns`, or none.
  public var columns: [String] = []

  /// A numeric parameter with its standard value; whole, and fit to be a length.
  public typealias Setting = (name: String, value: Double)

  var random: SplitMix64
  /// Names in force, by what they stand for.
  var names: [Kind: [String]] = [:]
  /// Records in force, with their fields' kinds.
  var records: [(name: String, fields: [(String, Kind)])] = []
  /// What `prev` is, while there is one.
  var previous: Kind?
  var written: [Written] = []
  public private(set) var settings: [Setting] = []
  /// A parameter of texts, when the file has one.
  var choice: (name: String, texts: [String])?
  private var seesAccount = false
  /// True within an exit.
  private var mayAskEntries = false
  /// How many names around ask for their own past.
  private var remembering = 0
  private var count = 0
  /// How many clocks of the market were written, those of the functions called among them.
  var marketClocks = 0
  /// Timeframes that `on` may take.
  public var timeframes = ["3d", "1w", "1mo"]
  /// Calls still allowed in one statement.
  var fuel = 0

  public init(seed: UInt64) { random = SplitMix64(seed: seed) }

  // MARK: What a test asks for

  /// Expressions for `compile(expressions:parameters:)`, with the parameters they use.
  public mutating func expressions(_ count: Int) -> [String] {
    settings = [("p", Double(random.whole(1...9))), ("q", Double(random.whole(1...20)))]
    return (0..<count).map { _ in
      fuel = random.pick([3, 6, 10, 16])
      return expression(random.pick([.number, .number, .number, .flag, .time, .duration]), 6)
    }
  }

  /// A strategy file: parameters, functions, names, orders; perhaps some that look at the account.
  public mutating func strategy(seesAccount: Bool = false) -> String {
    self.seesAccount = seesAccount
    settings = [("p", Double(random.whole(2...9))), ("q", Double(random.whole(1...20)))]
    choice = ("mode", ["fast", "slow", "none"])
    var lines = ["strategy \"generated\"", ""]
    lines += settings.map { "param \($0.name) = \(Int($0.value)) in 1..20" }
    lines.append(
      "param mode = \"\(random.pick(["fast", "slow", "none"]))\""
        + " in {\"fast\", \"slow\", \"none\"}")
    lines.append("require p < 30 and q > 0")
    lines += columns.map { "column \($0)" }
    if random.once(in: 3) { lines.append("pyramid \(random.pick(["2", "3", "p"]))") }
    if random.once(in: 5) { lines.append("cooldown \(random.pick(["2", "p"])) bars") }
    if random.once(in: 5) { lines.append("reversal off") }
    if random.once(in: 6) { lines.append("limits { \(limits()) }") }
    for _ in 0..<random.below(3) { lines.append(function()) }
    for _ in 0..<random.whole(1...4) { lines.append(binding()) }
    lines.append(order("enter", random.pick(["long", "short"])))
    for _ in 0..<random.below(3) { lines.append(order("enter", random.pick(["long", "short"]))) }
    for _ in 0..<random.whole(1...3) { lines.append(order("exit", "")) }
    if random.chance(0.4) { lines.append(each()) }
    if random.chance(0.5) { lines.append(shown()) }
    if random.once(in: 5) { lines.append("entries \(exitPrices(1))") }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Statements

  mutating func fresh(_ stem: String) -> String {
    count += 1
    return "\(stem)\(count)"
  }

  private mutating func order(_ word: String, _ side: String) -> String {
    fuel = 8
    var condition = seesAccount ? account(expression(.flag, 3)) : expression(.flag, 4)
    if seesAccount, word == "exit", random.chance(0.3) { condition += " or (\(ofEntry()))" }
    guard word == "enter" else {
      let share = random.chance(0.3) ? "\(random.pick(["50", "25", "12.5"]))% of " : ""
      let selected = "exit \(share)\(random.pick(["", "long ", "short "]))"
      mayAskEntries = true
      defer { mayAskEntries = false }
      if random.chance(0.5) { return selected + "when \(condition)" }
      let prices = exitPrices(random.whole(1...3))
      return random.chance(0.5) ? selected + prices : selected + prices + " when \(condition)"
    }
    let tag = random.chance(0.5) ? "\"tag\(random.below(3))\" " : ""
    var line = "enter \(side) \(tag)when \(condition)"
    switch random.below(5) {
    case 0: line += " size \(random.pick(["10", "50", "99"]))%"
    case 1: line += " size \(random.pick(["1", "2.5", "10"])) units"
    case 2: line += " size \(random.pick(["500", "1_000"])) cash"
    case 3: line += " size 1 + abs(\(expression(.number, 2))) units"
    case 4: return line + placement() + " risk \(random.pick(["1", "2", "50"]))% " + stopFirst()
    default: break
    }
    line += placement()
    return random.chance(0.5) ? line : line + " " + exitPrices(random.whole(1...3))
  }

  private mutating func limits() -> String {
    let limits = [
      "max drawdown 20%", "max daily loss 3% flatten", "max position 60%",
      "max orders 3 per \(random.pick(["3d", "36h"]))", "max drawdown 5% flatten",
    ]
    let first = random.below(limits.count)
    let second = random.below(limits.count)
    let isPair = first != second && first + second != limits.count - 1
    return isPair ? "\(limits[first]); \(limits[second])" : limits[first]
  }

  /// Where an entry waits, or nothing.
  private mutating func placement() -> String {
    if random.chance(0.5) { return "" }
    var text: String
    switch random.below(4) {
    case 0: text = " at \(level())"
    case 1: text = " beyond \(level())"
    case 2: text = " beyond \(level()) at \(level())"
    default: text = " at \(level())"
    }
    switch random.below(6) {
    case 0: text += " for \(random.whole(1...5)) bars"
    case 1: text += " for \(random.pick(["2d", "36h", "1h"]))"
    case 2: text += " until \(expression(.flag, 2))"
    case 3: text += " until filled"
    case 4: text += " for 3 bars until \(expression(.flag, 2))"
    default: break
    }
    return text
  }

  /// A price of the market: mostly one near it.
  private mutating func level() -> String {
    switch random.below(9) {
    case 0: expression(.number, 2)
    case 1: "lowest(low, \(random.whole(1...5)))"
    case 2: "highest(high, \(random.whole(1...5)))"
    case 3: "close * \(random.pick(["98", "99.5", "101", "102"]))%"
    case 4: "(if close > open then low else na)"
    case 5: "open[1]"
    case 6: "hl2"
    case 7 where seesAccount && mayAskEntries: "entry.price - entry.risk"
    default: random.pick(["close", "low", "high"])
    }
  }

  /// A distance from a fill.
  private mutating func distance() -> String {
    switch random.below(5) {
    case 0: random.pick(["0.5%", "2%", "5%", "40bps"])
    case 1: "tr()"
    case 2: "\(random.pick(["0.3", "1", "2"])) * (high - low)"
    case 3: "(if close > open then 1% else na)"
    default: "atr(\(random.whole(1...5)))"
    }
  }

  private mutating func stop() -> String {
    random.chance(0.5) ? "stop \(distance())" : "stop at \(level())"
  }

  /// A stop, so that what follows may count in multiples of the risk.
  private mutating func stopFirst() -> String {
    stop() + random.pick(["", " target 2R", " target 1.5R trail 1R after 1R", " trail 0.5R"])
  }

  /// So many different prices at which entries are left.
  private mutating func exitPrices(_ count: Int) -> String {
    var words = ["stop", "target", "trail"]
    var clauses: [String] = []
    for _ in 0..<count {
      let word = words.remove(at: random.below(words.count))
      switch word {
      case "stop": clauses.append(stop())
      case "target":
        clauses.append(
          random.chance(0.5) ? "target \(distance())" : "target at \(level())")
      default:
        clauses.append(
          "trail \(distance())" + (random.chance(0.5) ? " after \(distance())" : ""))
      }
    }
    return clauses.joined(separator: " ")
  }

  /// Something that only an open entry knows.
  private mutating func ofEntry() -> String {
    random.pick([
      "entry.pnl > 20", "entry.bars >= 3", "entry.high > entry.price * 102%",
      "close < entry.low + entry.risk", "at_entry(close) > close", "entry.pnl / equity < -1%",
      "at_entry(sma(close, 3)) < entry.price and entry.bars > 1",
    ])
  }

  /// Orders once for each of some numbers, with a name of their own.
  private mutating func each() -> String {
    let outer = (names, records)
    defer { (names, records) = outer }
    let variable = fresh("e")
    names[.number, default: []] += [variable, variable]
    fuel = 6
    let name = fresh("v")
    let value = expression(.number, 3)
    names[.number, default: []].append(name)
    fuel = 6
    return "each \(variable) in \(random.below(2))..\(random.whole(2...3)) {\n"
      + "  let \(name) = \(value)\n"
      + "  enter long \"E{\(variable)}\" when \(expression(.flag, 3))\n"
      + "  plot \(name), \(expression(.number, 1))\n}"
  }

  /// A plot and an alert.
  private mutating func shown() -> String {
    fuel = 8
    let series = (0..<random.whole(1...2)).map { _ in
      expression(random.pick([.number, .number, .flag]), 3)
    }
    return "plot \(series.joined(separator: ", ")) in \"pane {p}\" levels 30, q\n"
      + "alert \"{\(expression(.number, 1)):.2} {{\" when \(expression(.flag, 2))"
      + " with price: close, at: time"
  }

  private mutating func account(_ condition: String) -> String {
    let look = random.pick([
      "flat or position.bars > 3", "position.pnl >= 0", "equity > 9_000", "trades < 20",
      "position == position[1]", "drawdown < 20%", "cum(position) > -5", "wins <= trades",
      "(from 0 next prev + equity - equity[1]) > -500", "changed(position.lots) or flat",
      "last_trade.pnl >= 0", "last_trade.bars < 5", "last_trade.reason != \"stop\"",
      "last_trade.side == \"long\" or trades == 0", "last_refusal != \"already-open\"",
      "last_refusal == \"opposed\" or last_refusal == \"cash\"",
      "sma(equity, 3) >= lowest(equity, 5)", "(position.price ?? close) > 0", "realised < cash",
    ])
    return "((\(condition)) \(random.pick(["and", "and", "or"])) (\(look)))"
  }

  private mutating func binding() -> String {
    fuel = 8
    if random.once(in: 4) {
      let (names, value) = taken(4)
      return "let (\(names.joined(separator: ", "))) = \(value)"
    }
    if random.once(in: 4) {
      let name = fresh("r")
      let (text, fields) = record(3)
      records.append((name, fields))
      return "let \(name) = \(text)"
    }
    let kind = random.pick([Kind.number, .number, .flag, .duration])
    let name = fresh("v")
    let value = remembered(kind, name, 4)
    names[kind, default: []].append(name)
    return "let \(name) = \(value)"
  }

  private mutating func function() -> String {
    let kind = random.pick([Kind.number, .number, .flag])
    let takes = (0..<random.whole(1...2)).map { _ in random.pick([Kind.number, .number, .flag]) }
    let length = random.chance(0.6)
    let formals = takes.indices.map { "a\($0)" }
    let outer = (names, records, previous)
    names = Dictionary(grouping: takes.indices, by: { takes[$0] }).mapValues { $0.map { "a\($0)" } }
    records = []
    previous = nil
    fuel = 6
    let name = fresh("f")
    let clocks = marketClocks
    var body = expression(kind, 4)
    if length {
      body =
        kind == .number
        ? "(\(body) - sma(\(Scripts.computed(expression(.number, 1))), n))"
        : "(\(body) or \(expression(.number, 1)) > highest(close, n)[1])"
    }
    (names, records, previous) = outer
    let last = length ? [random.chance(0.5) ? "n = 3" : "n"] : []
    let text = "fn \(name)(\((formals + last).joined(separator: ", "))) = \(body)"
    written.append(
      Written(
        name: name, gives: kind, takes: takes, length: length, isClocked: marketClocks > clocks))
    return text
  }

  // MARK: Expressions

  /// An expression of a kind, at most so many levels deep.
  public mutating func expression(_ kind: Kind, _ depth: Int) -> String {
    guard depth > 0, fuel > 0 else { return leaf(kind) }
    fuel -= 1
    if let shared = shared(kind, depth - 1) { return shared }
    switch kind {
    case .number: return number(depth - 1)
    case .flag: return flag(depth - 1)
    case .time: return time(depth - 1)
    case .duration: return duration(depth - 1)
    }
  }

  mutating func leaf(_ kind: Kind) -> String {
    var choices = names[kind] ?? []
    if previous == kind { choices += ["prev", "prev"] }
    switch kind {
    case .number:
      choices += ["close", "open", "high", "low", "volume", "hl2", "hlc3", "ohlc4", "hlcc4"]
      choices += ["bar_index", "close", "close", "0", "1", "2.5", "100", "3%", "25bps", "1_000"]
      choices += settings.map(\.name) + columns + ["data_gap"]
    case .flag:
      choices += ["(close > open)", "(high == low)", "true", "false", "(close < close[1])"]
    case .time: choices += ["time", "time_close", "2020-02-01", "2020-03-01T12:00Z"]
    case .duration: choices += ["1d", "36h", "15m", "(time_close - time)", "2w"]
    }
    return random.pick(choices)
  }

  /// How many bars ago. What refers to its own past can do so by a literal alone.
  mutating func offset() -> String {
    let hasPast =
      previous != nil || remembering > 0
      || names.values.joined().contains { $0.hasPrefix("prev.") }
    return hasPast ? "\(random.below(20))" : length(from: 0)
  }

  /// A length: a literal, a parameter, or a sum of both.
  mutating func length(from least: Int) -> String {
    if random.chance(0.2), least < 2, let setting = settings.randomElement(using: &random) {
      return random.pick([setting.name, setting.name, "\(setting.name) + 1"])
    }
    return "\(random.pick([1, 2, 2, 3, 3, 4, 5, 7, 10, 14, 20]) - 1 + least)"
  }

  /// Constructs that give any kind.
  private mutating func shared(_ kind: Kind, _ depth: Int) -> String? {
    switch random.below(25) {
    case 22, 23: return clocked(kind, depth)
    case 0: return "(\(expression(kind, depth)))[\(offset())]"
    case 1:
      return "(if \(expression(.flag, depth)) then \(expression(kind, depth))"
        + " else \(expression(kind, depth)))"
    case 2: return match(kind, depth)
    case 3: return block(kind, depth)
    case 4, 5: return from(kind, depth)
    case 6: return field(kind, depth)
    case 7 where kind != .flag:
      return "(if \(expression(.flag, depth)) then \(expression(kind, depth)) else na)"
    case 8, 9: return call(kind, depth)
    case 10: return fold(kind, depth)
    default: return nil
    }
  }

  private mutating func match(_ kind: Kind, _ depth: Int) -> String {
    func arms(_ patterns: [String], _ scripts: inout Scripts) -> String {
      patterns.map { "\($0) => \(scripts.expression(kind, depth))" }.joined(separator: ", ")
    }
    switch random.below(3) {
    case 0:
      return "(match \(expression(.flag, depth)) { \(arms(["true", "false"], &self)) })"
    case 1:
      return "(match mod(bar_index, 3) { \(arms(["0", "1", "else"], &self)) })"
    default:
      guard let choice else { return leaf(kind) }
      let patterns = [choice.texts[0], choice.texts[1]].map { "\"\($0)\"" } + ["else"]
      return "(match \(choice.name) { \(arms(patterns, &self)) })"
    }
  }

  private mutating func block(_ kind: Kind, _ depth: Int) -> String {
    let outer = (names, records)
    defer { (names, records) = outer }
    var text = "{ "
    for _ in 0..<random.whole(1...2) {
      if random.once(in: 3) {
        let (names, value) = taken(depth)
        text += "let (\(names.joined(separator: ", "))) = \(value); "
        continue
      }
      let inner = random.pick(Kind.allCases)
      let name = fresh("b")
      text += "let \(name) = \(remembered(inner, name, depth)); "
      names[inner, default: []].append(name)
    }
    return text + expression(kind, depth) + " }"
  }

  /// A value that may ask for its own past by its name.
  private mutating func remembered(_ kind: Kind, _ name: String, _ depth: Int) -> String {
    guard kind == .number, random.once(in: 4) else { return expression(kind, depth) }
    remembering += 1
    defer { remembering -= 1 }
    return "(if is_na(\(name)[1]) then \(expression(.number, depth))"
      + " else \(name)[1] * 0.5 + \(expression(.number, depth)))"
  }

  private mutating func from(_ kind: Kind, _ depth: Int) -> String {
    let outer = previous
    let known = names
    defer { (previous, names) = (outer, known) }
    let missing = kind != .flag && random.once(in: 3)
    let first = missing ? "na" : expression(kind, depth)
    hidePrevious()
    if missing {
      let value = leaf(kind)
      previous = kind
      return "(from na next if \(expression(.flag, depth)) then \(value) else prev)"
    }
    previous = kind
    return "(from \(first) next \(expression(kind, depth)))"
  }

  /// From here on `prev` is another one.
  mutating func hidePrevious() {
    for kind in Kind.allCases { names[kind]?.removeAll { $0.hasPrefix("prev.") } }
    previous = nil
  }

  /// Two names, and what they are taken from: they become names in force.
  private mutating func taken(_ depth: Int) -> (names: [String], value: String) {
    let pair = [fresh("t"), fresh("t")]
    let kinds = [Kind.number, random.pick([Kind.number, .flag])]
    let outer = (names, previous)
    hidePrevious()
    var value = "(\(expression(kinds[0], depth)), \(expression(kinds[1], depth)))"
    if random.chance(0.5) {
      names[kinds[0], default: []].append("prev.\(pair[0])")
      names[kinds[1], default: []].append("prev.\(pair[1])")
      value =
        "from \(value) next "
        + "(\(expression(kinds[0], depth)), \(expression(kinds[1], depth)))"
    }
    (names, previous) = outer
    for (name, kind) in zip(pair, kinds) { names[kind, default: []].append(name) }
    return (pair, value)
  }

  private mutating func record(_ depth: Int) -> (text: String, fields: [(String, Kind)]) {
    let fields = [("a", Kind.number), ("b", random.pick(Kind.allCases))]
    let parts = fields.map { "\($0.0): \(expression($0.1, depth))" }
    return ("(\(parts.joined(separator: ", ")))", fields)
  }

  private mutating func field(_ kind: Kind, _ depth: Int) -> String {
    let known = records.flatMap { record in
      record.fields.filter { $0.1 == kind }.map { "\(record.name).\($0.0)" }
    }
    if !known.isEmpty, random.chance(0.7) {
      return random.pick(known) + (random.chance(0.3) ? "[\(offset())]" : "")
    }
    let (text, fields) = record(depth)
    guard let name = fields.first(where: { $0.1 == kind })?.0 else { return leaf(kind) }
    return "\(text).\(name)"
  }

  /// A call of a function of the file.
  private mutating func call(_ kind: Kind, _ depth: Int) -> String? {
    let known = written.filter { $0.gives == kind }
    guard !known.isEmpty else { return nil }
    let function = random.pick(known)
    let outer = (names, previous)
    defer { (names, previous) = outer }
    if function.isClocked {
      marketClocks += 1
      // What is known only at the close is no past of a slow bar.
      hidePrevious()
    }
    var arguments: [String] = []
    for kind in function.takes { arguments.append(expression(kind, depth)) }
    if function.length { arguments.append(random.pick(["2", "4", "n: 5"])) }
    return "\(function.name)(\(arguments.joined(separator: ", ")))"
  }
}
