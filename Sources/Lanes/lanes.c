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

static const four none = SPLAT(0);

#define LOAD(pointer) (*(const four *)(pointer))
#define STORE(pointer, value) (*(four *)(pointer) = (value))
// The four before the last three of `now`: one row earlier.
#define EARLIER(before, now) __builtin_shufflevector(before, now, 3, 4, 5, 6)
#define LAST(x) __builtin_shufflevector(x, x, 3, 3, 3, 3)
#define MAGNITUDE(x) ((four)((bits4)(x) & ~(bits4)SPLAT(sign)))
#define ABOVE_ZERO(x) ((four)((words4)((x) > none) & (words4)(x)))
#define STRAYS(x) ((x) - (x) != none)
#define ANY(mask) (((mask)[0] | (mask)[1] | (mask)[2] | (mask)[3]) != 0)
#define LARGER(a, b) CHOOSE((a) > (b), a, b)

// A block of y = keep * y + f; `start` is y before it and then its last.
#define FADE(f, start)                                                                                       \
  ({                                                                                                         \
    const four alone = (f) + keep * __builtin_shufflevector((f), none, 4, 0, 1, 2);                          \
    const four both = alone + square * __builtin_shufflevector(alone, none, 4, 5, 0, 1);                     \
    const four all = both + fades * (start);                                                                 \
    (start) = LAST(all);                                                                                     \
    all;                                                                                                     \
  })
#define FADING(factor)                                                                                       \
  const double twice = (factor) * (factor);                                                                  \
  const four keep = SPLAT(factor), square = SPLAT(twice);                                                    \
  const four fades = {(factor), twice, twice * (factor), twice * twice}

WIDE bool lanes_fading_average(
  const double *x, ptrdiff_t rows, double factor, double *last, double *start, double *out)
{
  FADING(factor);
  four before = SPLAT(*last), base = SPLAT(*start);
  words4 strays = {0};
  for (ptrdiff_t row = 0; row < rows; row += 4) {
    const four now = LOAD(x + row);
    const four change = keep * (EARLIER(before, now) - now);
    const four distance = FADE(change, base);
    STORE(out + row, now + distance);
    strays |= STRAYS(now);
    before = now;
  }
  *last = before[3];
  *start = base[3];
  return !ANY(strays);
}

WIDE bool lanes_strength(
  const double *x, ptrdiff_t rows, double factor, double *last, double *rises, double *falls, double *out)
{
  FADING(factor);
  const four hundred = SPLAT(100);
  four before = SPLAT(*last), gain = SPLAT(*rises), loss = SPLAT(*falls);
  words4 strays = {0};
  for (ptrdiff_t row = 0; row < rows; row += 4) {
    const four now = LOAD(x + row);
    const four change = now - EARLIER(before, now);
    const four up = ABOVE_ZERO(change), down = ABOVE_ZERO(-change);
    const four gains = FADE(up, gain), losses = FADE(down, loss);
    const four total = gains + losses;
    STORE(out + row, CHOOSE(total == none, none, hundred * gains / total));
    strays |= STRAYS(now);
    before = now;
  }
  *last = before[3];
  *rises = gain[3];
  *falls = loss[3];
  return !ANY(strays);
}

WIDE bool lanes_direction(
  const double *high, const double *low, const double *close, ptrdiff_t rows, double factor,
  double *last_high, double *last_low, double *rises, double *falls, double *out)
{
  FADING(factor);
  const four hundred = SPLAT(100);
  four before_high = SPLAT(*last_high), before_low = SPLAT(*last_low);
  four plus = SPLAT(*rises), minus = SPLAT(*falls);
  words4 strays = {0};
  for (ptrdiff_t row = 0; row < rows; row += 4) {
    const four top = LOAD(high + row), bottom = LOAD(low + row);
    const four rise = top - EARLIER(before_high, top), fall = EARLIER(before_low, bottom) - bottom;
    const four up = (four)((words4)(rise > fall) & (words4)ABOVE_ZERO(rise));
    const four down = (four)((words4)(fall > rise) & (words4)ABOVE_ZERO(fall));
    const four ups = FADE(up, plus), downs = FADE(down, minus);
    const four total = ups + downs;
    const four index = hundred * (MAGNITUDE(ups - downs) / total);
    const four prices = top + bottom + LOAD(close + row);
    STORE(out + row, index);
    // A total of 0 makes the index missing.
    strays |= STRAYS(prices) | STRAYS(index);
    before_high = top;
    before_low = bottom;
  }
  *last_high = before_high[3];
  *last_low = before_low[3];
  *rises = plus[3];
  *falls = minus[3];
  return !ANY(strays);
}

WIDE bool lanes_average_range(
  const double *high, const double *low, const double *close, ptrdiff_t rows, double factor, double *last_close,
  double *last, double *start, double *out)
{
  FADING(factor);
  words4 strays = {0};
  four before_close = SPLAT(*last_close), before = SPLAT(*last), base = SPLAT(*start);
  for (ptrdiff_t row = 0; row < rows; row += 4) {
    const four top = LOAD(high + row), bottom = LOAD(low + row), now = LOAD(close + row);
    const four earlier = EARLIER(before_close, now);
    const four range = top - bottom, above = MAGNITUDE(top - earlier), below = MAGNITUDE(bottom - earlier);
    const four wide = LARGER(range, above), widest = LARGER(wide, below);
    const four change = keep * (EARLIER(before, widest) - widest);
    const four distance = FADE(change, base);
    STORE(out + row, widest + distance);
    const four prices = top + bottom + now;
    strays |= STRAYS(prices) | STRAYS(widest);
    before_close = now;
    before = widest;
  }
  *last_close = before_close[3];
  *last = before[3];
  *start = base[3];
  return !ANY(strays);
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

WIDE bool lanes_known(const double *x, ptrdiff_t rows)
{
  words4 strays = {0};
  ptrdiff_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    const four now = LOAD(x + row);
    strays |= STRAYS(now);
  }
  bool stray = ANY(strays);
  for (; row < rows; row++) stray |= x[row] - x[row] != 0;
  return !stray;
}

#define BLOCK_EXTREMES(NAME, CLOSE, OUTDOES)                                                                 \
  WIDE bool NAME(                                                                                            \
    const double *restrict x, ptrdiff_t rows, ptrdiff_t place, ptrdiff_t length, double *restrict block,     \
    double *restrict so_far, double *restrict out)                                                           \
  {                                                                                                          \
    words4 strays = {0};                                                                                     \
    ptrdiff_t row = 0;                                                                                       \
    for (; row + 4 <= rows; row += 4) {                                                                      \
      const four now = LOAD(x + row);                                                                        \
      STORE(out + row, now + none);                                                                          \
      strays |= STRAYS(now);                                                                                 \
    }                                                                                                        \
    bool stray = ANY(strays);                                                                                \
    for (; row < rows; row++) {                                                                              \
      out[row] = x[row] + 0.0;                                                                               \
      stray |= x[row] - x[row] != 0;                                                                         \
    }                                                                                                        \
    if (stray) return false;                                                                                 \
    double best = place == 0 ? out[0] : *so_far;                                                             \
    const ptrdiff_t inner = place + rows < length ? rows : length - 1 - place;                               \
    for (row = 0; row < inner; row++) {                                                                      \
      const double now = out[row], end = block[place + row + 1];                                             \
      best = best OUTDOES now ? best : now;                                                                  \
      block[place + row] = now;                                                                              \
      out[row] = best OUTDOES end ? best : end;                                                              \
    }                                                                                                        \
    if (inner < rows) {                                                                                      \
      const double now = out[inner];                                                                         \
      best = best OUTDOES now ? best : now;                                                                  \
      block[place + inner] = now;                                                                            \
      out[inner] = best;                                                                                     \
    }                                                                                                        \
    *so_far = best;                                                                                          \
    return true;                                                                                             \
  }                                                                                                          \
                                                                                                             \
  WIDE void CLOSE(double *block, ptrdiff_t length)                                                           \
  {                                                                                                          \
    double best = block[length - 1];                                                                         \
    for (ptrdiff_t place = length - 2; place >= 0; place--) {                                                \
      best = best OUTDOES block[place] ? best : block[place];                                                \
      block[place] = best;                                                                                   \
    }                                                                                                        \
  }

BLOCK_EXTREMES(lanes_block_highest, lanes_close_highest, >)
BLOCK_EXTREMES(lanes_block_lowest, lanes_close_lowest, <)

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
