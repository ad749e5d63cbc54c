/** Charts and clouds without a browser: drawings as shapes, written as SVG or painted as pixels. */
export { type Axis, axisFor, formatNumber } from './axis.js';
export { type BallOptions, type BlochBall, blochBalls } from './bloch-balls.js';
export { type BlochFrame, blochClouds, type CloudOptions } from './bloch-clouds.js';
export { type Colour, type Drawing, type Palette, paletteOf, type Shape, type Theme } from './drawing.js';
export { paint } from './paint.js';
export { type PointFrame, pointClouds } from './point-clouds.js';
export { type StepChartOptions, type StepSeries, stepChart } from './step-chart.js';
export { hexColour, toSvg } from './svg.js';
