import type { AstNode } from 'langium';
import type { Report } from '../diagnostics/index.js';
import { unitName } from '../values/index.js';
import {
  asMatrixType,
  describeType,
  type Field,
  intType,
  listType,
  matrixType,
  numberType,
  realType,
  type Type,
  unknownType,
} from './type.js';

/** The arguments of a call of a builtin: their types and places. */
export interface BuiltinArguments {
  readonly name: string;
  readonly node: AstNode;
  readonly types: readonly Type[];
  readonly nodes: readonly AstNode[];
  readonly report: Report;
}

type Rule = (call: BuiltinArguments) => Type;

interface Signature {
  readonly least: number;
  readonly most: number;
  readonly rule: Rule;
}

/** Reports that an argument has the wrong type, and says so to the caller by `false`. */
function expects(call: BuiltinArguments, index: number, wanted: string, fits: (type: Type) => boolean): boolean {
  const type = call.types[index];
  const node = call.nodes[index];
  if (type === undefined || node === undefined || type.kind === 'unknown' || fits(type)) return true;
  const code = type.kind === 'number' && type.unit !== 0 && wanted.includes('plain') ? 'K107' : 'K106';
  call.report({ code, message: `\`${call.name}\` needs ${wanted}, found ${describeType(type)}`, node });
  return false;
}

const isNumber = (type: Type): boolean => type.kind === 'number';
const isPlain = (type: Type): boolean => type.kind === 'number' && type.unit === 0;
const isPlainReal = (type: Type): boolean => isPlain(type) && type.kind === 'number' && type.field !== 'complex';
const isInt = (type: Type): boolean => isPlain(type) && type.kind === 'number' && type.field === 'int';
const isGraph = (type: Type): boolean => type.kind === 'graph';
const isMatrix = (type: Type): boolean => asMatrixType(type).kind === 'matrix';

function fieldOf(type: Type | undefined): Field {
  return type?.kind === 'number' ? type.field : 'real';
}

function unitOf(type: Type | undefined): number {
  const matrix = type === undefined ? undefined : asMatrixType(type);
  return matrix?.kind === 'number' || matrix?.kind === 'matrix' ? matrix.unit : 0;
}

const fixed = (least: number, rule: Rule, most = least): Signature => ({ least, most, rule });

/** A function of one plain real number. */
const real = fixed(1, (call) => {
  expects(call, 0, 'a plain number', isPlainReal);
  return realType;
});

const rounding = fixed(1, (call) => {
  expects(call, 0, 'a plain number', isPlainReal);
  return intType;
});

const extremum = fixed(2, (call) => {
  const numbers = [0, 1].map((index) => expects(call, index, 'a number', isNumber));
  const [a, b] = call.types;
  if (numbers.every(Boolean) && a?.kind === 'number' && b?.kind === 'number' && a.unit !== b.unit) {
    const message = `\`${call.name}\` of ${unitName(a.unit)} and ${unitName(b.unit)}`;
    call.report({ code: 'K107', message, node: call.node });
    return unknownType;
  }
  return numberType(fieldOf(a) === 'int' && fieldOf(b) === 'int' ? 'int' : 'real', unitOf(a));
});

const part = (field: (own: Field) => Field): Signature =>
  fixed(1, (call) => {
    const [type] = call.types;
    if (!expects(call, 0, 'a number or matrix', (own) => isNumber(own) || isMatrix(own)) || type === undefined)
      return unknownType;
    if (type.kind === 'number') return numberType(field(type.field), type.unit);
    return type.kind === 'unknown' ? unknownType : { kind: 'matrix', unit: unitOf(type) };
  });

/** Matrix to matrix of the same unit. */
const matrixMap = fixed(1, (call) => {
  expects(call, 0, 'a matrix', isMatrix);
  return { kind: 'matrix', unit: unitOf(call.types[0]) };
});

const graphFamily = fixed(1, (call) => {
  expects(call, 0, 'a whole number', isInt);
  return { kind: 'graph' };
});

const graphMatrix = fixed(1, (call) => {
  expects(call, 0, 'a graph', isGraph);
  return matrixType;
});

const basisState = fixed(
  1,
  (call) => {
    expects(call, 0, 'a whole number', isInt);
    expects(call, 1, 'a whole number', isInt);
    return matrixType;
  },
  2,
);

/** A curve of time with up to `most` − 1 settings. */
const curve = (most: number): Signature =>
  fixed(
    1,
    (call) => {
      for (const index of call.types.keys()) expects(call, index, 'a plain number', isPlainReal);
      return realType;
    },
    most,
  );

/** How trainable parameters are initialised: two plain numbers. */
const distribution = fixed(2, (call) => {
  for (const index of call.types.keys()) expects(call, index, 'a plain number', isPlainReal);
  return { kind: 'distribution' };
});

/** What a circuit returns: arguments from number `from` on are wires. */
const wires = (least: number, from: number, first: (call: BuiltinArguments) => void): Signature => ({
  least,
  most: Number.POSITIVE_INFINITY,
  rule: (call) => {
    first(call);
    for (let index = from; index < call.types.length; index++)
      expects(call, index, 'a wire', (type) => type.kind === 'wire');
    return { kind: 'result' };
  },
});

const at: Signature = {
  least: 2,
  most: Number.POSITIVE_INFINITY,
  rule: (call) => {
    expects(call, 0, 'a matrix', isMatrix);
    for (let index = 1; index < call.types.length; index++)
      expects(call, index, 'a wire', (type) => type.kind === 'wire');
    return { kind: 'matrix', unit: unitOf(call.types[0]) };
  },
};

const kron: Signature = {
  least: 2,
  most: Number.POSITIVE_INFINITY,
  rule: (call) => {
    const [first] = call.types;
    if (first?.kind === 'channel') {
      call.types.forEach((_, index) => {
        expects(call, index, 'channels only, or matrices only', (type) => type.kind === 'channel');
      });
      return { kind: 'channel' };
    }
    call.types.forEach((_, index) => {
      expects(call, index, 'a matrix', isMatrix);
    });
    return { kind: 'matrix', unit: call.types.reduce((total, type) => total + unitOf(type), 0) };
  },
};

export const builtinSignatures: Readonly<Record<string, Signature>> = {
  sqrt: fixed(1, (call) => {
    expects(call, 0, 'a number', isNumber);
    return numberType(fieldOf(call.types[0]) === 'complex' ? 'complex' : 'real', unitOf(call.types[0]) / 2);
  }),
  exp: fixed(1, (call) => {
    expects(call, 0, 'a plain number', isPlain);
    return numberType(fieldOf(call.types[0]) === 'complex' ? 'complex' : 'real');
  }),
  log: real,
  sin: real,
  cos: real,
  tan: real,
  asin: real,
  acos: real,
  atan: real,
  tanh: real,
  floor: rounding,
  ceil: rounding,
  round: rounding,
  min: extremum,
  max: extremum,
  abs: part((own) => (own === 'int' ? 'int' : 'real')),
  re: part(() => 'real'),
  im: part(() => 'real'),
  conj: part((own) => own),
  dagger: matrixMap,
  transpose: matrixMap,
  kron,
  trace: fixed(1, (call) => {
    expects(call, 0, 'a matrix', isMatrix);
    return numberType('complex', unitOf(call.types[0]));
  }),
  expm: fixed(1, (call) => {
    expects(call, 0, 'a matrix of plain numbers', (type) => isMatrix(type) && unitOf(type) === 0);
    return matrixType;
  }),
  identity: fixed(1, (call) => {
    expects(call, 0, 'a whole number', isInt);
    return matrixType;
  }),
  diagonal: fixed(1, (call) => {
    const [type] = call.types;
    expects(
      call,
      0,
      'a list of numbers',
      (own) => own.kind === 'list' && (own.of.kind === 'number' || own.of.kind === 'unknown'),
    );
    return { kind: 'matrix', unit: type?.kind === 'list' ? unitOf(type.of) : 0 };
  }),
  ket: basisState,
  bra: basisState,
  at,
  dimension: fixed(
    0,
    (call) => {
      expects(call, 0, 'a matrix', isMatrix);
      return intType;
    },
    1,
  ),
  cycle: graphFamily,
  path: graphFamily,
  complete: graphFamily,
  star: graphFamily,
  grid: fixed(2, (call) => {
    expects(call, 0, 'a whole number', isInt);
    expects(call, 1, 'a whole number', isInt);
    return { kind: 'graph' };
  }),
  adjacency: graphMatrix,
  laplacian: graphMatrix,
  edges: fixed(1, (call) => {
    const [type] = call.types;
    if (type === undefined || type.kind === 'unknown') return unknownType;
    if (type.kind === 'graph') return listType(listType(intType));
    expects(call, 0, 'a graph or a list of pairs', (own) => own.kind === 'list');
    return { kind: 'graph' };
  }),
  degree: fixed(2, (call) => {
    expects(call, 0, 'a graph', isGraph);
    expects(call, 1, 'a whole number', isInt);
    return intType;
  }),
  vertices: fixed(1, (call) => {
    expects(call, 0, 'a graph', isGraph);
    return intType;
  }),
  binomial: fixed(2, (call) => {
    expects(call, 0, 'a whole number', isInt);
    expects(call, 1, 'a whole number', isInt);
    return intType;
  }),
  linspace: fixed(3, (call) => {
    expects(call, 0, 'a real number', isNumber);
    expects(call, 1, 'a real number', isNumber);
    expects(call, 2, 'a whole number', isInt);
    return listType(numberType('real', unitOf(call.types[0])));
  }),
  length: fixed(1, (call) => {
    expects(call, 0, 'a list', (type) => type.kind === 'list');
    return intType;
  }),
  sum: fixed(1, (call) => {
    const [type] = call.types;
    expects(
      call,
      0,
      'a list of numbers or matrices',
      (own) => own.kind === 'list' && ['number', 'matrix', 'unknown'].includes(own.of.kind),
    );
    return type?.kind === 'list' ? type.of : unknownType;
  }),
  table: fixed(2, (call) => {
    expects(
      call,
      0,
      'a list of plain numbers',
      (type) => type.kind === 'list' && (isPlainReal(type.of) || type.of.kind === 'unknown'),
    );
    expects(call, 1, 'a plain number', isPlainReal);
    return realType;
  }),
  twirl: fixed(1, (call) => {
    expects(call, 0, 'a channel', (type) => type.kind === 'channel');
    return { kind: 'channel' };
  }),
  linear: curve(3),
  cosine: curve(2),
  sigmoid: curve(2),
  uniform: distribution,
  normal: distribution,
  expval: wires(1, 1, (call) => expects(call, 0, 'a matrix', isMatrix)),
  probs: wires(0, 0, () => {}),
  state: wires(0, 0, () => {}),
  fidelity: fixed(1, (call) => {
    expects(call, 0, 'a ket or an input state', (type) => type.kind === 'state' || isMatrix(type));
    return { kind: 'result' };
  }),
  counts: {
    least: 0,
    most: Number.POSITIVE_INFINITY,
    rule: (call) => {
      for (const index of call.types.keys()) expects(call, index, 'a classical bit', (type) => type.kind === 'bits');
      return { kind: 'result' };
    },
  },
};

/** The types of the prelude's names that are not functions. */
export const builtinConstantTypes: Readonly<Record<string, Type>> = {
  pi: realType,
  e: realType,
  t: realType,
  I: matrixType,
  X: matrixType,
  Y: matrixType,
  Z: matrixType,
  H: matrixType,
  S: matrixType,
  T: matrixType,
};

/** The type of a call of a builtin; reports arguments that do not fit. */
export function typeOfBuiltinCall(call: BuiltinArguments): Type {
  const signature = Object.hasOwn(builtinSignatures, call.name) ? builtinSignatures[call.name] : undefined;
  if (signature === undefined) {
    call.report({ code: 'K106', message: `\`${call.name}\` is not a function`, node: call.node });
    return unknownType;
  }
  const given = call.types.length;
  if (given < signature.least || given > signature.most) {
    const { least, most } = signature;
    const wanted =
      most === least ? `${least}` : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`;
    const message = `\`${call.name}\` takes ${wanted} argument${wanted === '1' || wanted === 'at least 1' ? '' : 's'}, ${given} given`;
    call.report({ code: 'K108', message, node: call.nodes[signature.most] ?? call.node });
    return unknownType;
  }
  return signature.rule(call);
}
