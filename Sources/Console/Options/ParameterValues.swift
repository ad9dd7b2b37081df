import Backtest
package import Host
package import Machine
import Market
package import Syntax

/// `--set name=value`, as given.
package struct ParameterSetting {
  package let name: String
  package let value: String

  package init(_ text: String) throws {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      throw Failure(
        .usage, UsageKinds.parameter, "--set \(text) is not of the form name=value")
    }
    name = String(text[..<equals]).trimmed
    value = String(text[text.index(after: equals)...]).trimmed
  }

  /// The value as a number: `14`, `1_000`, `2%`, `5bps`, `true`.
  package var number: Double? { ParameterSetting.number(value) }

  package static func number(_ text: String) -> Double? {
    if text == "true" { return 1 }
    if text == "false" { return 0 }
    let plain = text.replacing("_", with: "")
    // Divided as the compiler divides, so that `--set lose=2%` has the bits of `2%` in a file.
    if plain.hasSuffix("bps") { return Double(plain.dropLast(3)).map { $0 / 10_000 } }
    if plain.hasSuffix("%") { return Double(plain.dropLast()).map { $0 / 100 } }
    guard let number = Double(plain), number.isFinite else { return nil }
    return number
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

extension Program {
  /// One value for each parameter: the standard ones, or what was set.
  package func values(_ settings: [ParameterSetting]) throws -> [Double] {
    var values = parameters.map(\.standard)
    for setting in settings {
      guard let index = parameters.firstIndex(where: { $0.name == setting.name }) else {
        let near = suggestions(for: setting.name, among: parameters.map(\.name), most: 2)
        let names = parameters.map(\.name).joined(separator: ", ")
        let known = names.isEmpty ? "this strategy has none" : "there are \(names)"
        let hint = near.isEmpty ? known : "did you mean \(near.joined(separator: " or "))?"
        throw Failure(
          .usage, UsageKinds.parameter, "there is no parameter \(setting.name); \(hint)")
      }
      values[index] = try parameters[index].value(setting)
    }
    return values
  }
}

extension Program.Parameter {
  fileprivate func value(_ setting: ParameterSetting) throws -> Double {
    if case .texts(let texts) = domain {
      let text = setting.value.filter { $0 != "\"" }
      guard let index = texts.firstIndex(of: text) else {
        throw unfit(setting, "one of \(texts.joined(separator: ", "))")
      }
      return Double(index)
    }
    guard let value = setting.number else { throw unfit(setting, "a number") }
    switch domain {
    case .range(let range, _) where !range.contains(value):
      let (low, high) = (range.lowerBound, range.upperBound)
      throw unfit(
        setting, "\(NumberText.plain(low)) to \(NumberText.plain(high))")
    case .numbers(let numbers) where !numbers.contains(value):
      throw unfit(setting, "one of \(numbers.map(NumberText.plain).joined(separator: ", "))")
    default: return value
    }
  }

  private func unfit(_ setting: ParameterSetting, _ wanted: String) -> Failure {
    Failure(
      .usage, UsageKinds.parameter, "\(name) takes \(wanted), not \(setting.value)")
  }
}

extension Failure {
  /// Why a program could not be started, in the user's words.
  package init(_ failure: RunFailure, in source: Source?) {
    var place: Place?
    let message: String
    func at(_ origin: Origin) -> Place? {
      source.map { source in
        let (line, column) = source.place(origin.start)
        return Place(file: source.name, line: line, column: column)
      }
    }
    switch failure {
    case .invalid(let why):
      self.init(
        .internal, code: "I0001", "the program is not well formed: \(why)", at: nil,
        help: "this is a defect of Quill; please report it with the strategy")
      return
    case .requirement(let text): message = "`require \(text)` does not hold for these parameters"
    case .length(let builtin, let parameter, let value, let origin):
      message =
        "\(builtin) takes a whole number of bars for \(parameter), not "
        + NumberText.plain(value)
      place = at(origin)
    case .offset(let value, let origin):
      message = "`[n]` takes a whole number from 0, not \(NumberText.plain(value))"
      place = at(origin)
    case .bound(let value, let origin):
      message = "a fold goes from a whole number to another, not to " + NumberText.plain(value)
      place = at(origin)
    case .steps(let origin):
      message = "folds would take more than \(MachineLimits.steps) steps at every bar"
      place = at(origin)
    case .memory(let bytes):
      message =
        "the history would take \(bytes / 1_048_576) MiB, and "
        + "\(MachineLimits.stateBytes / 1_048_576) are allowed"
    case .reading(let why): message = why
    case .timeframe(let timeframe, let bars):
      message =
        "`on \(timeframe.spelling)` needs bars of \(timeframe.spelling) or less, and these last "
        + TimeText.duration(bars)
    case .companion(let symbol):
      message = "the strategy reads \"\(symbol)\": give its bars with --with \(symbol)=FILE"
    case .extras(let expected, let given):
      message = "\(expected.count) extra columns are needed, \(given.count) were given"
    case .column(let name, let symbol):
      message =
        "the strategy reads the column \(name)\(symbol.map { " of \"\($0)\"" } ?? ""), which the "
        + "bars do not have"
    case .priceStep:
      self.init(
        .strategy, UsageKinds.run, "the strategy counts in ticks, and no tick is known",
        at: nil, help: "say how small a step of the price is: `--tick 0.01`")
      return
    case .values(let expected, let given):
      message = "\(expected) parameter values are needed, \(given) were given"
    }
    self.init(.strategy, UsageKinds.run, message, at: place)
  }
}
