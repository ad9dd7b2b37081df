/// A list that mostly holds one element at most: the first needs no memory of its own.
///
/// An account has, nearly always, at most one order on its way and one open entry; an array's
/// checks of its memory would be a third of what a fill costs.
struct ShortList<Element: Sendable & Hashable>: Sendable, Hashable {
  private var first: Element?
  private var others: [Element] = []

  @inline(__always) var isEmpty: Bool { first == nil }
  @inline(__always) var count: Int { first == nil ? 0 : 1 + others.count }
  @inline(__always) var indices: Range<Int> { 0..<count }
  var last: Element? { others.last ?? first }

  @inline(__always)
  subscript(_ index: Int) -> Element {
    get {
      if index == 0, let first { return first }
      return others[index - 1]
    }
    set {
      if index == 0 { first = newValue } else { others[index - 1] = newValue }
    }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if first == nil { first = element } else { others.append(element) }
  }

  mutating func insert(_ element: Element, at index: Int) {
    guard index == 0 else { return others.insert(element, at: index - 1) }
    if let first { others.insert(first, at: 0) }
    first = element
  }

  mutating func remove(at index: Int) {
    guard index == 0 else {
      others.remove(at: index - 1)
      return
    }
    first = others.isEmpty ? nil : others.removeFirst()
  }

  /// Makes room for so many elements, so that none of them asks for memory.
  mutating func reserve(_ count: Int) { others.reserveCapacity(count - 1) }

  /// Empties the list and keeps its memory.
  @inline(__always)
  mutating func clear() {
    first = nil
    if !others.isEmpty { others.removeAll(keepingCapacity: true) }
  }

  mutating func removeAll(where isGone: (Element) -> Bool) {
    others.removeAll(where: isGone)
    if let first, isGone(first) { self.first = others.isEmpty ? nil : others.removeFirst() }
  }

  @inline(__always)
  func firstIndex(where isWanted: (Element) -> Bool) -> Int? {
    if let first, isWanted(first) { return 0 }
    return others.firstIndex(where: isWanted).map { $0 + 1 }
  }

  /// The elements in order.
  var all: [Element] { first.map { [$0] + others } ?? [] }
}
