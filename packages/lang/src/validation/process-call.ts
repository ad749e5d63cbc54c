import type { Report } from '../diagnostics/index.js';
import type { ProcessCall } from '../generated/index.js';
import type { TypeChecker } from '../types/index.js';

/** A channel or gate with its arguments, as forward processes and references name them. */
export function checkProcessCall(call: ProcessCall, types: TypeChecker, report: Report): void {
  const target = call.target.ref;
  const name = call.target.$refText;
  if (target === undefined) {
    for (const argument of call.arguments) types.typeOf(argument.value);
    return;
  }
  if (target.$type !== 'ChannelDeclaration' && target.$type !== 'GateDeclaration') {
    const help =
      target.$type === 'GeneratorDeclaration'
        ? `declare a channel: \`channel Step(…) on … = evolve ${name}(…) for dt\``
        : target.$type === 'CircuitDeclaration'
          ? 'a circuit as forward process runs on a device: add `, on B` with `device B = …`'
          : undefined;
    report({ code: 'K119', message: `\`${name}\` is not a channel`, node: call, property: 'target', help });
    return;
  }
  types.typeOfCall(target, { node: call, name, parameters: target.parameters, arguments: call.arguments });
}
