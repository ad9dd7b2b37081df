internal import Machine
public import Syntax

/// The text of an imported file, or why there is none.
public enum ImportedFile: Sendable {
  case source(Source)
  /// In a sentence: "there is no such file".
  case refused(String)
}

/// Gives the file at a path; the compiler itself reads nothing. The path is that of the importing
/// file's folder and what the import says.
public typealias FileFinder = (String) -> ImportedFile

/// What is known of imported files while one file is compiled.
final class Library {
  private let find: FileFinder
  /// What was found wrong with each, by path; nothing where it is sound.
  var problems: [String: Problem?] = [:]
  /// Every file that was read, in the order of the first import.
  private(set) var sources: [Source] = []
  /// Every path that was asked for, whether or not there is a file.
  private(set) var paths: [String] = []

  init(_ find: @escaping FileFinder) { self.find = find }

  func file(at path: String) -> ImportedFile {
    if !paths.contains(path) { paths.append(path) }
    return find(path)
  }

  func note(_ source: Source) {
    if !sources.contains(where: { $0.name == source.name }) { sources.append(source) }
  }
}

extension Elaborator {
  /// Makes what a library defines known under a name.
  mutating func use(_ use: Import) {
    guard scopes[Elaborator.file].values[use.name.text] == nil else {
      let known = scopes[Elaborator.file].values[use.name.text] ?? 0
      report(
        .name(.twice(use.name.text, first: declarations[known].name.span)), at: use.name.span)
      return
    }
    guard let scope = library(use) else { return declareUnknown(use.name) }
    scopes[Elaborator.file].values.add(use.name.text, declarations.count)
    declarations.append(
      Declaration(
        name: use.name, meaning: .library(scope), scope: Elaborator.file, clock: 0,
        state: .done(.unknown)))
  }

  /// The scope of a library; nothing where it cannot be used.
  private mutating func library(_ use: Import) -> Int? {
    guard let path = path(use) else { return nil }
    if let known = libraries[path] { return known }
    if importing.contains(path) {
      let names = (importing.drop { $0 != path } + [path]).map { Elaborator.file(of: $0) }
      report(.file(.cycle(names)), at: use.path.span)
      return nil
    }
    let source: Source
    switch library.file(at: path) {
    case .source(let found): source = found
    case .refused(let why):
      report(.file(.missing(path, why)), at: use.path.span)
      return nil
    }
    library.note(source)
    let parsed = parse(source)
    if let problem = problem(with: parsed, at: path) {
      report(problem, at: use.path.span)
      return nil
    }
    return adopt(parsed, path, use)
  }

  /// Where an imported file is: beside the importing one, or in a folder there.
  private mutating func path(_ use: Import) -> String? {
    guard let text = use.path.plain else {
      report(.file(.changingPath), at: use.path.span)
      return nil
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let isInside = parts.allSatisfy { !$0.isEmpty && $0 != ".." && $0 != "." }
    guard isInside, !text.utf8.contains(0), !text.utf8.contains(0x5C) else {
      report(.file(.outside(text)), at: use.path.span)
      return nil
    }
    let folder = source.name.lastIndex(of: "/").map { source.name[...$0] } ?? ""
    return folder + text + (text.hasSuffix(".quill") ? "" : ".quill")
  }

  private static func file(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// What is wrong with a library taken by itself; it is looked at once.
  private func problem(with parsed: ParseResult, at path: String) -> Problem? {
    if let known = library.problems[path] { return known }
    var probe = Elaborator(parsed.source, hasAccount: hasAccount)
    probe.library = library
    probe.importing = importing + [path]
    probe.isWhole = !parsed.diagnostics.contains { $0.severity == .error }
    if !parsed.tree.items.isEmpty || probe.isWhole { probe.elaborate(parsed.tree) }
    let errors = (parsed.diagnostics + probe.diagnostics).filter { $0.severity == .error }
    var problem: Problem?
    if let first = errors.first {
      let line = parsed.source.place(first.span.start).line
      problem = .file(
        .broken(Elaborator.file(of: path), path, line, first.message, errors.count))
    } else if probe.kind != .library {
      problem = .file(.notALibrary(Elaborator.file(of: path), probe.kind.rawValue))
    }
    library.problems[path] = problem
    return problem
  }

  /// A sound library becomes a scope of its own; what it says counts as said by the import.
  private mutating func adopt(_ parsed: ParseResult, _ path: String, _ use: Import) -> Int {
    let outer = (source, site, importing)
    defer { (source, site, importing) = outer }
    site = place(use.path.span)
    source = parsed.source
    importing.append(path)
    let scope = scopes.count
    scopes.append(Scope(parent: nil))
    scopes[scope].source = parsed.source
    libraries[path] = scope
    for item in parsed.tree.items {
      switch item.kind {
      case .binding(let binding): declare(binding, in: scope)
      case .function(let function): declare(function, in: scope)
      case .use(let inner):
        let inside = library(inner)
        scopes[scope].values.add(inner.name.text, declarations.count)
        declarations.append(
          Declaration(
            name: inner.name, meaning: inside.map { .library($0) } ?? .argument, scope: scope,
            clock: 0, state: .done(.unknown)))
      default: break
      }
    }
    return scope
  }

  // MARK: - Using it

  /// The scope of the library that a name stands for.
  func library(named name: String, from scope: Int) -> Int? {
    guard let id = declaration(ofValue: name, from: scope),
      case .library(let library) = declarations[id].meaning
    else { return nil }
    return library
  }

  /// `lib.x`
  mutating func value(_ name: Name, of library: Int, _ alias: String, _ span: Span) -> Value {
    if let id = scopes[library].values[name.text] {
      if case .library = declarations[id].meaning {
        report(.file(.notOwn(alias, name.text)), at: name.span)
        return .unknown
      }
      return seen(use(id, span), span)
    }
    let near = near(name.text, among: scopes[library].values.names)
    let problem: NameProblem =
      scopes[library].functions[name.text] != nil
      ? .functionAsValue("\(alias).\(name.text)", "\(alias).\(name.text)(...)")
      : .unknown("\(alias).\(name.text)", suggestions: near.map { "\(alias).\($0)" })
    report(.name(problem), at: name.span)
    return .unknown
  }

  /// The function that a name with a dot stands for.
  func function(ofLibrary name: String, from scope: Int) -> Int? {
    guard let point = name.firstIndex(of: "."),
      let library = library(named: String(name[..<point]), from: scope)
    else { return nil }
    return scopes[library].functions[String(name[name.index(after: point)...])]
  }

  /// Elaborates something where its library's text is the one that is read.
  mutating func reading<Result>(
    _ home: Int?, _ span: Span?, _ body: (inout Elaborator) -> Result
  ) -> Result {
    guard let home, let own = scopes[home].source else { return body(&self) }
    let outer = (source, site)
    defer { (source, site) = outer }
    source = own
    if let span { site = place(span) }
    return body(&self)
  }
}
