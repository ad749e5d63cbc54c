/** A share of a data set. */
export interface ImageSplit {
  readonly count: number;
  /** Row-major `[count, height, width, channels]`, 0 = background (black), 255 = full intensity. */
  readonly pixels: Uint8Array;
  /** One class index an image, an index into {@link ImageDataset.classes}. */
  readonly labels: Uint8Array;
}

/** Where the pixels came from: enough to find the same bytes again. */
export interface DataProvenance {
  /** The catalogue's name of the source, e.g. `mnist`. */
  readonly source: string;
  /** The files read, by base name, with the SHA-256 (hex) of their bytes. Empty for pixels drawn by our own code. */
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
  /** What a reader must know: a subset, a derived set, how values were scaled. */
  readonly note?: string;
}

/** Images with labels in three disjoint splits. */
export interface ImageDataset {
  /** The name that the script gave. */
  readonly name: string;
  readonly shape: readonly [height: number, width: number, channels: number];
  /** The name of each class of the source; labels keep their meaning when only some classes are selected. */
  readonly classes: readonly string[];
  readonly train: ImageSplit;
  readonly validation: ImageSplit;
  readonly test: ImageSplit;
  readonly provenance: DataProvenance;
}

/** Progress of {@link loadDataset}. */
export type DataProgress =
  | { readonly kind: 'download'; readonly file: string; readonly received: number; readonly total?: number }
  | { readonly kind: 'read'; readonly file: string };

export interface LoadOptions {
  /** Folders to look in before `KRAUS_DATA` and the user's cache. */
  readonly dataDirs?: readonly string[] | undefined;
  /** Where downloads go. Default: the user's cache folder, see `defaultCacheDir`. */
  readonly cacheDir?: string | undefined;
  /** What relative paths in the script are relative to. Default: the current folder. */
  readonly baseDir?: string | undefined;
  /** Whether published files that are not here are an error, `data/offline`, instead of being downloaded; as `KRAUS_OFFLINE=1`. */
  readonly offline?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: DataProgress) => void) | undefined;
}

/** Images and labels as read from files, before selection, resizing and splitting. */
export interface RawImages {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly count: number;
  /** `[count, height, width, channels]`. */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}
