public import Host

/// What can keep a file from being imported, beside what is wrong with its lines.
public enum ImportKinds {
  public static let twoReadings = FailureKind(
    code: "D0601", title: "two readings are possible",
    explanation:
      "Something in the file can be read in two ways, both fit all of its rows, and they "
      + "give different bars. Nothing is guessed.",
    remedy: "The message names the option that decides.")
  public static let noBars = FailureKind(
    code: "D0602", title: "not understood as bars",
    explanation:
      "Bars need a time and open, high, low and close; trades a time and a price; quotes "
      + "a time, bid and ask. They were not found in the columns of the file.",
    remedy: "Say what the columns are: --columns time,open,high,low,close,volume; `-` stands for a "
      + "column to be left out.")
  public static let symbols = FailureKind(
    code: "D0603", title: "several instruments",
    explanation: "A column of the file, or the names of files in a folder or an archive, name more "
      + "instruments than can be taken here, or another than was said or than the data set is of; "
      + "or they leave open which instrument rows are of. Bars of several instruments are never "
      + "joined: `quill data import` makes a data set of each.",
    remedy: "Say with --symbol which one is wanted, or that files are all of one; or import them "
      + "one by one.")
  public static let archive = FailureKind(
    code: "D0604", title: "archive that cannot be read",
    explanation: "A zip archive is cut short, encrypted, packed in an unusual way, or has no file "
      + "with bars in it.",
    remedy: "Fetch it again, or unpack it and import the files in it.")
  public static let wide = FailureKind(
    code: "D0605", title: "UTF-16 text that is cut short",
    explanation: "The file says that it is UTF-16 text, and its bytes are not.",
    remedy: "Export it again, as UTF-8.")

  public static let tables = FailureKind(
    code: "D0606", title: "several tables",
    explanation: "A database has several tables that can be bars, or none that can by the names of "
      + "its columns, or not the one that was asked for. Nothing is guessed.",
    remedy: "Say which with --table NAME, or ask for rows with --sql \"select ...\".")
  public static let database = FailureKind(
    code: "D0607", title: "database that cannot be read",
    explanation: "A file of SQLite is damaged, encrypted, in use by a program that writes it, or "
      + "holds what is no row of bars; or --sql asks for something other than rows. Such a file is "
      + "only ever read.",
    remedy: "Make a sound copy, `sqlite3 FILE \".recover\" | sqlite3 copy.db`, or export the table "
      + "as CSV.")

  /// All rows, by code.
  public static let all = [twoReadings, noBars, symbols, archive, wide, tables, database]
}

extension FailureKind {
  /// The way out for who imports already.
  var remedyOfImport: String {
    code == DataKinds.badTime.code
      ? "Write times as 2020-01-31T14:30:00Z in the file, or say with --columns which column has "
        + "them." : remedy
  }
}
