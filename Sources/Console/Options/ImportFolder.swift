package import Compiler
package import Host

/// The folder that a strategy's imports are read from, and nothing outside of it.
package struct ImportFolder {
  /// As paths of imports begin: empty for the current folder, else with a slash at its end.
  package let path: String
  private let environment: Environment

  /// The folder of a file.
  package init(of file: String, in environment: Environment) {
    path = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    self.environment = environment
  }

  /// The text of an imported file.
  ///
  /// - Parameter file: its path, which begins with `path`.
  package func file(at file: String) -> ImportedFile {
    do {
      let home = try environment.disk.resolved(path.isEmpty ? "." : path)
      let real = try environment.disk.resolved(file)
      guard real.hasPrefix(home.hasSuffix("/") ? home : home + "/") || home == "." else {
        return .refused("it is a link out of the folder")
      }
      return .source(try StrategyFile(path: file).source(in: environment))
    } catch let failure as Failure {
      return .refused(failure.message)
    } catch {
      return .refused("\(error)")
    }
  }
}
