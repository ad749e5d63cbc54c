/** Charts and clouds without a browser: drawings as shapes, written as SVG or painted as pixels. */
export { type Axis, axisFor, formatNumber } from './axis.js';
export { type BlochFrame, blochClouds, type CloudOptions } from './bloch-clouds.js';
export type { Drawing, Shape, Theme } from './drawing.js';
export { paint } from './paint.js';
export { type PointFrame, pointClouds } from './point-clouds.js';
export { type StepChartOptions, type StepSeries, stepChart } from './step-chart.js';
export { toSvg } from './svg.js';
export { writeDrawing } from './write-drawing.js';
