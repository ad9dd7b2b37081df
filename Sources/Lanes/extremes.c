#include "four.h"

// Sliding extremes: of short windows by doubling their lengths, of long ones by van Herk's blocks.

enum { shortest = 64, tile = 512 };

// Each lane the extreme of itself and the lanes before it, or behind it.
#define RUNNING(x, BEST)                                                                                     \
  ({                                                                                                         \
    const four twos = BEST(x, __builtin_shufflevector((x), (x), 0, 0, 1, 2));                                \
    BEST(twos, __builtin_shufflevector(twos, twos, 0, 1, 0, 1));                                             \
  })
#define ENDING(x, BEST)                                                                                      \
  ({                                                                                                         \
    const four twos = BEST(x, __builtin_shufflevector((x), (x), 1, 2, 3, 3));                                \
    BEST(twos, __builtin_shufflevector(twos, twos, 2, 3, 2, 3));                                             \
  })
#define FIRST(x) __builtin_shufflevector(x, x, 0, 0, 0, 0)
#define BEST_OF(a, b, OUTDOES) ((a)OUTDOES(b) ? (a) : (b))

// The end of a block: each number becomes the extreme of itself and of those behind it.
#define CLOSE_BLOCK(block, length, BEST, OUTDOES, WORST)                                                     \
  ({                                                                                                         \
    four behind = SPLAT(WORST);                                                                              \
    ptrdiff_t left = (length);                                                                               \
    for (; left >= 4; left -= 4) {                                                                           \
      const four ending = ENDING(LOAD((block) + left - 4), BEST);                                            \
      STORE((block) + left - 4, BEST(behind, ending));                                                       \
      behind = BEST(behind, FIRST(ending));                                                                  \
    }                                                                                                        \
    for (double end = behind[0]; left > 0; left--)                                                           \
      (block)[left - 1] = end = BEST_OF(end, (block)[left - 1], OUTDOES);                                    \
  })

// By blocks: one row after the other, whatever the length.
#define BY_BLOCKS(NAME, BEST, OUTDOES, WORST)                                                                \
  static inline __attribute__((always_inline)) void NAME##_by_blocks(                                        \
    const double *x, ptrdiff_t rows, ptrdiff_t length, ptrdiff_t *place_in_block, double *so_far,            \
    double *block, double *out)                                                                              \
  {                                                                                                          \
    ptrdiff_t place = *place_in_block;                                                                       \
    double best = *so_far;                                                                                   \
    for (ptrdiff_t row = 0, count; row < rows; row += count) {                                               \
      count = length - place < rows - row ? length - place : rows - row;                                     \
      const ptrdiff_t inner = place + count < length ? count : count - 1;                                    \
      four bests = SPLAT(place == 0 ? WORST : best);                                                         \
      ptrdiff_t i = 0;                                                                                       \
      for (; i + 4 <= inner; i += 4, place += 4) {                                                           \
        const four now = LOAD(x + row + i) + none, ends = LOAD(block + place + 1);                           \
        const four running = RUNNING(now, BEST), whole = BEST(bests, running);                               \
        STORE(block + place, now);                                                                           \
        STORE(out + row + i, BEST(whole, ends));                                                             \
        bests = BEST(bests, LAST(running));                                                                  \
      }                                                                                                      \
      best = bests[0];                                                                                       \
      for (; i < count; i++, place++) {                                                                      \
        const double now = x[row + i] + 0.0, end = i < inner ? block[place + 1] : WORST;                     \
        best = BEST_OF(best, now, OUTDOES);                                                                  \
        block[place] = now;                                                                                  \
        out[row + i] = BEST_OF(best, end, OUTDOES);                                                          \
      }                                                                                                      \
      if (place < length) continue;                                                                          \
      CLOSE_BLOCK(block, length, BEST, OUTDOES, WORST);                                                      \
      place = 0;                                                                                             \
    }                                                                                                        \
    *place_in_block = place;                                                                                 \
    *so_far = best;                                                                                          \
  }

// to[i] = the extreme of the last `width` (2, 4, 8 or 16) numbers up to from[i], for i in -pad..<count, which are
// four times some; before them four more are read.
#define WINDOWS(NAME, BEST, OUTDOES, WORST)                                                                  \
  static inline __attribute__((always_inline)) void NAME##_windows(                                          \
    const double *from, ptrdiff_t pad, ptrdiff_t count, int width, double *to)                               \
  {                                                                                                          \
    four before_two = SPLAT(WORST), before_four = before_two, before_eight = before_two;                     \
    four long_before = before_two;                                                                           \
    for (ptrdiff_t i = -pad; i < count; i += 4) {                                                            \
      const four two = BEST(LOAD(from + i), LOAD(from + i - 1));                                             \
      const four other_two = __builtin_shufflevector(before_two, two, 2, 3, 4, 5);                           \
      const four fours = BEST(two, other_two), eight = BEST(fours, before_four);                             \
      const four sixteen = BEST(eight, long_before);                                                         \
      STORE(to + i, width == 2 ? two : width == 4 ? fours : width == 8 ? eight : sixteen);                   \
      before_two = two;                                                                                      \
      before_four = fours;                                                                                   \
      long_before = before_eight;                                                                            \
      before_eight = eight;                                                                                  \
    }                                                                                                        \
  }

// By doubling: every window of the length is made of two or four that are 16 long, or as long as fits. `rows` is
// at least twice the length.
#define BY_DOUBLING(NAME, BEST, OUTDOES, WORST)                                                              \
  static inline __attribute__((always_inline)) void NAME##_by_doubling(                                      \
    const double *x, ptrdiff_t rows, ptrdiff_t length, ptrdiff_t *place_in_block, double *so_far,            \
    double *block, double *out)                                                                              \
  {                                                                                                          \
    const ptrdiff_t place = *place_in_block, past = length - 1;                                              \
    double head[8 + shortest + tile], windows[8 + shortest + tile];                                          \
    /* For each row before the first the extreme from there on, which is all that windows ask of it. */      \
    double best = WORST;                                                                                     \
    for (ptrdiff_t i = 0; i < 8; i++) head[i] = WORST;                                                       \
    for (ptrdiff_t back = 1; back <= past; back++) {                                                         \
      const double from_there = block[back <= place ? place - back : length - (back - place)];               \
      if (back <= place) best = BEST_OF(best, from_there, OUTDOES);                                          \
      head[8 + past - back] = BEST_OF(best, from_there, OUTDOES);                                            \
    }                                                                                                        \
    for (ptrdiff_t row = 0; row < tile && row < rows; row++) head[8 + past + row] = x[row];                  \
    for (ptrdiff_t first = 0; first < rows; first += tile) {                                                 \
      const double *from = first == 0 ? head + 8 : x + first - past;                                         \
      const ptrdiff_t count = rows - first < tile ? rows - first : tile;                                     \
      const ptrdiff_t all = past + count, pad = -all & 3;                                                    \
      if (length >= 16) NAME##_windows(from, pad, all, 16, windows + 8);                                     \
      else if (length >= 8) NAME##_windows(from, pad, all, 8, windows + 8);                                  \
      else if (length >= 4) NAME##_windows(from, pad, all, 4, windows + 8);                                  \
      else NAME##_windows(from, pad, all, 2, windows + 8);                                                   \
      const ptrdiff_t width = length >= 16 ? 16 : length >= 8 ? 8 : length >= 4 ? 4 : 2;                     \
      const ptrdiff_t far = length - width, near = length > 32 ? 16 : 0, middle = far - near;                \
      const double *last = windows + 8 + past;                                                               \
      ptrdiff_t i = 0;                                                                                       \
      if (near == 0)                                                                                         \
        for (; i + 4 <= count; i += 4)                                                                       \
          STORE(out + first + i, BEST(LOAD(last + i), LOAD(last + i - far)) + none);                         \
      for (; i + 4 <= count; i += 4) {                                                                       \
        const four two = BEST(LOAD(last + i), LOAD(last + i - near));                                        \
        const four other_two = BEST(LOAD(last + i - middle), LOAD(last + i - far));                          \
        STORE(out + first + i, BEST(two, other_two) + none);                                                 \
      }                                                                                                      \
      for (; i < count; i++) {                                                                               \
        const double two = BEST_OF(last[i], last[i - near], OUTDOES);                                        \
        const double other_two = BEST_OF(last[i - middle], last[i - far], OUTDOES);                          \
        out[first + i] = BEST_OF(two, other_two, OUTDOES) + 0.0;                                             \
      }                                                                                                      \
    }                                                                                                        \
    /* The blocks as they are behind the last row. */                                                        \
    const ptrdiff_t now = (place + rows) % length;                                                           \
    const double *start = x + rows - now;                                                                    \
    for (ptrdiff_t i = 0; i < length; i++) block[i] = start[i - length] + 0.0;                               \
    best = out[rows - now - 1];                                                                              \
    CLOSE_BLOCK(block, length, BEST, OUTDOES, WORST);                                                        \
    for (ptrdiff_t i = 0; i < now; i++) {                                                                    \
      block[i] = start[i] + 0.0;                                                                             \
      best = i == 0 ? block[i] : BEST_OF(best, block[i], OUTDOES);                                           \
    }                                                                                                        \
    *place_in_block = now;                                                                                   \
    *so_far = best;                                                                                          \
  }

#define SLIDING(NAME, BEST, OUTDOES, WORST)                                                                  \
  BY_BLOCKS(NAME, BEST, OUTDOES, WORST)                                                                      \
  WINDOWS(NAME, BEST, OUTDOES, WORST)                                                                        \
  BY_DOUBLING(NAME, BEST, OUTDOES, WORST)                                                                    \
  WIDE bool NAME(                                                                                            \
    const double *x, ptrdiff_t rows, ptrdiff_t length, ptrdiff_t *place, double *so_far, double *block,      \
    double *out)                                                                                             \
  {                                                                                                          \
    if (!are_known(x, rows)) return false;                                                                   \
    if (length > 1 && length <= shortest && 2 * length <= rows)                                              \
      NAME##_by_doubling(x, rows, length, place, so_far, block, out);                                        \
    else                                                                                                     \
      NAME##_by_blocks(x, rows, length, place, so_far, block, out);                                          \
    return true;                                                                                             \
  }

SLIDING(lanes_highest, LARGER, >, -__builtin_inf())
SLIDING(lanes_lowest, SMALLER, <, __builtin_inf())
