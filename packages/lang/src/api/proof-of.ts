import { isProvable, Prover } from '../proofs/index.js';
import type { CheckedScript } from './checked-script.js';
import { LinkedScript } from './linked-script.js';
import { findDeclaration } from './set-values.js';

/** What holds of a gate, channel or generator for all values of its parameters. */
export interface DomainProof {
  /** `proved`: for all values; `open`: it could not be decided, and the checks sampled the domain. */
  readonly verdict: 'proved' | 'open';
  /** Why it is open. */
  readonly because?: string;
}

/**
 * Whether a gate is unitary, a channel trace-preserving or a generator's Hamiltonian Hermitian for all values of its parameters.
 * Undefined for what has no parameters, or takes sizes, graphs and the like, which no formula covers.
 *
 * @throws KrausError `lang/unknown-declaration`
 */
export function proofOf(script: CheckedScript, name: string): DomainProof | undefined {
  const { root } = LinkedScript.linked(script);
  const declaration = findDeclaration(root, name, script.path);
  if (!isProvable(declaration)) return undefined;
  const proof = new Prover().prove(declaration);
  return proof.verdict === 'proved' ? { verdict: 'proved' } : { verdict: 'open', because: proof.because };
}
