import type { Report } from '../diagnostics/index.js';
import { curves } from '../evaluate/index.js';
import type { Curve, ScheduleDeclaration } from '../generated/index.js';
import { isNameExpression } from '../generated/index.js';
import { didYouMean } from '../language/index.js';
import type { TypeChecker } from '../types/index.js';
import { checkUnique } from './names.js';

/** A schedule is a real function of the time: an expression, a table, or a curve of the prelude with its settings. */
export function checkSchedule({ value, table, curve }: ScheduleDeclaration, types: TypeChecker, report: Report): void {
  if (curve !== undefined) checkCurve(curve, types, report);
  if (table !== undefined) {
    types.expect(table, 'a list of plain numbers', (type) => type.kind === 'list' && type.of.kind === 'number');
  }
  const name = isNameExpression(value) ? value.target.ref : undefined;
  if (value === undefined || (name?.$type === 'BuiltinDeclaration' && Object.hasOwn(curves, name.name))) return;
  types.expect(value, 'a number', (type) => type.kind === 'number' && type.field !== 'complex');
}

function checkCurve(curve: Curve, types: TypeChecker, report: Report): void {
  const name = curve.function.$refText;
  const known = Object.hasOwn(curves, name) ? curves[name] : undefined;
  if (known === undefined) {
    if (curve.function.ref === undefined) return;
    const help = `curves are ${Object.keys(curves).join(', ')}`;
    report({ code: 'K119', message: `\`${name}\` is not a curve`, node: curve, property: 'function', help });
    return;
  }
  const names = known.settings.map(([setting]) => setting);
  checkUnique(curve.arguments, (argument) => argument.name, 'name', report);
  for (const argument of curve.arguments) {
    types.expect(argument.value, 'a plain number', (type) => type.kind === 'number' && type.unit === 0);
    if (argument.name !== undefined && names.includes(argument.name)) continue;
    const help = didYouMean(argument.name ?? '', names) ?? `its settings are ${names.join(', ')}`;
    const message = `\`${name}\` has no setting \`${argument.name ?? ''}\``;
    report({
      code: 'K108',
      message: argument.name === undefined ? 'a setting needs its name' : message,
      node: argument,
      property: argument.name === undefined ? undefined : 'name',
      help,
    });
  }
}
