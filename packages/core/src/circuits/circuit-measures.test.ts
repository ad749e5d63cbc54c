import { describe, expect, it } from 'vitest';
import { circuit, circuitDepth, operationCounts, operationWires } from './index.js';

describe('depth', () => {
  it('is the longest chain of operations that share wires', () => {
    expect(circuitDepth(circuit(3).build())).toBe(0);
    const layer = circuit(3).gate('H', [0]).gate('H', [1]).gate('H', [2]);
    expect(circuitDepth(layer.build())).toBe(1);
    expect(circuitDepth(layer.gate('CX', [0, 1]).gate('X', [2]).gate('CX', [1, 2]).build())).toBe(3);
    const ghz = circuit(5).gate('H', [0]);
    for (let q = 0; q < 4; q++) ghz.gate('CX', [q, q + 1]);
    expect(circuitDepth(ghz.build())).toBe(5);
  });

  it('counts added controls as wires, and noise, measurements and resets as operations', () => {
    const program = circuit(3)
      .gate('X', [0])
      .gate('X', [2], [], { controls: [0, 1] })
      .noise('BitFlip', [1], [0.1])
      .measure(2, 0)
      .reset(1)
      .build();
    expect(circuitDepth(program)).toBe(4);
    expect(operationCounts(program)).toEqual({ X: 2, BitFlip: 1, measure: 1, reset: 1 });
    expect(program.operations.map(operationWires)).toEqual([[0], [0, 1, 2], [1], [2], [1]]);
  });

  it('keeps a condition behind the measurement that it reads, and a digit in order', () => {
    const condition = { bits: [0], value: 1 };
    const conditional = circuit(2).gate('H', [0]).measure(0, 0).gate('X', [1], [], { condition });
    expect(circuitDepth(conditional.build())).toBe(3);
    expect(circuitDepth(conditional.measure(0, 0).build())).toBe(4);
  });

  it('a barrier keeps its sides apart and takes no layer', () => {
    expect(circuitDepth(circuit(2).gate('H', [0]).gate('S', [0]).barrier().gate('X', [1]).build())).toBe(3);
    expect(circuitDepth(circuit(2).gate('H', [0]).gate('S', [0]).barrier([0]).gate('X', [1]).build())).toBe(2);
  });
});
