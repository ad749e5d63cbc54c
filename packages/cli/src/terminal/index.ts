export { formatBytes, formatDuration, formatNumber } from './duration.js';
export { jsonLine } from './json.js';
export { type Colours, createOutput, type Output } from './output.js';
export { createProgress, formatProgress, type Progress, type ProgressState } from './progress.js';
export { createRunReporter, type RunReporter } from './run-reporter.js';
export { formatTable, visibleWidth, wrapText } from './table.js';
