/** Points of the plane and of any dimension: drawn or read, in training, validation and test splits. */
export { holdsPoints, loadPoints, type PointDataset } from './load-points.js';
export { parsePoints } from './point-file.js';
export { type PointSet, takePoints } from './point-set.js';
export { blurred, circles, drawPoints, gaussians, line, moons, type PointLaw, ring, swissRoll } from './shapes.js';
