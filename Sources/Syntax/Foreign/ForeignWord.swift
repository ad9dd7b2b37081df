/// A word of another language that someone will type here, and what is written for it.
///
/// The rows of `ForeignWord.all` are what the parser and the compiler know of other languages;
/// `Grammar/coming-from.md` is printed from them, and every row is tested.
public struct ForeignWord: Sendable, Hashable {
  /// Where the word comes from.
  public enum Language: String, Sendable, Hashable, CaseIterable {
    case pine = "Pine Script"
    case afl = "AFL"
    case thinkScript
    case easyLanguage = "EasyLanguage"
    case mql = "MQL"
    case python = "Python"
  }

  /// Where it stands.
  public enum Place: Sendable, Hashable {
    /// A name or a call inside an expression.
    case value
    /// `WORD.anything`
    case space
    /// `anything.WORD(...)`
    case method
    /// The first word of a statement.
    case statement
    /// The name of an assignment that gives a signal: `Buy = ...`.
    case signal
  }

  public let word: String
  public let language: Language
  public let place: Place
  /// A sentence in the trader's words.
  public let advice: String
  /// What a tool writes in the place of the name or call, `$1` being its first argument, `$*` all
  /// of them and `$-1` the first without its minus; of a signal, what stands before its condition.
  public let rewrite: String?
  /// As it is typed, and the same in this language: an expression, for statements a statement.
  public let written: String
  public let here: String

  init(
    _ language: Language, _ place: Place, _ word: String, _ advice: String,
    _ rewrite: String? = nil, _ written: String, _ here: String
  ) {
    self.language = language
    self.place = place
    self.word = word
    self.advice = advice
    self.rewrite = rewrite
    self.written = written
    self.here = here
  }

  /// Every row, language by language.
  public static let all: [ForeignWord] =
    pine + pineAccount + pineStatements + afl + aflStatements + thinkScript + easyLanguage + mql
    + python

  private static let byWord: [Place: [String: ForeignWord]] = {
    var table: [Place: [String: ForeignWord]] = [:]
    for row in all where table[row.place]?[row.word] == nil {
      table[row.place, default: [:]][row.word] = row
    }
    return table
  }()

  /// The row of a word, should there be one.
  public static func find(_ word: String, _ place: Place) -> ForeignWord? { byWord[place]?[word] }

  /// The row for a name or call as it is written, with or without a point: itself, what follows
  /// `ta.`, what its first word means, or what is called on a value.
  public static func value(_ written: String) -> ForeignWord? {
    if let row = find(written, .value) { return row }
    guard let point = written.firstIndex(of: ".") else { return find(written, .space) }
    let space = String(written[..<point])
    let member = String(written[written.index(after: point)...])
    if space == "ta", let row = find(member, .value) { return row }
    return find(space, .space) ?? find(member, .method)
  }

  /// The text that stands for a call with these arguments; nothing where it cannot be written.
  public func rewritten(_ arguments: [String]) -> String? {
    rewrite.flatMap { Rewriting(template: $0, arguments: arguments).text }
  }
}

/// A template being filled with the arguments of a call.
private struct Rewriting {
  let template: String
  let arguments: [String]

  /// Nothing where an argument is missing, or would not be used.
  var text: String? {
    var result = ""
    var used: Set<Int> = []
    var rest = Substring(template)
    while let sign = rest.firstIndex(of: "$") {
      result += rest[..<sign]
      rest = rest[rest.index(after: sign)...]
      if rest.first == "*" {
        rest = rest.dropFirst()
        used = Set(arguments.indices)
        result += arguments.joined(separator: ", ")
        continue
      }
      let isNegated = rest.first == "-"
      if isNegated { rest = rest.dropFirst() }
      guard let number = rest.first.flatMap({ $0.wholeNumberValue }), number >= 1,
        number <= arguments.count
      else { return nil }
      rest = rest.dropFirst()
      used.insert(number - 1)
      var argument = arguments[number - 1]
      if isNegated {
        guard argument.hasPrefix("-") else { return nil }
        argument = String(argument.dropFirst().drop { $0 == " " })
      }
      let stands = Rewriting.standsAlone(before: result, behind: rest)
      result += stands || Rewriting.isOperand(argument) ? argument : "(\(argument))"
    }
    return used.count == arguments.count ? result + rest : nil
  }

  /// Whether brackets, commas and the words of an `if` alone stand around the place.
  private static func standsAlone(before: String, behind: Substring) -> Bool {
    let openers = ["(", "[", ", ", "{ ", "if ", "then ", "else "]
    let closers = [")", "]", ",", " }", " then ", " else "]
    let opens = before.isEmpty || openers.contains { before.hasSuffix($0) }
    return opens && (behind.isEmpty || closers.contains { behind.hasPrefix($0) })
  }

  /// Whether a text keeps together whatever stands beside it.
  private static func isOperand(_ text: String) -> Bool {
    let (value, problems) = parseExpression(Source(name: "", text: text))
    return problems.isEmpty && value.precedence == .operand
  }
}
