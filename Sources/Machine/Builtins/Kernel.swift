/// The hot loop of a builtin, and what it needs. The shapes differ in what they may read; all of
/// them are called with a number of rows, and give the same bits however the rows are cut.
struct Kernel: Sendable {
  enum Shape: Sendable, Hashable {
    /// Reads the row alone.
    case elementwise
    /// Carries a state from row to row.
    case scan
    /// Reads its operands some rows back, and may carry a state.
    case window
  }

  let shape: Shape
  let body: @Sendable (Call) -> Void
  /// How many rows back it reads its operands.
  var reach: @Sendable ([Double]) -> Int = { _ in 0 }
  /// Words of state and scratch.
  var words: @Sendable ([Double]) -> Int = { _ in 0 }
  /// Writes the state before the first row.
  var prepare: @Sendable (MutableRows<Int64>, [Double]) -> Void = { _, _ in }
}

// MARK: - Element-wise

protocol Map1: Sendable { static func value(_ a: Double) -> Double }
protocol Map2: Sendable { static func value(_ a: Double, _ b: Double) -> Double }
protocol Test1: Sendable { static func holds(_ a: Double) -> Bool }
protocol Test2: Sendable { static func holds(_ a: Double, _ b: Double) -> Bool }
protocol WordTest: Sendable { static func holds(_ a: Int64, _ b: Int64) -> Bool }
protocol FlagMap: Sendable { static func value(_ a: UInt8, _ b: UInt8) -> UInt8 }

extension Kernel {
  static func map<M: Map1>(_: M.Type) -> Kernel {
    Kernel(shape: .elementwise) { call in
      let (a, out) = (call.number(0), call.target(Double.self))
      for row in 0..<call.count { out[row] = M.value(a[row]) }
    }
  }

  static func map<M: Map2>(_: M.Type) -> Kernel {
    Kernel(shape: .elementwise) { call in
      let (a, b, out) = (call.number(0), call.number(1), call.target(Double.self))
      for row in 0..<call.count { out[row] = M.value(a[row], b[row]) }
    }
  }

  static func test<T: Test1>(_: T.Type) -> Kernel {
    Kernel(shape: .elementwise) { call in
      let (a, out) = (call.number(0), call.target(UInt8.self))
      for row in 0..<call.count { out[row] = T.holds(a[row]) ? 1 : 0 }
    }
  }

  static func test<T: Test2>(_: T.Type) -> Kernel {
    Kernel(shape: .elementwise) { call in
      let (a, b, out) = (call.number(0), call.number(1), call.target(UInt8.self))
      for row in 0..<call.count { out[row] = T.holds(a[row], b[row]) ? 1 : 0 }
    }
  }

  static func test<T: WordTest>(_: T.Type) -> Kernel {
    Kernel(shape: .elementwise) { call in
      let (a, b, out) = (call.word(0), call.word(1), call.target(UInt8.self))
      for row in 0..<call.count { out[row] = T.holds(a[row], b[row]) ? 1 : 0 }
    }
  }

  static func flags<F: FlagMap>(_: F.Type) -> Kernel {
    Kernel(shape: .elementwise) { call in
      let (a, b, out) = (call.flag(0), call.flag(1), call.target(UInt8.self))
      for row in 0..<call.count { out[row] = F.value(a[row], b[row]) }
    }
  }
}

// MARK: - Scans and windows

/// What a scan reads: its operands as rows.
protocol Operands {
  init(_ call: Call)
}

struct OneNumber: Operands {
  let x: Rows<Double>
  @inline(__always) init(_ call: Call) { x = call.number(0) }
}

struct TwoNumbers: Operands {
  let a: Rows<Double>
  let b: Rows<Double>
  @inline(__always) init(_ call: Call) { (a, b) = (call.number(0), call.number(1)) }
}

struct ThreeNumbers: Operands {
  let a: Rows<Double>
  let b: Rows<Double>
  let c: Rows<Double>
  @inline(__always) init(_ call: Call) {
    (a, b, c) = (call.number(0), call.number(1), call.number(2))
  }
}

struct OneGrid: Operands {
  let x: Rows<Int64>
  @inline(__always) init(_ call: Call) { x = call.word(0) }
}

struct OneFlag: Operands {
  let c: Rows<UInt8>
  @inline(__always) init(_ call: Call) { c = call.flag(0) }
}

struct FlagAndNumber: Operands {
  let c: Rows<UInt8>
  let x: Rows<Double>
  @inline(__always) init(_ call: Call) { (c, x) = (call.flag(0), call.number(1)) }
}

/// A state machine over rows: the one definition that gives both the chunk and the single bar.
protocol Scan: BitwiseCopyable, Sendable {
  associatedtype Input: Operands
  associatedtype Output: BitwiseCopyable
  /// The state before the first row.
  init(_ scalars: [Double])
  /// The result at a row; `scratch` are the words behind the state.
  mutating func next(_ input: Input, _ row: Int, _ scratch: MutableRows<Int64>) -> Output
}

extension Kernel {
  /// A scan; with a `reach` it is a window and may read that many rows back.
  static func scan<S: Scan>(
    _: S.Type, reach: (@Sendable ([Double]) -> Int)? = nil,
    scratch: @escaping @Sendable ([Double]) -> Int = { _ in 0 }
  ) -> Kernel {
    Kernel(
      shape: reach == nil ? .scan : .window,
      body: { call in
        var state = call.load(S.self)
        let input = S.Input(call)
        let out = call.target(S.Output.self)
        let words = call.scratch(after: S.self)
        for row in 0..<call.count { out[row] = state.next(input, row, words) }
        call.store(state)
      },
      reach: reach ?? { _ in 0 },
      words: { Call.words(S.self) + scratch($0) },
      prepare: { words, scalars in Frame.write(S(scalars), to: words) })
  }
}

/// True for what counts as a value: neither missing nor infinite.
@inline(__always)
func isKnown(_ x: Double) -> Bool { x - x == 0 }
