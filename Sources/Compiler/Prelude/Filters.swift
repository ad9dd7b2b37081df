internal import Machine

/// Filters in the sense of signal processing, most of them by Ehlers.
extension PreludeDefinition {
  static let filters = [
    PreludeDefinition(
      "gaussian", .cycles,
      """
      fn gaussian(x = close, n = 14) = {
        let slope = (1 - cos(2 * 3.141592653589793 / n)) / (sqrt(sqrt(2)) - 1);
        let weight = sqrt(slope * slope + 2 * slope) - slope;
        smooth(smooth(smooth(smooth(x, weight), weight), weight), weight)
      }
      """,
      "Ehlers' Gaussian filter with four poles: four exponential averages in a row.",
      formula:
        "smooth four times by a = sqrt(b^2 + 2 * b) - b, b = (1 - cos(2 * pi / n)) / (2^(1/4) "
        + "- 1)", source: "Ehlers 2001", memory: .fading,
      example: .init("gaussian(close, 5)", close: [2, 2, 2], gives: [2, 2, 2])),
    PreludeDefinition(
      "laguerre", .cycles,
      """
      fn laguerre(x = hl2, gamma = 0.8) = {
        let weight = 1 - gamma;
        let l0 = smooth(x, weight);
        let l1 = smooth((l0[1] - gamma * l0) / weight, weight);
        let l2 = smooth((l1[1] - gamma * l1) / weight, weight);
        let l3 = smooth((l2[1] - gamma * l2) / weight, weight);
        (l0 + 2 * l1 + 2 * l2 + l3) / 6
      }
      """,
      "Ehlers' Laguerre filter: a short average over warped time.",
      formula: "(l0 + 2 * l1 + 2 * l2 + l3) / 6, l0 = smooth(x, 1 - gamma), lk = gamma * lk[1] + "
        + "l(k-1)[1] - gamma * l(k-1)", source: "Ehlers 2004; he starts all four with 0",
      memory: .fading,
      example: .init("laguerre(close, 0.5)", close: [2, 2, 2, 2], gives: [.nan, .nan, .nan, 2])),
    PreludeDefinition(
      "decycler", .cycles,
      """
      fn decycler(x = close, n = 60) = {
        let angle = 2 * 3.141592653589793 / n;
        smooth((x + x[1]) / 2, 1 - cos(angle) / (1 + sin(angle)))
      }
      """,
      "Ehlers' decycler: the price without the waves shorter than n bars.",
      formula:
        "y = a / 2 * (x + x[1]) + (1 - a) * y[1], a = (cos w + sin w - 1) / cos w, w = 2 * pi "
        + "/ n", source: "Ehlers 2015", memory: .fading,
      example: .init("decycler(close, 60)", close: [2, 2, 2], gives: [.nan, 2, 2])),
    PreludeDefinition(
      "detrend", .cycles,
      """
      fn detrend(x = close, weight = 0.07) = {
        let once = x - smooth((x + x[1]) / 2, weight);
        once - smooth((once + once[1]) / 2, weight)
      }
      """,
      "A high-pass filter with two poles: what is left without the slow waves.",
      formula:
        "y = (1 - a / 2)^2 * (x - 2 * x[1] + x[2]) + 2 * (1 - a) * y[1] - (1 - a)^2 * y[2], a "
        + "= weight", source: "Ehlers 2004", memory: .fading,
      example: .init("detrend(close, 0.5)", close: [2, 2, 2], gives: [.nan, .nan, 0])),
    PreludeDefinition(
      "high_pass", .cycles,
      """
      fn high_pass(x = close, n = 48) = {
        let angle = sqrt(2) * 3.141592653589793 / n;
        detrend(x, 1 - cos(angle) / (1 + sin(angle)))
      }
      """,
      "Ehlers' high-pass filter: what is left without the waves longer than n bars.",
      formula: "detrend(x, a), a = (cos w + sin w - 1) / cos w, w = sqrt(2) * pi / n",
      source: "Ehlers 2013, Cycle Analytics for Traders", memory: .fading,
      example: .init("high_pass(close, 10)", close: [2, 2, 2], gives: [.nan, .nan, 0])),
    PreludeDefinition(
      "roofing", .cycles,
      "fn roofing(x = close, slow = 48, fast = 10) = super_smoother(high_pass(x, slow), fast)",
      "Ehlers' roofing filter: the waves between fast and slow bars.",
      formula: "super_smoother(high_pass(x, slow), fast)",
      source: "Ehlers 2013, Cycle Analytics for Traders", memory: .fading,
      example: .init("roofing(close)", close: [2, 2, 2], gives: [.nan, .nan, 0])),
    PreludeDefinition(
      "instant_trend", aliases: ["itrend"], .cycles,
      "fn instant_trend(x = hl2, weight = 0.07) = x - detrend(x, weight)",
      "Ehlers' instantaneous trendline: the price without its cycle.",
      formula: "x - detrend(x, weight)",
      source: "Ehlers 2004, Cybernetic Analysis; he seeds the first seven bars with averages",
      memory: .fading,
      example: .init("instant_trend(close)", close: [2, 2, 2], gives: [.nan, .nan, 2])),
    PreludeDefinition(
      "cyber_cycle", .cycles,
      "fn cyber_cycle(x = hl2, weight = 0.07) = detrend(swma(x), weight)",
      "Ehlers' cyber cycle: the price without its trend.", formula: "detrend(swma(x), weight)",
      source: "Ehlers 2004, Cybernetic Analysis; he seeds the first seven bars with differences",
      memory: .fading,
      example: .init(
        "cyber_cycle(close)", close: [2, 2, 2, 2, 2, 2], gives: [.nan, .nan, .nan, .nan, .nan, 0])
    ),
    PreludeDefinition(
      "kalman", .cycles,
      """
      fn kalman(x = close, noise = 0.01) =
        smooth(x, (sqrt(noise * noise + 4 * noise) - noise) / 2)
      """,
      "The Kalman filter of a level that wanders, seen through noise, with its final gain.",
      formula:
        "smooth(x, k), k = (sqrt(q^2 + 4 * q) - q) / 2, q = noise: the variance of the level's "
        + "steps over that of the observations",
      source: "the local level model (Harvey 1989) in its steady state", memory: .fading,
      example: .init("kalman(close, 0.5)", close: [1, 3, 4], gives: [1, 2, 3])),
  ]
}
