/// The different numbers of a window, each with how often it is there: a treap (Seidel and Aragon
/// 1996) whose nodes know what stands below them. Every step takes O(log n), whatever the numbers
/// are: priorities come from the number of a node alone.
struct ValueTree {
  /// Node 0 stands for none.
  typealias Node = Int

  /// What stands in the words of a node; the sums and the best are those of the tree below it.
  private enum Field: Int, CaseIterable {
    case value, left, right, count, marks, size, allMarks, best
  }

  let words: MutableRows<Int64>
  var root: Node
  /// The first of the nodes that have become free; each of them names the next in `left`.
  var free: Node
  /// Nodes from 1 on that have ever been used.
  var used: Int

  /// Words it takes with `size` different numbers.
  static func words(_ size: Int) -> Int { size * Field.allCases.count }

  @inline(__always)
  private func get(_ node: Node, _ field: Field) -> Int {
    Int(words[(node - 1) * Field.allCases.count + field.rawValue])
  }

  @inline(__always)
  private func set(_ node: Node, _ field: Field, _ value: Int) {
    words[(node - 1) * Field.allCases.count + field.rawValue] = Int64(value)
  }

  @inline(__always)
  private func value(_ node: Node) -> Double {
    Double(bitPattern: UInt64(bitPattern: Int64(get(node, .value))))
  }

  private func size(_ node: Node) -> Int { node == 0 ? 0 : get(node, .size) }
  private func marks(_ node: Node) -> Int { node == 0 ? 0 : get(node, .allMarks) }

  private func priority(_ node: Node) -> UInt64 {
    var hash = UInt64(node) &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
    return hash ^ (hash >> 31)
  }

  /// Works out what a node knows of the tree below it.
  private func gather(_ node: Node) {
    let (left, right) = (get(node, .left), get(node, .right))
    set(node, .size, size(left) + size(right) + get(node, .count))
    set(node, .allMarks, marks(left) + marks(right) + get(node, .marks))
    var best = left == 0 ? node : get(left, .best)
    if get(node, .count) > get(best, .count) { best = node }
    if right != 0, get(get(right, .best), .count) > get(best, .count) {
      best = get(right, .best)
    }
    set(node, .best, best)
  }

  // MARK: Changing

  /// One more of a number, which carries a mark; the marks of equal numbers are added up.
  mutating func insert(_ x: Double, mark: Int) { root = inserted(x, mark, into: root) }

  /// One less of a number, which is there.
  mutating func remove(_ x: Double, mark: Int) { root = removed(x, mark, from: root) }

  private mutating func made(_ x: Double, _ mark: Int) -> Node {
    let node = free == 0 ? used + 1 : free
    if free == 0 { used += 1 } else { free = get(node, .left) }
    set(node, .value, Int(Int64(bitPattern: x.bitPattern)))
    set(node, .left, 0)
    set(node, .right, 0)
    set(node, .count, 1)
    set(node, .marks, mark)
    gather(node)
    return node
  }

  private mutating func inserted(_ x: Double, _ mark: Int, into tree: Node) -> Node {
    if tree == 0 { return made(x, mark) }
    if value(tree) == x {
      set(tree, .count, get(tree, .count) + 1)
      set(tree, .marks, get(tree, .marks) + mark)
    } else {
      let side: Field = x < value(tree) ? .left : .right
      let child = inserted(x, mark, into: get(tree, side))
      set(tree, side, child)
      if priority(child) > priority(tree) { return turned(tree, side) }
    }
    gather(tree)
    return tree
  }

  /// The child of a side above its parent.
  private func turned(_ tree: Node, _ side: Field) -> Node {
    let (child, other) = (get(tree, side), side == .left ? Field.right : .left)
    set(tree, side, get(child, other))
    set(child, other, tree)
    gather(tree)
    gather(child)
    return child
  }

  private mutating func removed(_ x: Double, _ mark: Int, from tree: Node) -> Node {
    if tree == 0 { return 0 }
    if value(tree) == x {
      if get(tree, .count) == 1 { return freed(tree) }
      set(tree, .count, get(tree, .count) - 1)
      set(tree, .marks, get(tree, .marks) - mark)
    } else {
      let side: Field = x < value(tree) ? .left : .right
      set(tree, side, removed(x, mark, from: get(tree, side)))
    }
    gather(tree)
    return tree
  }

  /// Without its root, which is free from now on.
  private mutating func freed(_ tree: Node) -> Node {
    let rest = joined(get(tree, .left), get(tree, .right))
    set(tree, .left, free)
    free = tree
    return rest
  }

  private func joined(_ low: Node, _ high: Node) -> Node {
    if low == 0 { return high }
    if high == 0 { return low }
    if priority(low) > priority(high) {
      set(low, .right, joined(get(low, .right), high))
      gather(low)
      return low
    }
    set(high, .left, joined(low, get(high, .left)))
    gather(high)
    return high
  }

  // MARK: Asking

  /// The number that is there most often, the smallest of several such.
  var mode: Double { root == 0 ? .nan : value(get(root, .best)) }

  /// What stands around a number: how many are below it and how many equal it, and the marks of the
  /// latter and of those above it.
  func around(_ x: Double) -> (below: Int, equal: Int, marks: Int, above: Int) {
    var (node, below, above) = (root, 0, 0)
    while node != 0 {
      let (left, right) = (get(node, .left), get(node, .right))
      if x == value(node) {
        return (
          below + size(left), get(node, .count), get(node, .marks), above + marks(right)
        )
      }
      if x < value(node) {
        above += get(node, .marks) + marks(right)
        node = left
      } else {
        below += get(node, .count) + size(left)
        node = right
      }
    }
    return (below, 0, 0, above)
  }
}

/// A window of numbers by how often they are there. A missing number empties it.
struct ValueWindow: BitwiseCopyable {
  let size: Int
  private var root = 0
  private var free = 0
  private var used = 0
  private(set) var count = 0
  /// Numbers so far since it was empty.
  private(set) var seen = 0

  init(_ size: Int) { self.size = size }

  var isFull: Bool { count == size }

  mutating func clear() { (root, free, used, count, seen) = (0, 0, 0, 0, 0) }

  /// Takes in the number of a row, and lets go that of `size` rows before. `changes` is told of
  /// either before it happens to the tree: the number, its mark (1, 2, ... since the window was
  /// empty), and whether it comes.
  @inline(__always)
  mutating func take(
    _ x: Rows<Double>, _ row: Int, _ words: MutableRows<Int64>,
    _ changes: (ValueTree, Double, Int, Bool) -> Void = { _, _, _, _ in }
  ) -> ValueTree {
    var tree = ValueTree(words: words, root: root, free: free, used: used)
    if isFull {
      let leaving = x[row - size] + 0
      tree.remove(leaving, mark: seen - size + 1)
      changes(tree, leaving, seen - size + 1, false)
    } else {
      count += 1
    }
    seen += 1
    // -0 and 0 are one number.
    let entering = x[row] + 0
    changes(tree, entering, seen, true)
    tree.insert(entering, mark: seen)
    (root, free, used) = (tree.root, tree.free, tree.used)
    return tree
  }
}

struct ModeWindow: Scan {
  var window: ValueWindow

  init(_ scalars: [Double]) { window = ValueWindow(Int(scalars[0])) }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _ words: MutableRows<Int64>) -> Double {
    guard isKnown(input.x[row]) else {
      window.clear()
      return .nan
    }
    let tree = window.take(input.x, row, words)
    return window.isFull ? tree.mode : .nan
  }
}

/// Spearman's correlation with time. With ranks by time t and by value r, mean ranks for equals,
/// the squares of their distances are sum(t^2) + sum(r^2) - 2 * sum(t * r): the first is known, of
/// the second equals take away (c^3 - c) / 12 for each group of c, and the third slides.
struct RankCorrelation: Scan {
  var window: ValueWindow
  /// Twice the sum of r times the mark, which is t plus the same for all.
  private var products = 0
  /// The sum of c^3 - c.
  private var ties = 0

  init(_ scalars: [Double]) { window = ValueWindow(Int(scalars[0])) }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _ words: MutableRows<Int64>) -> Double {
    guard isKnown(input.x[row]) else {
      window.clear()
      (products, ties) = (0, 0)
      return .nan
    }
    var (products, ties) = (products, ties)
    _ = window.take(input.x, row, words) { tree, x, mark, comes in
      // Those above move by one rank, equals by half of one.
      let around = tree.around(x)
      let (equal, rank) = (around.equal, 2 * around.below + around.equal + 2)
      let change = 2 * around.above + around.marks + mark * rank
      let tie = 3 * equal * (equal + 1)
      products += comes ? change : -change
      ties += comes ? tie : -tie
    }
    (self.products, self.ties) = (products, ties)
    return window.isFull ? value : .nan
  }

  private var value: Double {
    let n = window.size
    let squares = n * (n + 1) * (2 * n + 1) / 6
    // Twice the sum of t times r.
    let timed = products - (window.seen - n) * n * (n + 1)
    let total = Double(2 * squares - timed) - Double(ties) / 12
    let size = Double(n)
    return 100 * (1 - 6 * total / (size * (size * size - 1)))
  }
}
