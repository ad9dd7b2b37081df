/// The tree as text, one statement a line and a clause or step on a line of its own: what tests
/// compare. Spans are left out, so two texts that mean the same dump the same.
public func dump(_ tree: SyntaxTree) -> String {
  var dump = TreeDump()
  if let edition = tree.edition { dump.line("(quill \(edition.number))") }
  for item in tree.items { dump.item(item) }
  return dump.text
}

/// The expression as text on one line.
public func dump(_ expression: Expression) -> String { TreeDump.text(expression) }

private struct TreeDump {
  var text = ""
  var depth = 0

  mutating func line(_ line: String) {
    text += String(repeating: "  ", count: depth) + line + "\n"
  }

  mutating func lines(_ lines: [String]) {
    for line in lines { self.line(line) }
  }

  /// A head with parts on lines of their own.
  mutating func group(_ head: String, _ parts: (inout TreeDump) -> Void) {
    line("(" + head)
    depth += 1
    parts(&self)
    depth -= 1
    text.removeLast()
    text += ")\n"
  }

  // MARK: - Items

  mutating func item(_ item: Item) {
    switch item.kind {
    case .enter(let enter):
      let head = "enter \(enter.side.rawValue)" + (enter.tag.map { " " + Self.text($0) } ?? "")
      group(head) { dump in dump.lines(enter.clauses.map(Self.text)) }
    case .exit(let exit):
      var head = "exit"
      if let share = exit.share { head += " (share \(Self.text(share)))" }
      switch exit.selector {
      case .all: break
      case .side(let side): head += " \(side.rawValue)"
      case .tag(let tag): head += " " + Self.text(tag)
      }
      group(head) { dump in dump.lines(exit.clauses.map(Self.text)) }
    case .entries(let entries):
      group("entries" + (entries.side.map { " " + $0.rawValue } ?? "")) { dump in
        dump.lines(entries.clauses.map(Self.text))
      }
    case .each(let each):
      group("each \(each.variable.text) \(Self.text(each.range))") { dump in
        for item in each.items { dump.item(item) }
      }
    case .test(let test):
      group("test \(Self.text(test.name))") { dump in
        dump.lines(test.steps.map(Self.text))
      }
    default: line("(" + Self.words(item.kind).joined(separator: " ") + ")")
    }
  }

  private static func words(_ kind: Item.Kind) -> [String] {
    switch kind {
    case .header(let header): [header.kind.rawValue, text(header.title)]
    case .parameter(let parameter):
      ["param", parameter.name.text, text(parameter.value)] + domain(parameter.domain)
    case .require(let condition): ["require", text(condition)]
    case .binding(let binding): ["let", text(binding)]
    case .function(let function):
      ["fn", function.name.text, list(function.formals.map(formal)), text(function.body)]
    case .column(let name): ["column", name.text]
    case .use(let use): ["import", text(use.path), use.name.text]
    case .allocate(let allocate):
      ["allocate", text(allocate.target)] + part("band", allocate.band)
        + part("when", allocate.when)
    case .pyramid(let count): ["pyramid", text(count)]
    case .cooldown(let count): ["cooldown", text(count)]
    case .reversal(let isOn): ["reversal", isOn ? "on" : "off"]
    case .limits(let limits): ["limits"] + limits.map(text)
    case .assume(let entries): ["assume"] + entries.map(text)
    case .history(.bars(let count)): ["history", text(count), "bars"]
    case .history(.since(let date)): ["history", "since", text(date)]
    case .universe(let members): ["universe"] + members.map(text)
    case .alert(let alert):
      ["alert", text(alert.text)] + part("when", alert.when)
        + (alert.values.isEmpty ? [] : ["(with \(alert.values.map(text).joined(separator: " ")))"])
    case .plot(let plot):
      ["plot"] + plot.series.map(text) + (plot.pane.map { ["(in \(text($0)))"] } ?? [])
        + (plot.levels.isEmpty ? [] : ["(levels \(plot.levels.map(text).joined(separator: " ")))"])
    case .enter, .exit, .entries, .each, .test: []
    }
  }

  private static func part(_ word: String, _ value: Expression?) -> [String] {
    value.map { ["(\(word) \(text($0)))"] } ?? []
  }

  private static func domain(_ domain: Parameter.Domain?) -> [String] {
    switch domain {
    case nil: []
    case .range(let range, let step): ["(in \(text(range)))"] + part("step", step)
    case .set(let values): ["(in {\(values.map(text).joined(separator: " "))})"]
    }
  }

  private static func list(_ parts: [String]) -> String { "(\(parts.joined(separator: " ")))" }

  private static func formal(_ formal: Function.Formal) -> String {
    formal.standard.map { "(\(formal.name.text) \(text($0)))" } ?? formal.name.text
  }

  // MARK: - Parts of items

  static func text(_ binding: Binding) -> String {
    switch binding.pattern {
    case .name(let name): name.text + " " + text(binding.value)
    case .tuple(let names, _): list(names.map(\.text)) + " " + text(binding.value)
    }
  }

  static func text(_ range: RangeExpression) -> String {
    guard let upper = range.upper else { return text(range.lower) }
    return "(\(range.closed ? ".." : "..<") \(text(range.lower)) \(text(upper)))"
  }

  static func text(_ clause: Clause) -> String {
    switch clause.kind {
    case .when(let value): "(when \(text(value)))"
    case .at(let value): "(at \(text(value)))"
    case .beyond(let stop, let limit): list(["beyond", text(stop)] + part("at", limit))
    case .lasting(.bars(let count)): "(for \(text(count)) bars)"
    case .lasting(.time(let duration)): "(for \(text(duration)))"
    case .until(let value): "(until \(text(value)))"
    case .untilFilled: "(until filled)"
    case .size(let value, let unit): "(size \(text(value)) \(unit.rawValue))"
    case .risk(let value): "(risk \(text(value)))"
    case .stop(let price): "(stop \(text(price)))"
    case .target(let price): "(target \(text(price)))"
    case .trail(let distance, let after): list(["trail", text(distance)] + part("after", after))
    }
  }

  private static func text(_ price: Clause.Price) -> String {
    switch price {
    case .distance(let value): text(value)
    case .level(let value): "(at \(text(value)))"
    }
  }

  private static func text(_ limit: Limit) -> String {
    let words: [String] =
      switch limit.kind {
      case .maxDrawdown(let value): ["max-drawdown", text(value)]
      case .maxDailyLoss(let value): ["max-daily-loss", text(value)]
      case .maxPosition(let value): ["max-position", text(value)]
      case .maxSector(let value): ["max-sector", text(value)]
      case .maxExposure(let value): ["max-exposure", text(value)]
      case .maxOrders(let count, let per): ["max-orders", text(count), "per", text(per)]
      }
    return list(words + (limit.flatten ? ["flatten"] : []))
  }

  private static func text(_ assumption: Assumption) -> String {
    switch assumption.kind {
    case .bars(let value): "(bars \(text(value)))"
    case .capital(let value): "(capital \(text(value)))"
    case .fee(let value): "(fee \(text(value)))"
    case .slippage(let value): "(slippage \(text(value)))"
    }
  }

  static func text(_ step: Test.Step) -> String {
    switch step.kind {
    case .bars(.file(let path)): "(bars from \(text(path)))"
    case .bars(.shapes(let column, let shapes)):
      list(["bars"] + (column.map { [$0.text + ":"] } ?? []) + shapes.map(text))
    case .bars(.rows(let rows)): list(["rows"] + rows.map(text))
    case .parameter(let name, let value): "(param \(name.text) \(text(value)))"
    case .expect(let expectation): text(expectation)
    }
  }

  private static func text(_ expectation: Test.Expectation) -> String {
    var words = expectation.never ? ["expect", "never"] : ["expect"]
    switch expectation.subject {
    case .event(let name, let side, let tag):
      words += [name.text] + (side.map { [$0.rawValue] } ?? []) + (tag.map { [text($0)] } ?? [])
    case .alerted(let tag): words += ["alerted"] + (tag.map { [text($0)] } ?? [])
    case .holds(let condition): words.append(text(condition))
    }
    if let range = expectation.at { words.append("(at \(text(range)))") }
    return list(words)
  }

  // MARK: - Expressions

  static func text(_ expression: Expression) -> String {
    switch expression.kind {
    case .number(let value, let unit): number(value) + (unit.map(suffix) ?? "")
    case .duration(let count, let unit): "\(count)\(unit.rawValue)"
    case .date(let date): text(date)
    case .text(let template): text(template)
    case .bool(let value): value ? "true" : "false"
    case .missing: "na"
    case .name(let name): name
    case .previous: "prev"
    case .hole: "?"
    case .unary(let symbol, let operand): "(\(symbol.rawValue) \(text(operand)))"
    case .binary(let symbol, let left, let right):
      "(\(word(symbol)) \(text(left)) \(text(right)))"
    case .index(let base, let offset): "(index \(text(base)) \(text(offset)))"
    case .field(let base, let name): "(. \(text(base)) \(name.text))"
    default: form(expression)
    }
  }

  private static func form(_ expression: Expression) -> String {
    switch expression.kind {
    case .call(let name, let arguments): list(["call", name.text] + arguments.map(text))
    case .fold(let name, let variable, let range, let body):
      list(["each", name.text, variable.text, text(range), text(body)])
    case .foldFrom(let variable, let range, let first, let next):
      list(["fold", variable.text, text(range), text(first), text(next)])
    case .conditional(let condition, let yes, let no):
      list(["if", text(condition), text(yes), text(no)])
    case .match(let subject, let arms): list(["match", text(subject)] + arms.map(text))
    case .block(let bindings, let result):
      list(["block"] + bindings.map { "(let \(text($0)))" } + [text(result)])
    case .from(let first, let next): list(["from", text(first), text(next)])
    case .on(let clock, let body): list(["on", text(clock), text(body)])
    case .record(let fields): list(["record"] + fields.map(text))
    case .tuple(let parts): list(["tuple"] + parts.map(text))
    default: "?"
    }
  }

  private static func number(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func suffix(_ unit: Unit) -> String {
    switch unit {
    case .percent: "%"
    case .bps: "bps"
    case .risk: "R"
    case .ticks: "ticks"
    }
  }

  private static func word(_ symbol: BinaryOperator) -> String {
    switch symbol {
    case .crossesAbove: "crosses-above"
    case .crossesBelow: "crosses-below"
    default: symbol.rawValue
    }
  }

  private static func text(_ date: DateLiteral) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    var result = "\(date.year)-\(two(date.month))-\(two(date.day))"
    let (hours, rest) = (date.seconds / 3600, date.seconds % 3600)
    result += "T\(two(hours)):\(two(rest / 60)):\(two(rest % 60))"
    if case .offset(let minutes) = date.zone { result += "Z\(minutes < 0 ? "" : "+")\(minutes)" }
    return result
  }

  static func text(_ template: TextTemplate) -> String {
    var result = ""
    for part in template.parts {
      switch part {
      case .literal(let piece):
        for scalar in piece.unicodeScalars {
          switch scalar {
          case "\"", "\\": result += "\\" + String(scalar)
          case "{": result += "{{"
          case "\n": result += "\\n"
          case "\t": result += "\\t"
          default: result.unicodeScalars.append(scalar)
          }
        }
      case .value(let value, let format):
        result += "{\(text(value))\(format.map { ":" + $0 } ?? "")}"
      }
    }
    return "\"\(result)\""
  }

  private static func text(_ argument: Argument) -> String {
    argument.label.map { "(\($0.text): \(text(argument.value)))" } ?? text(argument.value)
  }

  private static func text(_ field: Field) -> String {
    "(\(field.name.text): \(text(field.value)))"
  }

  private static func text(_ arm: Arm) -> String {
    "(=> \(arm.pattern.map(text) ?? "else") \(text(arm.value)))"
  }

  private static func text(_ clock: Clock) -> String {
    switch clock {
    case .timeframe(let frame): text(frame)
    case .instrument(let name, let frame):
      frame.map { "(instrument \(text(name)) \(text($0)))" } ?? "(instrument \(text(name)))"
    case .condition(let condition): "(condition \(text(condition)))"
    }
  }
}
