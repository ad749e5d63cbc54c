export { KrausParser } from './kraus-parser.js';
export { NameReference, type Resolver } from './references.js';
export { Root } from './syntax-nodes.js';
