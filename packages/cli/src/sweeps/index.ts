export { lineChart } from './line-chart.js';
export { measuredValues } from './measured.js';
export { type SweepPoint, sweepPoints } from './points.js';
export { type CurvePoint, curve, type SweepRow, sweepCsv } from './table.js';
export { type SweepPlot, writeResults } from './write-results.js';
