internal import Machine
internal import Syntax

/// Words of other languages, and how a tool writes them here.
extension Elaborator {
  /// A name or call of another language, with the fix where one can be written.
  ///
  /// - Parameters:
  ///   - name: as it is written, perhaps with a point: `ta.crossover`.
  ///   - arguments: what is called with it; nothing for a name alone.
  ///   - span: the name or the whole call.
  mutating func foreign(
    _ name: String, _ arguments: [Argument]?, _ span: Span
  ) -> NameProblem? {
    guard let row = ForeignWord.value(name) else { return nil }
    guard site == nil else { return .foreign(name, row.advice, fix: nil) }
    let fix =
      withoutSpace(row, name, arguments, span) ?? asParameter(row, arguments, span)
      ?? rewritten(row, name, arguments, span)
    return .foreign(name, row.advice, fix: fix)
  }

  /// `ta.sma(close, 20)`: the builtin has the same name.
  private func withoutSpace(
    _ row: ForeignWord, _ name: String, _ arguments: [Argument]?, _ span: Span
  ) -> Diagnostic.Fix? {
    guard row.place == .space, ["ta", "math", "np", "pd", "talib"].contains(row.word),
      let point = name.firstIndex(of: ".")
    else { return nil }
    let member = String(name[name.index(after: point)...]).lowercased()
    guard PreludeDefinition.named(member) != nil || !Builtin.rows(named: member).isEmpty else {
      return nil
    }
    // A direction of 1 is down in Pine, and functions of TA-Lib take their columns in another
    // order.
    let isGuess = member == "supertrend" || row.word == "talib"
    let end = span.start + name.utf8.count
    return .init(
      "write `\(member)`", arguments == nil ? span : Span(span.start, end),
      arguments == nil ? member + "()" : member, isGuess: isGuess)
  }

  /// `let n = input.int(14)`: what is set before a run is a parameter.
  private func asParameter(
    _ row: ForeignWord, _ arguments: [Argument]?, _ span: Span
  ) -> Diagnostic.Fix? {
    guard row.word == "input", let standard = arguments?.first, standard.label == nil,
      let id = running.last, case .binding(let value) = declarations[id].meaning,
      value.span == span, declarations[id].scope == Elaborator.file
    else { return nil }
    let bytes = source.bytes
    var end = declarations[id].name.span.start
    while end > 0, bytes[end - 1].isSpace { end -= 1 }
    guard end >= 3, bytes[(end - 3)..<end].elementsEqual("let".utf8) else { return nil }
    return .init(
      title: "write `param \(declarations[id].name.text) = ...`",
      edits: [
        .init(Span(end - 3, end), "param"),
        .init(span, source.text(standard.value.span) + domain(arguments ?? [])),
      ])
  }

  /// ` in 5..30`, where the arguments say so.
  private func domain(_ arguments: [Argument]) -> String {
    func text(_ label: String) -> String? {
      arguments.first { $0.label?.text == label }.map { source.text($0.value.span) }
    }
    guard let least = text("minval"), let most = text("maxval") else { return "" }
    return " in \(least)..\(most)" + (text("step").map { " step \($0)" } ?? "")
  }

  /// What the row says to write, in parentheses where it would not keep together.
  private mutating func rewritten(
    _ row: ForeignWord, _ name: String, _ arguments: [Argument]?, _ span: Span
  ) -> Diagnostic.Fix? {
    guard (arguments ?? []).allSatisfy({ $0.label == nil }) else { return nil }
    var texts = (arguments ?? []).map { source.text($0.value.span) }
    if row.place == .method, let point = name.firstIndex(of: ".") {
      texts.insert(String(name[..<point]), at: 0)
    }
    guard let plain = row.rewritten(texts) else { return nil }
    let text = keepsTogether(plain, at: span) ? plain : "(\(plain))"
    return .init("write `\(plain)`", span, text)
  }

  /// Whether the file means the same with and without parentheses around a text that stands in the
  /// place of a span. Where asking has become too dear, it is taken that it does not.
  private mutating func keepsTogether(_ text: String, at span: Span) -> Bool {
    let (value, problems) = parseExpression(Source(name: "", text: text))
    guard problems.isEmpty else { return false }
    switch value.kind {
    case .name, .call, .number, .index, .field, .bool, .missing: return true
    default: break
    }
    guard rereading >= source.bytes.count else { return false }
    rereading -= source.bytes.count
    func tree(_ text: String) -> String {
      var bytes = source.bytes
      bytes.replaceSubrange(span.start..<span.end, with: text.utf8)
      return dump(parse(Source(name: "", bytes: bytes)).tree)
    }
    return tree(text) == tree("(\(text))")
  }
}
