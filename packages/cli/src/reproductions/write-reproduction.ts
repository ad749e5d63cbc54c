import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { curveChart } from './curve-chart.js';
import { type Results, summaryOf, withInterval } from './results.js';
import { stripChart } from './strip-chart.js';
import type { Study } from './study.js';

/** Of the trials of an arm; they depend on what else the machine did. */
function meanSeconds({ trials }: Results, name: string): string {
  const own = trials.filter(({ arm }) => arm === name);
  return own.length === 0 ? '' : (own.reduce((sum, { seconds }) => sum + seconds, 0) / own.length).toFixed(0);
}

/** A figure of the page, as a file in `figures/`. */
interface Shown {
  readonly title: string;
  readonly name: string;
}

/**
 * Writes `README.md`, `reproduction.html` and `figures/` from what has been found so far, each file whole.
 * @param command the line that made it, named after those that an earlier page names
 */
export function writeReproduction(study: Study, results: Results, folder: string, command: string): string[] {
  mkdirSync(join(folder, 'figures'), { recursive: true });
  const commands = [...new Set([...earlierCommands(folder), command])];
  const shown = [...charts(study, results, folder), ...pictures(results, folder)];
  const claims = study.claims.map((claim) => ({ ...claim, ...claim.judge(results) }));
  const measures = [...new Set(results.trials.flatMap(({ numbers }) => Object.keys(numbers)))];
  const table = {
    claims: {
      head: ['Claim', 'Source', 'Published', 'Ours', 'Verdict'],
      rows: claims.map(({ text, source, published, ours, verdict }) => [
        text,
        source,
        published ?? 'not readable',
        ours,
        `**${verdict}**`,
      ]),
    },
    arms: {
      head: ['Arm', ...measures, 'Seconds'],
      rows: study.arms.map(({ name }) => [
        name,
        ...measures.map((measure) => withInterval(summaryOf(results.values(name, measure)))),
        meanSeconds(results, name),
      ]),
    },
  };
  const rule =
    'A claim is decided when the 95 % interval of the mean over seeds (Student) lies on one side of its bound; else it is undecided. The table of the arms gives means and these intervals.';
  const conclusion = results.trials.length === 0 ? undefined : study.conclusion?.(results);
  const markdown = [
    `# ${study.title}`,
    '',
    study.doc,
    '',
    '## Claims',
    '',
    markdownTable(table.claims),
    '',
    rule,
    '',
    ...(conclusion === undefined ? [] : [conclusion, '']),
    '## Arms',
    '',
    ...study.arms.map(({ name, doc }) => `- **${name}**: ${doc}`),
    '',
    markdownTable(table.arms),
    '',
    ...shown.flatMap(({ title, name }) => [`![${title}](figures/${name})`, '']),
    `Made by ${commands.map((one) => `\`${one}\``).join(', then ')}.`,
    '',
  ].join('\n');
  const page = htmlPage(study, [rule, ...(conclusion === undefined ? [] : [conclusion])], table, shown, commands);
  return [write(folder, 'README.md', markdown), write(folder, 'reproduction.html', page)];
}

/** What the page that is there says that it was made by. */
function earlierCommands(folder: string): string[] {
  const file = join(folder, 'README.md');
  if (!existsSync(file)) return [];
  const line = /^Made by (.*)\.$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  return [...line.matchAll(/`([^`]+)`/g)].map(([, command]) => command as string);
}

function charts(study: Study, results: Results, folder: string): Shown[] {
  return study.figures.map(({ measure, title, bound, along }) => {
    const arms = study.arms.map(({ name }) => ({ name, values: results.values(name, measure) }));
    const name = `${slug(along === undefined ? measure : title)}.svg`;
    const points = arms.flatMap(({ name: arm, values }) =>
      (along?.places(arm) ?? []).map((place) => ({ ...place, values })),
    );
    const chart =
      along === undefined
        ? stripChart(arms, title, bound?.(results))
        : curveChart(points, { title, label: along.label, bound: bound?.(results) });
    write(join(folder, 'figures'), name, chart);
    return { title, name };
  });
}

/** Those of the first seed of every arm. */
function pictures({ trials }: Results, folder: string): Shown[] {
  const first = trials.filter((trial) => !trials.some(({ arm, seed }) => arm === trial.arm && seed < trial.seed));
  return first.flatMap(({ arm, seed, pictures = [] }) =>
    pictures.map(({ title, file }, k) => {
      const name = `${arm}-${k + 1}.png`;
      if (existsSync(join(folder, file))) copyFileSync(join(folder, file), join(folder, 'figures', name));
      return { title: `${arm}, seed ${seed}: ${title}`, name };
    }),
  );
}

interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function markdownTable({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function htmlPage(
  study: Study,
  remarks: readonly string[],
  table: { readonly claims: Table; readonly arms: Table },
  shown: readonly Shown[],
  commands: readonly string[],
): string {
  const figures = shown.map(
    ({ title, name }) =>
      `<figure><img src="figures/${name}" alt="${escaped(title)}"><figcaption>${escaped(title)}</figcaption></figure>`,
  );
  const arms = study.arms.map(({ name, doc }) => `<li><strong>${escaped(name)}</strong>: ${escaped(doc)}</li>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(study.title)}</title><style>
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:1000px;margin:32px auto;padding:0 20px}
table{border-collapse:collapse;width:100%;font-size:.93rem;font-variant-numeric:tabular-nums}th,td{text-align:left;vertical-align:top;padding:6px 14px 6px 0;border-bottom:1px solid #8886}
.scroll{overflow-x:auto}img{max-width:100%;height:auto}figure{margin:20px 0}figcaption{opacity:.75;font-size:.9rem}.holds{color:#1c7c45}.does{color:#b3261e}.undecided{color:#a15c00}
@media(prefers-color-scheme:dark){.holds{color:#6cc592}.does{color:#f2857c}.undecided{color:#e5b35a}}code{font-size:.88rem}
</style></head><body><h1>${escaped(study.title)}</h1>
<p>${escaped(study.doc).replaceAll('\n\n', '</p><p>')}</p>
<h2>Claims</h2>${htmlTable(table.claims)}${remarks.map((remark) => `<p>${escaped(remark)}</p>`).join('')}
<h2>Arms</h2><ul>${arms.join('')}</ul>${htmlTable(table.arms)}
${figures.join('\n')}
<p>Made by ${commands.map((one) => `<code>${escaped(one)}</code>`).join(', then ')}.</p></body></html>
`;
}

function htmlTable({ head, rows }: Table): string {
  const cell = (text: string): string => {
    const verdict = /^\*\*(.+)\*\*$/.exec(text)?.[1];
    if (verdict === undefined) return `<td>${escaped(text)}</td>`;
    return `<td><strong class="${verdict.split(' ')[0]}">${escaped(verdict)}</strong></td>`;
  };
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`);
  return `<div class="scroll"><table><thead><tr>${head.map((text) => `<th>${escaped(text)}</th>`).join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function write(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(`${file}.partial`, text);
  renameSync(`${file}.partial`, file);
  return file;
}

/** As a file name: letters without their marks, hyphens. */
function slug(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '');
  return plain.replace(/\W+/g, '-').replace(/^-|-$/g, '').toLowerCase();
}
