import { diagnosticCodes } from './codes.js';

const groups: readonly (readonly [prefix: string, title: string])[] = [
  ['K1', 'K1xx: names, types, units, dimensions, components'],
  ['K2', 'K2xx: physics'],
  ['K3', 'K3xx: learning'],
];

/** The page `docs/diagnostics.md`: every code with its meaning. */
export function diagnosticsPage(): string {
  const sections = groups.map(([prefix, title]) => {
    const entries = Object.entries(diagnosticCodes).filter(([code]) => code.startsWith(prefix));
    const texts = entries.map(([code, entry]) => `### ${code} ${entry.title}\n\n${entry.explanation}\n`);
    return `## ${title}\n\n${texts.join('\n')}`;
  });
  const head = `# Diagnostics

What \`kraus check\` says, by code. A code never changes its meaning. Every diagnostic has a place (file, line, column), a
message with what was found and expected, and where there is one, the reason and what to do.

How physics is checked. Of gates, channels and generators whose parameters are numbers (\`prob\`, \`real\`, \`angle\`, \`time\`,
\`frequency\`, \`complex\`) it is **proved for all values at once**, where that succeeds: the body is worked out over formulas, in which
Σ K†K − I, U†U − I or H − H† must vanish identically (square roots, exponentials, sines and cosines included), the weights of a mixture
must add up to 1, and what stands under a root, as a weight, a time or an argument is bounded over the whole domain (interval arithmetic,
Bernstein coefficients, division of the domain, and what \`require\` says). What a declaration uses is proved once, for every argument.
Every gate, channel and generator of the standard library with such parameters is proved.

**Sampled** is the rest: declarations with whole numbers, graphs or switches as parameters, control flow that depends on parameters, functions
such as \`tanh\` or \`expm\` of parameters, divisions (the value may not exist somewhere), circuits and models. They are worked out at the corners of
the domain and at points spread through the inside (the same ones every time), and where bounding found something suspicious. A failure is reported with
the values at which it occurs, and says how they were found. Hover says which of the two it was (\`proofOf\` in the library).
Declarations with parameters that have no such points (a matrix, a channel) are checked where they are used. Whatever is lowered is
checked once more at its own values, so nothing unphysical gets past.
`;
  return `${head}\n${sections.join('\n')}`;
}
