public import Host
public import Machine
public import Syntax

/// One test of a strategy, run: what happened, and what should have.
public struct Trial: Sendable {
  /// An expectation that was not met.
  public struct Miss: Sendable, Hashable {
    /// A number of the condition, at the bar of the miss.
    public struct Reading: Sendable, Hashable {
      public let text: String
      public let value: Double
    }
    /// The place of the `expect`.
    public let span: Span
    /// As it is written.
    public let text: String
    /// What happened in its place, in one sentence.
    public let message: String
    /// The bar to look at, where there is one.
    public let bar: Int?
    public let readings: [Reading]
  }

  public let name: String
  /// Its name, in the file.
  public let span: Span
  /// None where the bars could not be read.
  public let bars: Bars?
  /// The first bar at whose close the strategy may decide.
  public let tradesFrom: Int
  /// In the order of the expectations.
  public let misses: [Miss]
  /// Why it could not be run.
  public let failure: Failure?
  /// What happened, in the order of the bars.
  public let happenings: [Happening]
  /// For each watched condition whether it has been true and false.
  let sightings: [Sighting]

  public var isPassed: Bool { failure == nil && misses.isEmpty }
}

/// Something that happened to an entry or an order in a bar.
public struct Happening: Sendable, Hashable {
  /// What it was.
  public enum Kind: String, Sendable, Hashable { case entered, exited, refused, alerted }
  public let kind: Kind
  public let bar: Int
  /// Of the entry that was opened or closed, or of the statement that was refused.
  public let side: OrderStatement.Direction?
  public let tag: String?
  /// What was filled; missing for a refusal.
  public let quantity: String?
  public let price: String?
  /// Why it was refused, or why the entry ended; what an alert said.
  public let reason: String?

  /// As a sentence says it: `long "dip" entered, 95.2 at 105`.
  public var text: String {
    var words: [String] = []
    if let side { words.append(side == .long ? "long" : "short") }
    if let tag { words.append("\"\(tag)\"") }
    switch kind {
    case .entered: words.append("entered")
    case .exited: words.append("exited")
    case .refused: words.append("refused")
    case .alerted: words.append("alerted \"\(reason ?? "")\"")
    }
    var text = words.joined(separator: " ")
    if let quantity, let price { text += ", \(quantity) at \(price)" }
    if kind == .refused, let reason { text += ": \(reason)" }
    return text
  }
}

/// Whether a condition has been true, and whether it has been false, at closes that decide.
struct Sighting: Sendable, Hashable {
  var wasTrue = false
  var wasFalse = false

  mutating func join(_ other: Sighting) {
    wasTrue = wasTrue || other.wasTrue
    wasFalse = wasFalse || other.wasFalse
  }
}
