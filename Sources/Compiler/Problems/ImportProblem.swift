internal import Syntax

/// What concerns other files.
enum ImportProblem {
  case missing(String, String)
  case outside(String)
  case changingPath
  case cycle([String])
  case broken(String, String, Int, String, Int)
  case notALibrary(String, String)
  case notOwn(String, String)
  case alone(String)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .missing(let path, let why):
      Diagnostic(
        CompilerKinds.missingImport, message: "\(path) cannot be imported: \(why)", span: span)
    case .outside(let path):
      Diagnostic(
        CompilerKinds.importOutside, message: "\"\(path)\" is not in the folder of this file",
        span: span,
        help: "an import names a file beside this one, or in a folder there: \"lib/tools\"")
    case .changingPath:
      Diagnostic(
        CompilerKinds.importOutside, message: "the path of an import is a plain text", span: span)
    case .cycle(let files):
      Diagnostic(
        CompilerKinds.cyclicImport, message: "these files import each other", span: span,
        label: files.joined(separator: " -> "))
    case .broken(let file, let path, let line, let message, let count):
      Diagnostic(
        CompilerKinds.brokenImport, message: "\(file) has \(counted(count, "problem"))", span: span,
        label: "line \(line): \(message)", help: "`quill check \(path)` shows them")
    case .notALibrary(let file, let kind):
      Diagnostic(
        CompilerKinds.notALibrary, message: "\(file) is no library", span: span,
        label: "it is a `\(kind)`", help: "a library begins with `library \"its title\"`")
    case .notOwn(let alias, let name):
      Diagnostic(
        CompilerKinds.notALibrary, message: "`\(alias)` only uses `\(name)`", span: span,
        help: "import what `\(name)` is in this file too")
    case .alone(let name):
      Diagnostic(
        CompilerKinds.notALibrary, message: "`\(name)` is a library, not a value", span: span,
        help: "what it defines is written `\(name).x` or `\(name).f(...)`")
    }
  }
}

extension CompilerKinds {
  static let imports = [missingImport, importOutside, cyclicImport, brokenImport, notALibrary]

  static let missingImport = DiagnosticKind(
    "E0630", "An imported file is not there",
    explanation: """
      `import "tools" as t` reads tools.quill in the folder of the importing file. (There is no example: \
      it would need a file.)
      """,
    before: strategy("import \"nowhere\" as t\nenter long when close > open"),
    after: strategy("enter long when close > open"))

  static let importOutside = DiagnosticKind(
    "E0631", "An import leaves the folder of its file",
    explanation: """
      An import names a file beside the importing one, or in a folder there. So a strategy is a folder \
      that can be moved and shared, and reads nothing else.
      """,
    before: strategy("import \"../secrets\" as t\nenter long when close > open"),
    after: strategy("enter long when close > open"))

  static let cyclicImport = DiagnosticKind(
    "E0632", "Files import each other",
    explanation:
      "A library cannot use what is made of itself. What both need stands in a third one.",
    before: "", after: "")

  static let brokenImport = DiagnosticKind(
    "E0633", "An imported file has problems",
    explanation: "`quill check` on the library shows all of them where they stand.",
    before: "", after: "")

  static let notALibrary = DiagnosticKind(
    "E0634", "Something is used as a library that is none, or a library as something else",
    explanation: """
      Only a `library` can be imported: it holds `let` and `fn` alone. What it defines is written with \
      the name it was given, `t.spread` or `t.zscore(close, 20)`.
      """,
    before: "", after: "")
}
