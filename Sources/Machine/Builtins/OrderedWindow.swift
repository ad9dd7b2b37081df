/// The numbers of a window in order.
protocol Ordered {
  /// The number at a rank, 0 the smallest.
  func at(_ rank: Int) -> Double
}

/// The same for few numbers: they stand in a row, and lanes move those between the old and the new
/// place of a number by one.
struct SortedRow: Ordered {
  let words: MutableRows<Int64>
  var count: Int

  /// Words it takes: four more than there are numbers, in fours.
  static func words(_ size: Int) -> Int { (size + 3) / 4 * 4 + 4 }

  @inline(__always)
  func at(_ rank: Int) -> Double { Double(bitPattern: UInt64(bitPattern: words[rank])) }

  /// One more; behind the numbers stand infinities, from the first on.
  mutating func insert(_ x: Double) {
    let infinity = Int64(bitPattern: Double.infinity.bitPattern)
    if count == 0 { for rank in 0..<words.count { words[rank] = infinity } }
    var rank = count
    while rank > 0, at(rank - 1) > x {
      words[rank] = words[rank - 1]
      rank -= 1
    }
    words[rank] = Int64(bitPattern: x.bitPattern)
    count += 1
  }

  @inline(__always)
  func replace(_ leaving: Double, by entering: Double) {
    words.replace(leaving, by: entering, among: count)
  }
}

/// What an ordered window says.
protocol OrderFigure: Sendable {
  static func value(_ order: some Ordered, _ size: Int, factor: Double) -> Double
}

/// A window whose numbers are kept in order: in a row while they are few, else in a tree. A missing
/// number empties it.
struct OrderedWindow<Figure: OrderFigure>: Scan {
  let size: Int
  /// The second scalar, where there is one.
  let factor: Double
  var root = 0
  var count = 0
  var place = 0

  init(_ scalars: [Double]) {
    size = Int(scalars[0])
    factor = scalars.count > 1 ? scalars[1] : 0
  }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _ words: MutableRows<Int64>) -> Double {
    guard isKnown(input.x[row]) else {
      (root, count, place) = (0, 0, 0)
      return .nan
    }
    // -0 and 0 are one number.
    let x = input.x[row] + 0
    return size <= Kernel.few
      ? nextInRow(x, input.x[row - size] + 0, words) : nextInTree(x, words)
  }

  @inline(__always)
  private mutating func nextInRow(_ x: Double, _ leaving: Double, _ words: MutableRows<Int64>)
    -> Double
  {
    var order = SortedRow(words: words, count: count)
    if count == size { order.replace(leaving, by: x) } else { order.insert(x) }
    count = order.count
    return figure(order)
  }

  @inline(never)
  private mutating func nextInTree(_ x: Double, _ words: MutableRows<Int64>) -> Double {
    var order = OrderTree(words: words, root: root)
    if count == size { order.remove(at: place) } else { count += 1 }
    order.insert(x, at: place)
    root = order.root
    place = place + 1 == size ? 0 : place + 1
    return figure(order)
  }

  @inline(__always)
  private func figure(_ order: some Ordered) -> Double {
    guard count == size else { return .nan }
    let value = Figure.value(order, size, factor: factor)
    return isKnown(value) ? value : .nan
  }
}

/// What the rank of the newest number says.
protocol RankFigure: Sendable {
  /// Numbers in the window, from the scalars.
  static func size(_ scalars: [Double]) -> Int
  /// False where `below` does not matter.
  static var countsBelow: Bool { get }
  /// From the numbers below the newest and those not above it, itself counted.
  static func value(below: Int, upTo: Int, size: Int) -> Double
}

/// A window that knows the rank of its newest number: by counting while it is short, else from a
/// tree. A missing number empties it.
struct RankWindow<Figure: RankFigure>: LaneScan {
  let size: Int
  var root = 0
  var count = 0
  var place = 0

  init(_ scalars: [Double]) { size = Figure.size(scalars) }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _ words: MutableRows<Int64>) -> Double {
    let x = input.x[row]
    guard isKnown(x) else {
      (root, count, place) = (0, 0, 0)
      return .nan
    }
    guard size <= Kernel.few else { return nextInTree(x, words) }
    count = Swift.min(count + 1, size)
    guard count == size else { return .nan }
    let below = Figure.countsBelow ? input.x.count(below: x, last: row, length: size) : 0
    let upTo = input.x.count(upTo: x, last: row, length: size)
    return Figure.value(below: below, upTo: upTo, size: size)
  }

  mutating func run(_ call: Call) -> Bool {
    guard size <= Kernel.few, count == size, !Figure.countsBelow, call.number(0).areKnown else {
      return false
    }
    call.ranks(length: size)
    let out = call.target(Double.self)
    for row in 0..<call.count {
      out[row] = Figure.value(below: 0, upTo: Int(out[row]), size: size)
    }
    return true
  }

  @inline(never)
  private mutating func nextInTree(_ x: Double, _ words: MutableRows<Int64>) -> Double {
    var order = OrderTree(words: words, root: root)
    if count == size { order.remove(at: place) } else { count += 1 }
    order.insert(x, at: place)
    root = order.root
    place = place + 1 == size ? 0 : place + 1
    guard count == size else { return .nan }
    return Figure.value(below: order.countBelow(x), upTo: order.countUpTo(x), size: size)
  }
}

extension Kernel {
  /// Up to so many numbers a row is faster than a tree.
  static let few = 256

  static func ordered<Figure: OrderFigure>(_: Figure.Type) -> Kernel {
    .scan(
      OrderedWindow<Figure>.self,
      reach: { scalars in
        let size = Int(scalars[0])
        return size <= few ? size : 0
      },
      scratch: { scalars in
        let size = Int(scalars[0])
        return size <= few ? SortedRow.words(size) : OrderTree.words(size)
      })
  }

  static func rank<Figure: RankFigure>(_: Figure.Type) -> Kernel {
    .lanes(
      RankWindow<Figure>.self,
      reach: { scalars in
        let size = Figure.size(scalars)
        return size <= few ? size : 0
      },
      scratch: { scalars in
        let size = Figure.size(scalars)
        return size <= few ? 0 : OrderTree.words(size)
      })
  }
}
