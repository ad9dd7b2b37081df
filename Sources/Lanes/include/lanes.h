// Loops over columns that want wider registers than baseline x86-64 has. Each is compiled for two kinds of
// processor, and the loader chooses; both give the same bits, and tests compare them with the plain Swift
// form. No multiplication is fused with an addition.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// `numbers[i]` = words[i] / 1e8 where that word is at most 2^51 in magnitude, else its bits, for i in 0..<rows.
void lanes_numbers(const int64_t *words, ptrdiff_t rows, double *numbers);

/// `averages[i]` = (words[i] + ... + words[i - length + 1]) / divisor for i in 0..<rows, where `words[-length]`
/// may be read and `*sum` is that of the window before row 0. Sums wrap. A word beyond `limit` in magnitude
/// makes it return false, with `*sum` as it was and `averages` undefined.
bool lanes_averages(
  const int64_t *words, ptrdiff_t rows, ptrdiff_t length, int64_t limit, double divisor, int64_t *sum,
  double *averages);

/// `out[i]` = 1 where a[i] > b[i] and a[i - 1] <= b[i - 1], else 0, for i in 0..<rows; both are read at -1.
void lanes_crosses(const double *a, const double *b, ptrdiff_t rows, uint8_t *out);

/// `equity[i]` = cash + closes[i] * per_count for i in 0..<rows; false, and `equity` undefined, when a close is
/// not in 1...2^51.
bool lanes_equity(
  const int64_t *closes, ptrdiff_t rows, double cash, double per_count, double *equity);

/// Sums over i in 0..<rows, each in four lanes by i % 4: of r = equity[i] / equity[i - 1] - 1 into
/// `sums[0..<4]`, of the squares into `sums[4..<8]`, of the squares of negative ones into `sums[8..<12]`.
/// `equity[-1]` is read; `rows` is a multiple of 4.
void lanes_returns(const double *equity, ptrdiff_t rows, double sums[12]);

/// The highest and the lowest of `count` values, at least one, none of them missing.
void lanes_extremes(const double *values, ptrdiff_t count, double *highest, double *lowest);

/// The first of `rows` bars at which a price is at or below `floor` (0 or more), at or above `ceiling`, or
/// beyond `limit`; `rows` where there is none. `*most` and `*least` become the highest and the lowest price of
/// the bars before it and of themselves.
ptrdiff_t lanes_reach(
  const int64_t *open, const int64_t *high, const int64_t *low, const int64_t *close, ptrdiff_t rows,
  int64_t floor, int64_t ceiling, int64_t limit, int64_t *most, int64_t *least);
