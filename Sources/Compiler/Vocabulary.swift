/// Names that mean something before any file says so, for editors and prompts.
public enum Vocabulary {
  /// Columns of the market, the clock, the account; in a fixed order.
  public static let given = Elaborator.givenNames
}
