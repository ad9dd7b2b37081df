/// Which brackets belong together, and where statements seem to begin. Found in one pass over a
/// file, at its first problem with a bracket, so that no number of problems makes reading slow.
struct Brackets {
  private let closers: [Int32: Int]
  /// For every token, the index of the first one at or behind it that seems to begin a statement on
  /// a line of its own; the number of tokens where there is none.
  let nextItem: [Int]
  /// The same for statements at the left edge, which no bracket can hold.
  let nextFlushLeft: [Int]

  init(_ parser: Parser) {
    let tokens = parser.tokens
    var closers: [Int32: Int] = [:]
    var open: [Int] = []
    var openOfKind: [Token.Kind: Int] = [:]
    var items: [Int] = []
    var edges: [Int] = []
    for index in tokens.indices {
      let token = tokens[index]
      switch token.kind {
      case .parenOpen, .squareOpen, .braceOpen, .holeOpen:
        open.append(index)
        if let closer = token.kind.closer { openOfKind[closer, default: 0] += 1 }
      case .parenClose, .squareClose, .braceClose, .holeClose:
        guard openOfKind[token.kind, default: 0] > 0 else { continue }
        // Brackets in between that nothing closes are passed over.
        while let last = open.popLast(), let closer = tokens[last].kind.closer {
          openOfKind[closer, default: 0] -= 1
          guard closer == token.kind else { continue }
          closers[Int32(truncatingIfNeeded: tokens[last].start)] = index
          break
        }
      case .name where token.startsLine && token.word.beginsItem && parser.looksLikeItem(index):
        items.append(index)
        guard parser.isFlushLeft(token) else { continue }
        edges.append(index)
        open.removeAll(keepingCapacity: true)
        openOfKind.removeAll(keepingCapacity: true)
      default: continue
      }
    }
    self.closers = closers
    self.nextItem = Brackets.next(items, tokens.count)
    self.nextFlushLeft = Brackets.next(edges, tokens.count)
  }

  /// The index of the token that closes this bracket.
  func match(_ open: Token) -> Int? { closers[Int32(truncatingIfNeeded: open.start)] }

  private static func next(_ marks: [Int], _ count: Int) -> [Int] {
    var next = [Int](repeating: count, count: count)
    var mark = marks.count - 1
    var following = count
    for index in stride(from: count - 1, through: 0, by: -1) {
      if mark >= 0, marks[mark] == index {
        following = index
        mark -= 1
      }
      next[index] = following
    }
    return next
  }
}

extension Token.Kind {
  /// The bracket that closes this one.
  fileprivate var closer: Token.Kind? {
    switch self {
    case .parenOpen: .parenClose
    case .squareOpen: .squareClose
    case .braceOpen: .braceClose
    case .holeOpen: .holeClose
    default: nil
    }
  }
}
