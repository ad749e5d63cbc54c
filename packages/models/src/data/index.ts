export { type Checksum, type DownloadOptions, downloadFile, type PublishedFile } from './download.js';
export { dataDirsOf, defaultCacheDir } from './folders.js';
export { gunzipIfNeeded } from './gunzip.js';
export type {
  DataProgress,
  DataProvenance,
  ImageDataset,
  ImageSplit,
  LoadOptions,
  RawImages,
} from './image-dataset.js';
export { datasetInventory, type InventoryFile, type InventorySet, pullDataset } from './inventory.js';
export { loadDataset } from './load-dataset.js';
export { type ComplexArray, readComplexNpy, readNpy } from './npy.js';
export { resizeImages } from './resize.js';
export { readLocalFile } from './sources/index.js';
export { type Holdout, type SplitIndices, splitIndices } from './split-indices.js';
