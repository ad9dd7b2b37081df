/// A text with the fixes of its problems applied, as many as do not stand in each other's way.
public struct Mending: Sendable {
  /// The text with the fixes in it.
  public let bytes: [UInt8]
  /// The problems whose fixes are in it, in the order of the text.
  public let applied: [Diagnostic]

  /// Applies every fix that can be: its edits lie inside the text, on the borders of characters,
  /// and touch nothing that the fix of an earlier problem changes. A fix is applied whole or not at
  /// all; where two give the same edits, one does. What no edit covers stays as it is, byte for
  /// byte.
  ///
  /// - Parameter guesses: also those that are only likely.
  public init(of source: Source, _ problems: [Diagnostic], guesses: Bool = false) {
    var edits: [Diagnostic.Fix.Edit] = []
    var applied: [Diagnostic] = []
    for problem in problems {
      guard let fix = problem.fix, !fix.edits.isEmpty, guesses || !fix.isGuess,
        fix.edits.allSatisfy({ $0.fits(source) }),
        Mending.areApart(fix.edits + edits)
      else { continue }
      edits += fix.edits
      applied.append(problem)
    }
    self.bytes = Mending.apply(edits, to: source.bytes)
    self.applied = applied
  }

  /// Two edits are apart when one ends before the other begins. Two insertions at one place are
  /// not: which of them comes first would be a matter of chance.
  private static func areApart(_ edits: [Diagnostic.Fix.Edit]) -> Bool {
    let sorted = edits.sorted { ($0.span.start, $0.span.end) < ($1.span.start, $1.span.end) }
    return zip(sorted, sorted.dropFirst()).allSatisfy { first, second in
      first.span.end < second.span.start
        || (first.span.end == second.span.start && first.span.start < first.span.end
          && second.span.start < second.span.end)
    }
  }

  private static func apply(_ edits: [Diagnostic.Fix.Edit], to bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var offset = 0
    for edit in edits.sorted(by: { $0.span.start < $1.span.start }) {
      result += bytes[offset..<edit.span.start]
      result += edit.replacement.utf8
      offset = edit.span.end
    }
    return result + bytes[offset...]
  }
}

extension Diagnostic.Fix.Edit {
  fileprivate func fits(_ source: Source) -> Bool {
    let bytes = source.bytes
    func isBorder(_ offset: Int) -> Bool {
      offset == bytes.count || bytes[offset] & 0xC0 != 0x80
    }
    return span.start >= 0 && span.end <= bytes.count && isBorder(span.start) && isBorder(span.end)
  }
}
