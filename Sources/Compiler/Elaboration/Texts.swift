internal import Machine
internal import Syntax

/// Texts with values in them: `"{symbol}: rsi {pulse:.1}"`.
extension Elaborator {
  /// A piece of a text.
  enum TextPiece {
    case literal(String)
    case value(Edge, ScalarType, decimals: Int?)
    case choice(NodeID, [String])
    /// What the instrument is called.
    case symbol

    /// The node it reads, if it reads any.
    var edge: Edge? {
      switch self {
      case .literal, .symbol: nil
      case .value(let edge, _, _): edge
      case .choice(let node, _): Edge(node)
      }
    }
  }

  /// The pieces of a text; nothing where one of its values makes no sense.
  mutating func pieces(_ template: TextTemplate, _ scope: Int) -> [TextPiece]? {
    var pieces: [TextPiece] = []
    var isSound = true
    for part in template.parts {
      switch part {
      case .literal(let text): pieces.append(.literal(text))
      case .value(let expression, let format):
        if let piece = piece(expression, format, scope) {
          pieces.append(piece)
        } else {
          isSound = false
        }
      }
    }
    return isSound ? joined(pieces) : nil
  }

  /// A value as a text shows it; constants are written out, where that is wanted.
  mutating func piece(
    _ expression: Expression, _ format: String?, writesOut: Bool = true, _ scope: Int
  ) -> TextPiece? {
    let value = value(expression, scope)
    let decimals = format.flatMap { Int($0.drop { $0 == "." }) }
    if decimals != nil, !value.isUnknown {
      switch value {
      case .scalar(_, .number), .missing: break
      default:
        report(.output(.formatOfOther(value.words)), at: expression.span)
        return nil
      }
    }
    switch value {
    case .unknown: return nil
    case .text(let text): return .literal(text)
    case .symbol: return .symbol
    case .choice(let node, let texts): return .choice(node, texts)
    case .missing: return .literal("na")
    case .scalar(let edge, .number):
      if writesOut, let number = constantNumber(edge) {
        return .literal(TextPart.text(number, decimals: decimals))
      }
      return .value(edge, .number, decimals: decimals)
    case .scalar(let edge, .flag):
      if writesOut, let flag = graph.flag(edge) { return .literal(flag ? "true" : "false") }
      return .value(edge, .flag, decimals: nil)
    case .scalar(let edge, let type): return .value(edge, type, decimals: nil)
    case .record, .tuple:
      report(
        .type(.severalValues(source.text(expression.span), fields(value))), at: expression.span)
      return nil
    }
  }

  private func fields(_ value: Value) -> [String] { value.fieldNames ?? [] }

  private func joined(_ pieces: [TextPiece]) -> [TextPiece] {
    var result: [TextPiece] = []
    for piece in pieces {
      if case .literal(let text) = piece, case .literal(let before) = result.last {
        result[result.count - 1] = .literal(before + text)
      } else {
        result.append(piece)
      }
    }
    return result
  }

  // MARK: - Titles and tags

  /// A title, tag or pane, which may speak of parameters and of the variables of `each`: the text
  /// for the standard values.
  mutating func fixedText(_ template: TextTemplate, _ what: String, _ scope: Int) -> String? {
    if let plain = template.plain { return plain }
    guard let pieces = pieces(template, scope) else { return nil }
    var standard = ""
    var isConstant = true
    for piece in pieces {
      switch piece {
      case .literal(let text): standard += text
      case .symbol:
        isConstant = false
        standard += "{symbol}"
      case .choice(let node, let texts):
        isConstant = false
        let number = graph[node].standard.flatMap { Int(exactly: Double(bitPattern: $0)) } ?? -1
        standard += texts.indices.contains(number) ? texts[number] : "na"
      case .value(let edge, let type, let decimals):
        isConstant = false
        guard graph.binding(edge) <= .parameter, let bits = graph[edge.node].standard,
          type == .number || type == .flag
        else {
          report(.output(.changingText(what)), at: template.span)
          return nil
        }
        standard +=
          type == .flag
          ? (bits == 0 ? "false" : "true")
          : TextPart.text(Double(bitPattern: bits), decimals: decimals)
      }
    }
    if !isConstant { add(NamingEntry(standard: standard, pieces: pieces), at: template.span) }
    return standard
  }

  /// Two texts that are alike for the standard values could not be told apart later.
  private mutating func add(_ naming: NamingEntry, at span: Span) {
    if let known = namings.first(where: { $0.standard == naming.standard }) {
      if known.key == naming.key { return }
      report(.output(.alikeNames(naming.standard)), at: span)
    }
    namings.append(naming)
  }

  /// The same text with its values written out, for statements that know plain texts alone.
  mutating func plainText(
    _ template: TextTemplate?, _ what: String, _ scope: Int
  ) -> TextTemplate?? {
    guard let template, template.plain == nil else { return .some(template) }
    guard let text = fixedText(template, what, scope) else { return nil }
    return TextTemplate(parts: [.literal(text)], span: template.span)
  }
}

/// A title or tag that speaks of parameters.
struct NamingEntry {
  /// As it is for the standard values.
  let standard: String
  let pieces: [Elaborator.TextPiece]

  /// Equal for texts that are equal whatever the parameters are.
  var key: [String] {
    pieces.map { piece in
      switch piece {
      case .literal(let text): "\"" + text
      case .symbol: "symbol"
      case .value(let edge, _, let decimals): "\(edge.node.index) \(decimals ?? -1)"
      case .choice(let node, _): "\(node.index)"
      }
    }
  }
}
