/// Names and short names of months in Polish, Turkish, Swedish, Danish and Russian, beside those
/// of `MomentText`.
enum MonthNames {
  /// A line for each month.
  static let others = [
    "sty stycze\u{144} stycznia oca ocak \u{44F}\u{43D}\u{432} "
      + "\u{44F}\u{43D}\u{432}\u{430}\u{440}\u{44F} "
      + "\u{44F}\u{43D}\u{432}\u{430}\u{440}\u{44C}",
    "lut luty lutego \u{15F}ub \u{15F}ubat \u{444}\u{435}\u{432} "
      + "\u{444}\u{435}\u{432}\u{440} \u{444}\u{435}\u{432}\u{440}\u{430}\u{43B}\u{44F} "
      + "\u{444}\u{435}\u{432}\u{440}\u{430}\u{43B}\u{44C}",
    "marzec marca mart marts \u{43C}\u{430}\u{440} "
      + "\u{43C}\u{430}\u{440}\u{442}\u{430} \u{43C}\u{430}\u{440}\u{442}",
    "kwi kwiecie\u{144} kwietnia nis nisan \u{430}\u{43F}\u{440} "
      + "\u{430}\u{43F}\u{440}\u{435}\u{43B}\u{44F} "
      + "\u{430}\u{43F}\u{440}\u{435}\u{43B}\u{44C}",
    "maj maja may\u{131}s \u{43C}\u{430}\u{439} \u{43C}\u{430}\u{44F}",
    "cze czerwiec czerwca haz haziran \u{438}\u{44E}\u{43D} "
      + "\u{438}\u{44E}\u{43D}\u{44F} \u{438}\u{44E}\u{43D}\u{44C}",
    "lip lipiec lipca tem temmuz \u{438}\u{44E}\u{43B} \u{438}\u{44E}\u{43B}\u{44F} "
      + "\u{438}\u{44E}\u{43B}\u{44C}",
    "sie sierpie\u{144} sierpnia a\u{11F}u a\u{11F}ustos augusti "
      + "\u{430}\u{432}\u{433} \u{430}\u{432}\u{433}\u{443}\u{441}\u{442}\u{430} "
      + "\u{430}\u{432}\u{433}\u{443}\u{441}\u{442}",
    "wrz wrzesie\u{144} wrze\u{15B}nia eyl eyl\u{FC}l \u{441}\u{435}\u{43D} "
      + "\u{441}\u{435}\u{43D}\u{442} "
      + "\u{441}\u{435}\u{43D}\u{442}\u{44F}\u{431}\u{440}\u{44F} "
      + "\u{441}\u{435}\u{43D}\u{442}\u{44F}\u{431}\u{440}\u{44C}",
    "pa\u{17A} pa\u{17A}dziernik pa\u{17A}dziernika eki ekim \u{43E}\u{43A}\u{442} "
      + "\u{43E}\u{43A}\u{442}\u{44F}\u{431}\u{440}\u{44F} "
      + "\u{43E}\u{43A}\u{442}\u{44F}\u{431}\u{440}\u{44C}",
    "lis listopad listopada kas kas\u{131}m \u{43D}\u{43E}\u{44F} "
      + "\u{43D}\u{43E}\u{44F}\u{431} \u{43D}\u{43E}\u{44F}\u{431}\u{440}\u{44F} "
      + "\u{43D}\u{43E}\u{44F}\u{431}\u{440}\u{44C}",
    "gru grudzie\u{144} grudnia ara aral\u{131}k \u{434}\u{435}\u{43A} "
      + "\u{434}\u{435}\u{43A}\u{430}\u{431}\u{440}\u{44F} "
      + "\u{434}\u{435}\u{43A}\u{430}\u{431}\u{440}\u{44C}",
  ]
}
