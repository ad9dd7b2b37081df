internal import Host
internal import Testing

@testable internal import Market

/// An import that must be refused: with a code, words of it, and the line where there is
/// one.
func expectRefusal(
  _ code: String, _ words: [String], line: Int? = nil, _ location: SourceLocation,
  of reading: () throws -> Imported
) {
  do {
    let found = try reading()
    Issue.record("it was taken: \(found.decisions)", sourceLocation: location)
  } catch let failure as Failure {
    #expect(failure.code == code, "\(failure)", sourceLocation: location)
    for word in words {
      #expect("\(failure)".contains(word), "\(failure)", sourceLocation: location)
    }
    if let line { #expect(failure.place?.line == line, "\(failure)", sourceLocation: location) }
  } catch {
    Issue.record("\(error)", sourceLocation: location)
  }
}

/// What an import reads out of a text, as one of 2026 would.
func imported(
  _ text: String, _ change: (inout ImportWish) -> Void = { _ in }
) throws -> Imported {
  var wish = ImportWish()
  wish.zones = ZoneFiles(.system)
  wish.latestYear = 2026
  change(&wish)
  return try Importing.bars(
    of: try ImportPart.all(of: HeldBytes(Array(text.utf8)), path: "x.csv"), path: "x.csv", wish)
}

/// A text that must be refused: with a code, words of it, and the line where there is one.
func refuses(
  _ text: String, _ code: String, _ words: String..., line: Int? = nil,
  location: SourceLocation = #_sourceLocation, _ change: (inout ImportWish) -> Void = { _ in }
) {
  expectRefusal(code, words, line: line, location) { try imported(text, change) }
}
