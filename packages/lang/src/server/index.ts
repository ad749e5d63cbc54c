export type { CircuitAnswer, CircuitParams } from './circuit-answer.js';
export { defaultText, keywordDocs, kindOf, signatureOf } from './describe/index.js';
export { blochPicture, circuitText, Figures, operatorText } from './figures/index.js';
export type { ForwardFigures, ServerHost } from './host.js';
export { pageRequest, serve, standardLibraryRequest } from './serve.js';
export type { KrausServerServices } from './server-services.js';
export { createServer, type KrausServer, type ServerContext } from './services.js';
