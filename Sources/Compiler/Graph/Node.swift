internal import Machine
internal import Syntax

/// When a value is known.
public enum BindingTime: Int, Sendable, Hashable, Comparable, CaseIterable {
  /// When the file is compiled.
  case constant
  /// When a run begins.
  case parameter
  /// At the close of each bar, from the market alone.
  case series
  /// At the close of each bar, from the account too.
  case account
  /// At the close of each bar, for each open entry.
  case entry

  /// As `quill check` writes it.
  public var spelling: String {
    switch self {
    case .constant: "constant"
    case .parameter: "param"
    case .series: "series"
    case .account: "account"
    case .entry: "entry"
    }
  }

  public static func < (left: BindingTime, right: BindingTime) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// The number of a node; nodes are numbered in the order of their creation.
struct NodeID: Hashable, Comparable {
  let index: Int

  init(_ index: Int) { self.index = index }

  static func < (left: NodeID, right: NodeID) -> Bool { left.index < right.index }
}

/// How many bars back a node is read.
enum Shift: Hashable {
  case fixed(Int)
  /// As many as a node says that is fixed for a run.
  case once(NodeID)

  static let none = Shift.fixed(0)
}

/// A node as it was some bars ago.
struct Edge: Hashable {
  let node: NodeID
  let shift: Shift

  init(_ node: NodeID, _ shift: Shift = .none) {
    self.node = node
    self.shift = shift
  }
}

/// One computed value of a program. Two nodes of equal kind and bank are one node.
struct Node {
  enum Kind: Hashable {
    /// The bits of a Double, an Int64, or 0 or 1.
    case constant(UInt64)
    /// The parameter with this number.
    case parameter(Int)
    case input(InputColumn)
    /// A column of the data beside the market, by its name.
    case named(String)
    /// How many bars are missing before each, with their times.
    case gap(Edge)
    /// When clocks of the instrument's zone show a time, in nanoseconds since 1970 as they do.
    case moment(Int64)
    /// Whether the instrument is called so.
    case symbolIs(String)
    /// An input column as grid words.
    case words(InputColumn)
    case time
    case timeClose
    case barIndex
    /// The smallest step of a price.
    case priceStep
    case account(AccountField)
    case entry(EntryField)
    /// What was remembered, by its number, at the close that decided an entry.
    case remembered(Int)
    case call(row: Int, operands: [Edge], scalars: [NodeID])
    /// A value that depends on its own past; `Graph.definitions` says on what.
    case recurrence(Int)
    /// What the variable of a fold is at a step: a whole number, fixed for a run at each step.
    case foldVariable(Int)
    /// What a value of a fold was at the step before, by its number.
    case foldPast(fold: Int, Int)
    /// What it is after the last step.
    case foldResult(fold: Int, Int)
    /// What the almanac says of a time.
    case reading(Reading, Edge)
    /// Whether a clock ticks, over the rows of its parent; with what says so.
    case tick(Int, Edge?)
    /// A value of the parent's rows as it stands when the node's clock ticks.
    case sample(Edge)
    /// A value of another clock, whose parent the node's clock is, as it was at its last tick.
    case hold(Edge, from: Int)
    /// A cross-section of a value over all instruments.
    case across(Across, Edge)
  }

  let kind: Kind
  let bank: Bank
  let binding: BindingTime
  /// The clock whose rows it has; 0 are the bars. What is fixed for a run belongs to all.
  let clock: Int
  /// The bits for the standard parameter values, of what is fixed for a run.
  let standard: UInt64?
  /// The innermost fold whose steps it changes with.
  let fold: Int?
  /// Where in the source it was first written.
  let origin: Span
}
