internal import Syntax
internal import TestSupport
internal import Testing

/// What holds for every text, tried on random ones. A failure prints its seed: `SEED=n` repeats it.
@Suite struct PropertyTests {
  @Test func wellFormedProgramsHaveNoProblemsAndFormat() {
    var failures: [(length: Int, text: String)] = []
    for seed in SplitMix64.seeds(300) {
      var program = RandomProgram(seed: seed)
      let (text, comments) = program.text()
      let source = Source(name: "random.quill", text: text)
      let result = parse(source)
      func fail(_ what: String) { failures.append((text.count, "seed \(seed): \(what)")) }
      if !result.diagnostics.isEmpty {
        fail("\(text)\n\(terminalText(of: result.diagnostics, in: source))")
      } else if result.comments.map({ source.text($0.span) }) != comments {
        fail("comments lost in reading\n\(text)")
      } else if let failure = formatFailure(source, result) {
        fail(failure)
      }
    }
    // The shortest is the easiest to understand.
    let shortest = failures.min { $0.length < $1.length }
    if let shortest { Issue.record("\(failures.count) failures, the shortest:\n\(shortest.text)") }
  }

  @Test func tokenSoupIsRead() {
    let words =
      Self.soup + SyntaxKinds.all.map(\.before).filter { $0.utf8.count < 200 }
    for seed in SplitMix64.seeds(400) {
      var random = SplitMix64(seed: seed)
      var text = ""
      for _ in 0..<random.below(80) {
        text += random.pick(words) + random.pick(["", " ", " ", "\n"])
      }
      guard survives(Array(text.utf8), seed) else { return }
    }
  }

  @Test func mutatedProgramsAreRead() {
    let programs = CaseFile.all("tree").flatMap { $0.cases.map { Array($0.input.utf8) } }
    for seed in SplitMix64.seeds(500) {
      var random = SplitMix64(seed: seed)
      var bytes = random.pick(programs)
      for _ in 0...random.below(6) { mutate(&bytes, &random) }
      guard survives(bytes, seed) else { return }
    }
  }

  @Test func randomBytesAreRead() {
    for seed in SplitMix64.seeds(200) {
      var random = SplitMix64(seed: seed)
      let bytes = (0..<random.below(200)).map { _ in UInt8(truncatingIfNeeded: random.next() | 1) }
      guard survives(bytes, seed) else { return }
    }
  }

  // MARK: - Checks

  private static let soup: [String] = {
    let words = #"""
      and or not if then else match from next prev on true false na strategy param let fn enter
      exit each test limits assume when at beyond for until size stop target bars expect plot alert
      x y f( ( ) [ ] { } , ; : . .. ..< = == != < > + - * / ^ ?? => := && || ! % ? " \ ' # // /* 1 2.5
      3% .5 1d 2020-01-01 1x "a" "{x}" "{" "} 10 ticks crosses above below in 0..<n: long short of @
      ~ é “ ”
      """#
    return words.split { $0 == " " || $0 == "\n" }.map { String($0) }
  }()

  private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    guard !bytes.isEmpty else { return bytes.append(40) }
    let index = random.below(bytes.count)
    let length = min(random.below(12) + 1, bytes.count - index)
    switch random.below(6) {
    case 0: bytes.removeSubrange(index..<(index + length))
    case 1: bytes.insert(contentsOf: bytes[index..<(index + length)], at: random.below(bytes.count))
    case 2: bytes[index] = UInt8(truncatingIfNeeded: random.next())
    case 3: bytes.insert(contentsOf: random.pick(Self.soup).utf8, at: index)
    case 4: bytes.swapAt(index, random.below(bytes.count))
    default: bytes.removeSubrange(index...)
    }
  }

  /// Reads, shows and formats a text; false when something does not hold.
  private func survives(_ bytes: [UInt8], _ seed: UInt64) -> Bool {
    let source = Source(name: "random.quill", bytes: bytes)
    let result = parse(source)
    func fail(_ what: String) -> Bool {
      Issue.record("seed \(seed): \(what)\n\(String(decoding: bytes, as: UTF8.self))")
      return false
    }
    if result.diagnostics.count > Limits.problems + 1 { return fail("too many problems") }
    var previous = 0
    for problem in result.diagnostics {
      if problem.span.start < previous { return fail("problems out of order") }
      previous = problem.span.start
      if problem.span.end > bytes.count { return fail("a span beyond the end") }
      if problem.terminalText(in: source, colored: true).isEmpty { return fail("no words") }
    }
    let hasHole = dump(result.tree).contains("?)") || dump(result.tree).contains(" ? ")
    if result.diagnostics.isEmpty, hasHole { return fail("a hole without a problem") }
    let (_, problems) = parseExpression(source)
    if problems.count > Limits.problems + 1 { return fail("too many problems in an expression") }
    if !result.diagnostics.isEmpty { return format(source).diagnostics.isEmpty == false }
    if let failure = formatFailure(source, result) { return fail(failure) }
    return true
  }

  private func firstDifference(_ left: String, _ right: String) -> String {
    let (old, new) = (left.split(separator: "\n"), right.split(separator: "\n"))
    let index = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0
    let from = max(0, index - 2)
    return
      (["first"] + old.dropFirst(from).prefix(5).map(String.init) + ["then"]
      + new.dropFirst(from).prefix(5).map(String.init) + ["----"]).joined(separator: "\n")
  }

  /// What formatting breaks, if anything: the tree, a comment, or its own layout.
  private func formatFailure(_ source: Source, _ result: ParseResult) -> String? {
    let once = format(source).text
    let again = parse(Source(name: "once.quill", text: once))
    let all = Span(0, source.bytes.count)
    func shown(_ what: String) -> String { "\(what)\n\(source.text(all))\n----\n\(once)" }
    if let problem = again.diagnostics.first {
      return shown("a problem in formatted text: " + problem.terminalText(in: again.source))
    }
    if dump(again.tree) != dump(result.tree) { return shown("another tree") }
    let before = result.comments.map { source.text($0.span) }
    if before != again.comments.map({ again.source.text($0.span) }) { return shown("comments") }
    let twice = format(again.source).text
    if twice != once { return shown("not idempotent:\n" + firstDifference(once, twice)) }
    if once.split(separator: "\n", omittingEmptySubsequences: false).contains(where: {
      $0.hasSuffix(" ")
    }) {
      return shown("blanks at the end of a line")
    }
    return nil
  }
}
