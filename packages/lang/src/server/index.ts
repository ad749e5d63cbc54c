export type { ForwardFigures, ServerHost } from './host.js';
export { serve, standardLibraryRequest } from './serve.js';
export { createServer, type KrausServer, type KrausServerServices, type ServerContext } from './services.js';
