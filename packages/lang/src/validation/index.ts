export { registerChecks } from './register.js';
