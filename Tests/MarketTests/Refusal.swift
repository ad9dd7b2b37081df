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
