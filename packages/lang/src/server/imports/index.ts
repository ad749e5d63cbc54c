export { importEdit } from './import-edit.js';
export { type Offer, offeredNames, relativePath } from './offered-names.js';
