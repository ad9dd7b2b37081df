/// The names of columns in other languages than English, as exchanges, brokers and Investing.com
/// write them: in small letters, `_` for spaces and points.
extension ColumnNames {
  /// Of languages that write decimals behind a comma.
  static let ofCommas: [(ImportRole, String)] = [
    (
      .time,
      "datum fecha data zeit heure hora dat\u{103} \u{434}\u{430}\u{442}\u{430} "
        + "tarih zaman saat czas godzina tijd tidpunkt dato "
        + "p\u{E4}iv\u{E4}m\u{E4}\u{E4}r\u{E4} \u{432}\u{440}\u{435}\u{43C}\u{44F}"
    ),
    (
      .open,
      "er\u{F6}ffn_ er\u{F6}ffnung eroeffnung er\u{F6}ffnungskurs ouv_ ouverture "
        + "apertura abertura erster otwarcie kurs_otwarcia "
        + "\u{43E}\u{442}\u{43A}\u{440}_ "
        + "\u{43E}\u{442}\u{43A}\u{440}\u{44B}\u{442}\u{438}\u{435} openingskoers "
        + "opening_koers a\u{E7}\u{131}l\u{131}\u{15F} a\u{E7}ili\u{15F} acilis "
        + "\u{F6}ppen \u{F6}ppning \u{F6}ppningskurs \u{F6}ppn_ \u{E5}bning \u{E5}ben "
        + "\u{E5}pning avaus"
    ),
    (
      .high,
      "hoch plus_haut m\u{E1}ximo maximo m\u{E1}xima massimo najwy\u{17C}szy "
        + "najwyzszy kurs_max kurs_maksymalny maksimum \u{43C}\u{430}\u{43A}\u{441}_ "
        + "\u{43C}\u{430}\u{43A}\u{441}\u{438}\u{43C}\u{443}\u{43C} hoog hoogste "
        + "y\u{FC}ksek en_y\u{FC}ksek yuksek h\u{F6}g h\u{F6}gst h\u{F6}gsta "
        + "h\u{F6}gsta_kurs h\u{F8}j h\u{F8}y ylin"
    ),
    (
      .low,
      "tief plus_bas m\u{ED}nimo minimo m\u{ED}nima najni\u{17C}szy najnizszy "
        + "kurs_min kurs_minimalny minimum \u{43C}\u{438}\u{43D}_ "
        + "\u{43C}\u{438}\u{43D}\u{438}\u{43C}\u{443}\u{43C} laag laagste "
        + "d\u{FC}\u{15F}\u{FC}k en_d\u{FC}\u{15F}\u{FC}k dusuk l\u{E5}g l\u{E4}gst "
        + "l\u{E4}gsta l\u{E4}gsta_kurs lav alin"
    ),
    (
      .close,
      "zuletzt schluss schlusskurs dernier cl\u{F4}ture fermeture cierre "
        + "\u{FA}ltimo ultimo chiusura fechamento zamkni\u{119}cie zamkniecie "
        + "kurs_zamkni\u{119}cia kurs_zamkniecia ostatnio "
        + "\u{437}\u{430}\u{43A}\u{440}_ "
        + "\u{437}\u{430}\u{43A}\u{440}\u{44B}\u{442}\u{438}\u{435} laatst laatste "
        + "slot slotkoers \u{15F}imdi simdi kapan\u{131}\u{15F} kapani\u{15F} kapanis "
        + "son senast senaste st\u{E4}ngning st\u{E4}ngningskurs slutkurs seneste "
        + "siste viimeisin"
    ),
    (
      .volume,
      "volumen umsatz st\u{FC}cke stuecke st\u{FC}ck wolumen wol_ volumi "
        + "\u{43E}\u{431}\u{44A}\u{451}\u{43C} \u{43E}\u{431}\u{44A}\u{435}\u{43C} "
        + "hac_ hacim volym volum"
    ),
    (
      .price,
      "preis kurs pre\u{E7}o prezzo precio cena \u{446}\u{435}\u{43D}\u{430} "
        + "koers fiyat"
    ),
    (
      .amount,
      "menge "
        + "\u{43A}\u{43E}\u{43B}\u{438}\u{447}\u{435}\u{441}\u{442}\u{432}\u{43E} "
        + "adet antal ilo\u{15B}\u{107} ilosc"
    ),
    (.symbol, "sembol symbool"),
  ]

  /// Of China, Japan and Korea.
  static let ofAsia: [(ImportRole, String)] = [
    (
      .time,
      "\u{65E5}\u{671F} \u{65F6}\u{95F4} \u{6642}\u{9593} "
        + "\u{4EA4}\u{6613}\u{65E5} \u{4EA4}\u{6613}\u{65E5}\u{671F} "
        + "\u{4EA4}\u{6613}\u{65F6}\u{95F4} \u{4EA4}\u{6613}\u{6642}\u{9593} "
        + "\u{6210}\u{4EA4}\u{65F6}\u{95F4} \u{6210}\u{4EA4}\u{6642}\u{9593} "
        + "\u{65F6}\u{523B} \u{6642}\u{523B} \u{65E5}\u{4ED8} "
        + "\u{65E5}\u{4ED8}\u{3051} \u{65E5}\u{6642} \u{5E74}\u{6708}\u{65E5} "
        + "\u{B0A0}\u{C9DC} \u{C77C}\u{C790} \u{C77C}\u{C2DC} \u{C2DC}\u{AC04} "
        + "\u{C2DC}\u{AC01} \u{CCB4}\u{ACB0}\u{C2DC}\u{AC04}"
    ),
    (
      .open,
      "\u{5F00} \u{958B} \u{5F00}\u{76D8} \u{958B}\u{76E4} "
        + "\u{5F00}\u{76D8}\u{4EF7} \u{958B}\u{76E4}\u{50F9} \u{5F00}\u{5E02} "
        + "\u{958B}\u{5E02} \u{5F00}\u{5E02}\u{4EF7} \u{958B}\u{5E02}\u{50F9} "
        + "\u{4ECA}\u{5F00} \u{4ECA}\u{958B} \u{59CB}\u{5024} \u{C2DC}\u{AC00} "
        + "\u{C624}\u{D508}"
    ),
    (
      .high,
      "\u{9AD8} \u{6700}\u{9AD8} \u{6700}\u{9AD8}\u{4EF7} "
        + "\u{6700}\u{9AD8}\u{50F9} \u{9AD8}\u{5024} \u{ACE0}\u{AC00}"
    ),
    (
      .low,
      "\u{4F4E} \u{6700}\u{4F4E} \u{6700}\u{4F4E}\u{4EF7} "
        + "\u{6700}\u{4F4E}\u{50F9} \u{5B89}\u{5024} \u{C800}\u{AC00}"
    ),
    (
      .close,
      "\u{6536} \u{6536}\u{76D8} \u{6536}\u{76E4} \u{6536}\u{76D8}\u{4EF7} "
        + "\u{6536}\u{76E4}\u{50F9} \u{6536}\u{5E02} \u{6536}\u{5E02}\u{4EF7} "
        + "\u{6536}\u{5E02}\u{50F9} \u{6700}\u{65B0} \u{6700}\u{65B0}\u{4EF7} "
        + "\u{6700}\u{65B0}\u{50F9} \u{7D42}\u{5024} \u{73B0}\u{4EF7} "
        + "\u{73FE}\u{50F9} \u{73FE}\u{5024} \u{C885}\u{AC00} "
        + "\u{D604}\u{C7AC}\u{AC00}"
    ),
    (
      .volume,
      "\u{6210}\u{4EA4}\u{91CF} \u{4EA4}\u{6613}\u{91CF} "
        + "\u{6210}\u{4EA4}\u{80A1}\u{6570} \u{6210}\u{4EA4}\u{80A1}\u{6578} "
        + "\u{51FA}\u{6765}\u{9AD8} \u{58F2}\u{8CB7}\u{9AD8} \u{53D6}\u{5F15}\u{9AD8} "
        + "\u{AC70}\u{B798}\u{B7C9}"
    ),
    (
      .price,
      "\u{4EF7}\u{683C} \u{50F9}\u{683C} \u{6210}\u{4EA4}\u{4EF7} "
        + "\u{6210}\u{4EA4}\u{50F9} \u{6210}\u{4EA4}\u{4EF7}\u{683C} \u{4FA1}\u{683C} "
        + "\u{7D04}\u{5B9A}\u{5024}\u{6BB5} \u{AC00}\u{ACA9} \u{CCB4}\u{ACB0}\u{AC00}"
    ),
    (
      .amount,
      "\u{6570}\u{91CF} \u{6578}\u{91CF} \u{6210}\u{4EA4}\u{6570}\u{91CF} "
        + "\u{6210}\u{4EA4}\u{6578}\u{91CF} \u{C218}\u{B7C9} \u{CCB4}\u{ACB0}\u{B7C9}"
    ),
    (
      .bid,
      "\u{4E70}\u{4EF7} \u{8CB7}\u{50F9} \u{4E70}\u{5165}\u{4EF7} "
        + "\u{8CB7}\u{5165}\u{50F9} \u{4E70}\u{4E00}\u{4EF7} \u{8CB7}\u{5024} "
        + "\u{B9E4}\u{C218}\u{D638}\u{AC00}"
    ),
    (
      .ask,
      "\u{5356}\u{4EF7} \u{8CE3}\u{50F9} \u{5356}\u{51FA}\u{4EF7} "
        + "\u{8CE3}\u{51FA}\u{50F9} \u{5356}\u{4E00}\u{4EF7} \u{58F2}\u{5024} "
        + "\u{B9E4}\u{B3C4}\u{D638}\u{AC00}"
    ),
    (
      .symbol,
      "\u{4EE3}\u{7801} \u{4EE3}\u{78BC} \u{4EE3}\u{865F} "
        + "\u{80A1}\u{7968}\u{4EE3}\u{7801} \u{80A1}\u{7968}\u{4EE3}\u{78BC} "
        + "\u{8BC1}\u{5238}\u{4EE3}\u{7801} \u{8B49}\u{5238}\u{4EE3}\u{865F} "
        + "\u{5408}\u{7EA6}\u{4EE3}\u{7801} \u{5408}\u{7D04}\u{4EE3}\u{78BC} "
        + "\u{9298}\u{67C4}\u{30B3}\u{30FC}\u{30C9} \u{30B3}\u{30FC}\u{30C9} "
        + "\u{C885}\u{BAA9}\u{CF54}\u{B4DC}"
    ),
  ]

  /// What names an instrument beside its symbol.
  static let instrumentNames =
    "nazwa naam namn \u{540D}\u{79F0} \u{540D}\u{7A31} "
    + "\u{80A1}\u{7968}\u{540D}\u{79F0} \u{8BC1}\u{5238}\u{540D}\u{79F0} "
    + "\u{8B49}\u{5238}\u{540D}\u{7A31} \u{80A1}\u{7968}\u{7B80}\u{79F0} "
    + "\u{7B80}\u{79F0} \u{5408}\u{7EA6} \u{5408}\u{7D04} \u{9298}\u{67C4} "
    + "\u{9298}\u{67C4}\u{540D} \u{C885}\u{BAA9}\u{BA85}"

  /// Of columns that have dates.
  static let foreignDates = Set(
    ("tarih dato p\u{E4}iv\u{E4}m\u{E4}\u{E4}r\u{E4} \u{65E5}\u{671F} "
      + "\u{4EA4}\u{6613}\u{65E5} \u{4EA4}\u{6613}\u{65E5}\u{671F} \u{65E5}\u{4ED8} "
      + "\u{65E5}\u{4ED8}\u{3051} \u{5E74}\u{6708}\u{65E5} \u{B0A0}\u{C9DC} "
      + "\u{C77C}\u{C790}").split(separator: " ").map(String.init))

  /// Of columns that may have the time of day beside a date.
  static let foreignClocks = Set(
    ("zeit uhrzeit ora heure hora saat zaman czas godzina tijd "
      + "\u{432}\u{440}\u{435}\u{43C}\u{44F} \u{65F6}\u{95F4} \u{6642}\u{9593} "
      + "\u{65F6}\u{523B} \u{6642}\u{523B} \u{4EA4}\u{6613}\u{65F6}\u{95F4} "
      + "\u{4EA4}\u{6613}\u{6642}\u{9593} \u{6210}\u{4EA4}\u{65F6}\u{95F4} "
      + "\u{6210}\u{4EA4}\u{6642}\u{9593} \u{C2DC}\u{AC04} \u{C2DC}\u{AC01} "
      + "\u{CCB4}\u{ACB0}\u{C2DC}\u{AC04}").split(separator: " ").map(String.init))
}
