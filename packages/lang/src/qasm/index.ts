export { type ExportOptions, exportQasm } from './export-qasm.js';
export { type ImportOptions, importQasm } from './import/index.js';
