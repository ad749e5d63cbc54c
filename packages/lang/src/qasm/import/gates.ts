import { type Modifier, refuse, type Statement, type StatementOf, wrong } from '../parse/index.js';
import { asNumber, type ExpressionContext, evaluate, numberText, written } from './expressions.js';
import type { StandardGate } from './standard-gates.js';
import { unimported } from './standard-gates.js';
import { type Element, elementText, listed } from './values.js';

/** What a file needs in front of its circuit. */
export interface Needs {
  readonly imports: Set<string>;
  globalPhase: boolean;
  readonly sizes: ReadonlyMap<string, number>;
  /** Gates whose global phase can be seen, because a control or a power is put to them somewhere. */
  readonly phaseSeen: ReadonlySet<string>;
}

export interface Applied {
  readonly operands: readonly { readonly wires: readonly Element[]; readonly single: boolean }[];
  readonly context: ExpressionContext;
  /** A wire for the global phase of what is applied here, if that can be seen later. */
  readonly phase: string | undefined;
}

interface Controls {
  readonly pattern: readonly boolean[];
  readonly inverse: boolean;
  readonly power: number;
}

/** Shows every statement, those in blocks too. */
export function visitAll(statements: readonly Statement[], see: (statement: Statement) => void): void {
  for (const statement of statements) {
    see(statement);
    if ('body' in statement) visitAll(statement.body, see);
    if (statement.kind === 'if') visitAll([...statement.then, ...statement.otherwise], see);
    if (statement.kind !== 'switch') continue;
    for (const own of statement.cases) visitAll(own.body, see);
    visitAll(statement.otherwise ?? [], see);
  }
}

/** Names of gates that stand under `ctrl`, `negctrl` or a broken power, and of the gates in them. */
export function gatesWithPhase(statements: readonly Statement[]): Set<string> {
  const bodies = new Map<string, readonly Statement[]>();
  const found = new Set<string>();
  visitAll(statements, (statement) => {
    if (statement.kind === 'gate') bodies.set(statement.name, statement.body);
  });
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    visitAll(bodies.get(name) ?? [], (inner) => {
      if (inner.kind === 'apply') add(inner.name);
    });
  };
  const controlled: string[] = [];
  visitAll(statements, (statement) => {
    if (statement.kind !== 'apply') return;
    if (statement.modifiers.some(({ kind }) => kind !== 'inv')) controlled.push(statement.name);
  });
  for (const name of controlled) add(name);
  return found;
}

/** A gate on qubits as statements of Kraus. */
export function application(statement: StatementOf<'apply'>, applied: Applied, needs: Needs): string[] {
  const { context, operands } = applied;
  const controls = controlsOf(statement.modifiers, context);
  if (statement.duration !== undefined) refuse('a gate with a duration is not supported', statement);
  if (statement.name === 'gphase') return globalPhase(statement, controls, applied, needs);
  const entity = context.scope.find(statement.name);
  if (entity?.kind !== 'gate' && entity?.kind !== 'standard') {
    const hint = context.scope.find('U') !== undefined && entity === undefined ? '; an include may be missing' : '';
    return wrong(`there is no gate ${statement.name}${hint}`, statement);
  }
  const own = entity.kind === 'gate' ? entity : entity.gate;
  const count = (given: number, wanted: number, what: string): void => {
    if (given === wanted) return;
    wrong(`${statement.name} takes ${wanted} ${what}, found ${given}`, statement);
  };
  count(statement.arguments.length, own.parameters, 'angles');
  count(operands.length, own.wires + controls.pattern.length, 'qubits');
  const angles = statement.arguments.map((angle) => written(angle, context).text);
  const call = entity.kind === 'gate' ? userGate(entity.name, angles) : standardGate(entity.gate, angles, needs);
  const seen = applied.phase !== undefined || controls.pattern.length > 0;
  const gate = entity.kind === 'standard' ? entity.gate : undefined;
  const powered = fraction(controls.power, call, gate, angles, statement, needs);
  const lines: string[] = [];
  for (const wires of broadcast(statement, operands, controls.pattern.length > 0 || own.wires > 2, needs.sizes)) {
    const targets = wires.slice(controls.pattern.length);
    lines.push(...line(powered, controls, wires));
    if (seen && gate?.phase !== undefined) {
      const phase = filled(gate.phase, angles);
      needs.globalPhase = true;
      needs.imports.add('P');
      lines.push(
        ...line({ ...powered, text: `GlobalPhase(${phase})`, controls: 0, inverse: false }, controls, [
          ...wires.slice(0, controls.pattern.length),
          targets[0] ?? '',
        ]),
      );
    }
  }
  return lines;
}

interface Call {
  readonly text: string;
  readonly controls: number;
  readonly inverse: boolean;
  readonly power: number;
}

function userGate(name: string, angles: readonly string[]): Call {
  return { text: angles.length === 0 ? name : `${name}(${angles.join(', ')})`, controls: 0, inverse: false, power: 1 };
}

function standardGate(gate: StandardGate, angles: readonly string[], needs: Needs): Call {
  const given = (gate.angles ?? []).map((angle) => filled(angle, angles));
  if (!unimported.has(gate.gate)) needs.imports.add(gate.gate);
  const call = userGate(gate.gate, given);
  return { ...call, controls: gate.controls ?? 0, inverse: gate.inverse ?? false };
}

/** Angles put into a pattern like `-({0} + {1}) / 2`. */
function filled(pattern: string, angles: readonly string[]): string {
  if (/^\{\d\}$/.test(pattern)) return angles[Number(pattern[1])] ?? '0';
  return pattern.replaceAll(/\{(\d)\}/g, (_, index: string) => {
    const angle = angles[Number(index)] ?? '0';
    return /^[\w.]+$/.test(angle) ? angle : `(${angle})`;
  });
}

function fraction(
  power: number,
  call: Call,
  gate: StandardGate | undefined,
  angles: readonly string[],
  at: StatementOf<'apply'>,
  needs: Needs,
): Call {
  if (Number.isInteger(power)) return { ...call, power };
  if (gate?.turn !== undefined) {
    needs.imports.add('P');
    return {
      text: `P(${numberText(power)} * ${gate.turn.replace(/^-(.*)$/, '(-$1)')})`,
      controls: 0,
      inverse: false,
      power: 1,
    };
  }
  if (gate?.gate === 'X' && power === 0.5) {
    needs.imports.add('SX');
    return { text: 'SX', controls: gate.controls ?? 0, inverse: false, power: 1 };
  }
  const angle = Number(angles[0]);
  const limit = gate?.gate.startsWith('R') === true ? 2 * Math.PI : Math.PI;
  if (gate?.angles?.length === 1 && gate.wires === 1 && Math.abs(angle) < limit) {
    return { ...call, text: `${gate.gate}(${power * angle})` };
  }
  return refuse(`the power ${power} of ${at.name} is not supported: Kraus takes whole powers`, at);
}

function controlsOf(modifiers: readonly Modifier[], context: ExpressionContext): Controls {
  const pattern: boolean[] = [];
  let [inverse, power] = [false, 1];
  for (const modifier of modifiers) {
    const value = modifier.value === undefined ? 1 : asNumber(evaluate(modifier.value, context), modifier.value);
    if (modifier.kind === 'inv') inverse = !inverse;
    else if (modifier.kind === 'pow') power *= value;
    else {
      if (!Number.isInteger(value) || value < 1 || value > 64) wrong('expected 1 to 64 controls', modifier);
      for (let count = 0; count < value; count++) pattern.push(modifier.kind === 'ctrl');
    }
  }
  return { pattern, inverse, power };
}

function line(call: Call, { pattern, inverse }: Controls, wires: readonly string[]): string[] {
  const controls = pattern.length + call.controls;
  const undone = inverse !== call.inverse;
  const words = [
    ...(controls > 0 ? [controls === 1 ? 'ctrl' : `ctrl[${controls}]`] : []),
    ...(undone ? ['inverse'] : []),
    call.power === 1 ? call.text : `${call.text} ^ ${call.power < 0 ? `(${call.power})` : call.power}`,
  ];
  const flips = pattern.flatMap((positive, index) => (positive ? [] : [`X ${wires[index]}`]));
  return [...flips, `${words.join(' ')} ${wires.join(', ')}`, ...flips];
}

function globalPhase(
  statement: StatementOf<'apply'>,
  controls: Controls,
  { context, operands, phase }: Applied,
  needs: Needs,
): string[] {
  const [angle] = statement.arguments;
  if (angle === undefined || statement.arguments.length !== 1) return wrong('gphase takes one angle', statement);
  const { text, strength } = written(angle, context);
  const factor = controls.inverse ? -controls.power : controls.power;
  const turned = factor === 1 ? text : `${factor} * ${strength < 2 ? `(${text})` : text}`;
  if (operands.length !== controls.pattern.length) {
    return wrong(`gphase with ${controls.pattern.length} controls has ${operands.length} qubits`, statement);
  }
  if (operands.length === 0) {
    if (phase === undefined) return [];
    needs.globalPhase = true;
    needs.imports.add('P');
    return [`GlobalPhase(${turned}) ${phase}`];
  }
  needs.imports.add('P');
  const call: Call = { text: `P(${turned})`, controls: operands.length - 1, inverse: false, power: 1 };
  return broadcast(statement, operands, true, needs.sizes).flatMap((wires) => {
    const flips = controls.pattern.flatMap((positive, index) => (positive ? [] : [`X ${wires[index]}`]));
    const own = line(call, { pattern: [], inverse: false, power: 1 }, wires);
    return [...flips, ...own, ...flips];
  });
}

/** Wires of each application: registers go one wire at a time, single qubits with each of them. */
function broadcast(
  statement: Statement,
  operands: Applied['operands'],
  one: boolean,
  sizes: Needs['sizes'],
): string[][] {
  const registers = operands.filter(({ single }) => !single);
  const size = registers[0]?.wires.length ?? 1;
  if (registers.some(({ wires }) => wires.length !== size)) {
    return wrong('registers of different lengths', statement);
  }
  const whole = !one && registers.length === operands.length && size > 1;
  if (whole) {
    const texts = operands.map(({ wires }) => rangeOf(wires, sizes));
    if (texts.every((text) => text !== undefined)) return [texts];
  }
  return Array.from({ length: size }, (_, at) =>
    operands.map(({ wires, single }) => elementText(wires[single ? 0 : at] as Element)),
  );
}

/** Neighbouring wires of one register as one word. */
function rangeOf(wires: readonly Element[], sizes: Needs['sizes']): string | undefined {
  const text = listed(wires, sizes);
  return text.includes(', ') ? undefined : text;
}
