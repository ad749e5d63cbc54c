export { type LevelEncoding, levelEncoding } from './levels.js';
export { encodeSchemas, levelsSchema } from './schema.js';
