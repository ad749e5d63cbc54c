/** One picture: row-major `[height, width, channels]`, 8 bits, 1 (grey) or 3 (red, green, blue) channels. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
}

/** Pictures of one size: row-major `[count, height, width, channels]`. */
export interface PictureBatch extends Picture {
  readonly count: number;
}
