internal import Compiler
internal import Machine
internal import Syntax
internal import Testing

/// Nothing that can be written ends the process or takes long.
@Suite struct LimitTests {
  private func codes(_ text: String) -> Set<String> {
    Set(compile(Source(name: "case.quill", text: text)).diagnostics.map(\.code))
  }

  private func strategy(_ lines: [String]) -> String {
    (["strategy \"s\""] + lines).joined(separator: "\n")
  }

  @Test func aLongChainOfNamesIsNoDeepRecursion() {
    for reversed in [false, true] {
      var lines = ["let a0 = close"]
      for index in 1..<3000 { lines.append("let a\(index) = a\(index - 1) + \(index)") }
      if reversed { lines.reverse() }
      #expect(codes(strategy(lines + ["enter long when a2999 > 0"])).isEmpty)
    }
  }

  @Test func aLongCycleOfNamesIsRefused() {
    for delay in ["", "[1]"] {
      var lines = ["let a0 = a2999\(delay)"]
      for index in 1..<3000 { lines.append("let a\(index) = a\(index - 1) + \(index)") }
      let codes = codes(strategy(lines + ["enter long when a2999 > 0"]))
      #expect(!codes.isEmpty && codes.isSubset(of: ["E0201", "E0502"]), "\(codes)")
    }
  }

  @Test func namesThatUseEachOthersPastInAShortCycleAreFine() {
    var lines = ["let a0 = (a99[1] ?? 0) + 1"]
    for index in 1..<100 { lines.append("let a\(index) = a\(index - 1) + \(index)") }
    #expect(codes(strategy(lines + ["enter long when a99 > 0"])).isEmpty)
  }

  @Test func tallExpressionsInDeepCallsAreRefusedNotCrashed() {
    let tall = String(repeating: "1 + (", count: 100) + "x" + String(repeating: ")", count: 100)
    var lines = ["fn f0(x) = \(tall)"]
    for index in 1..<126 {
      let call = tall.replacing("x", with: "f\(index - 1)(x)")
      lines.append("fn f\(index)(x) = \(call)")
    }
    #expect(codes(strategy(lines + ["enter long when f125(close) > 0"])).contains("E0502"))
  }

  @Test func everyKindOfNestingReachesItsLimitSafely() {
    let forms = [
      "(if @ > 0 then @ else #)", "{ let k = @; k + # }", "match 1 { 1 => @, else => # }",
      "(from @ next prev + #)", "(a: @, b: #).a", "max(@, #)", "-(@)", "@[1]",
      "bbands(@, 5).upper", "((@ + #) - (# - 1))", "{ let (p, q) = (@, #); p - q }",
    ]
    for form in forms {
      var lines = ["fn f0(x) = x"]
      for index in 1..<140 {
        let inner = form.replacing("@", with: "f\(index - 1)(x)").replacing("#", with: "close")
        lines.append("fn f\(index)(x) = \(inner)")
      }
      let codes = codes(strategy(lines + ["enter long when f139(close) > 0"]))
      #expect(codes.contains("E0502") || codes.contains("E0501"), "\(form): \(codes)")
    }
  }

  @Test func expansionIsBounded() {
    var lines = ["fn f0(x) = x * 1.5 + sma(x, 3)"]
    for index in 1..<60 {
      lines.append("fn f\(index)(x) = f\(index - 1)(x * 2) + f\(index - 1)(x * 3)")
    }
    #expect(codes(strategy(lines + ["enter long when f59(close) > 0"])).contains("E0501"))
  }

  @Test func noTextCrashesTheCompiler() {
    let seed = strategy([
      "param n = 20 in 5..50 step 5", "param mode = \"a\" in {\"a\", \"b\"}",
      "fn f(x, k = 2) = { let m = sma(x, n); (up: m + k * stdev(x, n), low: m) }",
      "let (up, low_) = f(close)", "let s = from 0 next prev + 1",
      "let t = from 0 next if close > prev[1] then prev + 1 else na",
      "let w = match mode { \"a\" => up, \"b\" => u[2] ?? low_ }", "let u = w[1] + close[n]",
      "require n > 5",
      "enter long \"x\" when s + t > u and up crosses above w and not flat size 10%",
      "exit 50% of \"x\" when time - time[1] > 2h or position.price < low_",
    ])
    let tokens = seed.split(whereSeparator: { $0 == " " }).map(String.init)
    var state: UInt64 = 42
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
    var sound = 0
    for step in 0..<600 {
      var mutated = tokens
      for _ in 0...random(2) {
        let (here, there) = (random(mutated.count), random(mutated.count))
        switch random(3) {
        case 0: mutated[here] = mutated[there]
        case 1: mutated.remove(at: here)
        default: mutated.insert(mutated[there], at: here)
        }
      }
      let text = mutated.joined(separator: " ")
      if step == 0 { #expect(codes(seed).isEmpty, "\(codes(seed))") }
      let compilation = compile(Source(name: "case.quill", text: text))
      #expect(!compilation.diagnostics.contains { $0.code == "E0999" }, "\(text)")
      if let program = compilation.program {
        sound += 1
        _ = try? VirtualMachine(program, values: program.parameters.map(\.standard), room: 16)
      }
    }
    #expect(sound > 3, "\(sound)")
  }
}

/// Clocks are counted, too.
@Suite struct ClockLimitTests {
  @Test func tooManyClocksAreRefused() {
    let lines = (0...1_000).map { "let c\($0) = on close > \($0) { close }" }
    let sum = (0...1_000).map { "c\($0)" }.joined(separator: " + ")
    let text =
      "strategy \"s\"\n\(lines.joined(separator: "\n"))\nlet sum = \(sum)\nenter long when sum > 0"
    let found = compile(Source(name: "s", text: text)).diagnostics.filter { $0.severity == .error }
    #expect(found.contains { $0.code == "E0501" && $0.message.contains("clocks") })
  }
}
