internal import Compiler
internal import Machine
internal import Syntax
internal import Testing

/// Files that use other files; a table stands for the disk.
@Suite struct ImportTests {
  private func compiled(_ text: String, _ files: [String: String]) -> Compilation {
    compile(Source(name: "folder/it.quill", text: "strategy \"s\"\n" + text)) { path in
      files[path].map { .source(Source(name: path, text: $0)) } ?? .refused("there is no such file")
    }
  }

  private func codes(_ text: String, _ files: [String: String] = [:]) -> [String] {
    compiled(text, files).diagnostics.map(\.code)
  }

  private static let tools = """
    library "tools"
    let spread = high - low
    fn zscore(x, n = 20) = (x - sma(x, n)) / stdev(x, n)
    fn wide(k) = spread > k * sma(spread, 5)
    fn path(x) = { let m = sma(x, 3); from m next (prev + x) / 2 }
    """

  @Test func whatALibrarySaysIsAsIfItStoodHere() throws {
    let use = """
      import "lib/tools" as t
      enter long when t.zscore(close, n: 5) > 1 and t.wide(2) and t.spread[1] > 0
        and t.path(low) > 3
      """
    let imported = compiled(use, ["folder/lib/tools.quill": Self.tools])
    #expect(imported.diagnostics.isEmpty, "\(imported.diagnostics.map(\.message))")
    #expect(imported.imports == ["folder/lib/tools.quill"])
    let own =
      Self.tools.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
      + use.split(separator: "\n").dropFirst().joined(separator: " ").replacing("t.", with: "")
    let written = compiled(own, [:])
    let (a, b) = (try #require(imported.program), try #require(written.program))
    #expect(a.orders.map(\.kind) == b.orders.map(\.kind))
    #expect(a.columns.map(\.immediate).sorted() == b.columns.map(\.immediate).sorted())
    #expect(a.warmUpOfStandard == b.warmUpOfStandard)
  }

  @Test func theHashCoversWhatIsImported() throws {
    let use = "import \"t\" as t\nenter long when close > t.x"
    let one = compiled(use, ["folder/t.quill": "library \"t\"\nlet x = 1"])
    let same = compiled(use, ["folder/t.quill": "library \"t\"\nlet x = 1"])
    let other = compiled(use, ["folder/t.quill": "library \"t\"\nlet x = 1 // more"])
    #expect(one.program != nil && one.program?.hash == same.program?.hash)
    #expect(one.program?.hash != other.program?.hash)
  }

  @Test func librariesUseLibraries() {
    let files = [
      "folder/a.quill": "library \"a\"\nimport \"lib/b\" as b\nlet x = b.y + 1",
      "folder/lib/b.quill": "library \"b\"\nimport \"c\" as c\nlet y = c.z(close)",
      "folder/lib/c.quill": "library \"c\"\nfn z(x) = x * 2",
    ]
    let use = "import \"a\" as a\nimport \"lib/c.quill\" as c\n"
    #expect(codes(use + "enter long when a.x > c.z(open)", files).isEmpty)
    #expect(codes(use + "enter long when a.b > c.z(open)", files) == ["E0107", "E0634"])
  }

  @Test func whatCannotBeImportedIsSaidWhereItIsImported() {
    let enter = "\nenter long when close > open"
    #expect(codes("import \"t\" as t" + enter) == ["E0630"])
    for path in ["../t", "/t", "a/../../t", "a//t", "", ".", "a/./t", "a\\\\t"] {
      #expect(codes("import \"\(path)\" as t" + enter) == ["E0631"], "\(path)")
    }
    #expect(codes("import \"{close}\" as t" + enter) == ["E0631"])
    let loop = [
      "folder/a.quill": "library \"a\"\nimport \"b\" as b\nlet x = b.y",
      "folder/b.quill": "library \"b\"\nimport \"a\" as a\nlet y = a.x",
      "folder/self.quill": "library \"s\"\nimport \"self\" as s\nlet y = s.x",
    ]
    #expect(codes("import \"a\" as a" + enter, loop) == ["E0633"])
    #expect(codes("import \"self\" as a" + enter, loop) == ["E0633"])
    #expect(codes("import \"it\" as a" + enter, loop) == ["E0632"])
    let broken = [
      "folder/t.quill": "library \"t\"\nlet x = 1 +\nlet y = close[-1]",
      "folder/o.quill": "library \"t\"\nenter long",
      "folder/s.quill": "strategy \"t\"\nlet x = 1\nenter long when close > x",
    ]
    #expect(codes("import \"t\" as t" + enter, broken) == ["E0633"])
    #expect(codes("import \"o\" as t" + enter, broken) == ["E0633"])
    #expect(codes("import \"s\" as t" + enter, broken) == ["E0634"])
  }

  @Test func namesOfALibrary() {
    let files = ["folder/t.quill": Self.tools]
    let use = "import \"t\" as t\nenter long when "
    #expect(codes(use + "t > 1", files) == ["E0634"])
    #expect(codes(use + "t.nothing > 1", files) == ["E0101"])
    #expect(codes(use + "t.zscore > 1", files) == ["E0109"])
    #expect(codes(use + "t.nothing(3) > 1", files) == ["E0102"])
    #expect(codes(use + "spread > 1", files) == ["E0101"])
    #expect(codes(use + "t.zscore(close, bar_index) > 1", files) == ["E0204", "E0204"])
    let twice = "import \"t\" as t\nlet t = 3\nenter long when t > close"
    #expect(codes(twice, files) == ["E0104", "E0634"])
  }

  @Test func aProblemInsideStandsAtItsCall() throws {
    let use = "import \"t\" as t\nenter long when t.zscore(close, bar_index) > 1"
    let compilation = compiled(use, ["folder/t.quill": Self.tools])
    let problem = try #require(compilation.diagnostics.first)
    let source = Source(name: "it", text: "strategy \"s\"\n" + use)
    #expect(source.text(problem.span).hasPrefix("t.zscore("), "\(source.text(problem.span))")
  }
}

extension Program {
  /// The warm-up for the standard values.
  fileprivate var warmUpOfStandard: Int? {
    try? VirtualMachine(self, values: parameters.map(\.standard), room: 1).warmUp
  }
}
