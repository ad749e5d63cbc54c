#pragma once
#include "common.h"

// Copies images into zero-padded ones. Rows and columns beyond the source (also negative padding) become zeros or are left out.
NOINLINE void pad_images(const float *x, float *to, int images, int height, int width, int channels, int top, int left,
                         int padded_height, int padded_width) {
  const int row = padded_width * channels;
  const int first = max_int(0, left), last = min_int(padded_width, left + width);
  for (int b = 0; b < images; b++) {
    for (int y = 0; y < padded_height; y++, to += row) {
      const int source = y - top;
      if (source < 0 || source >= height || last <= first) {
        __builtin_memset(to, 0, (uz)row * 4);
        continue;
      }
      const float *from = x + ((uz)b * height + source) * width * channels + (first - left) * channels;
      __builtin_memset(to, 0, (uz)first * channels * 4);
      __builtin_memcpy(to + first * channels, from, (uz)(last - first) * channels * 4);
      __builtin_memset(to + last * channels, 0, (uz)(padded_width - last) * channels * 4);
    }
  }
}
