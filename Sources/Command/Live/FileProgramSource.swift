import Compiler
import Console
import Host
import Machine
import Syntax
import Trading

/// A strategy file that is looked at every 10 ms and compiled when somebody has saved it.
///
/// A file is read when two looks in a row find it the same, so that one being written is left
/// alone, and compiled when its bytes are others than those compiled last. Its time of change is
/// too coarse to tell two saves in a row apart, so its bytes are compared for a while after each.
final class FileProgramSource: ProgramSource {
  /// How long between two looks, in nanoseconds.
  static let step: Int64 = 10_000_000
  /// For how many looks after a change the bytes are compared whatever the status says.
  private static let doubts = 10

  private let file: StrategyFile
  private let environment: Environment
  private let settings: [ParameterSetting]
  private let surroundings: Surroundings
  /// The smallest step of a price of the session, where one is known.
  private var next: Int64 = .min
  private var seen: [FileStatus]?
  private var taken: [FileStatus]?
  /// Files that were imported last.
  private var imports: [String] = []
  private var doubt = 0
  /// What was compiled last, whether or not it was sound.
  private var content: [[UInt8]]
  /// The text that runs, or will at the next bar.
  private var outline: ProgramOutline
  /// Why nothing could be read; said once.
  private var missing: String?

  /// - Parameters:
  ///   - source: what was compiled already.
  ///   - imports: the files it imports.
  init(
    _ file: StrategyFile, _ source: Source, imports: [String] = [], settings: [ParameterSetting],
    surroundings: Surroundings = .none, in environment: Environment
  ) {
    self.surroundings = surroundings
    self.file = file
    self.environment = environment
    self.settings = settings
    self.imports = imports
    content = [source.bytes]
    outline = ProgramOutline(source)
    content += imported()
  }

  /// The file first, then those it imports; one of them that cannot be read has no bytes.
  private func imported() -> [[UInt8]] {
    imports.map { path in
      (try? StrategyFile(path: path).source(in: environment).bytes) ?? []
    }
  }

  private func status() throws -> [FileStatus] {
    try [environment.disk.status(file.path)]
      + imports.map { path in
        (try? environment.disk.status(path)) ?? FileStatus(kind: .other, bytes: -1)
      }
  }

  func due(after now: Int64) -> Int64? { max(next, now &+ 1) }

  func poll(now: Int64) -> ProgramNews? {
    if now < next { return nil }
    next = now &+ FileProgramSource.step
    do {
      let status = try status()
      guard status == seen else {
        seen = status
        doubt = FileProgramSource.doubts
        return nil
      }
      if status == taken, doubt == 0, missing == nil { return nil }
      doubt = max(0, doubt - 1)
      let source = try file.source(in: environment)
      let texts = [source.bytes] + imported()
      // Something changed while it was read: the next looks will tell.
      guard try self.status() == status else { return nil }
      taken = status
      let isBack = missing != nil
      missing = nil
      if texts == content, !isBack { return nil }
      let isOwn = source.bytes != content.first
      content = texts
      return compiled(source, isOwn: isOwn)
    } catch let failure as Failure {
      return lost(failure.message)
    } catch {
      return lost("\(error)")
    }
  }

  private func lost(_ why: String) -> ProgramNews? {
    (seen, taken) = (nil, nil)
    if missing == why { return nil }
    missing = why
    return .missing(why)
  }

  /// - Parameter isOwn: false when an imported file changed and the file itself did not.
  private func compiled(_ source: Source, isOwn: Bool) -> ProgramNews {
    let compilation = file.compiled(source, in: environment)
    if compilation.imports != imports {
      imports = compilation.imports
      content = [source.bytes] + imported()
      seen = nil
    }
    guard let program = compilation.program else {
      return .broken(
        terminalText(of: compilation.diagnostics.filter { $0.severity == .error }, in: source))
    }
    do {
      let values = try program.values(settings)
      // What a machine refuses is a mistake of the text.
      do {
        _ = try VirtualMachine(
          program, values: values, room: 1, surroundings: surroundings)
      } catch { throw Failure(error, in: source) }
      let fresh = ProgramOutline(source)
      defer { outline = fresh }
      let changes = isOwn ? fresh.changes(from: outline) : ["an imported file"]
      return .changed(program, values: values, changes: changes)
    } catch let failure as Failure {
      return .broken(failure.text(colored: false))
    } catch {
      return .broken("\(error)")
    }
  }
}

/// What a file says, item by item, so that one can say what another file says differently.
struct ProgramOutline {
  private struct Entry {
    /// `param fast`; nothing for an item without a name.
    let name: String?
    /// On one line.
    let text: String
  }

  private let entries: [Entry]

  init(_ source: Source) {
    entries = parse(source).tree.items.map { item in
      let words = source.text(item.span).split { $0 == " " || $0 == "\n" || $0 == "\t" }
      return Entry(name: ProgramOutline.name(item), text: words.joined(separator: " "))
    }
  }

  private static func name(_ item: Item) -> String? {
    switch item.kind {
    case .header: return "title"
    case .parameter(let parameter): return "param " + parameter.name.text
    case .binding(let binding):
      switch binding.pattern {
      case .name(let name): return "let " + name.text
      case .tuple(let names, _): return "let " + names.map(\.text).joined(separator: ", ")
      }
    case .function(let function): return "fn " + function.name.text
    default: return nil
    }
  }

  /// A line for each difference; one that says so where there is none.
  func changes(from old: ProgramOutline) -> [String] {
    var gone = old.entries
    var lines: [String] = []
    for entry in entries {
      if let same = gone.firstIndex(where: { $0.name == entry.name && $0.text == entry.text }) {
        gone.remove(at: same)
      } else if let name = entry.name, let place = gone.firstIndex(where: { $0.name == name }) {
        lines.append("\(gone[place].text)  ->  \(entry.text)")
        gone.remove(at: place)
      } else {
        lines.append("new: \(entry.text)")
      }
    }
    lines += gone.map { "gone: \($0.text)" }
    return lines.isEmpty ? ["nothing but spaces, comments and order"] : lines
  }
}
