import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { papers } from './papers.js';
import { studies } from './studies/index.js';

/** The verdicts of a page of a study, as they stand in its table of claims. */
const VERDICTS = ['holds', 'does not hold', 'undecided'] as const;

/**
 * One page over the pages of all studies in a folder: paper by paper the tables of claims, as the studies' own pages have them, and what was not
 * read or run. Markdown.
 */
export function summaryPage(folder: string): string {
  const pages = new Map(
    studies.flatMap(({ system }) => {
      const file = join(folder, system, 'README.md');
      return existsSync(file) ? [[system, readFileSync(file, 'utf8')] as const] : [];
    }),
  );
  const sections = papers.map(({ name, source, systems, read, open }) => {
    const parts = systems.map((system) => {
      const page = pages.get(system);
      return page === undefined
        ? `\`kraus reproduce ${system}\` was not run yet, or its results are not kept here.`
        : `[${system}](${system}/README.md): ${counts(page)}.\n\n${claimsOf(page)}${conclusionOf(page)}`;
    });
    return [`## ${name}`, source, `Read: ${read}`, ...parts, ...(open === undefined ? [] : [open])].join('\n\n');
  });
  return `# What holds here

Claims of the papers behind Kraus' systems, as far as studies of ours decide them. **Undecided** is most often a matter of budget: of few seeds, or of short trainings; a page says which.
A claim that does not hold here may hold at a larger budget or with settings that we could not read. No figure of ours is a published FID: extractors are named.

Generated from the pages of the studies by \`kraus reproduce --summary docs/reproductions\`; a test fails when it is not up to date.

${sections.join('\n\n')}
`;
}

function claimsOf(page: string): string {
  const rows = page.split('\n').filter((line) => line.startsWith('|'));
  const first = rows.findIndex((line) => line.startsWith('| Claim |'));
  const last = rows.findIndex((line) => line.startsWith('| Arm |'));
  return rows.slice(first, last < 0 ? undefined : last).join('\n');
}

/** What the study says all of it shows, where it does. */
function conclusionOf(page: string): string {
  const line = page.split('\n').find((text) => text.startsWith('What it shows'));
  return line === undefined ? '' : `\n\n${line}`;
}

function counts(page: string): string {
  const table = claimsOf(page);
  return VERDICTS.map((verdict) => `${table.split(`**${verdict}**`).length - 1} ${verdict}`).join(', ');
}
