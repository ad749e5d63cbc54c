/** Words that several kinds of model share in `predict`, `objective` and `condition`. */
export { klSchema, l1Schema, mseSchema, objectiveSchemas, p2Schema } from './schema.js';
