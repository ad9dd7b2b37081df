/// The numbers of a window in order: a treap (Seidel and Aragon 1996) whose nodes are the places of
/// a ring, in four words each. Every step takes O(log n), whatever the numbers are: priorities come
/// from the place alone.
struct OrderTree: Ordered {
  /// Node 0 stands for none; node i is place i - 1.
  typealias Node = Int

  let words: MutableRows<Int64>
  var root: Node

  /// Words it takes.
  static func words(_ size: Int) -> Int { 4 * size }

  private func word(_ node: Node, _ field: Int) -> Int { (node - 1) * 4 + field }

  @inline(__always)
  private func value(_ node: Node) -> Double {
    Double(bitPattern: UInt64(bitPattern: words[word(node, 0)]))
  }

  private func left(_ node: Node) -> Node { Int(words[word(node, 1)]) }
  private func right(_ node: Node) -> Node { Int(words[word(node, 2)]) }
  private func size(_ node: Node) -> Int { node == 0 ? 0 : Int(words[word(node, 3)]) }

  private func priority(_ node: Node) -> UInt64 {
    var hash = UInt64(node) &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
    return hash ^ (hash >> 31)
  }

  /// Equal numbers stand in the order of their places.
  private func isBefore(_ a: Node, _ b: Node) -> Bool {
    let (x, y) = (value(a), value(b))
    return x < y || (x == y && a < b)
  }

  private func link(_ node: Node, _ left: Node, _ right: Node) {
    words[word(node, 1)] = Int64(left)
    words[word(node, 2)] = Int64(right)
    words[word(node, 3)] = Int64(size(left) + size(right) + 1)
  }

  // MARK: Changing

  mutating func insert(_ x: Double, at place: Int) {
    let node = place + 1
    words[word(node, 0)] = Int64(bitPattern: x.bitPattern)
    link(node, 0, 0)
    root = inserted(node, into: root)
  }

  mutating func remove(at place: Int) { root = removed(place + 1, from: root) }

  private func inserted(_ node: Node, into tree: Node) -> Node {
    if tree == 0 { return node }
    if priority(node) > priority(tree) {
      let (low, high) = split(tree, by: node)
      link(node, low, high)
      return node
    }
    if isBefore(node, tree) {
      link(tree, inserted(node, into: left(tree)), right(tree))
    } else {
      link(tree, left(tree), inserted(node, into: right(tree)))
    }
    return tree
  }

  private func removed(_ node: Node, from tree: Node) -> Node {
    if tree == 0 { return 0 }
    if tree == node { return joined(left(tree), right(tree)) }
    if isBefore(node, tree) {
      link(tree, removed(node, from: left(tree)), right(tree))
    } else {
      link(tree, left(tree), removed(node, from: right(tree)))
    }
    return tree
  }

  private func split(_ tree: Node, by node: Node) -> (Node, Node) {
    if tree == 0 { return (0, 0) }
    if isBefore(tree, node) {
      let (low, high) = split(right(tree), by: node)
      link(tree, left(tree), low)
      return (tree, high)
    }
    let (low, high) = split(left(tree), by: node)
    link(tree, high, right(tree))
    return (low, tree)
  }

  private func joined(_ low: Node, _ high: Node) -> Node {
    if low == 0 { return high }
    if high == 0 { return low }
    if priority(low) > priority(high) {
      link(low, left(low), joined(right(low), high))
      return low
    }
    link(high, joined(low, left(high)), right(high))
    return high
  }

  // MARK: Asking

  /// The number at a rank, 0 the smallest.
  func at(_ rank: Int) -> Double {
    var (node, rank) = (root, rank)
    while node != 0 {
      let below = size(left(node))
      if rank == below { return value(node) }
      if rank < below {
        node = left(node)
      } else {
        rank -= below + 1
        node = right(node)
      }
    }
    return .nan
  }

  /// How many numbers are not above `x`.
  func countUpTo(_ x: Double) -> Int { count { $0 <= x } }

  /// How many numbers are below `x`.
  func countBelow(_ x: Double) -> Int { count { $0 < x } }

  /// How many numbers stand before the first that does not belong.
  @inline(__always)
  private func count(_ belongs: (Double) -> Bool) -> Int {
    var (node, count) = (root, 0)
    while node != 0 {
      if belongs(value(node)) {
        count += size(left(node)) + 1
        node = right(node)
      } else {
        node = left(node)
      }
    }
    return count
  }
}
