public import Compiler
public import Syntax

/// Which conditions of a file were both true and false over all of its tests, at closes at which
/// the strategy could decide.
public struct Coverage: Sendable, Hashable {
  /// A condition and what was seen of it.
  public struct Line: Sendable, Hashable {
    public let span: Span
    public let text: String
    public let wasTrue: Bool
    public let wasFalse: Bool

    public var isCovered: Bool { wasTrue && wasFalse }

    /// What is missing, in words.
    public var gap: String? {
      switch (wasTrue, wasFalse) {
      case (true, true): nil
      case (true, false): "never false"
      case (false, true): "never true"
      case (false, false): "never asked"
      }
    }
  }

  /// In the order of the text.
  public let lines: [Line]

  public init(_ suite: TestSuite, _ trials: [Trial]) {
    lines = suite.conditions.enumerated().map { index, condition in
      var sighting = Sighting()
      for trial in trials where trial.sightings.indices.contains(index) {
        sighting.join(trial.sightings[index])
      }
      return Line(
        span: condition.span, text: condition.text, wasTrue: sighting.wasTrue,
        wasFalse: sighting.wasFalse)
    }
  }

  public var covered: Int { lines.count { $0.isCovered } }
  public var gaps: [Line] { lines.filter { !$0.isCovered } }
}
