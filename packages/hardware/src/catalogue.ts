/** The kinds of devices as plain data, for the catalogue. */
export { deviceSchemas } from './devices/schema.js';
