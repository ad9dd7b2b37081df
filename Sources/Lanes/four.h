// What the loops over columns have in common: four numbers at once.
#pragma once

#include "lanes.h"

#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__) && defined(__linux__)
#define WIDE __attribute__((target_clones("default", "arch=x86-64-v3")))
#else
#define WIDE
#endif

typedef int64_t words4 __attribute__((vector_size(32), aligned(8)));
typedef uint64_t bits4 __attribute__((vector_size(32), aligned(8)));
typedef double four __attribute__((vector_size(32), aligned(8)));
typedef int32_t halves8 __attribute__((vector_size(32), aligned(4)));
typedef uint8_t flags8 __attribute__((vector_size(8), aligned(1)));

#define SPLAT(x) {(x), (x), (x), (x)}
#define CHOOSE(mask, yes, no) ((four)(((mask) & (words4)(yes)) | (~(mask) & (words4)(no))))

static const uint64_t sign = 0x8000000000000000;
static const four none = SPLAT(0);

#define LOAD(pointer) (*(const four *)(pointer))
#define STORE(pointer, value) (*(four *)(pointer) = (value))
// The four before the last three of `now`: one row earlier.
#define EARLIER(before, now) __builtin_shufflevector(before, now, 3, 4, 5, 6)
#define LAST(x) __builtin_shufflevector(x, x, 3, 3, 3, 3)
#define MAGNITUDE(x) ((four)((bits4)(x) & ~(bits4)SPLAT(sign)))
#define ABOVE_ZERO(x) ((four)((words4)((x) > none) & (words4)(x)))
#define SUM(x) ((x)[0] + (x)[1] + (x)[2] + (x)[3])
// Neither missing nor infinite. A sum is known where all its terms are, unless they are too large for it.
#define IS_KNOWN(x) ((x) - (x) == 0)
#define LARGER(a, b) CHOOSE((a) > (b), a, b)
#define SMALLER(a, b) CHOOSE((a) < (b), a, b)

static inline __attribute__((always_inline)) bool are_known(const double *x, ptrdiff_t rows)
{
  four sums = SPLAT(0), others = SPLAT(0);
  ptrdiff_t row = 0;
  for (; row + 8 <= rows; row += 8) {
    sums += LOAD(x + row);
    others += LOAD(x + row + 4);
  }
  sums += others;
  double sum = SUM(sums);
  for (; row < rows; row++) sum += x[row];
  return IS_KNOWN(sum);
}
