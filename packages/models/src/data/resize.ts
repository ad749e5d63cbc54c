import type { RawImages } from './image-dataset.js';

/** For one axis: which source cells, with which weights, make up each target cell. Weights of a cell sum to one. */
interface AxisWeights {
  readonly first: Int32Array;
  /** `[target, reach]`, padded with zeros. */
  readonly weights: Float64Array;
  readonly reach: number;
}

function areaWeights(source: number, target: number): AxisWeights {
  const ratio = source / target;
  const reach = Math.ceil(ratio) + 1;
  const first = new Int32Array(target);
  const weights = new Float64Array(target * reach);
  for (let t = 0; t < target; t++) {
    // Exact cell borders: t·source/target as one division, so that equal borders compare equal.
    const low = (t * source) / target;
    const high = ((t + 1) * source) / target;
    const start = Math.floor(low);
    first[t] = start;
    for (let k = 0; k < reach; k++) {
      const overlap = Math.min(high, start + k + 1) - Math.max(low, start + k);
      if (overlap > 0 && start + k < source) weights[t * reach + k] = overlap / ratio;
    }
  }
  return { first, weights, reach };
}

/**
 * Resizes images to `height`×`width` by area averaging: each target pixel is the mean of the source area that it covers,
 * rounded half up. Going up, this repeats pixels (blended where borders do not meet).
 */
export function resizeImages(images: RawImages, height: number, width: number): RawImages {
  const { count, channels } = images;
  if (images.height === height && images.width === width) return images;
  const rows = areaWeights(images.height, height);
  const columns = areaWeights(images.width, width);
  const pixels = new Uint8Array(count * height * width * channels);
  const half = new Float64Array(height * images.width * channels);
  const rowItems = images.width * channels;
  for (let n = 0; n < count; n++) {
    const source = n * images.height * rowItems;
    half.fill(0);
    for (let y = 0; y < height; y++) {
      for (let k = 0; k < rows.reach; k++) {
        const weight = rows.weights[y * rows.reach + k] ?? 0;
        if (weight === 0) continue;
        const from = source + ((rows.first[y] ?? 0) + k) * rowItems;
        for (let i = 0; i < rowItems; i++)
          half[y * rowItems + i] = (half[y * rowItems + i] ?? 0) + weight * (images.pixels[from + i] ?? 0);
      }
    }
    const target = n * height * width * channels;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (let k = 0; k < columns.reach; k++) {
            const weight = columns.weights[x * columns.reach + k] ?? 0;
            if (weight !== 0) sum += weight * (half[y * rowItems + ((columns.first[x] ?? 0) + k) * channels + c] ?? 0);
          }
          // The small term keeps exact halves that arrive as 0.4999… on the upper side.
          pixels[target + (y * width + x) * channels + c] = Math.floor(sum + 0.5 + 1e-9);
        }
      }
    }
  }
  return { ...images, height, width, pixels };
}

/** The largest centred square of each image. Of two possible centres the upper or left one is taken. */
export function centreSquare(images: RawImages): RawImages {
  const side = Math.min(images.height, images.width);
  if (images.height === side && images.width === side) return images;
  const top = (images.height - side) >> 1;
  const left = (images.width - side) >> 1;
  const { channels } = images;
  const pixels = new Uint8Array(images.count * side * side * channels);
  for (let n = 0; n < images.count; n++) {
    for (let y = 0; y < side; y++) {
      const from = ((n * images.height + top + y) * images.width + left) * channels;
      pixels.set(images.pixels.subarray(from, from + side * channels), (n * side + y) * side * channels);
    }
  }
  return { ...images, height: side, width: side, pixels };
}

/** Grey from red, green, blue by Rec. 601 luma (0.299, 0.587, 0.114), rounded half up. Grey images stay as they are. */
export function toGrey(images: RawImages): RawImages {
  if (images.channels === 1) return images;
  const pixels = new Uint8Array(images.count * images.height * images.width);
  for (let i = 0; i < pixels.length; i++) {
    const red = images.pixels[3 * i] ?? 0;
    const green = images.pixels[3 * i + 1] ?? 0;
    const blue = images.pixels[3 * i + 2] ?? 0;
    pixels[i] = Math.floor((299 * red + 587 * green + 114 * blue + 500) / 1000);
  }
  return { ...images, channels: 1, pixels };
}

/** Grey copied into three channels. Colour images stay as they are. */
export function toColour(images: RawImages): RawImages {
  if (images.channels === 3) return images;
  const pixels = new Uint8Array(images.pixels.length * 3);
  for (let i = 0; i < images.pixels.length; i++) pixels.fill(images.pixels[i] ?? 0, 3 * i, 3 * i + 3);
  return { ...images, channels: 3, pixels };
}
