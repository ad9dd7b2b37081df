public import Host

/// Everything that can be wrong with the store of bars, one row a code.
public enum StoreKinds {
  public static let unknown = FailureKind(
    code: "D0401", title: "no such data set",
    explanation: "Nothing in the store has this name, and no file has it either.",
    remedy: "`quill data ls` lists what is there.")
  public static let name = FailureKind(
    code: "D0402", title: "unfit name of a data set",
    explanation: "The name of a data set becomes the name of its folder.",
    remedy: "Use 1 to 64 of a-z, A-Z, 0-9, `-`, `_` and `.`, the first of them a letter or digit.")
  public static let taken = FailureKind(
    code: "D0403", title: "data set exists",
    explanation: "A data set of this name is there, and nothing is written over unless it is asked "
      + "for.",
    remedy: "Choose another name, or give --append or --replace.")
  public static let damaged = FailureKind(
    code: "D0404", title: "damaged column",
    explanation: "A file of the store is shorter than its catalog says, has another head, or its "
      + "content does not match its check sum.",
    remedy: "Import the data again with --replace; `quill data verify` names every damaged part.")
  public static let overlap = FailureKind(
    code: "D0405", title: "rows that do not follow",
    explanation: "Rows are appended behind the last one that is there; some of these are not later "
      + "than that, or differ from what is there.",
    remedy: "Where the rows that are there already are equal, give --dedupe with --append; else "
      + "import the whole history with --replace.")
  public static let catalog = FailureKind(
    code: "D0406", title: "catalog cannot be read",
    explanation: "The catalog of the store is a SQLite database; SQLite's own words are in the "
      + "message.",
    remedy: "Check disk and rights; if the file is damaged, move the store away and import again.")
  public static let busy = FailureKind(
    code: "D0407", title: "store is busy",
    explanation: "Another program has been writing to the store for more than ten seconds.",
    remedy: "Try again when it is done.")
  public static let newer = FailureKind(
    code: "D0408", title: "store of a newer Quill",
    explanation: "The catalog was written by a newer version, which may keep things differently.",
    remedy: "Use that version, or another store with QUILL_STORE.")

  public static let columns = FailureKind(
    code: "D0409", title: "columns that do not fit",
    explanation: "The columns beside prices and volume have names that become names of files, and "
      + "rows that are appended have the same ones as those that are there.",
    remedy: "Give the same --extras as at the first import, or import under another name.")

  public static let lost = FailureKind(
    code: "D0410", title: "catalog lost",
    explanation:
      "The catalog of the store is empty or gone, and the columns of data sets lie beside "
      + "it. Without the catalog nobody knows what of them counts, so nothing is read, written or "
      + "taken away.",
    remedy:
      "Put catalog.sqlite back from a copy; or move the store's folder away and import again. "
      + "The columns are NumPy files that can be read without Quill.")
  public static let readOnly = FailureKind(
    code: "D0411", title: "store that cannot be written",
    explanation: "The rights of the store's folder or of its catalog do not let this user write. "
      + "Reading needs no such right, unless another program is writing just now or was broken "
      + "off.",
    remedy: "Use a store of your own (QUILL_STORE), or ask who owns this one for the right.")

  /// All rows, by code.
  public static let all = [
    unknown, name, taken, damaged, overlap, catalog, busy, newer, columns, lost, readOnly,
  ]
}

extension FailureKind {
  func failure(_ message: String, help: String? = nil) -> Failure {
    Failure(.data, code: code, message, help: help ?? remedy)
  }
}
