import type { InitialValue, RandomStream, TrainableCircuit } from '@kraus/core';

/** Where the script says nothing: probabilities 0.1, all else uniform over the circle. */
function anywhere(type: string): InitialValue {
  return type === 'prob' ? { kind: 'constant', value: 0.1 } : { kind: 'uniform', from: -Math.PI, to: Math.PI };
}

/**
 * Initial θ of a circuit, as the script's variables say, else uniform in [−π, π), probabilities 0.1. Each variable draws from a stream of its own name.
 */
export function initialParameters(circuit: TrainableCircuit, random: RandomStream): Float32Array {
  const theta = new Float32Array(circuit.program.parameters);
  for (const { name, type, start, length, initial = anywhere(type) } of circuit.parameters) {
    const own = random.child(name);
    for (let k = start; k < start + length; k++) {
      if (initial.kind === 'constant') theta[k] = initial.value;
      else if (initial.kind === 'uniform') theta[k] = initial.from + (initial.to - initial.from) * own.uniform();
      else theta[k] = initial.mean + initial.deviation * own.normal();
    }
  }
  return theta;
}
