export { lineChart } from './line-chart.js';
export { type SweepPoint, sweepPoints } from './points.js';
export { type CurvePoint, curve, type SweepRow, sweepCsv } from './table.js';
