internal import Host

/// Columns beside the market that tell instruments or lengths of bars apart: a file is one series
/// only as long as each says the same in all rows. A file without such columns pays nothing.
struct ConstantColumns: Sendable {
  /// A row that says something else than those above it.
  struct Change: Sendable {
    let place: Int
    /// From zero, in its block.
    let line: Int
    let texts: [String]
  }

  private let places: [Int]
  private let delimiter: UInt8
  private var known: [[UInt8]?]

  init(_ layout: Layout, hasHeader: Bool) {
    places =
      hasHeader
      ? layout.names.indices.filter { place in
        layout.roles[place] == .ignored
          && (ColumnNames.tellsInstruments(layout.names[place])
            || ColumnNames.isLength(layout.names[place]))
      } : []
    delimiter = layout.delimiter
    known = places.map { _ in nil }
  }

  /// The first row of the next block that differs; rows that cannot be read are for others to say.
  mutating func change(in block: ByteBlock) -> Change? {
    guard !places.isEmpty else { return nil }
    for line in block.firstLines(.max) {
      guard let fields = LineTable.fields(of: line.text[...], delimiter) else { continue }
      for (index, place) in places.enumerated() where place < fields.count {
        guard let first = known[index] else {
          known[index] = Array(fields[place])
          continue
        }
        guard !fields[place].elementsEqual(first) else { continue }
        let texts = [first, Array(fields[place])].map { shownText($0.span) }
        return Change(place: place, line: line.number, texts: texts)
      }
    }
    return nil
  }
}
