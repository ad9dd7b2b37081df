internal import Syntax
internal import Testing

/// What the trees of the case files do not show: spans, single expressions, exact numbers.
@Suite struct ParseTests {
  @Test(arguments: [
    ("sma(close, 20)", "(call sma close 20)"), ("  1 // one", "1"), ("(1, 2)", "(tuple 1 2)"),
  ])
  func singleExpressions(_ text: String, _ expected: String) {
    let (value, problems) = parseExpression(Source(name: "eval", text: text))
    #expect(problems.isEmpty)
    #expect(dump(value) == expected)
  }

  @Test(arguments: [
    ("", "E0031"), ("1 2", "E0034"), ("let x = 1", "E0031"), ("close close", "E0034"),
    ("1)", "E0033"),
    ("(1", "E0032"), ("x = 3", "E0040"), ("\u{0}", "E0003"), ("\"a", "E0018"), ("1 +", "E0031"),
  ])
  func expressionsWithAProblem(_ text: String, _ code: String) {
    let problems = parseExpression(Source(name: "eval", text: text)).1
    #expect(problems.map(\.code) == [code], "\(problems.map(\.message))")
  }

  @Test(arguments: [
    "0.1", "1e22", "1e23", "123456789012345678", "9007199254740993", "1.7976931348623157e308",
    "4.9e-324", "0.000001", "1_000.000_1", "00012.50", "3.14159265358979323846", "1e-400",
  ])
  func numbersAreRoundedCorrectly(_ text: String) throws {
    let (value, problems) = parseExpression(Source(name: "eval", text: text))
    #expect(problems.isEmpty)
    guard case .number(let number, nil) = value.kind else {
      Issue.record("not a number: \(dump(value))")
      return
    }
    let exact = try #require(Double(text.filter { $0 != "_" }))
    #expect(number.bitPattern == exact.bitPattern)
  }

  @Test func spansCoverWhatWasWritten() {
    let source = Source(name: "spans", text: "let x = (a + b) * sma( c , 1 )[2].d\nplot x")
    let result = parse(source)
    #expect(
      result.tree.items.map { source.text($0.span) } == [
        "let x = (a + b) * sma( c , 1 )[2].d", "plot x",
      ])
    guard case .binding(let binding) = result.tree.items[0].kind else {
      Issue.record("not a binding")
      return
    }
    var pieces: [String] = []
    func walk(_ value: Expression) {
      pieces.append(source.text(value.span))
      for child in value.children { walk(child) }
    }
    walk(binding.value)
    #expect(
      pieces == [
        "(a + b) * sma( c , 1 )[2].d", "a + b", "a", "b", "sma( c , 1 )[2].d", "sma( c , 1 )[2]",
        "sma( c , 1 )", "c", "1", "2",
      ])
  }

  @Test func commentsAreKeptInOrder() {
    let source = Source(name: "c", text: "// a \r\nlet x = 1 //b\t\n\n   //\n")
    let comments = parse(source).comments
    #expect(comments.map { source.text($0.span) } == ["// a", "//b", "//"])
    #expect(comments.map(\.ownLine) == [true, false, true])
  }

  @Test func aFileWithProblemsIsNotFormatted() {
    let (text, problems) = format(Source(name: "f", text: "let  x = = 1"))
    #expect(text == "let  x = = 1")
    #expect(problems.map(\.code) == ["E0031"])
  }

  @Test func lineBreaksOfAnySystem() {
    let unix = "// a\nlet x = 1 // b\n\n\nlet y = 2\n"
    for ending in ["\r\n", "\r"] {
      let text = unix.replacing("\n", with: ending)
      #expect(format(Source(name: "f", text: text)).text == "// a\nlet x = 1  // b\n\nlet y = 2\n")
    }
    #expect(format(Source(name: "f", text: "\u{FEFF}let x = 1")).text == "let x = 1\n")
    #expect(format(Source(name: "f", text: " \n \n")).text == "")
  }
}
