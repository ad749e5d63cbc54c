export { bindArguments, type CallSite } from './bind.js';
