import ArgumentParser
import Compiler
import Console
import Host
import Market
import Providers
import Store
import Syntax

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explain an error code.",
    discussion: "Example: quill explain E0203")

  @Argument(help: "A code; without it, all codes are listed.") var code: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    guard let code else { return try list() }
    guard let page = CodePage.all.first(where: { $0.code == code.uppercased() }) else {
      let near = suggestions(for: code.uppercased(), among: CodePage.all.map(\.code), most: 3)
      let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"
      throw Failure(.usage, UsageKinds.unknownCode, "there is no code \(code)\(hint)")
    }
    try Terminal.out(output.json ? page.json.text() + "\n" : page.text)
  }

  private func list() throws {
    if output.json {
      return try Terminal.out(
        JSON.object([
          ("schema", "quill.codes/1"), ("codes", .array(CodePage.all.map(\.json))),
        ]).text() + "\n")
    }
    var table = TextTable(columns: [("code", .left), ("what", .left)])
    table.rows = CodePage.all.map { [$0.code, $0.title] }
    try Terminal.out(table.text())
  }
}

/// What is said about a code, whichever part of Quill it belongs to. `Grammar/diagnostics` is
/// printed from it.
struct CodePage {
  let code: String
  let title: String
  let explanation: String
  let remedy: String?
  let before: String?
  let after: String?

  init(_ kind: DiagnosticKind) {
    code = kind.code
    title = kind.title
    explanation = kind.explanation
    remedy = nil
    before = kind.before
    after = kind.after
  }

  init(_ kind: FailureKind) {
    code = kind.code
    title = kind.title
    explanation = kind.explanation
    remedy = kind.remedy
    before = nil
    after = nil
  }

  static let all: [CodePage] =
    (SyntaxKinds.all.map(CodePage.init) + CompilerKinds.all.map(CodePage.init)
    + DataKinds.all.map(CodePage.init) + StoreKinds.all.map(CodePage.init)
    + ProviderKinds.all.map(CodePage.init) + QualityKinds.all.map(CodePage.init)
    + ImportKinds.all.map(CodePage.init)
    + SystemKinds.all.map(CodePage.init)
    + UsageKinds.all.map(CodePage.init)).sorted { $0.code < $1.code }

  /// The page as Markdown, which reads well on a terminal too.
  var text: String {
    var text = "# \(code): \(title)\n\n\(explanation)\n"
    if let remedy { text += "\nWhat to do: \(remedy)\n" }
    if let before { text += "\nWith the problem:\n\n```quill\n\(ending(before))```\n" }
    if let after { text += "\nWithout it:\n\n```quill\n\(ending(after))```\n" }
    return text
  }

  private func ending(_ text: String) -> String { text.hasSuffix("\n") ? text : text + "\n" }

  var json: JSON {
    .object([
      ("schema", "quill.explain/1"), ("code", .text(code)), ("title", .text(title)),
      ("explanation", .text(explanation)), ("remedy", .optional(remedy)),
      ("before", .optional(before)), ("after", .optional(after)),
    ])
  }
}
