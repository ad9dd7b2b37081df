#include "four.h"

#include <string.h>

static const int64_t below_52 = 0x4330000000000000;  // 2^52 as the bits of a double
static const int64_t below_84 = 0x4530000000000000;  // 2^84

// The nearest doubles, by the two halves of each word: the last addition is the only one that rounds.
#define AS_NUMBERS(word)                                                                                     \
  ({                                                                                                         \
    bits4 biased = (bits4)(word) ^ (bits4)SPLAT(sign);                                                       \
    bits4 high = (biased >> 32) | (bits4)SPLAT((uint64_t)below_84);                                          \
    bits4 low = (biased & (bits4)SPLAT(0xffffffffu)) | (bits4)SPLAT((uint64_t)below_52);                     \
    ((four)high - (four)SPLAT(0x1p84 + 0x1p63 + 0x1p52)) + (four)low;                                        \
  })

static inline double number(int64_t word)
{
  const bool is_count = (int64_t)((uint64_t)word + ((uint64_t)1 << 51)) >= 0 && word <= (int64_t)1 << 51;
  double bits;
  memcpy(&bits, &word, sizeof bits);
  return is_count ? (double)word / 1e8 : bits;
}

// A count of which the word is 2^51 more: in the low bits of 2^52 as a double it is added to that, exactly.
#define COUNT_ABOVE(word) ((four)((word) | (bits4)SPLAT((uint64_t)below_52)) - (0x1p52 + 0x1p51))

// The nearest doubles of numbers / divisor, where `part` is about 1 / divisor and the divisor takes 26 bits at
// most, zeros at its end left out. What the product with `part` misses is found by its halves, without rounding,
// and added. Nothing is in doubt: half a unit in the last place, times the divisor, is no number of 53 bits, and
// none is nearer to it than the error of what is added.
#define QUOTIENTS(numbers, divisor, part)                                                                    \
  ({                                                                                                         \
    const four about = (numbers) * (part);                                                                   \
    const four upper = (four)((bits4)about & ~(bits4)SPLAT(0x7ffffffu)), lower = about - upper;              \
    about + (((numbers) - upper * (divisor)) - lower * (divisor)) * (part);                                  \
  })
#define HUNDRED_MILLIONTHS(count) QUOTIENTS(count, 1e8, 1e-8)

static bool is_short(double divisor)
{
  uint64_t bits;
  memcpy(&bits, &divisor, sizeof bits);
  return (bits & 0x7ffffff) == 0;
}

WIDE void lanes_numbers(const int64_t *words, ptrdiff_t rows, double *numbers)
{
  enum { block = 16 };
  const bits4 limit = SPLAT((uint64_t)1 << 51);
  ptrdiff_t row = 0;
  for (; row + block <= rows; row += block) {
    bits4 all = SPLAT(0);
    for (ptrdiff_t i = row; i < row + block; i += 8) {
      const bits4 first = *(const bits4 *)(words + i) + limit, second = *(const bits4 *)(words + i + 4) + limit;
      const four count = COUNT_ABOVE(first), other = COUNT_ABOVE(second);
      // Half of them by multiplication, half by division: other units of the processor do the one and the other.
      *(four *)(numbers + i) = HUNDRED_MILLIONTHS(count);
      *(four *)(numbers + i + 4) = other / 1e8;
      all |= first | second;
    }
    if ((all[0] | all[1] | all[2] | all[3]) >> 52 != 0)
      for (ptrdiff_t i = row; i < row + block; i++) numbers[i] = number(words[i]);
  }
  for (; row < rows; row++) numbers[row] = number(words[row]);
}

// How sums of four words go on; `total` and the sums are 2^51 more than they are.
#define NEXT_SUMS(words)                                                                                     \
  ({                                                                                                         \
    const bits4 entering = *(const bits4 *)(words);                                                          \
    bits4 change = entering - *(const bits4 *)((words)-length);                                              \
    change += (bits4)__builtin_shufflevector((words4)change, zeros, 4, 0, 1, 2);                             \
    change += (bits4)__builtin_shufflevector((words4)change, zeros, 4, 4, 0, 1);                             \
    const bits4 sums = total + change;                                                                       \
    total += (bits4)__builtin_shufflevector((words4)change, zeros, 3, 3, 3, 3);                              \
    seen |= (entering + limit) | sums;                                                                       \
    sums;                                                                                                    \
  })

// The averages where all words and all sums are at most 2^51 in magnitude; else false.
static inline __attribute__((always_inline)) bool small_averages(
  const int64_t *words, ptrdiff_t rows, ptrdiff_t length, double divisor, int64_t *sum, double *averages)
{
  const bits4 limit = SPLAT((uint64_t)1 << 51);
  const words4 zeros = SPLAT(0);
  const four divisors = SPLAT(divisor), parts = SPLAT(1 / divisor);
  bits4 total = (bits4)SPLAT((uint64_t)*sum) + limit, seen = SPLAT(0);
  ptrdiff_t row = 0;
  for (; row + 8 <= rows; row += 8) {
    const bits4 first = NEXT_SUMS(words + row), second = NEXT_SUMS(words + row + 4);
    const four numbers = COUNT_ABOVE(first);
    STORE(averages + row, QUOTIENTS(numbers, divisors, parts));
    STORE(averages + row + 4, COUNT_ABOVE(second) / divisors);
  }
  uint64_t all = seen[0] | seen[1] | seen[2] | seen[3];
  int64_t last = (int64_t)(total[0] - limit[0]);
  for (; row < rows; row++) {
    last = (int64_t)((uint64_t)last + (uint64_t)words[row] - (uint64_t)words[row - length]);
    all |= ((uint64_t)words[row] + limit[0]) | ((uint64_t)last + limit[0]);
    averages[row] = (double)last / divisor;
  }
  if (all >> 52 != 0) return false;
  *sum = last;
  return true;
}

WIDE bool lanes_averages(
  const int64_t *words, ptrdiff_t rows, ptrdiff_t length, int64_t limit, double divisor, int64_t *sum,
  double *averages)
{
  const bool may_be_small = rows >= 8 && limit >= (int64_t)1 << 51 && is_short(divisor);
  if (may_be_small && small_averages(words, rows, length, divisor, sum, averages)) return true;
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

// All ones in the words of the rows at which a crosses above b.
#define CROSSES(i) ((LOAD(a + (i)) > LOAD(b + (i))) & (LOAD(a + (i)-1) <= LOAD(b + (i)-1)))
// The lower halves of the lanes of two.
#define LOWER(type, x, y) __builtin_shufflevector((type)(x), (type)(y), 0, 2, 4, 6, 8, 10, 12, 14)

WIDE void lanes_crosses(const double *restrict a, const double *restrict b, ptrdiff_t rows, uint8_t *restrict out)
{
  enum { block = 16 };
  ptrdiff_t row = 0;
  for (; row + block <= rows; row += block) {
    const halves8 first = LOWER(halves8, CROSSES(row), CROSSES(row + 4));
    const halves8 second = LOWER(halves8, CROSSES(row + 8), CROSSES(row + 12));
    *(flags8 *)(out + row) = __builtin_convertvector(first, flags8) & 1;
    *(flags8 *)(out + row + 8) = __builtin_convertvector(second, flags8) & 1;
  }
  for (; row < rows; row++) out[row] = (uint8_t)((a[row] > b[row]) & (a[row - 1] <= b[row - 1]));
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

#define SHIFTED(x)                                                                                           \
  __builtin_shufflevector(__builtin_shufflevector((x), none, 4, 5, 0, 1), (x), 1, 4, 3, 6)

// A block of y = keep * y + f; `start` is y before it and then its last: FADE takes that from the block, and with
// FADE_SOON it waits for one multiplication and one addition alone, which pays where nothing else is to be done.
#define FADE_BY(f, start, next)                                                                              \
  ({                                                                                                         \
    const four alone = (f) + keep * SHIFTED(f);                                                              \
    const four both = alone + square * __builtin_shufflevector(alone, none, 4, 5, 0, 1);                     \
    const four all = both + fades * (start);                                                                 \
    (start) = next;                                                                                          \
    all;                                                                                                     \
  })
#define FADE(f, start) FADE_BY(f, start, LAST(all))
#define FADE_SOON(f, start) FADE_BY(f, start, LAST(both) + LAST(fades) * (start))
#define FADING(factor)                                                                                       \
  const double twice = (factor) * (factor);                                                                  \
  const four keep = SPLAT(factor), square = SPLAT(twice);                                                    \
  const four fades = {(factor), twice, twice * (factor), twice * twice}

WIDE bool lanes_fading_average(
  const double *x, ptrdiff_t rows, double factor, double *last, double *start, double *out)
{
  FADING(factor);
  four before = SPLAT(*last), base = SPLAT(*start);
  for (ptrdiff_t row = 0; row < rows; row += 4) {
    const four now = LOAD(x + row);
    const four change = keep * (EARLIER(before, now) - now);
    const four distance = FADE_SOON(change, base);
    STORE(out + row, now + distance);
    before = now;
  }
  *last = before[3];
  *start = base[3];
  // What is missing or infinite has stayed in the average.
  return IS_KNOWN(base[3]);
}

WIDE bool lanes_strength(
  const double *x, ptrdiff_t rows, double factor, double *last, double *rises, double *falls, double *out)
{
  FADING(factor);
  const four hundred = SPLAT(100);
  four before = SPLAT(*last), gain = SPLAT(*rises), loss = SPLAT(*falls);
  four sums = SPLAT(0);
  for (ptrdiff_t row = 0; row < rows; row += 4) {
    const four now = LOAD(x + row);
    const four change = now - EARLIER(before, now);
    const four up = ABOVE_ZERO(change), down = ABOVE_ZERO(-change);
    const four gains = FADE(up, gain), losses = FADE(down, loss);
    const four total = gains + losses;
    STORE(out + row, CHOOSE(total == none, none, hundred * gains / total));
    sums += now;
    before = now;
  }
  *last = before[3];
  *rises = gain[3];
  *falls = loss[3];
  return IS_KNOWN(SUM(sums));
}

WIDE bool lanes_direction(
  const double *high, const double *low, const double *close, ptrdiff_t rows, double factor,
  double *last_high, double *last_low, double *rises, double *falls, double *out)
{
  FADING(factor);
  const four hundred = SPLAT(100);
  four before_high = SPLAT(*last_high), before_low = SPLAT(*last_low);
  four plus = SPLAT(*rises), minus = SPLAT(*falls);
  four sums = SPLAT(0), indices = SPLAT(0);
  for (ptrdiff_t row = 0; row < rows; row += 4) {
    const four top = LOAD(high + row), bottom = LOAD(low + row);
    const four rise = top - EARLIER(before_high, top), fall = EARLIER(before_low, bottom) - bottom;
    const four up = (four)((words4)(rise > fall) & (words4)ABOVE_ZERO(rise));
    const four down = (four)((words4)(fall > rise) & (words4)ABOVE_ZERO(fall));
    const four ups = FADE(up, plus), downs = FADE(down, minus);
    const four total = ups + downs;
    const four index = hundred * (MAGNITUDE(ups - downs) / total);
    STORE(out + row, index);
    sums += top + bottom + LOAD(close + row);
    // A total of 0 makes the index missing.
    indices += index;
    before_high = top;
    before_low = bottom;
  }
  *last_high = before_high[3];
  *last_low = before_low[3];
  *rises = plus[3];
  *falls = minus[3];
  return IS_KNOWN(SUM(sums) + SUM(indices));
}

WIDE bool lanes_average_range(
  const double *high, const double *low, const double *close, ptrdiff_t rows, double factor, double *last_close,
  double *last, double *start, double *out)
{
  enum { tile = 128 };
  FADING(factor);
  if (rows == 0) return true;
  // The ranges of a tile, and the one before it.
  double ranges[tile + 1];
  ranges[0] = *last;
  four earlier = EARLIER((four)SPLAT(*last_close), LOAD(close)), base = SPLAT(*start), sums = SPLAT(0);
  for (ptrdiff_t first = 0; first < rows; first += tile) {
    const ptrdiff_t count = rows - first < tile ? rows - first : tile;
    for (ptrdiff_t row = first; row < first + count; row += 4) {
      const four top = LOAD(high + row), bottom = LOAD(low + row);
      if (row > 0) earlier = LOAD(close + row - 1);
      const four range = top - bottom, above = MAGNITUDE(top - earlier), below = MAGNITUDE(bottom - earlier);
      const four wide = LARGER(range, above);
      STORE(ranges + 1 + row - first, LARGER(wide, below));
      sums += range;
    }
    for (ptrdiff_t i = 0; i < count; i += 4) {
      const four now = LOAD(ranges + 1 + i);
      const four change = keep * (LOAD(ranges + i) - now);
      STORE(out + first + i, now + FADE_SOON(change, base));
    }
    ranges[0] = ranges[count];
  }
  *last_close = close[rows - 1];
  *last = ranges[0];
  *start = base[3];
  // A price that is missing or infinite makes the sum of the ranges so, or by way of a close the average.
  return IS_KNOWN(SUM(sums) + *last_close + *start);
}

// Each lane the sum of itself and the lanes before it.
#define RUNNING(x)                                                                                           \
  ({                                                                                                         \
    bits4 sums = (x);                                                                                        \
    sums += (bits4)__builtin_shufflevector((words4)sums, (words4)none, 4, 0, 1, 2);                          \
    sums += (bits4)__builtin_shufflevector((words4)sums, (words4)none, 4, 5, 0, 1);                          \
    sums;                                                                                                    \
  })
#define LAST_BITS(x) ((bits4)__builtin_shufflevector((words4)(x), (words4)(x), 3, 3, 3, 3))

WIDE bool lanes_slopes(
  const int64_t *words, ptrdiff_t rows, ptrdiff_t length, int64_t limit, double divisor, int64_t *sum,
  int64_t *weighted, double *out)
{
  const bits4 most = SPLAT((uint64_t)limit), low_half = SPLAT(0xffffffffu), factor = SPLAT((uint64_t)length);
  const four divisors = SPLAT(divisor);
  const uint64_t length_word = (uint64_t)length;
  uint64_t all = (uint64_t)*sum;
  uint64_t rise = 2 * (uint64_t)*weighted - (length_word + 1) * all;
  bits4 total = SPLAT(all), rises = SPLAT(rise);
  words4 strays = {0};
  ptrdiff_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    const bits4 entering = *(const bits4 *)(words + row), leaving = *(const bits4 *)(words + row - length);
    strays |= (words4)(entering + most) | (words4)(most - entering);
    const bits4 change = entering - leaving, both = entering + leaving;
    const bits4 totals = total + RUNNING(change);
    // The low 64 bits of length * both, by halves; a length is below 2^32.
    const bits4 times = (both & low_half) * factor + (((both >> 32) * factor) << 32);
    const bits4 steps = times - change - 2 * (totals - change);
    const bits4 now = rises + RUNNING(steps);
    total = LAST_BITS(totals);
    rises = LAST_BITS(now);
    STORE(out + row, AS_NUMBERS(now) / divisors);
  }
  int64_t stray = strays[0] | strays[1] | strays[2] | strays[3];
  all = total[0];
  rise = rises[0];
  for (; row < rows; row++) {
    const uint64_t entering = (uint64_t)words[row], leaving = (uint64_t)words[row - length];
    stray |= (int64_t)(entering + (uint64_t)limit) | (int64_t)((uint64_t)limit - entering);
    rise += length_word * (entering + leaving) - (entering - leaving) - 2 * all;
    all += entering - leaving;
    out[row] = (double)(int64_t)rise / divisor;
  }
  if (stray < 0) return false;
  // Twice the weighted sum is even and in range.
  *weighted = (int64_t)(rise + (length_word + 1) * all) / 2;
  *sum = (int64_t)all;
  return true;
}

#if __has_builtin(__builtin_elementwise_sqrt)
#define ROOTS(x) __builtin_elementwise_sqrt(x)
#else
#define ROOTS(x)                                                                                             \
  ((four){__builtin_sqrt((x)[0]), __builtin_sqrt((x)[1]), __builtin_sqrt((x)[2]), __builtin_sqrt((x)[3])})
#endif

WIDE bool lanes_deviations(
  const int64_t *words, ptrdiff_t rows, ptrdiff_t length, int64_t limit, double divisor, int64_t *sum,
  uint64_t *spread_low, uint64_t *spread_high, double *out)
{
  enum { block = 64 };
  uint64_t high[block] = {0}, low[block] = {0};
  const bits4 most = SPLAT((uint64_t)limit), half = SPLAT(((uint64_t)1 << 52) - 1);
  const four divisors = SPLAT(divisor);
  words4 strays = {0};
  ptrdiff_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    const bits4 entering = *(const bits4 *)(words + row);
    strays |= (words4)(entering + most) | (words4)(most - entering);
  }
  int64_t stray = strays[0] | strays[1] | strays[2] | strays[3];
  for (; row < rows; row++)
    stray |= (int64_t)((uint64_t)words[row] + (uint64_t)limit) | (int64_t)((uint64_t)limit - (uint64_t)words[row]);
  if (stray < 0) return false;
  int64_t total = *sum;
  unsigned __int128 all = (unsigned __int128)*spread_high << 64 | *spread_low;
  uint64_t large = 0;
  for (ptrdiff_t first = 0; first < rows; first += block) {
    const ptrdiff_t count = rows - first < block ? rows - first : block;
    for (ptrdiff_t i = 0; i < count; i++) {
      const int64_t entering = words[first + i], leaving = words[first + i - length];
      const int64_t change = entering - leaving;
      all += (unsigned __int128)((__int128)change * (length * (entering + leaving) - 2 * total - change));
      total += change;
      high[i] = (uint64_t)(all >> 52);
      low[i] = (uint64_t)all;
      large |= (uint64_t)(all >> 64);
    }
    for (ptrdiff_t i = 0; i < count; i += 4) {
      // Two halves of 52 bits as the bits of doubles, 2^52 above what they are.
      const four upper = (four)((*(const bits4 *)(high + i) & half) | (bits4)SPLAT((uint64_t)below_52));
      const four lower = (four)((*(const bits4 *)(low + i) & half) | (bits4)SPLAT((uint64_t)below_52));
      const four value = (upper - 0x1p52) * 0x1p52 + (lower - 0x1p52);
      const four deviations = ROOTS(value) / divisors;
      if (i + 4 <= count) {
        STORE(out + first + i, deviations);
      } else {
        for (ptrdiff_t lane = 0; i + lane < count; lane++) out[first + i + lane] = deviations[lane];
      }
    }
  }
  if (large >> 40 != 0) return false;
  *sum = total;
  *spread_low = (uint64_t)all;
  *spread_high = (uint64_t)(all >> 64);
  return true;
}

WIDE bool lanes_known(const double *x, ptrdiff_t rows) { return are_known(x, rows); }

// The even one of two neighbours, without a branch.
#define EVEN(a, b) CHOOSE((words4)((bits4)SPLAT(0) - ((bits4)(a) & (bits4)SPLAT(1))), b, a)
// A pair as one number.
#define PAIR_VALUE(high, low)                                                                                \
  ({                                                                                                         \
    const four sum = (high) + (low), part = sum - (high);                                                    \
    const four rest = ((high) - (sum - part)) + ((low)-part), other = sum + rest * 0x1.001p0;                \
    EVEN(sum, other);                                                                                        \
  })

WIDE bool lanes_sums(
  const double *x, ptrdiff_t rows, ptrdiff_t length, double divisor, double *high, double *low, double *peak,
  double *out)
{
  enum { tile = 128 };
  if (!are_known(x, rows)) return false;
  double changes[tile], lost[tile], highs[tile + 4], lows[tile + 4];
  const four divisors = SPLAT(divisor);
  four top = SPLAT(*peak), bottom = SPLAT(__builtin_inf()), sums = SPLAT(0);
  double above = *high, rest = *low;
  for (ptrdiff_t first = 0; first < rows; first += tile) {
    const ptrdiff_t count = rows - first < tile ? rows - first : tile;
    ptrdiff_t i = 0;
    for (; i + 4 <= count; i += 4) {
      const four entering = LOAD(x + first + i), leaving = -LOAD(x + first + i - length);
      const four change = entering + leaving, part = change - entering;
      STORE(changes + i, change);
      STORE(lost + i, (entering - (change - part)) + (leaving - part));
    }
    for (; i < count; i++) {
      const double entering = x[first + i], leaving = -x[first + i - length];
      const double change = entering + leaving, part = change - entering;
      changes[i] = change;
      lost[i] = (entering - (change - part)) + (leaving - part);
    }
    highs[0] = above;
    for (i = 0; i < count; i++) {
      const double sum = above + changes[i], part = sum - above;
      rest += lost[i] + ((above - (sum - part)) + (changes[i] - part));
      highs[i + 1] = above = sum;
      lows[i] = rest;
    }
    for (i = 0; i + 4 <= count; i += 4) {
      const four before = MAGNITUDE(LOAD(highs + i)), now = LOAD(highs + i + 1), size = MAGNITUDE(now);
      const four value = PAIR_VALUE(now, LOAD(lows + i)) / divisors;
      top = LARGER(top, before);
      bottom = SMALLER(bottom, size);
      sums += value;
      STORE(out + first + i, value);
    }
    for (; i < count; i++) {
      const four before = SPLAT(highs[i]), now = SPLAT(highs[i + 1]), size = MAGNITUDE(now), all = SPLAT(lows[i]);
      const four value = PAIR_VALUE(now, all) / divisors, was = MAGNITUDE(before);
      top = LARGER(top, was);
      bottom = SMALLER(bottom, size);
      sums += value;
      out[first + i] = value[0];
    }
  }
  double most = top[0], least = bottom[0];
  for (int lane = 1; lane < 4; lane++) {
    most = top[lane] > most ? top[lane] : most;
    least = bottom[lane] < least ? bottom[lane] : least;
  }
  if (!IS_KNOWN(SUM(sums)) || most > 0x1p30 * least) return false;
  *high = above;
  *low = rest;
  *peak = most;
  return true;
}

#define COUNT(NAME, BELONGS)                                                                                 \
  WIDE ptrdiff_t NAME(const double *numbers, ptrdiff_t count, double x)                                      \
  {                                                                                                          \
    const four mark = SPLAT(x);                                                                              \
    words4 counts = {0};                                                                                     \
    ptrdiff_t row = 0;                                                                                       \
    for (; row + 4 <= count; row += 4) counts -= LOAD(numbers + row) BELONGS mark;                           \
    ptrdiff_t all = counts[0] + counts[1] + counts[2] + counts[3];                                           \
    for (; row < count; row++) all += numbers[row] BELONGS x;                                                \
    return all;                                                                                              \
  }

COUNT(lanes_count_up_to, <=)
COUNT(lanes_count_below, <)

WIDE void lanes_ranks(const double *x, ptrdiff_t rows, ptrdiff_t length, double *out)
{
  ptrdiff_t row = 0;
  for (; row + 8 <= rows; row += 8) {
    const four first = LOAD(x + row), second = LOAD(x + row + 4);
    words4 firsts = {0}, seconds = {0};
    for (const double *other = x + row - length + 1; other <= x + row; other++) {
      firsts -= LOAD(other) <= first;
      seconds -= LOAD(other + 4) <= second;
    }
    const bits4 counts = (bits4)firsts, others = (bits4)seconds;
    STORE(out + row, AS_NUMBERS(counts));
    STORE(out + row + 4, AS_NUMBERS(others));
  }
  for (; row < rows; row++) {
    ptrdiff_t count = 0;
    for (ptrdiff_t back = 0; back < length; back++) count += x[row - back] <= x[row];
    out[row] = (double)count;
  }
}

WIDE void lanes_replace(double *row, ptrdiff_t count, double leaving, double entering)
{
  const four out = SPLAT(leaving), in = SPLAT(entering);
  four before = SPLAT(-__builtin_inf()), now = LOAD(row);
  for (ptrdiff_t place = 0; place < count; place += 4) {
    const four after = LOAD(row + place + 4);
    const four below = EARLIER(before, now), above = __builtin_shufflevector(now, after, 1, 2, 3, 4);
    // What stands here and one lower once the old number is gone.
    const four here = CHOOSE(now < out, now, above), lower = CHOOSE(below < out, below, now);
    const four least = CHOOSE(in < here, in, here);
    STORE(row + place, CHOOSE(lower > least, lower, least));
    before = now;
    now = after;
  }
}
