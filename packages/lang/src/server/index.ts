export type { ForwardFigures, ServerHost } from './host.js';
export { serve, standardLibraryRequest } from './serve.js';
export type { KrausServerServices } from './server-services.js';
export { createServer, type KrausServer, type ServerContext } from './services.js';
