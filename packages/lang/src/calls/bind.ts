import type { AstNode } from 'langium';
import type { Fix, Report } from '../diagnostics/index.js';
import { fix, textOf } from '../fixes/index.js';
import type { Argument, Parameter } from '../generated/index.js';
import { nearest } from '../language/index.js';

/** A call: the node to underline when an argument is missing, the name for messages, what is declared and what is given. */
export interface CallSite {
  readonly node: AstNode;
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly arguments: readonly Argument[];
}

/**
 * Which argument each parameter gets: first the positional ones in order, then those given by name. Parameters that
 * keep their default are absent. Reports `K108` for what does not fit; what fits is bound all the same.
 */
export function bindArguments(site: CallSite, report: Report): Map<Parameter, Argument> {
  const bound = new Map<Parameter, Argument>();
  if (isPlain(site)) {
    for (const [index, parameter] of site.parameters.entries()) bound.set(parameter, site.arguments[index] as Argument);
    return bound;
  }
  let named = false;
  site.arguments.forEach((argument, index) => {
    if (argument.name === undefined) {
      if (named) {
        report({ code: 'K108', message: 'an argument without a name cannot follow one with a name', node: argument });
        return;
      }
      const parameter = site.parameters[index];
      if (parameter !== undefined) bound.set(parameter, argument);
      else if (index === site.parameters.length) {
        const message = `\`${site.name}\` takes ${count(site.parameters.length)}, ${site.arguments.length} given`;
        report({ code: 'K108', message, node: argument, help: signature(site), fixes: without(site.arguments, index) });
      }
      return;
    }
    named = true;
    const parameter = site.parameters.find((candidate) => candidate.name === argument.name);
    if (parameter === undefined) {
      const near = nearest(
        argument.name,
        site.parameters.map((candidate) => candidate.name),
      );
      const help = near === undefined ? signature(site) : `did you mean \`${near}\`?`;
      const message = `\`${site.name}\` has no parameter \`${argument.name}\``;
      report({ code: 'K108', message, node: argument, property: 'name', help });
    } else if (bound.has(parameter)) {
      const message = `\`${argument.name}\` is given twice`;
      report({ code: 'K108', message, node: argument, property: 'name' });
    } else bound.set(parameter, argument);
  });
  const missing = site.parameters.filter((parameter) => !bound.has(parameter) && parameter.default === undefined);
  const overfull = site.arguments.some(
    ({ name }) => name !== undefined && !site.parameters.some((parameter) => parameter.name === name),
  );
  if (missing.length > 0 && !overfull) {
    const names = missing.map((parameter) => `\`${parameter.name}\``).join(', ');
    report({ code: 'K108', message: `\`${site.name}\` also needs ${names}`, node: site.node, help: signature(site) });
  }
  return bound;
}

/** Leaves the arguments from one on out. */
function without(given: readonly Argument[], from: number): Fix[] {
  const [first, last] = [given[from]?.$cstNode, given.at(-1)?.$cstNode];
  const start = given[from - 1]?.$cstNode?.end ?? first?.offset;
  if (start === undefined || first === undefined || last === undefined) return [];
  const text = given.slice(from).map(textOf).join(', ');
  return fix(`Leave out \`${text}\``, { start, end: last.end, text: '' });
}

/** Whether every parameter gets an argument in its place, as in most calls. */
function isPlain({ parameters, arguments: given }: CallSite): boolean {
  return given.length === parameters.length && given.every(({ name }) => name === undefined);
}

function count(n: number): string {
  return n === 0 ? 'no arguments' : n === 1 ? 'one argument' : `${n} arguments`;
}

function signature(site: CallSite): string | undefined {
  if (site.parameters.length === 0) return undefined;
  const parameters = site.parameters.map(({ name, type }) => (type === undefined ? name : `${name}: ${type.name}`));
  return `it is declared as ${site.name}(${parameters.join(', ')})`;
}
