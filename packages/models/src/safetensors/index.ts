/** The safetensors file format: named arrays with their types and shapes, and a table of strings. */
export { decodeSafetensors } from './decode.js';
export { encodeSafetensors } from './encode.js';
export type { SafetensorsFile, TensorData } from './tensor-data.js';
