export { formatScript } from './format-script.js';
