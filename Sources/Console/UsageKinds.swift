package import Host

/// What can be wrong with a command line or with settings, one row a code.
package enum UsageKinds {
  package static let arguments = FailureKind(
    code: "U0001", title: "wrong arguments",
    explanation: "The command does not know an argument, or one is missing.",
    remedy: "Run the command with --help; it ends with an example.")
  package static let notFile = FailureKind(
    code: "U0002", title: "not a file",
    explanation: "A file is needed, and the path is a folder or a device.",
    remedy: "Name the file itself.")
  package static let value = FailureKind(
    code: "U0003", title: "value out of place",
    explanation: "An option's value cannot be read, or is out of its range.",
    remedy: "The message names the option and what it takes: fees and slippage as 5bps, 0.05% or "
      + "0.0005, times as 2020-01-01 or 2020-01-01T09:30:00Z.")
  package static let parameter = FailureKind(
    code: "U0004", title: "unknown or unfit parameter",
    explanation:
      "`--set name=value` names a parameter that the strategy does not declare, or gives "
      + "it a value outside what the strategy allows.",
    remedy: "`quill check FILE` lists the parameters with their ranges.")
  package static let settings = FailureKind(
    code: "U0005", title: "settings that cannot be read",
    explanation: "quill.toml has a mistake, or a key that Quill does not know.",
    remedy: "`quill config` shows every setting, its value and where it comes from.")
  package static let unknownCode = FailureKind(
    code: "U0006", title: "unknown code",
    explanation: "There is no page for this code.", remedy: "`quill explain` lists all codes.")
  package static let unknownBuiltin = FailureKind(
    code: "U0007", title: "unknown builtin",
    explanation: "There is no builtin of this name.", remedy: "`quill builtins` lists all of them.")
  package static let exists = FailureKind(
    code: "U0008", title: "already there",
    explanation: "The folder of a new strategy exists, and nothing is overwritten.",
    remedy: "Choose another name, or remove the folder.")
  package static let name = FailureKind(
    code: "U0009", title: "unfit name",
    explanation: "The name of a strategy becomes the name of its folder and file.",
    remedy: "Use 1 to 64 of a-z, A-Z, 0-9, - and _.")
  package static let noTests = FailureKind(
    code: "U0010", title: "no tests",
    explanation:
      "None of the files has a test, or none of the tests has the name that was asked for.",
    remedy:
      "Write one, `test \"name\" { bars ... expect ... }`, or look at the paths and at --filter.")
  package static let unknownMetric = FailureKind(
    code: "U0011", title: "unknown metric",
    explanation: "There is no metric of this name.", remedy: "`quill metrics` lists all of them.")
  package static let instruments = FailureKind(
    code: "U0012", title: "instruments that cannot be read",
    explanation:
      "The file of instruments has a mistake, says something that Quill does not know, or gives it "
      + "a value that cannot be.",
    remedy:
      "Under [SYMBOL], or [default] for all, stand "
      + Instruments.Key.allCases.map(\.rawValue).joined(separator: ", ") + ".")
  package static let calendar = FailureKind(
    code: "U0013", title: "calendar that cannot be read",
    explanation: "A file of a calendar is TOML with zone, hours, days, every_year, easter, closed "
      + "and short, and something in it is not as it should be.",
    remedy: "The message names the key; `quill data --help` shows an example.")
  package static let memory = FailureKind(
    code: "U0014", title: "more memory than allowed",
    explanation:
      "What was asked for would take more memory than --memory allows. Nothing was begun.",
    remedy:
      "Allow more, take fewer bars, or import the file: a data set of the store is read where "
      + "it lies.")
  package static let program = FailureKind(
    code: "U0015", title: "another program is needed",
    explanation: "Parquet, Arrow, JSON and SQL are read by the program `duckdb`, which is "
      + "not on this machine's PATH.",
    remedy: "Install it: pip install duckdb-cli, or from duckdb.org; or convert the file to CSV.")
  package static let childFailed = FailureKind(
    code: "U0016", title: "another program failed",
    explanation: "A program that reads this kind of file, such as duckdb or zstd, ended with an "
      + "error; what it said stands above.",
    remedy: "Check the file, and the question given with --sql.")
  package static let changed = FailureKind(
    code: "U0020", title: "changed meanwhile",
    explanation: "The file is no longer the one that was checked, so its fixes do not fit.",
    remedy: "Run the command again.")
  package static let run = FailureKind(
    code: "E0801", title: "the program cannot run with these values",
    explanation:
      "A `require` does not hold for the parameters given, a length is not a whole number "
      + "in its range, or the history would take too much memory.",
    remedy: "Change the parameters with --set, or the file.")

  package static let all: [FailureKind] = [
    arguments, notFile, value, parameter, settings, unknownCode, unknownBuiltin, exists, name,
    noTests, unknownMetric, instruments, calendar, memory, program, childFailed, changed, run,
  ]
}

extension Failure {
  /// A failure of a kind, with what is special about this one.
  package init(
    _ failureClass: FailureClass, _ kind: FailureKind, _ message: String, at place: Place? = nil,
    help: String? = nil
  ) {
    self.init(failureClass, code: kind.code, message, at: place, help: help ?? kind.remedy)
  }
}
