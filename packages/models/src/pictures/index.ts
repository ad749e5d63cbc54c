export { enlarge, type GridOptions, pictureGrid, pictureStrip } from './arrange.js';
export type { Picture, PictureBatch } from './picture.js';
export { decodePng, encodePng } from './png.js';
