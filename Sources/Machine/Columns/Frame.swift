internal import Lanes

/// Columns with their history in front, and views of them: with `Lanes` and `Reach` the one place
/// of this module with unsafe memory.
///
/// Every view knows its bounds and checks them in debug builds; release builds trust the linker's
/// layout, which `Program.verify` and `Link` have proved.

/// Rows of a column to read: row 0 is the first row of the chunk, negative rows are its past.
@safe
struct Rows<Element: BitwiseCopyable> {
  let base: UnsafePointer<Element>
  let past: Int
  let count: Int

  subscript(_ row: Int) -> Element {
    @inline(__always) get {
      assert(row >= -past && row < count, "row \(row) of -\(past)..<\(count)")
      return unsafe base[row]
    }
  }
}

/// Rows of a column to write.
@safe
struct MutableRows<Element: BitwiseCopyable> {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  subscript(_ row: Int) -> Element {
    @inline(__always) get {
      assert(row >= 0 && row < count, "row \(row) of \(count)")
      return unsafe base[row]
    }
    @inline(__always) nonmutating set {
      assert(row >= 0 && row < count, "row \(row) of \(count)")
      unsafe base[row] = newValue
    }
  }
}

/// Where a slot's row 0 of an empty frame is, and how many rows of past stand before it.
@safe
struct Place {
  fileprivate var pointer: UnsafeMutableRawPointer
  var past: Int
}

/// What a kernel is called with: its operands, targets, scalars and state, and how many rows to
/// compute.
@safe
struct Call {
  fileprivate let operands: UnsafePointer<Place>
  fileprivate let targets: UnsafePointer<Place>
  fileprivate let scalarBase: UnsafePointer<Double>
  fileprivate let scalarCount: Int
  fileprivate let stateBase: UnsafeMutablePointer<Int64>
  fileprivate let stateCount: Int
  fileprivate let cursor: Int
  let count: Int

  @inline(__always)
  func rows<Element: BitwiseCopyable>(_ index: Int, _: Element.Type) -> Rows<Element> {
    let place = unsafe operands[index]
    return unsafe Rows(
      base: UnsafePointer(place.pointer.assumingMemoryBound(to: Element.self) + cursor),
      past: place.past + cursor, count: count)
  }

  @inline(__always) func number(_ index: Int) -> Rows<Double> { rows(index, Double.self) }
  @inline(__always) func word(_ index: Int) -> Rows<Int64> { rows(index, Int64.self) }
  @inline(__always) func flag(_ index: Int) -> Rows<UInt8> { rows(index, UInt8.self) }

  /// The rows of the target; `Element` is the type of its bank.
  @inline(__always)
  func target<Element: BitwiseCopyable>(_: Element.Type) -> MutableRows<Element> {
    unsafe MutableRows(
      base: targets[0].pointer.assumingMemoryBound(to: Element.self) + cursor, count: count)
  }

  @inline(__always)
  var scalars: Rows<Double> { unsafe Rows(base: scalarBase, past: 0, count: scalarCount) }

  /// The state at the start of the chunk.
  @inline(__always)
  func load<State: BitwiseCopyable>(_: State.Type) -> State {
    assert(Call.words(State.self) <= stateCount)
    return unsafe UnsafeRawPointer(stateBase).loadUnaligned(as: State.self)
  }

  @inline(__always)
  func store<State: BitwiseCopyable>(_ state: State) {
    assert(Call.words(State.self) <= stateCount)
    unsafe UnsafeMutableRawPointer(stateBase).storeBytes(of: state, as: State.self)
  }

  /// The words behind the state, for rings and queues.
  @inline(__always)
  func scratch<State>(after _: State.Type) -> MutableRows<Int64> {
    let words = Call.words(State.self)
    return unsafe MutableRows(base: stateBase + words, count: stateCount - words)
  }

  /// Words that a state takes.
  static func words<State>(_: State.Type) -> Int { (MemoryLayout<State>.size + 7) / 8 }
}

/// The columns of one run: for every slot `[history | room]`, all at the same row.
///
/// Row numbers of calls start at the chunk; `begin` makes place for a chunk, moving each slot's
/// last rows to the front when the room is used up, so that one bar at a time costs the same as a
/// chunk, amortised.
@safe
struct Frame: ~Copyable {
  /// How a slot lies in memory: its own room, and where the row `history` before row 0 of an empty
  /// frame is now, which is there unless the slot is borrowed.
  @safe
  private struct Layout {
    let start: Int
    let history: Int
    let size: Int
    var origin: UnsafeMutableRawPointer
  }

  /// A slot that reads the words of a source where they lie, and the entries of the table of
  /// places that name it.
  private struct Loan {
    let slot: Slot
    let places: [Int]
    var words: Words?
  }

  private(set) var room: Int
  private var memory: UnsafeMutableRawPointer
  private var layouts: [[Layout]] = [[], [], []]
  private let places: UnsafeMutablePointer<Place>
  private let placeCount: Int
  /// What each place is, for when the columns move.
  private var placed: [(slot: Slot, offset: Int)] = []
  private let scalarTable: UnsafeMutablePointer<Double>
  private let scalarCount: Int
  private let states: UnsafeMutablePointer<Int64>
  private let stateCount: Int
  private var loans: [Loan] = []
  /// First row of the current chunk, and its rows.
  private(set) var base = 0
  private(set) var rows = 0

  /// - Parameters:
  ///   - histories: rows of past for every slot, by bank.
  ///   - places, scalars, states: how many of each the linked instructions use together.
  init(histories: [[Int]], room: Int, places: Int, scalars: Int, states: Int) {
    self.room = room
    let (memory, layouts) = unsafe Frame.memory(histories, room)
    unsafe self.memory = memory
    self.layouts = layouts
    placeCount = places
    placed = [(slot: Slot, offset: Int)](repeating: (Slot(.number, 0), 0), count: places)
    unsafe self.places = .allocate(capacity: Swift.max(places, 1))
    scalarCount = scalars
    unsafe scalarTable = .allocate(capacity: Swift.max(scalars, 1))
    unsafe scalarTable.initialize(repeating: 0, count: Swift.max(scalars, 1))
    stateCount = states
    unsafe self.states = .allocate(capacity: Swift.max(states, 1))
    unsafe self.states.initialize(repeating: 0, count: Swift.max(states, 1))
    clear()
  }

  private static func memory(
    _ histories: [[Int]], _ room: Int
  ) -> (UnsafeMutableRawPointer, [[Layout]]) {
    func size(_ bank: Int) -> Int { bank == Bank.flag.rawValue ? 1 : 8 }
    func bytes(_ history: Int, _ size: Int) -> Int { ((history + room) * size + 127) & ~63 }
    var next = 0
    for bank in histories.indices {
      for history in histories[bank] { next += bytes(history, size(bank)) }
    }
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: Swift.max(next, 64), alignment: 64)
    next = 0
    let layouts = histories.indices.map { bank in
      histories[bank].map { history in
        defer { next += bytes(history, size(bank)) }
        return unsafe Layout(
          start: next, history: history, size: size(bank), origin: memory + next)
      }
    }
    return unsafe (memory, layouts)
  }

  deinit {
    unsafe memory.deallocate()
    unsafe places.deallocate()
    unsafe scalarTable.deallocate()
    unsafe states.deallocate()
  }

  /// Everything missing, or false: what is before the first bar.
  private func clear() {
    for bank in Bank.allCases {
      for layout in layouts[Int(bank.rawValue)] {
        let start = unsafe memory + layout.start
        let count = layout.history + room
        switch bank {
        case .number:
          unsafe start.initializeMemory(as: Double.self, repeating: .nan, count: count)
        case .word:
          unsafe start.initializeMemory(as: Int64.self, repeating: Grid.missing, count: count)
        case .flag: unsafe start.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        }
      }
    }
  }

  private func layout(_ slot: Slot) -> Layout { layouts[Int(slot.bank.rawValue)][slot.index] }

  // MARK: Linking

  /// Notes where an operand or target stands, as entry `index` of the table of places.
  mutating func setPlace(_ index: Int, slot: Slot, offset: Int) {
    precondition(index < placeCount)
    placed[index] = (slot, offset)
    let layout = layout(slot)
    precondition(offset <= layout.history, "an operand reaches before its history")
    unsafe (places + index).initialize(
      to: Place(
        pointer: layout.origin + (layout.history - offset) * layout.size,
        past: layout.history - offset))
  }

  /// Names a slot of words that may be borrowed, once all places are set.
  mutating func allowLoan(of slot: Slot) {
    precondition(slot.bank == .word && !loans.contains { $0.slot == slot })
    loans.append(Loan(slot: slot, places: placed.indices.filter { placed[$0].slot == slot }))
  }

  func setScalar(_ index: Int, _ value: Double) {
    precondition(index < scalarCount)
    unsafe scalarTable[index] = value
  }

  /// The state words of an instruction, to be prepared by its kernel.
  func stateWords(_ start: Int, count: Int) -> MutableRows<Int64> {
    precondition(start + count <= stateCount)
    return unsafe MutableRows(base: states + start, count: count)
  }

  /// Writes a state into its words.
  static func write<State: BitwiseCopyable>(_ state: State, to words: MutableRows<Int64>) {
    precondition(Call.words(State.self) <= words.count)
    unsafe UnsafeMutableRawPointer(words.base).storeBytes(of: state, as: State.self)
  }

  @inline(__always)
  func call(_ linked: Linked.Tables, first: Int, count: Int) -> Call {
    unsafe Call(
      operands: UnsafePointer(places + linked.operands),
      targets: UnsafePointer(places + linked.targets),
      scalarBase: UnsafePointer(scalarTable + linked.scalars), scalarCount: linked.scalarCount,
      stateBase: states + linked.state, stateCount: linked.stateCount, cursor: base + first,
      count: count)
  }

  // MARK: Chunks

  /// Makes place for `count` rows behind those computed so far.
  mutating func begin(_ count: Int) {
    precondition(count <= room)
    base += rows
    rows = count
    if base + count > room { compact() }
  }

  // MARK: Loans

  /// Rows of a chunk from which on it pays to read the source where it lies.
  private static let worth = 16

  /// Reads the slots that may be borrowed from rows of sources, where there are enough of them and
  /// a source holds their past: the chunk that has begun then has its rows without a copy.
  ///
  /// - Parameter source: what the slot named as the first, second, ... is read from.
  mutating func borrow(from start: Int, _ source: (Int) -> Words) {
    for index in loans.indices {
      let slot = loans[index].slot
      guard rows >= Frame.worth, start >= layout(slot).history else {
        giveBack(index)
        continue
      }
      let words = source(index)
      precondition(start + rows <= words.count)
      unsafe words.withUnsafeBufferPointer {
        guard let from = $0.baseAddress else { return }
        // SAFETY: a borrowed slot is only read (`chunk` refuses it), and `loans` keeps the words.
        unsafe place(
          index,
          origin: UnsafeMutableRawPointer(mutating: from + start)
            - (base + layout(slot).history) * 8)
      }
      loans[index].words = words
    }
  }

  /// Slots that are borrowed have their past in the frame again.
  mutating func giveBack() {
    for index in loans.indices { giveBack(index) }
  }

  func isBorrowed(_ slot: Slot) -> Bool {
    loans.contains { $0.slot == slot && $0.words != nil }
  }

  private mutating func giveBack(_ index: Int) {
    guard loans[index].words != nil else { return }
    let layout = layout(loans[index].slot)
    unsafe (memory + layout.start + base * layout.size).copyMemory(
      from: layout.origin + base * layout.size, byteCount: layout.history * layout.size)
    unsafe place(index, origin: memory + layout.start)
    loans[index].words = nil
  }

  private mutating func place(_ index: Int, origin: UnsafeMutableRawPointer) {
    let slot = loans[index].slot
    unsafe layouts[Int(slot.bank.rawValue)][slot.index].origin = origin
    for place in loans[index].places {
      setPlace(place, slot: slot, offset: placed[place].offset)
    }
  }

  // MARK: Rows

  /// The same for as many as `count` rows, which `extend` adds; the room grows where it has to.
  mutating func begin(atMost count: Int) {
    base += rows
    rows = 0
    if count > room {
      grow(to: Swift.max(count, 2 * room))
    } else if base + count > room {
      compact()
    }
  }

  /// Adds rows to the chunk.
  mutating func extend(by count: Int) {
    precondition(base + rows + count <= room)
    rows += count
  }

  /// Moves everything, the past alone is kept: to be called between two chunks.
  private mutating func grow(to room: Int) {
    giveBack()
    let (old, from) = unsafe (layouts, memory)
    let (memory, layouts) = unsafe Frame.memory(old.map { $0.map(\.history) }, room)
    unsafe self.memory = memory
    self.layouts = layouts
    self.room = room
    clear()
    for (before, after) in zip(old.joined(), layouts.joined()) where before.history > 0 {
      unsafe (memory + after.start).copyMemory(
        from: from + before.start + base * before.size, byteCount: before.history * before.size)
    }
    unsafe from.deallocate()
    base = 0
    for (index, place) in placed.enumerated() {
      setPlace(index, slot: place.slot, offset: place.offset)
    }
  }

  private mutating func compact() {
    giveBack()
    for bank in layouts {
      for layout in bank where layout.history > 0 {
        let start = unsafe memory + layout.start
        unsafe start.copyMemory(
          from: start + base * layout.size, byteCount: layout.history * layout.size)
      }
    }
    base = 0
  }

  /// A row of a slot, in memory.
  @inline(__always)
  func pointer<Element>(_ slot: Slot, _ row: Int, _: Element.Type)
    -> UnsafeMutablePointer<Element>
  {
    let layout = layout(slot)
    precondition(row >= -layout.history && row < rows, "no such row")
    return unsafe layout.origin.assumingMemoryBound(to: Element.self)
      + (layout.history + base + row)
  }

  func number(_ slot: Slot, _ row: Int) -> Double { unsafe pointer(slot, row, Double.self).pointee }
  func word(_ slot: Slot, _ row: Int) -> Int64 { unsafe pointer(slot, row, Int64.self).pointee }
  func flag(_ slot: Slot, _ row: Int) -> Bool { unsafe pointer(slot, row, UInt8.self).pointee != 0 }

  func set(_ slot: Slot, _ row: Int, number: Double) {
    unsafe pointer(slot, row, Double.self).pointee = number
  }
  func set(_ slot: Slot, _ row: Int, word: Int64) {
    assert(!isBorrowed(slot))
    unsafe pointer(slot, row, Int64.self).pointee = word
  }
  func set(_ slot: Slot, _ row: Int, flag: Bool) {
    unsafe pointer(slot, row, UInt8.self).pointee = flag ? 1 : 0
  }

  /// The bits of a row: of a Double, an Int64, or 0 or 1.
  func bits(_ slot: Slot, _ row: Int) -> UInt64 {
    switch slot.bank {
    case .number: number(slot, row).bitPattern
    case .word: UInt64(bitPattern: word(slot, row))
    case .flag: flag(slot, row) ? 1 : 0
    }
  }

  func set(_ slot: Slot, _ row: Int, bits: UInt64) {
    switch slot.bank {
    case .number: set(slot, row, number: Double(bitPattern: bits))
    case .word: set(slot, row, word: Int64(bitPattern: bits))
    case .flag: set(slot, row, flag: bits & 1 != 0)
    }
  }

  /// Writes the same bits to rows of the chunk.
  func set(_ slot: Slot, rows: Range<Int>, bits: UInt64) {
    switch slot.bank {
    case .number:
      let out = chunk(slot, first: rows.lowerBound, count: rows.count, Double.self)
      unsafe out.base.update(repeating: Double(bitPattern: bits), count: rows.count)
    case .word:
      let out = chunk(slot, first: rows.lowerBound, count: rows.count, Int64.self)
      unsafe out.base.update(repeating: Int64(bitPattern: bits), count: rows.count)
    case .flag:
      for row in rows { set(slot, row, flag: bits & 1 != 0) }
    }
  }

  /// Fills all the room of a slot without history with one value, once and for all.
  func fill(_ slot: Slot, bits: UInt64) {
    let layout = layout(slot)
    let start = unsafe memory + layout.start
    let count = layout.history + room
    switch slot.bank {
    case .number:
      unsafe start.initializeMemory(
        as: Double.self, repeating: Double(bitPattern: bits), count: count)
    case .word:
      unsafe start.initializeMemory(
        as: Int64.self, repeating: Int64(bitPattern: bits), count: count)
    case .flag:
      unsafe start.initializeMemory(as: UInt8.self, repeating: UInt8(bits & 1), count: count)
    }
  }

  func history(_ slot: Slot) -> Int { layout(slot).history }

  /// The rows of the chunk as they were `offset` rows ago, to be read.
  func view<Element: BitwiseCopyable>(_ slot: Slot, offset: Int, _: Element.Type)
    -> Rows<Element>
  {
    let layout = layout(slot)
    precondition(offset <= layout.history, "an operand reaches before its history")
    let past = layout.history + base - offset
    return unsafe Rows(
      base: UnsafePointer(layout.origin.assumingMemoryBound(to: Element.self) + past),
      past: past, count: rows)
  }

  /// The rows of the chunk, to be written from `first` on.
  func chunk<Element: BitwiseCopyable>(_ slot: Slot, first: Int, count: Int, _: Element.Type)
    -> MutableRows<Element>
  {
    precondition(first >= 0 && first + count <= rows)
    assert(!isBorrowed(slot))
    return unsafe MutableRows(
      base: (memory + layout(slot).start).assumingMemoryBound(to: Element.self)
        + (layout(slot).history + base + first), count: count)
  }

  /// Copies rows of a source column into the chunk; `Element` is the type of the slot's bank.
  func copy<Element: BitwiseCopyable>(
    _ source: [Element], from start: Int, to slot: Slot, first: Int, count: Int
  ) {
    precondition(start >= 0 && start + count <= source.count && first + count <= rows)
    let target = chunk(slot, first: first, count: count, Element.self)
    unsafe source.withUnsafeBufferPointer {
      guard let from = $0.baseAddress else { return }
      unsafe target.base.update(from: from + start, count: count)
    }
  }

  /// The same of a column of bars.
  func copy(_ source: Words, from start: Int, to slot: Slot, first: Int, count: Int) {
    precondition(start >= 0 && start + count <= source.count && first + count <= rows)
    let target = chunk(slot, first: first, count: count, Int64.self)
    unsafe source.withUnsafeBufferPointer {
      guard let from = $0.baseAddress else { return }
      unsafe target.base.update(from: from + start, count: count)
    }
  }

  /// Reads rows of a source column as numbers into the chunk.
  func decode(_ source: Words, from start: Int, to slot: Slot, first: Int, count: Int) {
    precondition(start >= 0 && start + count <= source.count && first + count <= rows)
    let target = chunk(slot, first: first, count: count, Double.self)
    unsafe source.withUnsafeBufferPointer {
      guard let from = $0.baseAddress else { return }
      unsafe lanes_numbers(from + start, count, target.base)
    }
  }

  // MARK: Snapshots

  /// What the past of the run consists of: the history before the next row, and the states.
  func past() -> [UInt64] {
    var words: [UInt64] = []
    for bank in Bank.allCases {
      for (index, layout) in layouts[Int(bank.rawValue)].enumerated() {
        let slot = Slot(bank, index)
        for back in stride(from: layout.history, to: 0, by: -1) {
          words.append(bits(slot, rows - back))
        }
      }
    }
    for index in 0..<stateCount { words.append(UInt64(bitPattern: unsafe states[index])) }
    return words
  }

  /// How many words `past` has.
  var pastCount: Int { layouts.joined().reduce(stateCount) { $0 + $1.history } }

  /// Makes `words` the past; the next chunk begins behind it.
  mutating func restore(past words: some Sequence<UInt64>) {
    giveBack()
    base = 0
    rows = 0
    var next = words.makeIterator()
    for bank in Bank.allCases {
      for (index, layout) in layouts[Int(bank.rawValue)].enumerated() {
        for back in stride(from: layout.history, to: 0, by: -1) {
          set(Slot(bank, index), -back, bits: next.next() ?? 0)
        }
      }
    }
    for index in 0..<stateCount { unsafe states[index] = Int64(bitPattern: next.next() ?? 0) }
  }
}
