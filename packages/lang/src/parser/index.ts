export { KrausParser } from './kraus-parser.js';
export { referencesWithin, wordsOf } from './phrase-words.js';
export { NameReference, type Resolver } from './references.js';
export { Root } from './syntax-nodes.js';
