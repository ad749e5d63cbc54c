import type { Report } from '../diagnostics/index.js';
import { curves, matchedQuantities, openParameter } from '../evaluate/index.js';
import type { Curve, Match, MatchSetting, ScheduleDeclaration } from '../generated/index.js';
import { isNameExpression } from '../generated/index.js';
import { didYouMean } from '../language/index.js';
import type { TypeChecker } from '../types/index.js';
import { checkSeparated, checkUnique } from './names.js';
import { checkProcessCall } from './process-call.js';

/** A schedule is a real function of the time: an expression, a table, or a curve of the prelude with its settings. */
export function checkSchedule(
  { value, table, curve, match }: ScheduleDeclaration,
  types: TypeChecker,
  report: Report,
): void {
  if (match !== undefined) checkMatch(match, types, report);
  if (curve !== undefined) checkCurve(curve, types, report);
  if (table !== undefined) {
    types.expect(table, 'a list of plain numbers', (type) => type.kind === 'list' && type.of.kind === 'number');
  }
  const name = isNameExpression(value) ? value.target.ref : undefined;
  if (value === undefined || (name?.$type === 'BuiltinDeclaration' && Object.hasOwn(curves, name.name))) return;
  types.expect(value, 'a number', (type) => type.kind === 'number' && type.field !== 'complex');
}

/** `matched { step: C, to: D(…), by: information }`: a channel with one open parameter, and a reference. */
function checkMatch(match: Match, types: TypeChecker, report: Report): void {
  const { settings } = match;
  checkSeparated(settings, ',;', 'settings', report);
  const wordOf = ({ step, reference }: MatchSetting): string =>
    step !== undefined ? 'step' : reference !== undefined ? 'to' : 'by';
  const words = settings.map(wordOf);
  for (const [index, setting] of settings.entries()) {
    const again = words.indexOf(words[index] ?? '') < index;
    if (again) report({ code: 'K105', message: `\`${words[index]}\` is written twice`, node: setting });
    else checkSetting(setting, types, report);
  }
  const missing = ['step', 'to'].filter((word) => !words.includes(word)).map((word) => `\`${word}\``);
  if (missing.length === 0) return;
  report({ code: 'K114', message: `a matched schedule needs ${missing.join(' and ')}`, node: match });
}

function checkSetting(setting: MatchSetting, types: TypeChecker, report: Report): void {
  const { step, reference, by } = setting;
  if (reference !== undefined) checkProcessCall(reference, types, report);
  if (by !== undefined && !Object.hasOwn(matchedQuantities, by)) {
    const help = didYouMean(by, Object.keys(matchedQuantities)) ?? 'it is `information` or `distance`';
    report({ code: 'K118', message: `noise is not matched by \`${by}\``, node: setting, property: 'by', help });
  }
  const channel = step?.ref;
  if (channel === undefined) return;
  if (channel.$type !== 'ChannelDeclaration') {
    report({ code: 'K119', message: `\`${channel.name}\` is not a channel`, node: setting, property: 'step' });
  } else if (openParameter(channel) === undefined) {
    const message = `\`${channel.name}\` must have one parameter without a default, to which the schedule gives values`;
    report({ code: 'K108', message, node: setting, property: 'step' });
  }
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
