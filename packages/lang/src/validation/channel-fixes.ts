import { AstUtils } from 'langium';
import type { Fix, Issue } from '../diagnostics/index.js';
import { divided, fix, replaced, rootText, statementBehind, textOf } from '../fixes/index.js';
import { isChannelDeclaration, isKrausOperator } from '../generated/index.js';
import type { Prover } from '../proofs/index.js';

/** Fixes of a channel whose Kraus operators do not keep the trace, or whose weights do not add up to 1. */
export function channelFixes({ code, node }: Issue, prover: Prover): Fix[] {
  const declaration = AstUtils.getContainerOfType(node, isChannelDeclaration);
  if (declaration?.body === undefined || (code !== 'K201' && code !== 'K206')) return [];
  const { operator, divisor, weights } = prover.remedy(declaration);
  const last = declaration.body.statements.at(-1);
  const operators = AstUtils.streamAst(declaration.body).filter(isKrausOperator).toArray();
  return [
    ...(operator === undefined || last === undefined
      ? []
      : fix(`Add the missing operator \`${operator}\``, statementBehind(last, `kraus ${operator}`))),
    ...(divisor === undefined
      ? []
      : fix(
          `Divide every operator by \`${rootText(divisor ** 2)}\``,
          ...operators.map(({ value }) => divided(value, rootText(divisor ** 2))),
        )),
    ...(weights === undefined || code !== 'K206'
      ? []
      : weights.mix.branches.flatMap(({ weight, operation }, index) => {
          const rest = weights.rest[index];
          if (rest === undefined) return [];
          return fix(`Give \`${textOf(operation)}\` the rest, \`${rest}\``, replaced(weight, rest));
        })),
  ];
}
