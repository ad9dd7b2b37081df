/// One house rule: what it finds in a Swift file, each as `line: what`.
struct Rule: Sendable, CustomStringConvertible {
  let name: String
  /// A file that breaks the rule: the canary, which must be caught.
  let canary: SourceFile
  let find: @Sendable (SourceFile) -> [String]
  var description: String { name }
}

struct SourceFile: Sendable {
  /// From the repository's root: `Sources/Machine/Run/Link.swift`.
  let path: String
  let lines: [String]

  init(_ path: String, _ text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  var isSource: Bool { path.hasPrefix("Sources/") || path.hasPrefix("REPL/") }

  /// The module's folder.
  var module: String {
    let parts = path.split(separator: "/")
    return parts.count > 1 ? String(parts[1]) : ""
  }

  /// Lines without comments, with their numbers from one.
  var code: [(number: Int, text: String)] {
    lines.enumerated().compactMap { index, line in
      let text = line.drop { $0 == " " }
      if text.hasPrefix("//") { return nil }
      return (index + 1, line)
    }
  }

  func found(_ words: [String], _ why: String) -> [String] {
    code.flatMap { line in
      words.filter { line.text.contains($0) }.map { "\(line.number): \($0) \(why)" }
    }
  }
}

extension Rule {
  static let all = [
    columns, files, functions, clocks, printing, traps, unchecked, rawMemory, tasks, arrows,
    documentation, leftovers, emoji, machinePaths, strangers,
  ]

  static let columns = Rule(
    name: "100 columns", canary: SourceFile("Sources/A/a.swift", String(repeating: "x", count: 101))
  ) { file in
    // A text in three quotes is prose for a terminal, which wraps it.
    var isText = false
    return file.lines.enumerated().compactMap { index, line in
      defer {
        if line.split(separator: "\"\"\"", omittingEmptySubsequences: false).count % 2 == 0 {
          isText.toggle()
        }
      }
      return line.count > 100 && !isText ? "\(index + 1): too long" : nil
    }
  }

  static let files = Rule(
    name: "600 lines a file",
    canary: SourceFile("Sources/A/a.swift", String(repeating: "\n", count: 601))
  ) { file in file.lines.count > 601 ? ["\(file.lines.count) lines"] : [] }

  static let functions = Rule(
    name: "70 lines a function",
    canary: SourceFile(
      "Sources/A/a.swift",
      "  func a() {\n" + String(repeating: "    b()\n", count: 70) + "  }")
  ) { file in
    var found: [String] = []
    var open: (line: Int, indent: Int)?
    for (index, line) in file.lines.enumerated() {
      let indent = line.prefix { $0 == " " }.count
      let text = line.dropFirst(indent)
      if open == nil, text.contains("func ") || text.hasPrefix("init"), text.hasSuffix("{") {
        open = (index, indent)
      } else if let start = open, text.hasPrefix("}"), indent == start.indent {
        if index - start.line > 70 {
          found.append("\(start.line + 1): \(index - start.line) lines")
        }
        open = nil
      }
    }
    return found
  }

  static let clocks = Rule(
    name: "clock, chance and ids come through Environment",
    canary: SourceFile("Sources/A/a.swift", "let a = Date" + "()")
  ) { file in
    guard file.isSource else { return [] }
    return file.found(
      ["Date" + "()", "SystemRandom" + "NumberGenerator", "UUID" + "()", ".random(in"],
      "belongs to Host's Environment")
  }

  static let printing = Rule(
    name: "only the command writes", canary: SourceFile("Sources/A/a.swift", "  print(1)")
  ) { file in
    // The formatter's own verb for a node is `print`.
    guard file.isSource, file.module != "Command", !file.path.contains("Syntax/Formatter") else {
      return []
    }
    return file.code.filter { $0.text.contains(" print(") }.map { "\($0.number): print" }
  }

  static let traps = Rule(
    name: "no trap on input", canary: SourceFile("Sources/A/a.swift", "let a = try" + "! b()")
  ) { file in
    file.isSource
      ? file.found(["try" + "!", "fatal" + "Error(", "as" + "! "], "ends the process") : []
  }

  static let unchecked = Rule(
    name: "unchecked Sendable says why it is safe",
    canary: SourceFile("Sources/A/a.swift", "final class A: @unchecked" + " Sendable {}")
  ) { file in
    file.lines.indices.filter { index in
      file.lines[index].contains("@unchecked" + " Sendable")
        && !file.lines[max(0, index - 6)...index].contains { $0.contains("SAFETY:") }
    }.map { "\($0 + 1): no SAFETY comment" }
  }

  /// One file a module, but for those that are about memory through and through.
  private static let memoryFiles = [
    "Sources/Machine/Columns/Words.swift", "Sources/Store/Columns/Digest.swift",
    "Sources/Store/Columns/ColumnFile.swift",
    "Sources/Machine/Columns/Frame.swift", "Sources/Machine/Columns/Frame+Rows.swift",
    "Sources/Machine/Columns/Lanes.swift", "Sources/Machine/Columns/Reach.swift",
    "Sources/Backtest/Equity/EquityTape.swift",
    "Sources/Market/CSV/ByteBlock.swift", "Sources/Market/CSV/InflateStream.swift",
    "Sources/Market/MappedWords.swift",
    "Sources/Console/Output/Terminal.swift", "Sources/Console/Process.swift",
    "REPL/Main/Prompt.swift", "Sources/Console/Output/NumberText+Digits.swift",
  ]

  static let rawMemory = Rule(
    name: "raw memory has its place",
    canary: SourceFile("Sources/A/a.swift", "var a: Unsafe" + "Pointer<Int>")
  ) { file in
    guard file.isSource, file.module != "Host", !memoryFiles.contains(file.path) else { return [] }
    return file.code.filter { line in
      line.text.contains("Unsafe") || line.text.contains("unsafe ")
        || line.text.contains("withUnsafe")
    }.map { "\($0.number): raw memory outside its file" }
  }

  static let tasks = Rule(
    name: "async belongs to a ring that is not built yet",
    canary: SourceFile("Sources/A/a.swift", "func a() asyn" + "c {}")
  ) { file in
    file.isSource ? file.found([" asyn" + "c ", "awai" + "t "], "is of the outermost ring") : []
  }

  /// What each module may know.
  private static let allowed: [String: Set<String>] = [
    "Host": ["Glibc", "Synchronization"], "Syntax": [], "Machine": ["Glibc", "Lanes"],
    "Compiler": ["Syntax", "Machine"],
    "Trading": ["Machine"], "Market": ["Machine", "Host", "CZlib", "Glibc"],
    "Store": ["Machine", "Host", "Market", "GRDB"],
    "Providers": ["Machine", "Host", "Market", "Store", "Trading"],
    "Backtest": ["Machine", "Trading", "Host", "Glibc", "Lanes"],
    "Live": ["Machine", "Trading", "Host"],
    "Trials": ["Syntax", "Machine", "Compiler", "Trading", "Backtest", "Host"],
    "Reference": ["Syntax", "Machine", "Compiler", "Glibc"],
    "Console": [
      "ArgumentParser", "TOMLKit", "Glibc", "Host", "Syntax", "Machine", "Compiler", "Trading",
      "Market", "Backtest", "Reference", "Trials", "Store", "Providers",
    ],
    "Command": [
      "ArgumentParser", "Console", "Glibc", "Host", "Syntax", "Machine", "Compiler", "Trading",
      "Market", "Backtest", "Live", "Trials", "Store", "Providers",
    ],
  ]

  static let arrows = Rule(
    name: "imports go one way", canary: SourceFile("Sources/Machine/a.swift", "import Trading")
  ) { file in
    guard file.path.hasPrefix("Sources/") else { return [] }
    return file.code.compactMap { line in
      let words = line.text.split(separator: " ").map(String.init)
      guard let place = words.firstIndex(of: "import"), place <= 1, place + 1 < words.count,
        line.text.first != " "
      else { return nil }
      let known = allowed[file.module] ?? []
      return known.contains(words[place + 1])
        ? nil : "\(line.number): \(file.module) must not know \(words[place + 1])"
    }
  }

  static let documentation = Rule(
    name: "public types and functions are documented",
    canary: SourceFile("Sources/A/a.swift", "public struct A {}")
  ) { file in
    guard file.isSource else { return [] }
    // Methods that fulfil a protocol are documented there; free functions and all types speak for
    // themselves.
    let kinds = ["struct ", "enum ", "indirect enum ", "protocol ", "class ", "final class "]
    return file.lines.indices.filter { index in
      let text = file.lines[index].drop { $0 == " " }
      let isFree = file.lines[index].hasPrefix("public func ")
      guard isFree || kinds.contains(where: { text.hasPrefix("public " + $0) }) else {
        return false
      }
      var above = index - 1
      while above >= 0, file.lines[above].drop(while: { $0 == " " }).hasPrefix("@") { above -= 1 }
      return above < 0 || !file.lines[above].contains("//")
    }.map { "\($0 + 1): no documentation" }
  }

  static let leftovers = Rule(
    name: "nothing is left for later", canary: SourceFile("Sources/A/a.swift", "// FIX" + "ME: x")
  ) { file in
    file.lines.enumerated().filter { line in
      ["FIX" + "ME", "TO" + "DO", "XX" + "X"].contains { line.element.contains($0) }
    }.map { "\($0.offset + 1): left for later" }
  }

  static let emoji = Rule(
    name: "no emoji", canary: SourceFile("Sources/A/a.swift", "// \u{1F680}")
  ) { file in
    file.lines.enumerated().filter { line in
      line.element.unicodeScalars.contains { $0.value >= 0x1F300 && $0.value <= 0x1FAFF }
    }.map { "\($0.offset + 1): emoji" }
  }

  static let machinePaths = Rule(
    name: "no path of one machine", canary: SourceFile("Sources/A/a.swift", "\"/wor" + "k/x\"")
  ) { file in
    file.found(["/wor" + "k/", "/roo" + "t/", "/hom" + "e/"], "is a path of one machine")
  }

  static let strangers = Rule(
    name: "Sources name no shipped strategy, benchmark or golden file",
    canary: SourceFile("Sources/A/a.swift", "\"mean-rever" + "sion\"")
  ) { file in
    guard file.isSource else { return [] }
    return file.code.filter { line in
      ["mean-reversion", "sp500_daily", "ohlcv_1m", "Golden/"].contains { line.text.contains($0) }
        && !line.text.contains("--data") && !line.text.contains("Example")
    }.map { "\($0.number): names a file that is shipped" }
  }
}
