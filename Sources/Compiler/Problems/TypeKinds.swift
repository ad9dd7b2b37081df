internal import Syntax

extension CompilerKinds {
  static let types = [
    wrongType, severalValues, branches, comparedWithMissing, notExhaustive, badPattern,
    armNeverReached, notInChoice, badDomain, noSuchTime, noFixedLength,
  ]

  static let wrongType = DiagnosticKind(
    "E0301", "A value is of the wrong kind",
    explanation: """
      Values are numbers, conditions (true or false), times, lengths of time, or texts. Arithmetic and \
      builtins need numbers, `and`, `or`, `not`, `if` and `when` need conditions. Nothing is converted \
      silently: a condition becomes a number by `if c then 1 else 0`, a number a condition by a \
      comparison.
      """,
    before: strategy("enter long when close and volume"),
    after: strategy("enter long when close > 0 and volume > 0"))

  static let severalValues = DiagnosticKind(
    "E0302", "Several values stand where one is needed, or the other way round",
    explanation: """
      A function such as `bbands` gives a record. Its fields are read by name, `b.upper`, or taken apart \
      by `let (upper, lower) = ...`: by name where all names are fields, else in their order.
      """,
    before: strategy("enter long when close > bbands(close)"),
    after: strategy("enter long when close > bbands(close).upper"))

  static let branches = DiagnosticKind(
    "E0303", "Alternatives are of different kinds",
    explanation: """
      The branches of `if` and `match`, and what stands behind `from` and `next`, are one value at \
      different bars, hence of one kind. `na` fits numbers and times; a condition is never missing.
      """,
    before: strategy("let x = if close > open then 1 else false\nenter long when x > 0"),
    after: strategy("let x = if close > open then 1 else 0\nenter long when x > 0"))

  static let comparedWithMissing = DiagnosticKind(
    "E0304", "A value is compared with `na`",
    explanation: """
      Every comparison with a missing value is false, `!=` too, so this never holds. `is_na(x)` asks \
      whether a value is missing, `x ?? y` replaces it.
      """,
    before: strategy("let old = close[10]\nenter long when old != na"),
    after: strategy("let old = close[10]\nenter long when not is_na(old)"))

  static let notExhaustive = DiagnosticKind(
    "E0305", "A `match` leaves something out",
    explanation: """
      A `match` is a value at every bar, so it says what it is in every case. A choice parameter is \
      covered when each of its values has an arm; numbers need `else`.
      """,
    before: strategy(
      """
      param mode = "trend" in {"trend", "fade"}
      enter long when match mode { "trend" => close > open }
      """),
    after: strategy(
      """
      param mode = "trend" in {"trend", "fade"}
      enter long when match mode { "trend" => close > open, "fade" => close < open }
      """))

  static let badPattern = DiagnosticKind(
    "E0306", "A pattern does not fit what is matched",
    explanation: """
      The patterns of a `match` are constants of the kind of its subject: texts for a choice of texts, \
      numbers for a number, `true` and `false` for a condition.
      """,
    before: strategy(
      """
      param n = 1 in {1, 2}
      enter long when match n { "one" => close > open, else => close < open }
      """),
    after: strategy(
      """
      param n = 1 in {1, 2}
      enter long when match n { 1 => close > open, else => close < open }
      """))

  static let armNeverReached = DiagnosticKind(
    "E0307", "An arm of a `match` is never reached",
    explanation: "An arm before it has the same pattern, or the arms before it cover everything.",
    before: strategy(
      """
      param n = 1 in {1, 2}
      enter long when match n { 1 => close > open, 1 => close > high[1], else => close < open }
      """),
    after: strategy(
      """
      param n = 1 in {1, 2}
      enter long when match n { 1 => close > open, 2 => close > high[1] }
      """))

  static let notInChoice = DiagnosticKind(
    "E0308", "A text is not one of the choices",
    explanation: """
      A choice parameter is always one of the texts behind `in`. A comparison with any other text would \
      never hold.
      """,
    before: strategy(
      """
      param mode = "trend" in {"trend", "fade"}
      enter long when mode == "tredn" and close > open
      """),
    after: strategy(
      """
      param mode = "trend" in {"trend", "fade"}
      enter long when mode == "trend" and close > open
      """))

  static let badDomain = DiagnosticKind(
    "E0309", "A parameter does not fit its values",
    explanation: """
      What stands behind `in` is what a parameter may be: a range `5..30`, with `step 5` or without, or a \
      set `{5, 10, 20}`. The standard value is one of them; a text needs such a set.
      """,
    before: strategy("param n = 3 in 5..30\nenter long when close > sma(close, n)"),
    after: strategy("param n = 14 in 5..30\nenter long when close > sma(close, n)"))

  static let noSuchTime = DiagnosticKind(
    "E0310", "A time is out of reach",
    explanation: """
      Times are counted in nanoseconds. That reaches from the year 1678 to 2262, and a length of time \
      is at most as long.
      """,
    before: strategy("enter long when time > 2999-01-01"),
    after: strategy("enter long when time > 2024-01-01"))

  static let noFixedLength = DiagnosticKind(
    "E0311", "A month or a year has no fixed length",
    explanation: """
      A length of time is a number of nanoseconds, the same wherever it stands. A month has 28 to 31 \
      days and a year 365 or 366, so neither is one; as bars (`on 1mo`) they are those of the calendar.
      """,
    before: strategy("enter long when time_close - time < 1mo"),
    after: strategy("enter long when time_close - time < 30d"))
}
