#include "lanes.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__) && defined(__linux__)
#define WIDE __attribute__((target_clones("default", "arch=x86-64-v3")))
#else
#define WIDE
#endif

typedef int64_t words4 __attribute__((vector_size(32), aligned(8)));
typedef uint64_t bits4 __attribute__((vector_size(32), aligned(8)));
typedef double four __attribute__((vector_size(32), aligned(8)));

#define SPLAT(x) {(x), (x), (x), (x)}
#define CHOOSE(mask, yes, no) ((four)(((mask) & (words4)(yes)) | (~(mask) & (words4)(no))))

static const int64_t below_52 = 0x4330000000000000;  // 2^52 as the bits of a double
static const int64_t below_84 = 0x4530000000000000;  // 2^84
static const uint64_t sign = 0x8000000000000000;

// The nearest doubles, by the two halves of each word: the last addition is the only one that rounds.
#define AS_NUMBERS(word)                                                                                     \
  ({                                                                                                         \
    bits4 biased = (bits4)(word) ^ (bits4)SPLAT(sign);                                                       \
    bits4 high = (biased >> 32) | (bits4)SPLAT((uint64_t)below_84);                                          \
    bits4 low = (biased & (bits4)SPLAT(0xffffffffu)) | (bits4)SPLAT((uint64_t)below_52);                     \
    ((four)high - (four)SPLAT(0x1p84 + 0x1p63 + 0x1p52)) + (four)low;                                        \
  })

WIDE void lanes_numbers(const int64_t *words, ptrdiff_t rows, double *numbers)
{
  const bits4 limit = SPLAT((uint64_t)1 << 51);
  const four scale = SPLAT(1e8);
  ptrdiff_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    const words4 word = *(const words4 *)(words + row);
    const words4 is_count = (words4)((bits4)word + limit) >= 0 & word <= (words4)limit;
    *(four *)(numbers + row) = CHOOSE(is_count, AS_NUMBERS(word) / scale, word);
  }
  for (; row < rows; row++) {
    const int64_t word = words[row];
    if ((int64_t)((uint64_t)word + ((uint64_t)1 << 51)) >= 0 && word <= (int64_t)1 << 51)
      numbers[row] = (double)word / 1e8;
    else
      memcpy(numbers + row, words + row, sizeof *numbers);
  }
}

WIDE bool lanes_averages(
  const int64_t *words, ptrdiff_t rows, ptrdiff_t length, int64_t limit, double divisor, int64_t *sum,
  double *averages)
{
  const words4 most = SPLAT(limit);
  const four divisors = SPLAT(divisor);
  const words4 none = SPLAT(0);
  words4 strays = none;
  bits4 total = SPLAT((uint64_t)*sum);
  ptrdiff_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    const words4 entering = *(const words4 *)(words + row);
    const words4 leaving = *(const words4 *)(words + row - length);
    strays |= (words4)((bits4)entering + (bits4)most) | (words4)((bits4)most - (bits4)entering);
    bits4 change = (bits4)entering - (bits4)leaving;
    change += (bits4)__builtin_shufflevector((words4)change, none, 4, 0, 1, 2);
    change += (bits4)__builtin_shufflevector((words4)change, none, 4, 4, 0, 1);
    const bits4 sums = total + change;
    total += (bits4)__builtin_shufflevector((words4)change, none, 3, 3, 3, 3);
    *(four *)(averages + row) = AS_NUMBERS(sums) / divisors;
  }
  int64_t stray = strays[0] | strays[1] | strays[2] | strays[3];
  uint64_t last = total[0];
  for (; row < rows; row++) {
    const uint64_t word = (uint64_t)words[row];
    stray |= (int64_t)(word + (uint64_t)limit) | (int64_t)((uint64_t)limit - word);
    last += word - (uint64_t)words[row - length];
    averages[row] = (double)(int64_t)last / divisor;
  }
  if (stray < 0) return false;
  *sum = (int64_t)last;
  return true;
}

WIDE void lanes_crosses(const double *restrict a, const double *restrict b, ptrdiff_t rows, uint8_t *restrict out)
{
  for (ptrdiff_t row = 0; row < rows; row++)
    out[row] = (uint8_t)((a[row] > b[row]) & (a[row - 1] <= b[row - 1]));
}

WIDE bool lanes_equity(
  const int64_t *closes, ptrdiff_t rows, double cash, double per_count, double *equity)
{
  const four start = SPLAT(cash), slope = SPLAT(per_count);
  bits4 seen = SPLAT(0);
  ptrdiff_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    const bits4 close = (bits4) * (const words4 *)(closes + row);
    seen |= close - 1;
    // A count below 2^52 in the low bits of 2^52 as a double is 2^52 + count, exactly.
    const four number = (four)(close | (bits4)SPLAT((uint64_t)below_52)) - 0x1p52;
    *(four *)(equity + row) = start + number * slope;
  }
  uint64_t all = seen[0] | seen[1] | seen[2] | seen[3];
  for (; row < rows; row++) {
    all |= (uint64_t)closes[row] - 1;
    equity[row] = cash + (double)closes[row] * per_count;
  }
  return all >> 51 == 0;
}

WIDE void lanes_returns(const double *equity, ptrdiff_t rows, double sums[12])
{
  four sum = SPLAT(0), squares = SPLAT(0), falls = SPLAT(0);
  for (ptrdiff_t row = 0; row < rows; row += 4) {
    const four value = *(const four *)(equity + row) / *(const four *)(equity + row - 1) - 1;
    const four fall = (four)((words4)value & (words4)(value < 0));
    sum += value;
    squares += value * value;
    falls += fall * fall;
  }
  memcpy(sums, &sum, sizeof sum);
  memcpy(sums + 4, &squares, sizeof squares);
  memcpy(sums + 8, &falls, sizeof falls);
}

WIDE void lanes_extremes(const double *values, ptrdiff_t count, double *highest, double *lowest)
{
  four top = SPLAT(values[0]), bottom = SPLAT(values[0]);
  ptrdiff_t row = 0;
  for (; row + 4 <= count; row += 4) {
    const four value = *(const four *)(values + row);
    top = CHOOSE(value > top, value, top);
    bottom = CHOOSE(value < bottom, value, bottom);
  }
  double high = values[0], low = values[0];
  for (int lane = 0; lane < 4; lane++) {
    high = top[lane] > high ? top[lane] : high;
    low = bottom[lane] < low ? bottom[lane] : low;
  }
  for (; row < count; row++) {
    high = values[row] > high ? values[row] : high;
    low = values[row] < low ? values[row] : low;
  }
  *highest = high;
  *lowest = low;
}

static inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

WIDE ptrdiff_t lanes_reach(
  const int64_t *open, const int64_t *high, const int64_t *low, const int64_t *close, ptrdiff_t rows,
  int64_t floor, int64_t ceiling, int64_t limit, int64_t *most, int64_t *least)
{
  const ptrdiff_t block = 16;
  const int64_t beyond = smaller(ceiling - 1, limit);
  int64_t top = *most, bottom = *least;
  ptrdiff_t row = 0;
  for (; row + block <= rows; row += block) {
    int64_t highest = high[row], lowest = low[row];
    for (ptrdiff_t i = row; i < row + block; i++) {
      highest = larger(highest, larger(larger(open[i], close[i]), larger(high[i], low[i])));
      lowest = smaller(lowest, smaller(smaller(open[i], close[i]), smaller(high[i], low[i])));
    }
    if (highest > beyond || lowest <= floor) break;
    top = larger(top, highest);
    bottom = smaller(bottom, lowest);
  }
  for (; row < rows; row++) {
    const int64_t highest = larger(larger(open[row], close[row]), larger(high[row], low[row]));
    const int64_t lowest = smaller(smaller(open[row], close[row]), smaller(high[row], low[row]));
    if (highest > beyond || lowest <= floor) break;
    top = larger(top, highest);
    bottom = smaller(bottom, lowest);
  }
  *most = top;
  *least = bottom;
  return row;
}
