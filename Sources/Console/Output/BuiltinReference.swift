/// `Grammar/builtins.md`: every function of the language, by family.
package enum BuiltinReference {
  package static var text: String {
    var text = "# Builtins\n\nPrinted from the tables; `quill builtins NAME` shows the same.\n"
    var family = ""
    for page in BuiltinPage.all {
      if page.family != family {
        family = page.family
        text += "\n## \(family)\n"
      }
      text += "\n```text\n\(page.text)```\n"
    }
    return text
  }
}
