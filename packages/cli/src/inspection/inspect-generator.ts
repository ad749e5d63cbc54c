import {
  type Complex,
  type GeneratorProgram,
  generatorSpectrum,
  hermiticityResidual,
  liouvillian,
  matrixFromData,
} from '@kraus/core';
import type { Check } from './inspect-channel.js';
import { type ComplexRows, complexRows, MOST_WRITTEN } from './matrices.js';

/** What `kraus inspect` says of a generator. */
export interface GeneratorInspection {
  readonly kind: 'generator';
  readonly name: string;
  readonly dims: readonly number[];
  readonly parameters: Readonly<Record<string, number>>;
  /** Non-zero entries of the Hamiltonian, `[row, column, re, im]`. */
  readonly hamiltonian: GeneratorProgram['hamiltonian']['entries'];
  readonly jumps: number;
  /** d vec ρ/dt = L vec ρ, vec stacks columns; rows of [re, im], up to dimension 16. */
  readonly liouvillian?: ComplexRows;
  /** Eigenvalues of the Liouvillian, `[re, im]`, slowest decay first; one of them is 0. */
  readonly spectrum: readonly Complex[];
  /** The slowest decay rate: −Re of the second eigenvalue. */
  readonly gap: number;
  readonly checks: Readonly<Record<'hermitian' | 'stationaryState', Check>>;
}

/** Everything about one generator with all parameters at a value. */
export function inspectGenerator(
  name: string,
  generator: GeneratorProgram,
  parameters: Readonly<Record<string, number>>,
): GeneratorInspection {
  const levels = generator.dims.reduce((product, d) => product * d, 1);
  const spectrum = generatorSpectrum(generator);
  const residual = hermiticityResidual(matrixFromData(generator.hamiltonian));
  // A Liouvillian has the eigenvalue 0 and none with a positive real part.
  const stationary = Math.max(Math.abs(spectrum[0]?.[0] ?? 0), 0);
  return {
    kind: 'generator',
    name,
    dims: generator.dims,
    parameters,
    hamiltonian: generator.hamiltonian.entries,
    jumps: generator.jumps.length,
    ...(levels <= MOST_WRITTEN ? { liouvillian: complexRows(liouvillian(generator)) } : {}),
    spectrum,
    gap: Math.abs(spectrum[1]?.[0] ?? 0),
    checks: {
      hermitian: { holds: residual <= 1e-10, residual },
      stationaryState: { holds: stationary <= 1e-8, residual: stationary },
    },
  };
}
