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

/// What keeps a share of itself from row to row and takes in a number: y[i] = keep * y[i - 1] + f[i], in blocks of
/// four rows from the first on. With y before the block, a[i] = f[i] + keep * f[i - 1] (f and a are 0 before it)
/// and p = keep, keep^2, keep^2 * keep, keep^2 * keep^2 it is y[i] = (a[i] + keep^2 * a[i - 2]) + p[i] * y. `rows`
/// of the four below are a multiple of four, from the start of a block. Where numbers are so large that a sum of
/// some is infinite, they count as infinite.

/// `out[i]` = x[i] + y[i], where f[i] = keep * (x[i - 1] - x[i]); `*last` is x before the first row, `*start` y.
/// Both go on. `out` may be `x`. False, and everything undefined, where an x is missing or infinite.
bool lanes_fading_average(
  const double *x, ptrdiff_t rows, double keep, double *last, double *start, double *out);

/// `out[i]` = 100 * g / (g + l), 0 where g + l is 0; g takes in the rises of x, l the falls. `*last` is x before
/// the first row, `*rises` and `*falls` are g and l. False, and everything undefined, where an x is missing or
/// infinite.
bool lanes_strength(
  const double *x, ptrdiff_t rows, double keep, double *last, double *rises, double *falls, double *out);

/// `out[i]` = 100 * (|p - m| / (p + m)); p takes in the rises of `high` that are larger than the falls of `low`, m
/// those falls where they are larger. `*last_high` and `*last_low` are before the first row, `*rises` and `*falls`
/// are p and m. False, and everything undefined, where a price or a result is missing or infinite, or p + m is 0.
bool lanes_direction(
  const double *high, const double *low, const double *close, ptrdiff_t rows, double keep, double *last_high,
  double *last_low, double *rises, double *falls, double *out);

/// `lanes_fading_average` of the largest of high - low, |high - close[i - 1]|, |low - close[i - 1]|; `*last_close`
/// is the close before the first row, `*last` that largest one. False, and everything undefined, where a price or
/// a range is missing or infinite.
bool lanes_average_range(
  const double *high, const double *low, const double *close, ptrdiff_t rows, double keep, double *last_close,
  double *last, double *start, double *out);

/// `out[i]` = (2 * w - (length + 1) * s) / divisor, where s is the sum of the last `length` words and w that of
/// 1, 2, ..., `length` times them, for i in 0..<rows; `*sum` and `*weighted` are s and w of the window before.
/// Sums wrap. A word beyond `limit` in magnitude makes it return false, with both as they were and `out`
/// undefined.
bool lanes_slopes(
  const int64_t *words, ptrdiff_t rows, ptrdiff_t length, int64_t limit, double divisor, int64_t *sum,
  int64_t *weighted, double *out);

/// `out[i]` = sqrt(v) / divisor, where v is `length` times the sum of the squares of the last `length` words less
/// the square of their sum, rounded once, for i in 0..<rows. `*sum` and v in two words are those of the window
/// before. A word beyond `limit` in magnitude, or a v of more than 104 bits, makes it return false, with all
/// three as they were and `out` undefined. `limit` times `length` is at most 2^60.
bool lanes_deviations(
  const int64_t *words, ptrdiff_t rows, ptrdiff_t length, int64_t limit, double divisor, int64_t *sum,
  uint64_t *spread_low, uint64_t *spread_high, double *out);

/// `out[i]` = (x[i] + ... + x[i - length + 1]) / divisor, for i in 0..<rows, from a sum in two parts that x[i] is
/// added to and x[i - length] taken from with both errors kept. `*high` and `*low` are its parts before the first
/// row, `*peak` is the largest magnitude that the first has had; x before row 0 is known. False, and nothing changed
/// but `out`, where an x or a result is missing or infinite, or a sum may be below `*peak` / 2^30.
bool lanes_sums(
  const double *x, ptrdiff_t rows, ptrdiff_t length, double divisor, double *high, double *low, double *peak,
  double *out);

/// The first of two numbers where the last of its bits is 0, else the second. No compiler makes a branch of it.
static inline double lanes_even(double a, double b)
{
  union {
    double number;
    uint64_t bits;
  } first = {a}, second = {b};
  uint64_t is_odd = 0 - (first.bits & 1);
  __asm__("" : "+r"(is_odd));
  first.bits ^= (first.bits ^ second.bits) & is_odd;
  return first.number;
}

/// True where none of the numbers is missing or infinite; false also where their sum is beyond the range of
/// numbers.
bool lanes_known(const double *x, ptrdiff_t rows);

/// `out[i]` = the highest (lowest) of x[i - length + 1], ..., x[i], for i in 0..<rows, by van Herk's blocks of
/// `length` rows: up to `*place` the block holds the numbers so far, of which `*so_far` is the extreme, behind it
/// for each place the extreme of the end of the block before from there on. All three go on. -0 counts as 0.
/// False, and nothing changed, where `lanes_known` is.
bool lanes_highest(
  const double *x, ptrdiff_t rows, ptrdiff_t length, ptrdiff_t *place, double *so_far, double *block, double *out);
bool lanes_lowest(
  const double *x, ptrdiff_t rows, ptrdiff_t length, ptrdiff_t *place, double *so_far, double *block, double *out);

/// How many of `count` numbers are not above x.
ptrdiff_t lanes_count_up_to(const double *numbers, ptrdiff_t count, double x);

/// How many of `count` numbers are below x.
ptrdiff_t lanes_count_below(const double *numbers, ptrdiff_t count, double x);

/// `out[i]` = how many of x[i - length + 1], ..., x[i] are not above x[i], for i in 0..<rows.
void lanes_ranks(const double *x, ptrdiff_t rows, ptrdiff_t length, double *out);

/// In a row of `count` numbers in order `leaving`, which is one of them, gives way to `entering`. The row is
/// filled up with infinities to a multiple of four, and four more.
void lanes_replace(double *row, ptrdiff_t count, double leaving, double entering);
