/// The same program in the one layout that all files share, or the problems that make it
/// unreadable.
///
/// Formatting changes blanks, line breaks and parentheses that mean nothing; it keeps every comment
/// and single blank lines, and formatting its own result changes nothing. A text with problems is
/// returned as it is, with the problems.
public func format(_ source: Source) -> (text: String, diagnostics: [Diagnostic]) {
  let result = parse(source)
  guard result.diagnostics.isEmpty else {
    return (String(decoding: source.bytes, as: UTF8.self), result.diagnostics)
  }
  var printer = Printer(result)
  return (printer.file(result.tree), [])
}
