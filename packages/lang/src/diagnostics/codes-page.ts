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

How physics is checked: a declaration is worked out at the corners of its parameters' domains and at points spread through
the inside (the same ones every time). A failure is reported with the values at which it occurs, and says whether they are a
corner or a sample. Declarations with parameters that have no such points (a matrix, a channel) are checked where they are
used. Whatever is lowered is checked once more at its own values, so nothing unphysical gets past.
`;
  return `${head}\n${sections.join('\n')}`;
}
