/// The pages of operators, calls and choices.
extension SyntaxKinds {
  static let operations = [
    assignmentForEquality, equalityForAssignment, foreignOperator, chainedComparison, looseNot,
    notCallable, missingElse, missingThen, elseIf, ternary, incompleteCross, noLists, notFoldable,
    labelWithSign,
  ]

  static let assignmentForEquality = DiagnosticKind(
    "E0040", "`=` where two values are compared",
    explanation: "`=` gives a name to a value, in `let`, `param` and `fn`. `==` compares.",
    before: "enter long when hour = 10\n", after: "enter long when hour == 10\n")

  static let equalityForAssignment = DiagnosticKind(
    "E0041", "`==` or `:=` where a name is given",
    explanation: """
      A definition is written with `=`. There is no `:=` and no `+=`: a name is given once, and a value \
      that remembers is `from FIRST next NEXT`.
      """,
    before: "let x := 1\n", after: "let x = 1\n")

  static let foreignOperator = DiagnosticKind(
    "E0042", "An operator of another language",
    explanation: """
      Conditions are joined by `and`, `or` and `not`; `!=` is "not equal", `^` a power, and the \
      remainder is `mod(a, b)`. `%` is a unit.
      """,
    before: "enter long when close > open && volume > 0\n",
    after: "enter long when close > open and volume > 0\n")

  static let chainedComparison = DiagnosticKind(
    "E0043", "Comparisons that are chained",
    explanation: """
      A comparison gives true or false, which cannot be compared with a price again. Compare twice and \
      join the two by `and`.
      """,
    before: "enter long when 30 < close < 70\n",
    after: "enter long when 30 < close and close < 70\n")

  static let looseNot = DiagnosticKind(
    "E0044", "`not` behind an operator",
    explanation: """
      `not` binds more loosely than comparisons: `not a == b` is `not (a == b)`. Behind an operator \
      that binds more tightly it needs parentheses, so that it is clear how far it goes.
      """,
    before: "enter long when flat == not ready\n", after: "enter long when flat == (not ready)\n")

  static let notCallable = DiagnosticKind(
    "E0045", "A call of something that has no name",
    explanation: """
      Only a name can be called: `sma(close, 20)`. Where a product was meant, write `*`.
      """,
    before: "let x = 2(close + open)\n", after: "let x = 2 * (close + open)\n")

  static let missingElse = DiagnosticKind(
    "E0046", "An `if` without `else`",
    explanation: """
      `if C then A else B` is a value on every bar, so it says what it is where C does not hold: often \
      `na`, `false`, or `prev` inside `from ... next`.
      """,
    before: "let x = if close > open then 1\n", after: "let x = if close > open then 1 else 0\n")

  static let missingThen = DiagnosticKind(
    "E0047", "An `if` without `then`",
    explanation: "A choice is written `if C then A else B`.",
    before: "let x = if close > open { 1 } else { 0 }\n",
    after: "let x = if close > open then { 1 } else { 0 }\n")

  static let elseIf = DiagnosticKind(
    "E0048", "`elif` for `else if`",
    explanation: "A choice with several conditions is `if A then x else if B then y else z`.",
    before: "let x = if close > 2 then 2 elif close > 1 then 1 else 0\n",
    after: "let x = if close > 2 then 2 else if close > 1 then 1 else 0\n")

  static let ternary = DiagnosticKind(
    "E0049", "`? :` for a choice",
    explanation: "A choice is written `if C then A else B`.",
    before: "let x = close > open ? 1 : 0\n", after: "let x = if close > open then 1 else 0\n")

  static let incompleteCross = DiagnosticKind(
    "E0050", "A cross without its direction",
    explanation: """
      `a crosses above b` holds where `a > b` now and `a <= b` one bar ago; `a crosses below b` is the \
      other way round.
      """,
    before: "enter long when close crosses over open\n",
    after: "enter long when close crosses above open\n")

  static let noLists = DiagnosticKind(
    "E0051", "A list",
    explanation: """
      Every name is a series, and there are no lists. `x[n]` behind a value is that value `n` bars ago, \
      several values together are `(a, b)`, and a set of choices for a parameter is `in {5, 10, 20}`.
      """,
    before: "param n = 5 in [5, 10]\n", after: "param n = 5 in {5, 10}\n")

  static let notFoldable = DiagnosticKind(
    "E0052", "A function that cannot run over a range",
    explanation: """
      `sum`, `any`, `all`, `count`, `max`, `min`, `avg` and `fold` may run over a range: \
      `sum(i in 0..<n: close[i])`. Other functions take values.
      """,
    before: "let x = mean(i in 0..<5: close[i])\n", after: "let x = avg(i in 0..<5: close[i])\n")

  static let labelWithSign = DiagnosticKind(
    "E0053", "An argument that is named with `=`",
    explanation: """
      An argument of a call is named with a colon: `bbands(close, k: 2.5)`. `=` gives a name to a value, \
      `==` compares.
      """,
    before: "let x = bbands(close, k = 2.5)\n", after: "let x = bbands(close, k: 2.5)\n")
}
