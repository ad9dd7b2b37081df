internal import Host
internal import Machine
internal import Market

/// A folder with a file of bars for each symbol, or one file: CSV, plain or packed by gzip. A file
/// is named by what stands before the first point.
struct FolderProvider: Provider {
  let spelling: String
  let path: String
  /// The one that is meant where a question names none.
  let symbol: String?

  var manners: Manners { .local }

  init(_ text: ProviderText) throws(Failure) {
    guard !text.place.isEmpty else { throw text.wrong("a folder is missing") }
    (spelling, path, symbol) = (text.spelling, text.place, text.text("symbol"))
  }

  func bars(_ request: BarRequest, in environment: Environment) throws(Failure) -> Bars {
    let file = try file(request.symbol ?? symbol, environment.disk)
    let bars = try CSVFile(file).read(in: environment).bars
    return bars.rows(request.rows(of: bars))
  }

  func mostBars(in environment: Environment) throws(Failure) -> Int? {
    try environment.disk.mostBars(of: file(symbol, environment.disk))
  }

  private func file(_ symbol: String?, _ disk: any Disk) throws(Failure) -> String {
    guard try disk.status(path).kind == .folder else { return path }
    let names = try disk.list(path).filter {
      !$0.hasPrefix(".") && ($0.hasSuffix(".csv") || $0.hasSuffix(".csv.gz"))
    }
    let fitting = names.filter { name in symbol.map { $0 == name.prefix { $0 != "." } } ?? true }
    guard let name = fitting.first else {
      throw ProviderKinds.nothing.failure(
        symbol.map { "the folder \(path) has no file of \($0.prefix(40))" }
          ?? "the folder \(path) has no file of bars")
    }
    guard fitting.count == 1 else {
      throw ProviderKinds.options.failure(
        "the folder \(path) has \(fitting.count) files"
          + (symbol.map { " of \($0.prefix(40))" }
            ?? "; say which is meant: symbol=\(symbolOf(name))"),
        .usage)
    }
    return path.hasSuffix("/") ? path + name : "\(path)/\(name)"
  }

  private func symbolOf(_ name: String) -> String { String(name.prefix { $0 != "." }) }
}
