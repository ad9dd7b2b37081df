/// A list that mostly holds one element at most: the first needs no memory of its own.
///
/// An account has, nearly always, at most one order on its way and one open entry; an array's
/// checks of its memory would be a third of what a fill costs.
///
/// The place of the first is never empty: an optional one would be copied whole to be asked.
struct ShortList<Element: Sendable & Hashable & Blank>: Sendable {
  private(set) var count = 0
  private var first = Element.blank
  private var others: [Element] = []

  @inline(__always) var isEmpty: Bool { count == 0 }
  @inline(__always) var indices: Range<Int> { 0..<count }
  var last: Element? { isEmpty ? nil : self[count - 1] }

  @inline(__always)
  subscript(_ index: Int) -> Element {
    get { index == 0 ? first : others[index - 1] }
    set {
      if index == 0 { first = newValue } else { others[index - 1] = newValue }
    }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == 0 { first = element } else { others.append(element) }
    count += 1
  }

  mutating func insert(_ element: Element, at index: Int) {
    if index == count { return append(element) }
    if index == 0 {
      others.insert(first, at: 0)
      first = element
    } else {
      others.insert(element, at: index - 1)
    }
    count += 1
  }

  mutating func remove(at index: Int) {
    if index > 0 {
      others.remove(at: index - 1)
    } else if count > 1 {
      first = others.removeFirst()
    }
    count -= 1
  }

  /// Makes room for so many elements, so that none of them asks for memory.
  mutating func reserve(_ count: Int) { others.reserveCapacity(count - 1) }

  /// Empties the list and keeps its memory.
  @inline(__always)
  mutating func clear() {
    if count > 1 { others.clear() }
    count = 0
  }

  mutating func removeAll(where isGone: (Element) -> Bool) {
    if count == 0 { return }
    if count > 1 { others.removeAll(where: isGone) }
    count = 1 + others.count
    if isGone(first) { remove(at: 0) }
  }

  @inline(__always)
  func firstIndex(where isWanted: (Element) -> Bool) -> Int? {
    if count == 0 { return nil }
    if isWanted(first) { return 0 }
    return count == 1 ? nil : others.firstIndex(where: isWanted).map { $0 + 1 }
  }

  /// The elements in order.
  var all: [Element] { isEmpty ? [] : [first] + others }
}

extension ShortList: Hashable {
  /// By the elements: what stands where there is none does not count.
  static func == (left: ShortList, right: ShortList) -> Bool { left.all == right.all }

  func hash(into hasher: inout Hasher) { hasher.combine(all) }
}

/// What has a value that stands where there is none.
protocol Blank {
  static var blank: Self { get }
}

extension ExitOrder: Blank {
  static var blank: ExitOrder { ExitOrder(statement: 0, share: 0) }
}

extension EntryOrder: Blank {
  static var blank: EntryOrder { EntryOrder(statement: 0, amount: 0) }
}

extension Lot: Blank {
  static var blank: Lot {
    let bill = Session.Bill(units: 0, price: .smallest, notional: .zero, fee: .zero)
    return Lot(number: 0, statement: 0, row: 0, bill: bill, moment: Moment(leg: 0, price: 0))
  }
}

extension Array {
  /// Empties the array and keeps its memory: for a few elements quicker than `removeAll`, which
  /// moves what would stay.
  @inline(__always)
  mutating func clear() { while !isEmpty { removeLast() } }
}
