/** Drawings as files. */
export { writeDrawing } from './write-drawing.js';
