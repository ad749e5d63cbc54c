/** How Kraus writes a gate that OpenQASM knows by name. */
export interface StandardGate {
  readonly parameters: number;
  readonly wires: number;
  /** Gate of Kraus, controls in front of it, and what it is given; `{0}` stands for the first angle. */
  readonly gate: string;
  readonly controls?: number;
  readonly angles?: readonly string[];
  readonly inverse?: boolean;
  /** The gate of OpenQASM is e^{i phase} times that of Kraus; seen only where it is controlled. */
  readonly phase?: string;
  /** The angle that a power multiplies: diag-like gates whose eigenvalues are e^{i·angle} and 1, or e^{±i·angle/2}. */
  readonly turn?: string;
}

const one = (gate: string, more: Partial<StandardGate> = {}): StandardGate => ({
  parameters: 0,
  wires: 1,
  gate,
  ...more,
});
const two = (gate: string, more: Partial<StandardGate> = {}): StandardGate => ({
  parameters: 0,
  wires: 2,
  gate,
  ...more,
});
const turned = (gate: string, wires = 1): StandardGate => ({ parameters: 1, wires, gate, angles: ['{0}'] });

const common: Readonly<Record<string, StandardGate>> = {
  id: one('I'),
  x: one('X'),
  y: one('Y'),
  z: one('Z', { turn: 'pi' }),
  h: one('H'),
  s: one('S', { turn: 'pi / 2' }),
  sdg: one('S', { inverse: true, turn: '-pi / 2' }),
  t: one('T', { turn: 'pi / 4' }),
  tdg: one('T', { inverse: true, turn: '-pi / 4' }),
  sx: one('SX'),
  rx: turned('RX'),
  ry: turned('RY'),
  rz: turned('RZ'),
  p: turned('P'),
  cx: two('CX'),
  cy: two('CY'),
  cz: two('CZ'),
  ch: two('CH'),
  swap: two('SWAP'),
  ccx: { parameters: 0, wires: 3, gate: 'CCX' },
  cswap: { parameters: 0, wires: 3, gate: 'CSWAP' },
  cp: turned('CP', 2),
  crx: turned('CRX', 2),
  cry: turned('CRY', 2),
  crz: turned('CRZ', 2),
  u1: turned('P'),
};

const three = { parameters: 3, angles: ['{0}', '{1}', '{2}'] } as const;

/** `stdgates.inc` of OpenQASM 3, with its global phases. */
export const stdgates: Readonly<Record<string, StandardGate>> = {
  ...common,
  phase: turned('P'),
  cphase: turned('CP', 2),
  // As the specification describes it; the definition in the file has a phase i on the control.
  CX: two('CX'),
  u2: { parameters: 2, wires: 1, gate: 'U', angles: ['pi / 2', '{0}', '{1}'], phase: '-({0} + {1}) / 2' },
  u3: { ...three, wires: 1, gate: 'U', phase: '-({1} + {2}) / 2' },
};

/** What OpenQASM 3 knows without any file; its U has e^{iθ/2} in the top-left entry. */
export const builtin3: Readonly<Record<string, StandardGate>> = {
  U: { ...three, wires: 1, gate: 'U', phase: '{0} / 2' },
};

export const builtin2: Readonly<Record<string, StandardGate>> = {
  U: { ...three, wires: 1, gate: 'U' },
  CX: two('CX'),
};

/** `qelib1.inc` of OpenQASM 2, up to global phases, which nothing in OpenQASM 2 can see; with what Qiskit adds to it. */
export const qelib1: Readonly<Record<string, StandardGate>> = {
  ...common,
  u: { ...three, wires: 1, gate: 'U' },
  u0: { parameters: 1, wires: 1, gate: 'I' },
  u2: { parameters: 2, wires: 1, gate: 'U', angles: ['pi / 2', '{0}', '{1}'] },
  u3: { ...three, wires: 1, gate: 'U' },
  sxdg: one('SX', { inverse: true }),
  cu1: turned('CP', 2),
  cu3: { ...three, wires: 2, gate: 'U', controls: 1 },
  csx: two('SX', { controls: 1 }),
  rxx: turned('RXX', 2),
  rzz: turned('RZZ', 2),
  c3x: { parameters: 0, wires: 4, gate: 'X', controls: 3 },
};

/** Gates of the two libraries that Kraus has no name for, as OpenQASM defines them. */
export const definedGates: Readonly<Record<'stdgates.inc' | 'qelib1.inc', string>> = {
  'stdgates.inc':
    'gate cu(theta, phi, lambda, gamma) a, b { p(gamma - theta / 2) a; ctrl @ U(theta, phi, lambda) a, b; }',
  'qelib1.inc': `
    gate rccx a, b, c { h c; t c; cx b, c; tdg c; cx a, c; t c; cx b, c; tdg c; h c; }
    gate rc3x a, b, c, d {
      h d; t d; cx c, d; tdg d; h d; cx a, d; t d; cx b, d; tdg d; cx a, d; t d; cx b, d; tdg d; h d; t d; cx c, d; tdg d; h d;
    }`,
};

/** Gates that Kraus knows without an import. */
export const unimported: ReadonlySet<string> = new Set(['I', 'X', 'Y', 'Z', 'H', 'S', 'T']);
