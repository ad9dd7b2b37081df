/// Every code of the syntax, E0001 to E0099, with its page.
public enum SyntaxKinds {
  /// All of them, in the order of their codes.
  public static let all: [DiagnosticKind] =
    (files + characters + literals + structure + operations + statements)
    .sorted { $0.code < $1.code }

  // MARK: - Files

  static let files = [
    fileTooLarge, notUTF8, binaryFile, nestedTooDeeply, expressionTooLong, tooManyProblems,
  ]

  static let fileTooLarge = DiagnosticKind(
    "E0001", "A file is too large",
    explanation: """
      A source file may have 256 KiB. The limit is checked before anything is read, so that a wrong \
      file name costs nothing.

      Move definitions that several files share into a `library` and `import` it.
      """,
    before: "// \(String(repeating: "x", count: Limits.sourceBytes))\nlet x = 1\n",
    after: "let x = 1\n")

  static let notUTF8 = DiagnosticKind(
    "E0002", "A file is not UTF-8",
    explanation: """
      A source file is UTF-8 text. This one holds bytes that are no character, as a file does that was \
      saved in an older encoding. It is said once, at the first such byte.

      Save the file as UTF-8 in your editor. This page cannot show such a byte, so it has no example.
      """,
    before: "", after: "")

  static let binaryFile = DiagnosticKind(
    "E0003", "A file is not text",
    explanation: """
      A zero byte stands in the file, so it is no text: a compiled program, an archive or a data file, \
      most likely given by mistake.
      """,
    before: "let x = 1\u{0}\n", after: "let x = 1\n")

  static let nestedTooDeeply = DiagnosticKind(
    "E0004", "Brackets are nested too deeply",
    explanation: """
      Brackets, blocks, `not`, `-`, `if` and the like may stand inside one another 128 levels deep. The \
      limit keeps every later step safe; nobody can read a tenth of it.

      Name the inner parts with `let`.
      """,
    before: "let x = \(String(repeating: "(", count: 130))1\(String(repeating: ")", count: 130))\n",
    after: "let x = (1 + 2) * 3\n")

  static let expressionTooLong = DiagnosticKind(
    "E0005", "An expression is too long",
    explanation: """
      An expression may have 512 steps inside one another; a chain such as `a + a + a` counts one for \
      every operator.

      Name parts of it with `let`, or add up with `sum(i in 0..<n: close[i])`.
      """,
    before: "let x = 1\(String(repeating: " + 1", count: 600))\n",
    after: "let x = sum(i in 0..<600: 1)\n")

  static let tooManyProblems = DiagnosticKind(
    "E0006", "There are too many problems",
    explanation: """
      After 100 problems the rest is not shown: most of it would follow from the first ones.

      Mend those and check again.
      """,
    before: String(repeating: ";", count: 120) + "\n", after: "let x = 1\n")

  // MARK: - Characters

  static let characters = [
    hiddenCharacter, unknownCharacter, lookAlike, textQuotes, commentStyle, commentLikeDivision,
  ]

  static let hiddenCharacter = DiagnosticKind(
    "E0007", "A hidden character",
    explanation: """
      A character that cannot be seen stands in the program: one that turns the direction of writing \
      round, one of no width, or a control character. Text copied from a web page or a chat often has \
      them, and they can make a file look like something that it is not.

      Remove it; the fix does so. Characters of no width may stand in texts and comments, those that \
      change the direction may not.
      """,
    before: "let x = 1\u{200B}\n", after: "let x = 1\n")

  static let unknownCharacter = DiagnosticKind(
    "E0008", "An unknown character",
    explanation: """
      This character has no meaning in a program. Names are written with a to z, A to Z, digits and \
      `_`, and do not begin with a digit; other letters and signs may stand in texts and comments.
      """,
    before: "let x = $close\n", after: "let x = close\n")

  static let lookAlike = DiagnosticKind(
    "E0009", "A look-alike of a sign",
    explanation: """
      Word processors and web pages replace signs by others that look alike or better: a long dash for \
      `-`, one sign for `<=`, a blank that does not break. A program is written with the plain ones.
      """,
    before: "let x = close \u{2265} open\n", after: "let x = close >= open\n")

  static let textQuotes = DiagnosticKind(
    "E0010", "Quotes that are not straight and double",
    explanation: """
      A text stands between straight double quotes: `"pullback"`. Single quotes and the curved quotes \
      of word processors are not read as quotes.
      """,
    before: "strategy 'Trend'\n", after: "strategy \"Trend\"\n")

  static let commentStyle = DiagnosticKind(
    "E0011", "A comment of another language",
    explanation: """
      A comment begins with `//` and goes on to the end of its line. There are no `#` comments and no \
      `/* ... */`.
      """,
    before: "let x = 1  # one\n", after: "let x = 1  // one\n")

  static let commentLikeDivision = DiagnosticKind(
    "E0022", "A comment that looks like a division",
    explanation: """
      `//` begins a comment and never divides, as it does in Python. There is one kind of number: `7 / 2` \
      is 3.5, and `floor(7 / 2)` is 3.
      """,
    before: "let x = 7 // 2\n", after: "let x = floor(7 / 2)\n")

  // MARK: - Literals

  static let literals = [
    numberForm, unknownUnit, brokenDuration, numberTooBig, notADate, unitApart, textNotClosed,
    holeNotClosed, unknownEscape, unknownFormat,
  ]

  static let numberForm = DiagnosticKind(
    "E0012", "A number that is not well written",
    explanation: """
      A number has digits on both sides of its point, and `_` only between two digits: `0.5`, `1.0`, \
      `1_000`, `2.5e6`.
      """,
    before: "let x = .5\n", after: "let x = 0.5\n")

  static let unknownUnit = DiagnosticKind(
    "E0013", "An unknown unit",
    explanation: """
      A unit is glued to its number: `2%`, `5bps`, `3R` (a multiple of the risk), and for time `30s`, \
      `15m`, `4h`, `1d`, `1w`, `1mo`, `1y`. A month is `1mo`, so that nobody takes it for a minute.
      """,
    before: "let x = on 1M { close }\n", after: "let x = on 1mo { close }\n")

  static let brokenDuration = DiagnosticKind(
    "E0014", "A duration that is not whole",
    explanation: """
      A duration is a whole number of its unit. Take the next smaller unit: one hour and a half is \
      `90m`.
      """,
    before: "let x = on 1.5h { close }\n", after: "let x = on 90m { close }\n")

  static let numberTooBig = DiagnosticKind(
    "E0015", "A number that is too large",
    explanation: """
      Numbers go up to about 1.8e308. Durations are counted in nanoseconds and go up to 290 years.
      """,
    before: "let x = 1e999\n", after: "let x = 1e99\n")

  static let notADate = DiagnosticKind(
    "E0016", "A date that is not in the calendar",
    explanation: """
      Four digits, two and two, joined by `-`, are a date: `2020-01-31`. It may go on with a time and a \
      zone: `2020-01-31T09:30`, `2020-01-31T09:30:00Z`, `2020-01-31T09:30+02:00`. Without a zone it is \
      meant in the zone of the instrument.

      To subtract such numbers, put blanks around `-`.
      """,
    before: "history since 2020-02-30\n", after: "history since 2020-02-29\n")

  static let unitApart = DiagnosticKind(
    "E0017", "A unit apart from its number",
    explanation: """
      `%`, `bps` and `R` are glued to their number: `2%`, not `2 %`. Only `tick` and `ticks` stand \
      apart: `10 ticks`.
      """,
    before: "exit long stop 2 %\n", after: "exit long stop 2%\n")

  static let textNotClosed = DiagnosticKind(
    "E0018", "A text that is not closed",
    explanation: """
      A text begins and ends with `"` on one line. Inside it, a quote is written `\\"` and a line break \
      `\\n`.
      """,
    before: "strategy \"Trend\nlet x = 1\n", after: "strategy \"Trend\"\nlet x = 1\n")

  static let holeNotClosed = DiagnosticKind(
    "E0019", "A value in a text that is not closed",
    explanation: """
      In a text, `{` begins a value and `}` ends it: `"rsi {pulse:.1}"`. For a brace that is meant as a \
      brace, write `{{`.
      """,
    before: "alert \"rsi {close\" when close > 1\n", after: "alert \"rsi {close}\" when close > 1\n"
  )

  static let unknownEscape = DiagnosticKind(
    "E0020", "An unknown escape in a text",
    explanation: """
      Behind `\\` a text knows `"`, `\\`, `n` (a line break) and `t` (a tab). A backslash itself is \
      written `\\\\`.
      """,
    before: "strategy \"up\\down\"\n", after: "strategy \"up\\\\down\"\n")

  static let unknownFormat = DiagnosticKind(
    "E0021", "An unknown format in a text",
    explanation: """
      A value in a text may say how many decimals it shows: `{price:.2}`. There is no other format.
      """,
    before: "alert \"{close:2f}\" when close > 1\n",
    after: "alert \"{close:.2}\" when close > 1\n")
}
