internal import Syntax

/// `Grammar/coming-from.md`: the words of other languages, printed from their table.
package enum ForeignReference {
  package static var text: String {
    var text = """
      # Coming from another language

      Printed from the table of foreign words. Whoever types one of these is told what to write; where a
      tool can write it, `quill check --fix` does.


      """
    for language in ForeignWord.Language.allCases {
      text += "## \(language.rawValue)\n\n| there | here | |\n|---|---|---|\n"
      for row in ForeignWord.all where row.language == language {
        text += "| \(code(row.written)) | \(code(row.here)) | \(row.advice) |\n"
      }
      text += "\n"
    }
    return text
  }

  private static func code(_ text: String) -> String {
    "`" + text.replacing("|", with: "\\|") + "`"
  }
}
