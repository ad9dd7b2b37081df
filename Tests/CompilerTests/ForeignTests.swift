internal import Compiler
internal import Syntax
internal import TestSupport
internal import Testing

/// Every word of another language is answered, and what it is told to write can be written.
@Suite struct ForeignTests {
  static let rows = ForeignWord.all

  @Test func everyWordHasOneRow() {
    var seen: Set<String> = []
    for row in Self.rows {
      #expect(seen.insert("\(row.place) \(row.word)").inserted, "\(row.word) has two rows")
      #expect(!row.advice.isEmpty && !row.advice.hasSuffix("."), "\(row.word): \(row.advice)")
    }
    #expect(Self.rows.count > 200)
  }

  @Test(arguments: rows.indices)
  func isAnsweredInTheTradersWords(_ index: Int) throws {
    let row = Self.rows[index]
    let found = compile(file(row, row.written)).diagnostics
    let code = row.place == .statement || row.place == .signal ? "E0062" : "E0103"
    let said = found.filter { $0.code == code && $0.help == row.advice }
    #expect(!said.isEmpty, "\(row.written): \(found.map { "\($0.code) \($0.help ?? "")" })")
    // A beginner reads one answer, not the confusion that follows from the word.
    let noise = found.filter { $0.severity == .error && $0.code < "E0100" && $0.code != code }
    #expect(noise.isEmpty, "\(row.written): \(noise.map { "\($0.code) \($0.message)" })")
  }

  @Test(arguments: rows.indices)
  func whatIsWrittenHereIsSound(_ index: Int) {
    let row = Self.rows[index]
    guard row.word != "study" else { return }
    let found = compile(file(row, row.here)).diagnostics
    let errors = found.filter { $0.severity == .error }
    #expect(errors.isEmpty, "\(row.here): \(errors.map { "\($0.code) \($0.message)" })")
  }

  @Test(arguments: rows.indices)
  func itsFixWritesThat(_ index: Int) {
    let row = Self.rows[index]
    let source = file(row, row.written)
    let mended = Mended(source, guesses: true)
    guard row.rewrite != nil || mended.source.bytes != source.bytes else { return }
    // What is not supported yet is no better than the foreign word.
    guard !compile(file(row, row.here)).hasErrors else { return }
    // `input` makes a parameter of the `let`, and a signal has an order after it.
    guard row.word != "input" else { return }
    let expected = String(decoding: file(row, row.here).bytes, as: UTF8.self)
    #expect(String(decoding: mended.source.bytes, as: UTF8.self) == expected)
  }

  private func file(_ row: ForeignWord, _ text: String) -> Source {
    let line =
      row.place == .statement || row.place == .signal ? text : "let _x = \(text)"
    return Source(
      name: "case.quill", text: "strategy \"s\"\n\(line)\nenter long when close > 1\n")
  }
}

/// Applying fixes.
@Suite struct MendingTests {
  private func text(_ source: Source) -> String { String(decoding: source.bytes, as: UTF8.self) }

  private func mended(_ lines: String, guesses: Bool = false) -> String {
    let head = "strategy \"s\"\n"
    let source = Source(name: "case.quill", text: head + lines)
    return String(text(Mended(source, guesses: guesses).source).dropFirst(head.count))
  }

  @Test func whatIsNotTouchedStaysByteForByte() {
    let odd = "\t// caf\u{e9}  \r\n\r\n  let   _a=1 ;\r\n"
    #expect(
      mended(odd + "enter  long when clsoe>1  &&open>1")
        == odd.replacing(" ;", with: " ") + "enter  long when close>1  and open>1")
  }

  @Test func fixesThatAreInEachOthersWayComeOneAfterTheOther() {
    #expect(
      mended("enter long when ta.crossover(ta.sma(Close, 9), ta.ema(Close, 20))\n")
        == "enter long when sma(close, 9) crosses above ema(close, 20)\n")
    #expect(
      mended("enter long when !Cross(Close, MA(Close, 20)) && close > 2\n")
        == "enter long when not (close crosses above sma(close, 20)) and close > 2\n")
  }

  @Test func aPineStrategyBecomesOneOfOurs() {
    let pine = """
      //@version=5
      strategy("Cross", overlay=true, initial_capital=10000)
      length = input.int(20, "Length", minval=5, maxval=50)
      fast = ta.sma(close, 9)
      slow = ta.sma(close, length)
      up = ta.crossover(fast, slow) ? 1 : 0
      plot(fast, color=color.red)
      enter long when up == 1 && close > na(slow) ? 1 : 0

      """
    let mended = Mended(Source(name: "pine.quill", text: pine))
    let text = text(mended.source)
    #expect(text.contains("strategy \"Cross\""), "\(text)")
    #expect(text.contains("param length = 20 in 5..50"), "\(text)")
    #expect(text.contains("let up = if fast crosses above slow then 1 else 0"), "\(text)")
    #expect(text.contains("plot(fast)\n"), "\(text)")
  }

  @Test func whatIsOnlyLikelyIsLeftToTheTrader() {
    let line = "enter long when close[-1] > open\n"
    #expect(mended(line) == line)
    #expect(mended(line, guesses: true) == "enter long when close[1] > open\n")
  }

  @Test func twoNamesAsNearAreNotChosenBetween() {
    let lines = "let aab = 1\nlet aac = 2\nenter long when aad > 1 and aab > aac\n"
    #expect(mended(lines) == lines)
  }

  @Test func aFixThatMendsNothingIsNotMade() {
    // `highest(20)` lacks an argument: one error would take the place of another.
    let line = "let a = ta.highest(20)\n"
    #expect(mended(line + "enter long when a > 1\n") == line + "enter long when a > 1\n")
  }

  @Test func noFileBecomesWorse() {
    let inputs = CaseFile.all("check").flatMap(\.cases).map(\.input)
    var changed = 0
    for input in inputs + CaseFile.all("tree").flatMap(\.cases).map(\.input) {
      let source = Source(name: "case.quill", text: input)
      let mended = Mended(source)
      func count(_ compilation: Compilation, _ severity: Diagnostic.Severity?) -> Int {
        compilation.diagnostics.count {
          $0.severity == .error && (severity == nil || $0.code < "E0100")
        }
      }
      let before = compile(source)
      changed += mended.source.bytes == source.bytes ? 0 : 1
      // What could not be read before may show what it lacks now.
      #expect(
        count(mended.compilation, nil) <= count(before, nil)
          || count(mended.compilation, .error) < count(before, .error), "\(input)")
      #expect(before.program == nil || mended.compilation.program != nil, "\(input)")
      // What is written is what was checked, and mending again changes nothing.
      let again = Mended(mended.source)
      #expect(again.source.bytes == mended.source.bytes || mended.changes.count > 20, "\(input)")
    }
    #expect(changed > 40, "\(changed)")
  }

  @Test func editsOutsideOfTheTextOrInsideOfACharacterAreNotMade() {
    let kind = DiagnosticKind("E0101", "t", explanation: "e", before: "", after: "")
    let source = Source(name: "t", text: "\u{e9}b")
    for span in [Span(1, 2), Span(2, 9), Span(-1, 1)] {
      let problem = Diagnostic(
        kind, message: "m", span: span, fix: .init(title: "f", edits: [.init(span, "x")]))
      let mending = Mending(of: source, [problem])
      #expect(mending.applied.isEmpty && mending.bytes == source.bytes, "\(span)")
    }
  }

  @Test func insertionsAtOnePlaceAreNotMadeTogether() {
    let kind = DiagnosticKind("E0101", "t", explanation: "e", before: "", after: "")
    let source = Source(name: "t", text: "abc")
    func problem(_ start: Int, _ end: Int, _ text: String) -> Diagnostic {
      Diagnostic(
        kind, message: "m", span: Span(start, end),
        fix: .init(title: "f", edits: [.init(Span(start, end), text)]))
    }
    let twice = Mending(of: source, [problem(1, 1, "x"), problem(1, 1, "y"), problem(2, 3, "z")])
    #expect(String(decoding: twice.bytes, as: UTF8.self) == "axbz")
    #expect(twice.applied.count == 2)
    let beside = Mending(of: source, [problem(0, 1, "x"), problem(1, 2, "y")])
    #expect(String(decoding: beside.bytes, as: UTF8.self) == "xyc")
  }
}
