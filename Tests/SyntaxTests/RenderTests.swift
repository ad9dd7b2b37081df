internal import Syntax
internal import Testing

/// Problems as a terminal shows them, where the case files do not reach.
@Suite struct RenderTests {
  private let kind = DiagnosticKind("E0203", "t", explanation: "", before: "", after: "")

  private func shown(
    _ text: String, _ span: Span, label: String? = "here", notes: [Diagnostic.Note] = [],
    help: String? = nil, severity: Diagnostic.Severity = .error, colored: Bool = false
  ) -> String {
    Diagnostic(
      kind, severity: severity, message: "a message", span: span, label: label, notes: notes,
      help: help
    )
    .terminalText(in: Source(name: "a.quill", text: text), colored: colored)
  }

  @Test func theStyleOfTheDesign() {
    let text = String(repeating: "\n", count: 8) + "let peek = close[-1] > close\n"
    #expect(
      shown(text, Span(25, 27), label: "one bar in the future", help: "write `close[1]`") == """
        error[E0203]: a message
          ┌ a.quill:9:18
        9 │ let peek = close[-1] > close
          │                  ^^ one bar in the future
          = help: write `close[1]`
          = more: quill explain E0203

        """)
  }

  @Test func notesHaveTheirOwnLines() {
    let text =
      "param slow = 100\n" + String(repeating: "\n", count: 8) + "let x = sma(close, slow)\n"
    let notes = [
      Diagnostic.Note("`slow` is a parameter here", at: Span(6, 10)), Diagnostic.Note("a fact"),
    ]
    #expect(
      shown(text, Span(44, 48), label: nil, notes: notes, severity: .warning) == """
        warning[E0203]: a message
           ┌ a.quill:10:20
        10 │ let x = sma(close, slow)
           │                    ^^^^
           ├ a.quill:1:7
         1 │ param slow = 100
           │       ---- `slow` is a parameter here
           = note: a fact
           = more: quill explain E0203

        """)
  }

  @Test func tabsAndWideCharacters() {
    #expect(shown("\tx\ty", Span(3, 4)).contains("1 │     x   y\n  │         ^ here\n"))
    #expect(shown("// 日本 x", Span(10, 11)).contains("1 │ // 日本 x\n  │         ^ here\n"))
    #expect(shown("// 日本 x", Span(3, 9)).contains("  │    ^^^^ here\n"))
    #expect(shown("e\u{301}x", Span(3, 4)).contains("1 │ e\u{301}x\n  │  ^ here\n"))
  }

  @Test func nothingOfTheSourceSteersTheTerminal() {
    let text = "a\u{1B}[31m\u{202E}b\u{7F}\r\n"
    let page = shown(text, Span(0, 1))
    #expect(page.contains("1 │ a<U+001B>[31m<U+202E>b<U+007F>\n"))
  }

  @Test func longLinesAreCutAroundTheMark() {
    let text = String(repeating: "a", count: 300) + "HERE" + String(repeating: "b", count: 300)
    let page = shown(text, Span(300, 304))
    let lines = page.split(separator: "\n")
    #expect(lines[2].count < 110 && lines[2].hasPrefix("1 │ …aaa") && lines[2].hasSuffix("bbb…"))
    let column = lines[2].distance(
      from: lines[2].startIndex, to: lines[2].firstIndex(of: "H") ?? lines[2].startIndex)
    #expect(
      lines[3].distance(
        from: lines[3].startIndex, to: lines[3].firstIndex(of: "^") ?? lines[3].startIndex)
        == column)
    #expect(lines[3].hasSuffix("^^^^ here"))
    // The mark of a span that goes beyond the window ends with it.
    #expect(shown(text, Span(0, 604)).split(separator: "\n")[3].count < 120)
  }

  @Test func spansAtTheEdges() {
    #expect(shown("", Span(0, 0)).hasPrefix("error[E0203]: a message\n  ┌ a.quill\n"))
    #expect(shown("abc", Span(3, 3)).contains("1 │ abc\n  │    ^ here\n"))
    #expect(shown("abc\n", Span(4, 4)).contains("2 │ \n  │ ^ here\n"))
    #expect(shown("abc\ndef", Span(1, 6)).contains("1 │ abc\n  │  ^^ here\n"))
    #expect(shown("abc", Span(900, 901)).contains("  │    ^ here\n"))
  }

  @Test func colorIsOptional() {
    #expect(!shown("abc", Span(0, 1)).contains("\u{1B}"))
    #expect(shown("abc", Span(0, 1), colored: true).hasPrefix("\u{1B}[1;31merror[E0203]\u{1B}[0m"))
  }
}
