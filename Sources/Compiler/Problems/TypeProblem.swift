internal import Syntax

/// What concerns what a value is.
enum TypeProblem {
  case operand(String, wanted: String, found: String)
  case unlike(String, String, String)
  case argument(String, String, wanted: String, found: String)
  case severalValues(String, [String])
  case notCondition(String, String)
  case notNumber(String, String)
  case comparedWithMissing(String, negated: Bool)
  case branches(String, String)
  case branchFields([String], [String])
  case missingCondition
  case stepOfOtherType(String, String)
  case notExhaustive([String])
  case badPattern(String, String)
  case armNeverReached
  case notInChoice(String, [String], suggestions: [String])
  case textWithoutChoices(String, String)
  case mixedChoices
  case flagDomain(String)
  case outsideDomain(String, Double)
  case badRange(isClosed: Bool, isEmpty: Bool)
  case parameterValue(String)
  case notSeveral(Int, String)
  case mixedFields(String, [String])
  case wrongCount(names: Int, values: Int, [String]?)
  case indexNotNumber(String)
  case noPast(String)
  case noSuchTime
  case noFixedLength(String)
  case notShown(String)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .operand(let symbol, let wanted, let found):
      Diagnostic(
        CompilerKinds.wrongType, message: "`\(symbol)` needs \(wanted) here", span: span,
        label: "this is \(found)", help: TypeProblem.remedy(wanted, found))
    case .unlike(let symbol, let left, let right):
      Diagnostic(
        CompilerKinds.wrongType, message: "`\(symbol)` cannot join \(left) and \(right)",
        span: span)
    case .argument(let parameter, let signature, let wanted, let found):
      Diagnostic(
        CompilerKinds.wrongType, message: "`\(parameter)` of `\(signature)` is \(wanted)",
        span: span, label: "this is \(found)", help: TypeProblem.remedy(wanted, found))
    case .notCondition(let user, let found):
      Diagnostic(
        CompilerKinds.wrongType, message: "\(user) needs a condition", span: span,
        label: "this is \(found)", help: TypeProblem.remedy("true or false", found))
    case .notNumber(let user, let found):
      Diagnostic(
        CompilerKinds.wrongType, message: "\(user) needs a number", span: span,
        label: "this is \(found)", help: TypeProblem.remedy("a number", found))
    case .indexNotNumber(let found):
      Diagnostic(
        CompilerKinds.wrongType, message: "how many bars ago is a number", span: span,
        label: "this is \(found)")
    case .noPast(let words):
      Diagnostic(
        CompilerKinds.wrongType, message: "\(words) is fixed for a run and has no past",
        span: span)
    case .notShown(let words):
      Diagnostic(
        CompilerKinds.wrongType, message: "\(words) is no column that could be shown", span: span)
    default: several(at: span)
    }
  }

  /// What to write when one thing is wanted and another found.
  private static func remedy(_ wanted: String, _ found: String) -> String? {
    switch (wanted, found) {
    case ("true or false", "a number"): "compare it with something: `x > 0`"
    case ("a number", "true or false"): "choose a number by it: `if c then 1 else 0`"
    case ("true or false", "`na`"): "a condition is never missing; write `false`"
    default: nil
    }
  }

  /// What concerns records, branches and patterns.
  private func several(at span: Span) -> Diagnostic {
    switch self {
    case .severalValues(let text, let fields):
      let short = text.utf8.count > 40 ? "x" : text
      return Diagnostic(
        CompilerKinds.severalValues, message: "this is a record of several values", span: span,
        label: "which of them is meant?",
        help: "write \(alternatives(fields.map { "\(short).\($0)" }))")
    case .notSeveral(let count, let words):
      return Diagnostic(
        CompilerKinds.severalValues, message: "\(counted(count, "name")) for \(words)", span: span,
        help: "`let (a, b) = ...` takes a record or several values `(x, y)` apart")
    case .mixedFields(let name, let fields):
      return Diagnostic(
        CompilerKinds.severalValues,
        message: "`\(name)` is a field of the record, but not the one at this place", span: span,
        help: "take the fields by their names, \(alternatives(fields)), or choose other names")
    case .wrongCount(let names, let values, let fields):
      return Diagnostic(
        CompilerKinds.severalValues,
        message: "\(counted(names, "name")) for \(counted(values, "value"))", span: span,
        help: fields.map { "the fields are \(alternatives($0))" })
    case .branches(let first, let second):
      return Diagnostic(
        CompilerKinds.branches, message: "this is \(second), the other branch is \(first)",
        span: span, help: "both branches give the same kind of value")
    case .branchFields(let first, let second):
      return Diagnostic(
        CompilerKinds.branches,
        message: "the branches are records with different fields", span: span,
        help: "one has \(alternatives(first)), the other \(alternatives(second))")
    case .missingCondition:
      return Diagnostic(
        CompilerKinds.branches, message: "a condition is never missing", span: span,
        label: "`na` cannot stand for true or false", help: "write `false`")
    case .stepOfOtherType(let first, let next):
      return Diagnostic(
        CompilerKinds.branches, message: "this begins as \(first) and goes on as \(next)",
        span: span, help: "what stands behind `from` and `next` is the same kind of value")
    case .comparedWithMissing(let text, let negated):
      return TypeProblem.comparedWithMissing(text, negated, span)
    default: return choice(at: span)
    }
  }

  private static func comparedWithMissing(
    _ text: String, _ negated: Bool, _ span: Span
  ) -> Diagnostic {
    let short = text.utf8.count > 60 ? "x" : text
    let test = negated ? "not is_na(\(short))" : "is_na(\(short))"
    return Diagnostic(
      CompilerKinds.comparedWithMissing,
      message: "a comparison with `na` is always false", span: span,
      help: "to ask whether a value is missing, write `\(test)`",
      fix: text.utf8.count > 60
        ? nil : .init("write `\(test)`", span, negated ? "(\(test))" : test))
  }

  /// What concerns choices and parameters.
  private func choice(at span: Span) -> Diagnostic {
    switch self {
    case .notExhaustive(let missing):
      return Diagnostic(
        CompilerKinds.notExhaustive, message: "this `match` does not say what else can be",
        span: span, label: missing.isEmpty ? nil : "missing: \(missing.joined(separator: ", "))",
        help: missing.isEmpty
          ? "add `else => ...`" : "add an arm for \(alternatives(missing)), or `else => ...`")
    case .badPattern(let subject, let text):
      return Diagnostic(
        CompilerKinds.badPattern, message: "this is no value that `\(text)` can have", span: span,
        label: "`\(text)` is \(subject)",
        help: "the patterns of `match` are numbers, texts, `true` or `false` as they are written")
    case .armNeverReached:
      return Diagnostic(
        CompilerKinds.armNeverReached, severity: .warning, message: "this arm is never reached",
        span: span, label: "the arms before it leave nothing")
    case .notInChoice(let text, let texts, let near):
      return Diagnostic(
        CompilerKinds.notInChoice, message: "\"\(text)\" is not one of the choices", span: span,
        help: didYouMean(near.map { "\"\($0)\"" })
          ?? "the choices are \(alternatives(texts.map { "\"\($0)\"" }))",
        fix: unmistakable(near, for: text).map { .init("write \"\($0)\"", span, "\"\($0)\"") })
    case .textWithoutChoices(let name, let text):
      return Diagnostic(
        CompilerKinds.badDomain, message: "the choices of `\(name)` are missing", span: span,
        help: "write `param \(name) = \"\(text)\" in {\"\(text)\", \"...\"}`")
    case .mixedChoices:
      return Diagnostic(
        CompilerKinds.badDomain, message: "the choices of a parameter are of one kind", span: span,
        help: "they are all numbers or all texts")
    case .noFixedLength(let text):
      return Diagnostic(
        CompilerKinds.noFixedLength, message: "`\(text)` has no fixed length", span: span,
        help: "write it in days, such as `\(text.hasSuffix("y") ? "365d" : "30d")`; for bars of "
          + "calendar months, `on 1mo { ... }`")
    case .noSuchTime:
      return Diagnostic(
        CompilerKinds.noSuchTime, message: "this time is out of reach", span: span,
        help: "times lie between the years 1678 and 2262")
    default: return domain(at: span)
    }
  }

  private func domain(at span: Span) -> Diagnostic {
    switch self {
    case .flagDomain(let name):
      return Diagnostic(
        CompilerKinds.badDomain, message: "`\(name)` is true or false and needs no `in`", span: span
      )
    case .outsideDomain(let name, let value):
      return Diagnostic(
        CompilerKinds.badDomain,
        message: "the standard value of `\(name)` is not among those it can take", span: span,
        label: "\(plain(value)) is left out")
    case .badRange(let isClosed, let isEmpty):
      return Diagnostic(
        CompilerKinds.badDomain,
        message: !isClosed
          ? "the range of a parameter includes its end"
          : isEmpty ? "this range holds nothing" : "a step is greater than 0",
        span: span, help: !isClosed ? "write `a..b`" : isEmpty ? "the smaller end comes first" : nil
      )
    case .parameterValue(let words):
      return Diagnostic(
        CompilerKinds.badDomain, message: "a parameter cannot be \(words)", span: span,
        help: "it is a number, true or false, or one of some texts")
    default:
      return Diagnostic(CompilerKinds.wrongType, message: "this is of another type", span: span)
    }
  }
}
