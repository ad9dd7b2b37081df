/// The pages of what is missing, left over or misplaced, and of statements.
extension SyntaxKinds {
  // MARK: - Structure

  static let structure = [
    expected, missingExpression, bracketNotClosed, strayCloser, sideBySide, trailingComma,
    straySemicolon, missingSemicolon, blockWithoutResult, reservedName,
  ]

  static let expected = DiagnosticKind(
    "E0030", "Something else is expected",
    explanation: """
      The statement or expression that was begun cannot go on with what stands here. The message says \
      what it needs: a name, a sign, a title in quotes.
      """,
    before: "param fast 14\n", after: "param fast = 14\n")

  static let missingExpression = DiagnosticKind(
    "E0031", "A value is missing",
    explanation: """
      A value should stand here: a number, a name, a call, something in parentheses. Often an operator \
      has nothing behind it, or a definition was left unfinished.
      """,
    before: "let x = close +\nlet y = 1\n", after: "let x = close + 1\nlet y = 1\n")

  static let bracketNotClosed = DiagnosticKind(
    "E0032", "A bracket that is not closed",
    explanation: """
      The bracket at this place is not closed before the statement ends. The place named is where it \
      opens; the one where it should close is often near the end of that line.
      """,
    before: "let x = (close + open\nlet y = 1\n", after: "let x = (close + open)\nlet y = 1\n")

  static let strayCloser = DiagnosticKind(
    "E0033", "A bracket that closes nothing",
    explanation: "This bracket was never opened, or has been closed before. Remove it.",
    before: "let x = close + open)\n", after: "let x = close + open\n")

  static let sideBySide = DiagnosticKind(
    "E0034", "Two values side by side",
    explanation: """
      A value is complete, and what follows can neither continue it nor begin a new clause or \
      statement. An operator is missing between the two, or a comma, or the second one is a slip.
      """,
    before: "let x = close open\n", after: "let x = close - open\n")

  static let trailingComma = DiagnosticKind(
    "E0035", "A comma with nothing behind it",
    explanation: "A comma stands between two things. Remove the last one.",
    before: "let x = sma(close, 20,)\n", after: "let x = sma(close, 20)\n")

  static let straySemicolon = DiagnosticKind(
    "E0036", "A `;` that is not needed",
    explanation: """
      Statements of a file need no `;`: each begins with a word, so it is clear where the one before it \
      ends. Only a `let` inside `{ ... }` ends with `;`; the result behind it does not.
      """,
    before: "let x = 1;\n", after: "let x = 1\n")

  static let missingSemicolon = DiagnosticKind(
    "E0037", "A `;` is missing in a block",
    explanation: """
      Inside `{ ... }` every `let` ends with `;`, and the last thing is the value of the block. Line \
      breaks mean nothing, so only the `;` says where the definition ends.
      """,
    before: "let x = { let m = close m + 1 }\n", after: "let x = { let m = close; m + 1 }\n")

  static let blockWithoutResult = DiagnosticKind(
    "E0038", "A block without a result",
    explanation: """
      `{ ... }` is a value: the last thing in it, behind all `let`s, is its result.
      """,
    before: "let x = { let m = close; }\n", after: "let x = { let m = close; m }\n")

  static let reservedName = DiagnosticKind(
    "E0039", "A reserved word as a name",
    explanation: """
      These words cannot be names: \(alternatives(Word.reserved)). Every other word can, even those \
      that begin statements and clauses.
      """,
    before: "let next = close\n", after: "let next_close = close\n")

  // MARK: - Statements

  static let statements = [
    unknownStatement, missingLet, foreignStatement, clauseOutside, missingSide, insideEach,
    lateEdition, unknownEntry, unknownClause, clauseWithSign,
  ]

  static let unknownStatement = DiagnosticKind(
    "E0060", "An unknown statement",
    explanation: """
      Every statement begins with one of these words: \(alternatives(Word.items)).
      """,
    before: "entr long when close > open\n", after: "enter long when close > open\n")

  static let missingLet = DiagnosticKind(
    "E0061", "A definition without `let`",
    explanation: """
      A definition is `let NAME = VALUE`. A name is given once and means the same on every line; there \
      is no assignment. A value that remembers is written `from FIRST next NEXT`, where NEXT may say \
      `prev`.
      """,
    before: "x = close + 1\n", after: "let x = close + 1\n")

  static let foreignStatement = DiagnosticKind(
    "E0062", "A statement of another language",
    explanation: """
      This word begins a statement in other languages. The message says what is written here instead.
      """,
    before: "def f(x) = x + 1\n", after: "fn f(x) = x + 1\n")

  static let clauseOutside = DiagnosticKind(
    "E0063", "A clause without an order",
    explanation: """
      `when`, `at`, `beyond`, `for`, `until`, `size`, `risk`, `stop`, `target` and `trail` are parts of \
      an order and stand behind `enter`, `exit` or `entries`.
      """,
    before: "let x = 1\nstop 2%\n", after: "let x = 1\nexit long stop 2%\n")

  static let missingSide = DiagnosticKind(
    "E0064", "An entry without a side",
    explanation: "An entry says which way it goes: `enter long` or `enter short`.",
    before: "enter when close > open\n", after: "enter long when close > open\n")

  static let insideEach = DiagnosticKind(
    "E0065", "A statement that cannot be repeated",
    explanation: """
      `each` repeats what it holds when the program is compiled. It may hold `let`, `enter`, `exit`, \
      `plot` and `alert`; everything else is said once, outside.
      """,
    before: "each i in 1..2 {\n  param p = 1\n}\n",
    after: "param p = 1\neach i in 1..2 {\n  plot close * i\n}\n")

  static let lateEdition = DiagnosticKind(
    "E0066", "An edition that is not at the top",
    explanation: """
      `quill 1` says for which edition of the language a file was written. It is the first thing in it.
      """,
    before: "let x = 1\nquill 1\n", after: "quill 1\nlet x = 1\n")

  static let unknownEntry = DiagnosticKind(
    "E0067", "An unknown entry",
    explanation: """
      `limits` holds `max drawdown`, `max daily loss`, `max position` and `max orders N per DURATION`; \
      `assume` holds `bars`, `capital`, `fee` and `slippage`; `test` holds `bars`, `param` and `expect`.
      """,
    before: "assume { fees 0.1% }\n", after: "assume { fee 0.1% }\n")

  static let unknownClause = DiagnosticKind(
    "E0068", "An unknown part of an order",
    explanation: """
      An order consists of clauses, and every clause begins with one of these words: \
      \(alternatives(Word.clauses)).
      """,
    before: "enter long if close > open\n", after: "enter long when close > open\n")

  static let clauseWithSign = DiagnosticKind(
    "E0069", "A clause with `=`",
    explanation: """
      The value of a clause stands right behind its word: `stop 2%`, `size 10%`. `=` is for definitions.
      """,
    before: "enter long\n  stop = 2%\n", after: "enter long\n  stop 2%\n")
}
