/** Pictures of previews as SVG text, in the colours of the editor's theme or, in a file, of a light page. */
export { type Bar, type BarOptions, barChart } from './bars.js';
export { cityscape } from './cityscape.js';
export { DRAWING_STYLE, type HeatMapOptions, heatMap, type Picture } from './heat-map.js';
export { COLOURS, complexText, escaped, numberText, phaseColour, themed, untheme } from './theme.js';
