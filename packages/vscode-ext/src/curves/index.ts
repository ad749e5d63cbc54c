/** Curves over steps as SVG, without anything of VS Code. */
export { type Curve, nearest, type Point, smoothed, thinned } from './curve.js';
export { type CurvesOptions, type DrawnCurves, drawCurves } from './draw-curves.js';
export { CURVES_STYLE } from './style.js';
