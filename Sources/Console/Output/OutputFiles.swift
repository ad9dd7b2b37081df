package import Host

/// The files that options such as `--out` name, where `-` and `/dev/stdout` are standard output.
package struct OutputFiles {
  private static let standard: Set<String> = ["-", "/dev/stdout"]

  /// True where a file takes standard output, so that what is said to a person goes to standard
  /// error.
  private let takesStandardOutput: Bool

  /// - Parameters:
  ///   - files: the options with the paths they were given.
  ///   - taken: what else writes to standard output, such as `--json`.
  package init(
    _ files: KeyValuePairs<String, String?>, beside taken: String? = nil
  ) throws(Failure) {
    let own = files.filter { Self.isStandardOutput($0.value) }.map { "\($0.key) -" }
    let all = own + (taken.map { [$0] } ?? [])
    guard own.isEmpty || all.count < 2 else {
      throw Failure(
        .usage, UsageKinds.arguments, "\(all[0]) and \(all[1]) would both go to standard output",
        help: "Name a file: --out FILE, --trades FILE.")
    }
    takesStandardOutput = !own.isEmpty
  }

  package static func isStandardOutput(_ path: String?) -> Bool {
    path.map(standard.contains) ?? false
  }

  /// Writes a file whole, or its text to standard output.
  package static func write(_ path: String, _ text: [UInt8]) throws {
    guard isStandardOutput(path) else { return try Environment.system.disk.write(path, text) }
    try Terminal.out(String(decoding: text, as: UTF8.self))
  }

  /// The same piece by piece: `body` is given what writes the next one.
  package static func write(
    _ path: String,
    pieces body: (_ write: ([UInt8]) throws(Failure) -> Void) throws(Failure) -> Void
  ) throws {
    guard isStandardOutput(path) else {
      return try Environment.system.disk.write(path, pieces: body)
    }
    var problem: (any Error)?
    do throws(Failure) {
      try body { piece throws(Failure) in
        do {
          try Terminal.out(String(decoding: piece, as: UTF8.self))
        } catch {
          problem = error
          throw Failure(.system, code: "S0010", "standard output is closed")
        }
      }
    } catch {
      throw problem ?? error
    }
  }

  /// What a command says of its work: on standard output, unless a file is there.
  package func summary(_ text: String) throws {
    takesStandardOutput ? Terminal.say(text) : try Terminal.out(text)
  }
}

extension OutputOptions {
  /// What `--json` is called where it takes standard output.
  package var taken: String? { json ? "--json" : nil }
}
