public import Host

/// What `quill data check` finds beyond what reading reports, one row a code.
public enum QualityKinds {
  public static let gaps = FailureKind(
    code: "D0501", title: "gaps",
    explanation: "Times at which the calendar has trading and the series has no bar. Some markets "
      + "leave out bars without a trade; then small gaps are no fault.",
    remedy: "Check that the calendar is the right one (--calendar); fetch what is missing; or let "
      + "`quill data import --fill` put in bars at the last close, which are counted and recorded.")
  public static let outliers = FailureKind(
    code: "D0502", title: "outliers",
    explanation: "A price goes away by more than 12 times the usual step (the median of steps, "
      + "times 1.48) and by more than 2%, and the next bar is back: nearly always a bad tick.",
    remedy: "Compare these bars with another source.")
  public static let flat = FailureKind(
    code: "D0503", title: "runs of flat bars",
    explanation: "Ten or more bars one after another (five of a day) open, close and stay at one "
      + "price each: a closed market, a dead instrument, quotes or bars that were filled in.",
    remedy: "Check whether the market was open then.")
  public static let noVolume = FailureKind(
    code: "D0504", title: "runs of bars without volume",
    explanation: "Ten or more bars one after another (five of a day) have a volume of zero, in a "
      + "series that otherwise has volume.",
    remedy: "Check whether the market was open then; such bars may have been filled in.")
  public static let splits = FailureKind(
    code: "D0505", title: "jumps like a split",
    explanation: "From one close to the next open the price changes by a factor near 2, 3, 4, 5, "
      + "6, 7, 8, 10, 15, 20, 1.5 or one over them, and stays there: so do the closes of up to "
      + "five bars behind it, by their middle one, against those before it. Within three bars of "
      + "either end of the series nothing is said.",
    remedy: "If these are splits, import with --adjust FACTORS, or use adjusted prices.")
  public static let clockRepeats = FailureKind(
    code: "D0506", title: "an hour that is there twice",
    explanation: "The times go back by an hour, as clocks do in autumn: they are local times that "
      + "were written without a zone.",
    remedy: "Give the zone of the times (`quill data import --zone Europe/Berlin`), and rows that "
      + "the clocks show twice are told apart by their order.")
  public static let mixedIntervals = FailureKind(
    code: "D0507", title: "bars of different lengths",
    explanation: "Some bars follow each other faster than the most common step, or a long part of "
      + "the series has another step.",
    remedy:
      "Import the parts on their own, by --as 'NAME-{interval}' a data set of each length; or "
      + "resample them to the longest with --resample.")
  public static let outside = FailureKind(
    code: "D0508", title: "bars outside the calendar",
    explanation: "Bars at times at which the calendar has no trading: before or after hours, on "
      + "weekends or holidays.",
    remedy: "Check that calendar and zone are the right ones.")

  /// All rows, by code.
  public static let all = [
    gaps, outliers, flat, noVolume, splits, clockRepeats, mixedIntervals, outside,
    DataKinds.badFactors, DataKinds.badTimeframe,
  ]
}
