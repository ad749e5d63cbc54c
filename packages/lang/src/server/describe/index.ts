export { schemaOfComponent, schemaOfOption } from './catalogue-place.js';
export { keywordDocs } from './keywords.js';
export { componentIn, defaultText, optionText, schemaText, startOf, taskIn } from './options.js';
export { kindOf, parametersOf, signatureOf, written } from './signature.js';
