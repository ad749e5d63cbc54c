/** What the families of models of images share: order of training, times, pictures, data. */
export {
  chosenClasses,
  IMAGE_METRICS,
  imageShape,
  measureImages,
  SHOWN,
  summaryOf,
  VALIDATION_IMAGES,
} from './dataset.js';
export { EpochOrder, gather, spreadTimes, validationDraws } from './order.js';
export { drawnImages, stripTimes, writeStrip } from './picture-files.js';
