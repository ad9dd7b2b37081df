public import Machine

/// A function that takes a timeframe or hours in place of values: what the calendar says of a bar.
public struct ClockFunction: Sendable {
  /// One argument of a call.
  public struct Parameter: Sendable {
    public let name: String
    /// What stands for it when the call leaves it out, in words; nothing where it cannot be.
    public let standard: String?
  }

  public let name: String
  public let parameters: [Parameter]
  public let summary: String
  public let formula: String
  public let source: String
  /// A call and what it gives over daily bars, the first of Wednesday 2020-01-01.
  public let example: Builtin.Example

  /// As it is called: `fresh(timeframe)`.
  public var signature: String {
    let parameters = parameters.map { parameter in
      parameter.standard.map { "\(parameter.name) = \($0)" } ?? parameter.name
    }
    return "\(name)(\(parameters.joined(separator: ", ")))"
  }

  static func named(_ name: String) -> ClockFunction? { all.first { $0.name == name } }

  public static let all = [
    ClockFunction(
      name: "fresh", parameters: [Parameter(name: "timeframe", standard: nil)],
      summary: "True at the closes at which a slow bar is done: there alone `on` has a new value.",
      formula: "true at the first close at or after the end of a slow bar that has bars",
      source: "definition; the first slow bar counts only where the data begin with it",
      example: .init("fresh(2d)", close: [1, 2, 3, 4], gives: [0, 1, 0, 1])),
    ClockFunction(
      name: "is_first_bar_of", parameters: [Parameter(name: "timeframe", standard: nil)],
      summary: "True for the first bar of each slow bar, such as the first one of a day.",
      formula: "bar and bar before begin in different slow bars; the very first bar counts where "
        + "the slow bar begins with it",
      source: "definition; Pine session.isfirstbar and timeframe.change",
      example: .init(
        "is_first_bar_of(1w)", close: [1, 2, 3, 4, 5, 6], gives: [0, 0, 0, 0, 0, 1])),
    ClockFunction(
      name: "in_session",
      parameters: [
        Parameter(name: "hours", standard: nil), Parameter(name: "days", standard: "\"mon-sun\""),
        Parameter(name: "zone", standard: "the instrument's"),
      ],
      summary: "True for bars that begin within hours such as \"09:30-16:00\".",
      formula: "opens <= local time of the bar's start < closes, on a day of days; hours that go "
        + "past midnight belong to the day on which they begin",
      source: "definition; Pine input.session",
      example: .init(
        "in_session(\"00:00-12:00\", days: \"mon-fri\")", close: [1, 2, 3, 4, 5, 6],
        gives: [1, 1, 1, 0, 0, 1])),
  ]
}
