public import Machine
public import Syntax

/// The tests of a file, checked: what they run over, what must hold, and what is watched meanwhile.
public struct TestSuite: Sendable {
  /// In the order of the file.
  public let tests: [TestPlan]
  /// What decides something in the file, in the order of its text.
  public let conditions: [WatchedCondition]
  /// Computes what expectations and conditions speak of, as outputs. It has the parameters of the
  /// strategy and none of its orders; the account is that of whoever runs the strategy beside it.
  public let watch: Program
}

/// One `test` of a file.
public struct TestPlan: Sendable {
  /// The bars it runs over.
  public enum Market: Sendable {
    case made(Bars)
    /// A path as it is written, from the folder of the file.
    case file(String, Span)
  }

  /// A parameter that has another value here.
  public struct Setting: Sendable, Hashable {
    /// The index among the program's parameters.
    public let parameter: Int
    public let value: Double
  }

  public let name: String
  /// The name in its quotes.
  public let span: Span
  public let market: Market
  public let settings: [Setting]
  public let expectations: [ExpectationPlan]
}

/// One `expect` of a test.
public struct ExpectationPlan: Sendable {
  /// What may happen to an order or an entry.
  public enum Event: String, Sendable, Hashable, CaseIterable {
    case entered, exited, refused, filled
  }

  /// What is expected.
  public enum Subject: Sendable {
    /// Something happens, to orders and entries of that side and tag where they are given.
    case event(Event, side: OrderStatement.Direction?, tag: String?)
    /// An alert speaks; with that in its text, where something is given.
    case alerted(String?)
    /// An output of the watching program, a flag, holds.
    case condition(output: Int, readings: [Reading])
  }

  /// A number that a condition compares, to be shown where it fails.
  public struct Reading: Sendable, Hashable {
    public let text: String
    /// The output of the watching program.
    public let output: Int
  }

  public let subject: Subject
  public let isNever: Bool
  /// The bars it speaks of, counted from 0; all of them without.
  public let bars: ClosedRange<Int>?
  /// As it is written, on one line.
  public let text: String
  public let span: Span
}

/// What decides something: the condition of an order or of an `if`, or one side of an `and` or
/// `or`.
public struct WatchedCondition: Sendable, Hashable {
  public let span: Span
  /// As it is written, on one line.
  public let text: String
  /// The outputs of the watching program, one for each place where its function is called.
  public let outputs: [Int]
  /// The same for places inside of `on`, where it is asked at the ticks of a clock.
  public let counts: [Count]

  /// Two outputs: how often it has held so far, and how often not; missing before the first tick.
  public struct Count: Sendable, Hashable {
    public let holds: Int
    public let fails: Int
  }
}
