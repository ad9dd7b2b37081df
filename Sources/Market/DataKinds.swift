public import Host

/// Everything that can be wrong with a file of bars, one row a code.
///
/// D01: the file as a whole. D02: one line of it. D03: the series; of these only duplicate and
/// disordered times are refused, the others are counted and reported.
public enum DataKinds {
  public static let empty = FailureKind(
    code: "D0101", title: "empty file",
    explanation: "There is not a single character of data in the file.",
    remedy: "Check that the download or the export that made it went through.")
  public static let headerOnly = FailureKind(
    code: "D0102", title: "no rows",
    explanation: "The file has a header line and nothing below it.",
    remedy: "Check the dates or the symbol asked for when the file was made.")
  public static let binary = FailureKind(
    code: "D0103", title: "not a text file",
    explanation: "Bars are read from CSV text, plain or in gzip; this file is of another format.",
    remedy: "Convert it to CSV with the columns timestamp,open,high,low,close,volume.")
  public static let wideText = FailureKind(
    code: "D0104", title: "UTF-16 text",
    explanation: "The file starts with the mark of UTF-16 text, which spreadsheets write as "
      + "\"Unicode text\". Bars are read from UTF-8.",
    remedy: "Convert it: iconv -f UTF-16 -t UTF-8 FILE > NEW.csv")
  public static let longLine = FailureKind(
    code: "D0105", title: "line too long",
    explanation:
      "A line of bars has a few dozen characters; one of more than 65,536 means that this "
      + "is not a file of bars, or that its line ends are lost. Reading stops there.",
    remedy: "Check that this is the file you meant, and that lines end with LF or CR LF.")
  public static let damagedGzip = FailureKind(
    code: "D0106", title: "damaged gz",
    explanation: "The compressed file ends too early, or its content does not match its check sum. "
      + "Nothing of it is used.",
    remedy: "Fetch or compress the file again; `gzip -t FILE` tells whether it is whole.")
  public static let missingColumn = FailureKind(
    code: "D0107", title: "missing column",
    explanation:
      "A file of bars needs a time (timestamp, time, date, datetime, open_time or ts, or "
      + "date and time apart), open, high, low and close (or o, h, l, c). Capital letters do not "
      + "matter, other columns are ignored, volume (or v) may be absent.",
    remedy: "Rename the columns of the header line, or use `quill data import`, which knows more "
      + "names.")
  public static let doubleColumn = FailureKind(
    code: "D0108", title: "column given twice",
    explanation:
      "Two columns of the header mean the same thing, and which one to use is not for the "
      + "reader to guess.",
    remedy: "Rename or remove one of them.")
  public static let noHeader = FailureKind(
    code: "D0109", title: "no header, and not 5 or 6 columns",
    explanation: "A file without a header line is read as time,open,high,low,close with or without "
      + "volume. With any other number of columns their order cannot be known.",
    remedy: "Add a header line such as timestamp,open,high,low,close,volume, or use `quill data "
      + "import FILE --columns time,open,high,low,close,volume`.")

  public static let unknownZone = FailureKind(
    code: "D0110", title: "unknown time zone",
    explanation:
      "Zones go by their IANA names: a region and a city, as `America/New_York`, or UTC. "
      + "Short names such as EST are not taken, since they stand for different zones.",
    remedy: "Look for the city in /usr/share/zoneinfo, or write UTC; for one offset all year, "
      + "`quill data import` takes --zone=-05:00 or UTC-5, five hours behind UTC.")
  public static let noZones = FailureKind(
    code: "D0111", title: "no time zones",
    explanation: "Local times are worked out from the time zone files of the system, and there are "
      + "none on this machine.",
    remedy: "Install them: apt-get install tzdata")
  public static let unknownCalendar = FailureKind(
    code: "D0112", title: "unknown calendar",
    explanation: "A calendar says on which days and at which hours an instrument is traded.",
    remedy: "Take one of those that the message names.")

  public static let events = FailureKind(
    code: "D0113", title: "list of events not understood",
    explanation:
      "Universes, dividends and splits come as CSV with a header line, one event a line: "
      + "`symbol,from,to` for a universe, `symbol,date,kind,value` for corporate actions.",
    remedy: "Correct the line that the message names.")

  public static let badTimeframe = FailureKind(
    code: "D0114", title: "bars that cannot become longer ones",
    explanation: "Bars are joined to longer ones of a calendar; the timeframe asked for is not "
      + "longer than they are, is no multiple of their length, is more than a day in hours, or no "
      + "bar lies in a session.",
    remedy: "Take a longer timeframe that is a multiple, such as 1d, or another --calendar.")
  public static let badFactors = FailureKind(
    code: "D0115", title: "factors that cannot be read",
    explanation: "Splits and dividends are CSV with last_date_inclusive, price_factor and "
      + "split_factor, oldest first; something in the file is not so.",
    remedy: "The message names the line.")
  public static let needsImport = FailureKind(
    code: "D0116", title: "file that has to be imported",
    explanation: "A file that is used directly is read fast and nothing about it is guessed: times "
      + "in ISO or as counts of the years 1980 to 2099, columns by their plain names, one "
      + "instrument, and without a header line an order of columns that the rows prove. An import "
      + "looks closer, and may read this file as other bars or ask what is meant.",
    remedy: "`quill data import FILE --explain` says how it is understood; import it, and give the "
      + "name of the data set in place of the file.")
  public static let overpacked = FailureKind(
    code: "D0117", title: "more text than can be unpacked",
    explanation: "A packed file holds more text than bars can pack into so few bytes (250 times as "
      + "many), lines that are too short for bars, or more than fits the disk that is left. It is "
      + "refused before the room is taken.",
    remedy: "Unpack it and see what is in it; split a file that is too large, and import the parts "
      + "with --append.")

  public static let fieldCount = FailureKind(
    code: "D0201", title: "wrong number of fields",
    explanation: "Every line must have as many fields as the first one.",
    remedy: "Look at that line for a missing or an extra delimiter, or a file cut short.")
  public static let notNumber = FailureKind(
    code: "D0202", title: "not a number",
    explanation: "A price or a volume is written with digits, a point before the decimals, and "
      + "perhaps a sign or an exponent. Empty, NaN, null, NA and N/A mean a missing value.",
    remedy: "Correct the field; leave it empty if the value is not known.")
  public static let infinite = FailureKind(
    code: "D0203", title: "infinite number",
    explanation: "A price or a volume is infinite, or too large for a floating-point number.",
    remedy: "Correct the field; leave it empty if the value is not known.")
  public static let badTime = FailureKind(
    code: "D0204", title: "time not understood",
    explanation: "A time is an ISO date (2020-01-31), an ISO date and time (2020-01-31T14:30:00Z; "
      + "space for T, a fraction, +01:00 or no zone are fine, none is read as UTC), or a whole "
      + "count of seconds, milliseconds, microseconds or nanoseconds since 1970.",
    remedy: "Write times as 2020-01-31T14:30:00Z, or let `quill data import` find out how they are "
      + "written.")
  public static let ambiguousDate = FailureKind(
    code: "D0205", title: "date of unclear order",
    explanation: "01/02/2020 is the second of January in one country and the first of February in "
      + "another, and 20200102 may be a date or a count of seconds. Such dates are not guessed at.",
    remedy: "Write dates as 2020-01-31, or let `quill data import` find out their order.")
  public static let mixedTimes = FailureKind(
    code: "D0206", title: "times of different kinds",
    explanation:
      "The first row decides how the times of a file are read: the unit of a count, or an "
      + "ISO time with or without a zone. A later row is written another way.",
    remedy: "Write all times of the file the same way.")
  public static let missingTime = FailureKind(
    code: "D0207", title: "missing time",
    explanation: "A row without a time has no place in the series.",
    remedy: "Fill in the time or remove the row.")
  public static let badQuotes = FailureKind(
    code: "D0208", title: "quotes that do not match",
    explanation: "A field that starts with a double quote must end with one on the same line.",
    remedy: "Close the quote, or remove the quotes: numbers and times need none.")
  public static let timeRange = FailureKind(
    code: "D0209", title: "time out of range",
    explanation: "Times are kept in nanoseconds, which reach from 1677-09-21 to 2262-04-11.",
    remedy: "Check the unit of the times, or leave these rows out.")

  public static let duplicates = FailureKind(
    code: "D0301", title: "the same time twice",
    explanation:
      "Two rows that follow each other have the same time. Which one is right is not for "
      + "the reader to decide, so the file is refused.",
    remedy: "Remove the repeated rows. If they differ, ask the source which one stands; awk "
      + "-F, '!seen[$1]++' FILE > NEW.csv keeps the first of each time.")
  public static let disorder = FailureKind(
    code: "D0302", title: "times out of order",
    explanation: "A row is earlier than the one before it. Bars must be given oldest first, and a "
      + "file whose order is broken may be two files glued together, so it is refused.",
    remedy:
      "Sort it by time: (head -1 FILE; tail -n +2 FILE | sort -t, -k1,1) > NEW.csv does it for "
      + "ISO times and for counts of equal length."
  )
  public static let missingValues = FailureKind(
    code: "D0303", title: "missing values",
    explanation: "Some fields are empty or say NaN, null, NA or N/A. They are kept as missing (na) "
      + "and nothing is filled in.",
    remedy: "Nothing, if the market was closed then; otherwise fetch these rows again.")
  public static let highBelowLow = FailureKind(
    code: "D0304", title: "high below low",
    explanation: "The highest price of a bar is lower than its lowest, so one of them is wrong.",
    remedy: "Check that the columns are named rightly, and fetch these rows again.")
  public static let outsideRange = FailureKind(
    code: "D0305", title: "open or close outside low to high",
    explanation: "A bar opened or closed at a price that it never reached.",
    remedy: "Check that the columns are named rightly, and whether only some of them are adjusted "
      + "for splits and dividends.")
  public static let notPositive = FailureKind(
    code: "D0306", title: "zero or negative price",
    explanation: "Some prices are zero or below. That is right for a few instruments (spreads, oil "
      + "in April 2020) and an error of the source for most. Nothing fills at such a price, and "
      + "what is open stays worth its last price above 0 until there is another, so a backtest "
      + "over these bars shows no loss that they bring.",
    remedy: "Check these rows; ratios and logarithms of such prices are na. Trade such a market "
      + "up to the bar before with --to, or repair the rows if the source is wrong.")
  public static let offGrid = FailureKind(
    code: "D0307", title: "values off the decimal grid",
    explanation: "Values with up to 8 decimals and up to 22,517,998 are kept as exact decimals. "
      + "These have more decimals or are larger, and are kept as floating-point numbers. Results "
      + "stay right to about 15 digits, but ties between them are no longer exact.",
    remedy: "Nothing; or round the source to 8 decimals if the rest is noise.")
  public static let negativeVolume = FailureKind(
    code: "D0308", title: "negative volume",
    explanation: "A traded amount cannot be less than zero.",
    remedy: "Check that the column is named rightly, and fetch these rows again.")
  public static let blankLines = FailureKind(
    code: "D0309", title: "blank lines between rows",
    explanation: "Lines without anything stand between rows, not at the end. They were skipped.",
    remedy: "Check whether rows are lost there.")

  /// All rows, by code.
  public static let all: [FailureKind] = [
    empty, headerOnly, binary, wideText, longLine, damagedGzip, missingColumn, doubleColumn,
    noHeader, unknownZone, noZones, unknownCalendar, events, needsImport,
    overpacked,
    fieldCount, notNumber, infinite, badTime, ambiguousDate, mixedTimes, missingTime, badQuotes,
    timeRange,
    duplicates, disorder, missingValues, highBelowLow, outsideRange, notPositive, offGrid,
    negativeVolume, blankLines,
  ]
}

extension FailureKind {
  func failure(_ message: String) -> Failure { dataFailure(message) }

  /// A failure of class `data` of this kind, with its remedy as the way out.
  public func dataFailure(_ message: String) -> Failure {
    Failure(.data, code: code, message, help: remedy)
  }
}
