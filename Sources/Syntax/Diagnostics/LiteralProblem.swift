/// Numbers, units, dates and texts that are not well written.
enum LiteralProblem: Sendable {
  case numberWithoutDigit
  case pointWithoutDigit
  case looseUnderscore
  case unknownUnit(String, number: String)
  case brokenDuration
  case tooBig
  case notADate
  case unitApart(gap: Span, written: String)
  case textNotClosed
  case holeNotClosed
  case unknownEscape(String)
  case unknownFormat(String)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .numberWithoutDigit:
      numberForm("a number begins with a digit", span, ("write a zero in front", span.start, "0"))
    case .pointWithoutDigit:
      numberForm(
        "digits are missing behind the point", span, ("write a zero behind", span.end, "0"))
    case .looseUnderscore:
      numberForm("`_` stands between two digits of a number", span, nil)
    case .unknownUnit(let unit, let number):
      unknownUnit(unit, number, span)
    case .brokenDuration:
      Diagnostic(
        SyntaxKinds.brokenDuration, message: "a duration is a whole number of its unit", span: span,
        help: "take the next smaller unit: `90m` is one and a half hours")
    case .tooBig:
      Diagnostic(
        SyntaxKinds.numberTooBig, message: "this number is too large", span: span,
        help: "numbers go up to about 1.8e308, durations to 290 years")
    case .notADate:
      Diagnostic(
        SyntaxKinds.notADate, message: "this is not a date of the calendar", span: span,
        help: "write `2020-01-31`, `2020-01-31T09:30`, `2020-01-31T09:30:00Z` or "
          + "`2020-01-31T09:30+02:00`; put blanks around `-` to subtract")
    case .unitApart(let gap, let written):
      Diagnostic(
        SyntaxKinds.unitApart, message: "a unit is glued to its number", span: span,
        help: "write `\(written)`", fix: .init("write `\(written)`", gap, written))
    case .textNotClosed:
      Diagnostic(
        SyntaxKinds.textNotClosed, message: "this text is not closed on its line", span: span,
        label: "opened here", help: "end it with `\"`; a line break inside a text is `\\n`")
    case .holeNotClosed:
      Diagnostic(
        SyntaxKinds.holeNotClosed, message: "this `{` in a text is not closed", span: span,
        label: "a value is expected up to `}`", help: "for a brace in the text, write `{{`")
    case .unknownEscape(let written):
      Diagnostic(
        SyntaxKinds.unknownEscape, message: "`\(written)` means nothing in a text", span: span,
        help: "a text knows `\\\"`, `\\\\`, `\\n` and `\\t`")
    case .unknownFormat(let written):
      Diagnostic(
        SyntaxKinds.unknownFormat, message: "`\(written)` is not a format", span: span,
        help: "`{price:.2}` shows two decimals")
    }
  }

  private func numberForm(
    _ message: String, _ span: Span, _ fix: (title: String, at: Int, text: String)?
  ) -> Diagnostic {
    Diagnostic(
      SyntaxKinds.numberForm, message: message, span: span,
      fix: fix.map { .init($0.title, Span($0.at, $0.at), $0.text) })
  }

  private func unknownUnit(_ unit: String, _ number: String, _ span: Span) -> Diagnostic {
    let meant: String? =
      switch unit {
      case "r": "R"
      case "M", "mon", "month", "months": "mo"
      case "min", "mins", "minutes", "minute", "T": "m"
      case "sec", "secs", "seconds", "second", "S": "s"
      case "H", "hr", "hrs", "hour", "hours": "h"
      case "D", "day", "days": "d"
      case "W", "wk", "week", "weeks": "w"
      case "Y", "yr", "year", "years": "y"
      case "bp", "BPS", "bips": "bps"
      case "pct", "percent": "%"
      case "tick", "ticks": " ticks"
      default: nil
      }
    return Diagnostic(
      SyntaxKinds.unknownUnit, message: "`\(unit)` is not a unit", span: span,
      help: unit == "M"
        ? "a month is `\(number)mo`, a minute `\(number)m`"
        : meant.map { "write `\(number)\($0)`" }
          ?? "units are `%`, `bps`, `R`, and `s m h d w mo y` for time",
      fix: meant.map { .init("write `\(number)\($0)`", span, $0, isGuess: unit == "M") })
  }
}
