/// The numbers of a window in order. Their places are those of a ring.
protocol Ordered {
  /// The number at a place.
  func number(_ place: Int) -> Double
  /// The number at a rank, 0 the smallest.
  func at(_ rank: Int) -> Double
  /// How many numbers are not above `x`.
  func countUpTo(_ x: Double) -> Int
  /// How many numbers are below `x`.
  func countBelow(_ x: Double) -> Int
  /// Every place and its number, the smallest first.
  func forEach(_ body: (_ place: Int, _ x: Double) -> Void)
}

/// The same for few numbers: they stand in a row, those between the old and the new place move by
/// one. Three words for each place: the numbers in order, their places, the numbers by place.
struct OrderRow: Ordered {
  let words: MutableRows<Int64>
  let size: Int
  var count: Int

  @inline(__always)
  func at(_ rank: Int) -> Double { Double(bitPattern: UInt64(bitPattern: words[rank])) }

  @inline(__always)
  private func place(_ rank: Int) -> Int64 { words[size + rank] }

  @inline(__always)
  func number(_ place: Int) -> Double {
    Double(bitPattern: UInt64(bitPattern: words[2 * size + place]))
  }

  @inline(__always)
  private func put(_ rank: Int, _ x: Double, _ place: Int64) {
    words[rank] = Int64(bitPattern: x.bitPattern)
    words[size + rank] = place
  }

  @inline(__always)
  private func move(_ from: Int, _ to: Int) {
    words[to] = words[from]
    words[size + to] = words[size + from]
  }

  /// The rank of a number at a place: equal numbers stand in the order of their places.
  @inline(__always)
  private func rank(_ x: Double, _ place: Int64) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) >> 1
      let other = at(middle)
      let isBefore = other < x || (other == x && self.place(middle) < place)
      low = isBefore ? middle + 1 : low
      high = isBefore ? high : middle
    }
    return low
  }

  mutating func insert(_ number: Double, at place: Int) {
    // -0 and 0 are one number.
    let (x, mark) = (number + 0, Int64(place))
    var rank = rank(x, mark)
    if count == size {
      // The old number of the place leaves; the new one stands as far up as it pushes.
      var old = self.rank(self.number(place), mark)
      if old < rank { rank -= 1 }
      while old < rank {
        move(old + 1, old)
        old += 1
      }
      while old > rank {
        move(old - 1, old)
        old -= 1
      }
    } else {
      var last = count
      while last > rank {
        move(last - 1, last)
        last -= 1
      }
      count += 1
    }
    put(rank, x, mark)
    words[2 * size + place] = Int64(bitPattern: x.bitPattern)
  }

  func countUpTo(_ x: Double) -> Int { count { $0 <= x } }
  func countBelow(_ x: Double) -> Int { count { $0 < x } }

  @inline(__always)
  private func count(_ belongs: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) >> 1
      let isIn = belongs(at(middle))
      low = isIn ? middle + 1 : low
      high = isIn ? high : middle
    }
    return low
  }

  func forEach(_ body: (Int, Double) -> Void) {
    for rank in 0..<count { body(Int(place(rank)), at(rank)) }
  }
}

/// What an ordered window says; `newest` is the place of the newest number.
protocol OrderFigure: Sendable {
  static func value(_ order: some Ordered, _ size: Int, newest: Int, factor: Double) -> Double
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
    let x = input.x[row]
    guard isKnown(x) else {
      (root, count, place) = (0, 0, 0)
      return .nan
    }
    let newest = place
    place = place + 1 == size ? 0 : place + 1
    return size <= Kernel.few ? nextInRow(x, newest, words) : nextInTree(x, newest, words)
  }

  @inline(__always)
  private mutating func nextInRow(_ x: Double, _ newest: Int, _ words: MutableRows<Int64>)
    -> Double
  {
    var order = OrderRow(words: words, size: size, count: count)
    order.insert(x, at: newest)
    count = order.count
    return figure(order, newest)
  }

  @inline(never)
  private mutating func nextInTree(_ x: Double, _ newest: Int, _ words: MutableRows<Int64>)
    -> Double
  {
    var order = OrderTree(words: words, root: root)
    if count == size { order.remove(at: newest) } else { count += 1 }
    order.insert(x, at: newest)
    root = order.root
    return figure(order, newest)
  }

  @inline(__always)
  private func figure(_ order: some Ordered, _ newest: Int) -> Double {
    guard count == size else { return .nan }
    let value = Figure.value(order, size, newest: newest, factor: factor)
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
struct RankWindow<Figure: RankFigure>: Scan {
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
    let first = row - size + 1
    var below = 0
    var upTo = 0
    for other in first...row { upTo &+= input.x[other] <= x ? 1 : 0 }
    if Figure.countsBelow {
      for other in first...row { below &+= input.x[other] < x ? 1 : 0 }
    }
    return Figure.value(below: below, upTo: upTo, size: size)
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
      scratch: { scalars in
        let size = Int(scalars[0])
        return (size <= few ? 3 : 4) * size
      })
  }

  static func rank<Figure: RankFigure>(_: Figure.Type) -> Kernel {
    .scan(
      RankWindow<Figure>.self,
      reach: { scalars in
        let size = Figure.size(scalars)
        return size <= few ? size : 0
      },
      scratch: { scalars in
        let size = Figure.size(scalars)
        return size <= few ? 0 : 4 * size
      })
  }
}
