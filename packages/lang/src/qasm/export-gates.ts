/** A gate of Kraus that OpenQASM has no name for, as OpenQASM defines it. */
export interface DefinedGate {
  readonly name: string;
  readonly text: string;
  /** Other gates that the definition needs. */
  readonly needs?: readonly string[];
}

const define = (name: string, head: string, body: string, needs: readonly string[] = []): DefinedGate => ({
  name,
  text: `gate ${name}${head} { ${body} }`,
  needs,
});

const RZZ = define('kraus_rzz', '(theta) a, b', 'cx a, b; rz(theta) b; cx a, b;');
const RXX = define('kraus_rxx', '(theta) a, b', 'h a; h b; kraus_rzz(theta) a, b; h a; h b;', ['RZZ']);
const RYY = define(
  'kraus_ryy',
  '(theta) a, b',
  'rx(pi/2) a; rx(pi/2) b; kraus_rzz(theta) a, b; rx(-pi/2) a; rx(-pi/2) b;',
  ['RZZ'],
);
const both = (sign: string): string => `kraus_rxx(${sign}pi/2) a, b; kraus_ryy(${sign}pi/2) a, b;`;

const shared: Readonly<Record<string, DefinedGate>> = {
  RZZ,
  RXX,
  RYY,
  iSWAP: define('kraus_iswap', ' a, b', both('-'), ['RXX', 'RYY']),
  iSWAPdg: define('kraus_iswapdg', ' a, b', both(''), ['RXX', 'RYY']),
  ECR: define('kraus_ecr', ' a, b', 'h b; kraus_rzz(pi/2) a, b; h b; x a;', ['RZZ']),
  CCZ: define('kraus_ccz', ' a, b, c', 'h c; ccx a, b, c; h c;'),
};

/** Definitions on top of `stdgates.inc`; equal to the gates of Kraus with their global phases. */
export const definitions3: Readonly<Record<string, DefinedGate>> = {
  ...shared,
  SXdg: define('kraus_sxdg', ' a', 'inv @ sx a;'),
  fSim: define('kraus_fsim', '(theta, phi) a, b', 'kraus_rxx(theta) a, b; kraus_ryy(theta) a, b; cp(-phi) a, b;', [
    'RXX',
    'RYY',
  ]),
  Givens: define('kraus_givens', '(theta) a, b', 'cx a, b; cry(-theta) b, a; cx a, b;'),
};

const CRY = define('kraus_cry', '(theta) a, b', 'ry(theta/2) b; cx a, b; ry(-theta/2) b; cx a, b;');

/** Definitions on top of the first `qelib1.inc`, up to global phases. */
export const definitions2: Readonly<Record<string, DefinedGate>> = {
  ...shared,
  SX: define('kraus_sx', ' a', 'sdg a; h a; sdg a;'),
  SXdg: define('kraus_sxdg', ' a', 's a; h a; s a;'),
  CSWAP: define('kraus_cswap', ' a, b, c', 'cx c, b; ccx a, b, c; cx c, b;'),
  SWAP: define('kraus_swap', ' a, b', 'cx a, b; cx b, a; cx a, b;'),
  CRX: define('kraus_crx', '(theta) a, b', 'h b; crz(theta) a, b; h b;'),
  CRY,
  fSim: define('kraus_fsim', '(theta, phi) a, b', 'kraus_rxx(theta) a, b; kraus_ryy(theta) a, b; cu1(-phi) a, b;', [
    'RXX',
    'RYY',
  ]),
  Givens: define('kraus_givens', '(theta) a, b', 'cx a, b; kraus_cry(-theta) b, a; cx a, b;', ['CRY']),
};

/** The gate with one control more, where the registry has it. */
export const withControl: Readonly<Record<string, string>> = {
  X: 'CX',
  Y: 'CY',
  Z: 'CZ',
  H: 'CH',
  P: 'CP',
  RX: 'CRX',
  RY: 'CRY',
  RZ: 'CRZ',
  CX: 'CCX',
  CZ: 'CCZ',
  SWAP: 'CSWAP',
};
