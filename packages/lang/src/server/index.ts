export { defaultText, keywordDocs, kindOf, signatureOf } from './describe/index.js';
export { blochPicture, circuitText, Figures, operatorText } from './figures/index.js';
export type { ForwardFigures, ServerHost } from './host.js';
export type { PreviewAnswer, Previewed, PreviewParameter, PreviewParams } from './previews/index.js';
export { pageRequest, serve, standardLibraryRequest } from './serve.js';
export type { KrausServerServices } from './server-services.js';
export { createServer, type KrausServer, type ServerContext } from './services.js';
