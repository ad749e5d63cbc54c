import { isCircuitPart, type OptionValue } from '@kraus/core';
import type { RunRecord } from '../runs/index.js';
import { type Html, html } from './html.js';

/** What one needs to run it again: commands, versions, seed, engine, data, the script itself. */
export function rerunSection(record: RunRecord, script: string): Html {
  const { engine, data } = record;
  const facts: [string, string | Html][] = [
    ['Seed', String(record.seed)],
    ['Kraus', record.kraus],
    ['Node.js', `${record.node} on ${record.platform}`],
    [
      'Engine',
      `${engine.backend}, ${engine.threads} ${engine.threads === 1 ? 'thread' : 'threads'}${engine.simd ? ', SIMD' : ''}`,
    ],
    ['Script', html`${record.script.path}, SHA-256 with its imports <code>${record.script.hash}</code>`],
    [
      'Begun, last written',
      `${record.created}, ${record.updated}${record.resumed > 0 ? `, taken up again ${times(record.resumed)}` : ''}`,
    ],
    ['Data', `${data.name} (${data.provenance.source}), ${data.shape.join(' × ')}`],
    ...data.provenance.files.map(({ name, sha256 }): [string, Html] => ['', html`${name} <code>${sha256}</code>`]),
    ...(data.provenance.note === undefined ? [] : [['', data.provenance.note] as [string, string]]),
  ];
  const set = Object.entries(record.model.parameters).map(([name, value]) => ` --set ${name}=${value}`);
  const command = `kraus train script.kraus ${record.model.name}${set.join('')} --out again\nkraus sample again\nkraus evaluate again\nkraus report again`;
  return html`<section><h2>Run it again</h2>
<p>Save the script below as <code>script.kraus</code>${importNote(script)}. The same script, seed and engine give the same bytes, whatever the number of threads.</p>
<pre>${command}</pre>
<div class="scroll"><table class="facts"><tbody>${facts.map(([name, value]) => html`<tr><td>${name}</td><td>${value}</td></tr>`)}</tbody></table></div>
<h3>Settings of the training</h3>${settings(record)}
<h3>script.kraus</h3><pre>${script.trimEnd()}</pre></section>`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** A script that imports files needs them beside it. */
function importNote(script: string): string {
  return /^\s*import\b[^\n]*["']\.{1,2}\//m.test(script) ? ', beside the files that it imports' : '';
}

function settings(record: RunRecord): Html {
  const options = Object.entries(record.task.options);
  if (options.length === 0) return html`<p class="soft">All at their defaults.</p>`;
  return html`<p><code>${options.map(([name, value]) => `${name}: ${showOption(value)}`).join(', ')}</code></p>
<p class="soft">What is not named here was at its default for Kraus ${record.kraus}; run.json holds the whole resolved specification.</p>`;
}

/** An option as a script would write it. */
export function showOption(value: OptionValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (isCircuitPart(value)) return value.name;
  if (!('component' in value)) return `[${value.map(showOption).join(', ')}]`;
  const inside = Object.entries(value.options).map(([name, option]) => `${name}: ${showOption(option)}`);
  return inside.length === 0 ? value.component : `${value.component} { ${inside.join(', ')} }`;
}
