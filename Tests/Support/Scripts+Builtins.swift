internal import Compiler
internal import Machine
internal import Syntax

/// Operators and builtins, by what they give.
extension Scripts {
  mutating func number(_ depth: Int) -> String {
    switch random.below(11) {
    case 10: return calendarNumber()
    case 0, 1, 2, 3: return arithmetic(depth)
    case 4: return prelude(depth)
    default: return builtin(.number, depth) ?? arithmetic(depth)
    }
  }

  private mutating func arithmetic(_ depth: Int) -> String {
    let a = expression(.number, depth)
    switch random.below(8) {
    case 0: return "-\(wrapped(a))"
    case 1: return "(\(a) ?? \(expression(.number, depth)))"
    case 2: return "\(wrapped(a)) ^ \(random.pick(["2", "0.5", "-1"]))"
    default:
      let symbol = random.pick(["+", "-", "*", "/", "-", "+"])
      return "(\(a) \(symbol) \(expression(.number, depth)))"
    }
  }

  private func wrapped(_ text: String) -> String { "(\(text))" }

  mutating func flag(_ depth: Int) -> String {
    switch random.below(11) {
    case 10 where random.once(in: 4):
      return "(symbol \(random.pick(["==", "!="])) \(random.pick(["\"X\"", "\"Y\""])))"
    case 10: return calendarFlag()
    case 0, 1, 2:
      let symbol = random.pick(["<", "<=", ">", ">=", "==", "!="])
      return "(\(expression(.number, depth)) \(symbol) \(expression(.number, depth)))"
    case 3, 4:
      let symbol = random.pick(["crosses above", "crosses below"])
      return "(\(expression(.number, depth)) \(symbol) \(expression(.number, depth)))"
    case 5, 6:
      let symbol = random.pick(["and", "or", "==", "!="])
      return "(\(expression(.flag, depth)) \(symbol) \(expression(.flag, depth)))"
    case 7: return "(not \(expression(.flag, depth)))"
    case 8:
      let kind = random.pick([Kind.time, .duration])
      let symbol = random.pick(["<", "<=", ">", ">=", "==", "!="])
      return "(\(expression(kind, depth)) \(symbol) \(expression(kind, depth)))"
    case 9 where random.once(in: 3):
      return prelude(depth) { $0.result == .flag } ?? "is_na(\(expression(.number, depth)))"
    default: return builtin(.flag, depth) ?? "is_na(\(expression(.number, depth)))"
    }
  }

  mutating func time(_ depth: Int) -> String {
    if random.once(in: 4), let call = builtin(.word, depth) { return call }
    return random.chance(0.5)
      ? "(\(expression(.time, depth)) + \(expression(.duration, depth)))"
      : "(\(expression(.time, depth)) - \(expression(.duration, depth)))"
  }

  mutating func duration(_ depth: Int) -> String {
    switch random.below(4) {
    case 0: "(\(expression(.time, depth)) - \(expression(.time, depth)))"
    case 1: "(-\(expression(.duration, depth)))"
    case 2: "(\(expression(.duration, depth)) + \(expression(.duration, depth)))"
    default: "(\(expression(.duration, depth)) - \(expression(.duration, depth)))"
    }
  }

  // MARK: Calls

  /// A call of any row of the table that has a name and gives this bank.
  private mutating func builtin(_ bank: Bank, _ depth: Int) -> String? {
    let rows = Builtin.all.filter { $0.symbol == nil && $0.result == bank }
    guard !rows.isEmpty else { return nil }
    let row = random.pick(rows)
    var arguments: [String] = []
    var isLabelled = false
    for parameter in row.parameters {
      if parameter.standard != nil, random.chance(0.4) {
        // What follows must say which it is.
        isLabelled = true
        continue
      }
      var value = argument(parameter.kind, depth)
      if row.isBounded, parameter.name == "n" {
        value = random.pick([
          "mod(bar_index, 4) + 1", "floor(abs(\(value)))", "bars_since(\(leaf(.flag)))",
        ])
      }
      if parameter.name == Builtin.bound { isLabelled = true }
      // Numbers of more than a hundred binary digits apart are no market.
      if ["exp", "exp2", "sinh", "cosh"].contains(row.name) { value = "sin(\(value))" }
      if arguments.isEmpty { value = Scripts.computed(value) }
      arguments.append(isLabelled ? "\(parameter.name): \(value)" : value)
    }
    let name = random.pick([row.name] + row.aliases)
    return "\(name)(\(arguments.joined(separator: ", ")))"
  }

  /// An indicator of a mere number is refused; one of a sum of numbers is not.
  static func computed(_ text: String) -> String {
    text.allSatisfy { $0.isNumber || $0 == "_" || $0 == "." } ? "(\(text) + 0)" : text
  }

  private mutating func argument(_ kind: Builtin.ParameterKind, _ depth: Int) -> String {
    switch kind {
    case .number: expression(.number, depth)
    case .flag: expression(.flag, depth)
    case .word: expression(.time, depth)
    case .grid: random.pick(["close", "open", "high", "low", "volume", "close[1]", "volume[p]"])
    case .length(let range): length(from: range.lowerBound)
    case .factor: random.pick(["0.5", "1", "2"])
    }
  }

  /// A call of any number that is written in the prelude.
  private mutating func prelude(_ depth: Int) -> String {
    prelude(depth) { $0.result != .flag } ?? leaf(.number)
  }

  private mutating func prelude(
    _ depth: Int, _ fits: (PreludeDefinition) -> Bool
  ) -> String? {
    let definitions = PreludeDefinition.all.filter(fits)
    guard !definitions.isEmpty else { return nil }
    let definition = random.pick(definitions)
    var arguments: [String] = []
    for formal in definition.function.formals {
      // What is given stands before what is left out.
      guard random.chance(0.75), let value = argument(formal, depth) else { break }
      arguments.append(arguments.isEmpty ? Scripts.computed(value) : value)
    }
    let name = random.pick([definition.name] + definition.aliases)
    return "\(name)(\(arguments.joined(separator: ", ")))\(random.pick(definition.parts))"
  }

  /// What the standard value of a formal says of it: whole numbers are lengths, other numbers
  /// factors, comparisons conditions; nothing for a text.
  private mutating func argument(_ formal: Function.Formal, _ depth: Int) -> String? {
    guard let standard = formal.standard else { return expression(.number, depth) }
    switch standard.kind {
    case .number(let number, let unit):
      if unit != nil { return "\(number)%" }
      let isLength = number > 2 && number == number.rounded()
      return isLength ? random.pick(["3", "4", "5", "8", "13"]) : "\(number)"
    case .text: return nil
    case .binary(.equal, _, _), .binary(.greater, _, _): return expression(.flag, depth)
    default: return expression(.number, depth)
    }
  }
}
