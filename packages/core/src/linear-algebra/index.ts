export {
  add,
  conjugate,
  dagger,
  hermitianPart,
  innerProduct,
  kron,
  matrixPower,
  multiply,
  product,
  scale,
  subtract,
  trace,
  transpose,
} from './arithmetic.js';
export { requireFinite, requireSameShape, requireSquare } from './checks.js';
export { type Complex, complexProduct, complexSqrt, modulus } from './complex.js';
export { ComplexMatrix } from './complex-matrix.js';
export { expm } from './expm.js';
export { type HermitianEigen, hermitianEigen } from './hermitian-eigen.js';
export { determinant, inverse, type LuDecomposition, luDecompose, solve } from './lu.js';
export { matrixFromData, matrixToData } from './matrix-data.js';
export { frobeniusNorm, hermiticityResidual, maxDifference, maxNorm, oneNorm, unitarityResidual } from './norms.js';
export { basisProjectors, matrixUnits, type OperatorBatch, zeroBatch } from './operator-batch.js';
export { operatorNorm, type SingularValues, singularValues, traceNorm } from './singular-values.js';
export { eigenvalues } from './spectrum.js';
