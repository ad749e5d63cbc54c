import { type CheckRequest, checkScript } from '../api/index.js';
import {
  codePage,
  type DiagnosticCode,
  diagnosticCodes,
  diagnosticsPage,
  formatDiagnostics,
} from '../diagnostics/index.js';
import type { ReferencePage } from './page.js';

/** Files by name, of one case folder. */
export type CaseFiles = Readonly<Record<string, string>>;

/** The folders in `test-data/invalid`, by name. */
export type WrongCases = Readonly<Record<string, CaseFiles>>;

/** `docs/diagnostics.md` and a page for each code below it, made from the codes and the cases. */
export async function diagnosticPages(
  cases: WrongCases,
  host: Pick<CheckRequest, 'catalogue' | 'devices'>,
): Promise<ReferencePage[]> {
  const titles = fixTitles(cases);
  const pages: ReferencePage[] = [{ path: 'diagnostics.md', text: diagnosticsPage() }];
  for (const [code, { example }] of Object.entries(diagnosticCodes)) {
    const files = cases[example] ?? {};
    const wrong = scriptsOf(files);
    const texts = new Map(wrong);
    const { diagnostics } = await checkScript({ path: 'main.kraus', readFile: (path) => texts.get(path), ...host });
    const fixed = files['fixed.kraus']?.replace(/^.*\n/, '');
    const fixes = [...(titles.get(code) ?? [])];
    const page = {
      wrong,
      output: formatDiagnostics(diagnostics, { sources: texts }),
      right: fixed ?? files['right.kraus'] ?? '',
      fixes,
      fixed: fixed !== undefined,
    };
    pages.push({ path: `diagnostics/${code}.md`, text: codePage(code as DiagnosticCode, page) });
  }
  return pages;
}

/** The scripts of a case without the lines that say what is wrong, `main.kraus` first. */
function scriptsOf(files: CaseFiles): [name: string, text: string][] {
  return Object.entries(files)
    .filter(([name]) => name.endsWith('.kraus') && !/^(fixed.*|right)\.kraus$/.test(name))
    .sort(([a], [b]) => Number(b === 'main.kraus') - Number(a === 'main.kraus') || a.localeCompare(b))
    .map(([name, text]) => [name, text.replace(/^\s*\/\/\s*\^+ .*\n/gm, '')]);
}

/** What the quick fixes of each code do, with `…` for names and numbers; from the first lines of the fixed scripts. */
function fixTitles(cases: WrongCases): Map<string, Set<string>> {
  const titles = new Map<string, Set<string>>();
  for (const files of Object.values(cases)) {
    for (const [name, text] of Object.entries(files)) {
      const [, code, title] = (/^fixed/.test(name) ? /^\/\/ (K\d+): (.+)$/m.exec(text) : null) ?? [];
      if (code === undefined || title === undefined) continue;
      const known = titles.get(code) ?? new Set<string>();
      titles.set(code, known.add(title.replace(/`[^`]+`/g, '`…`').replace(/"[^"]+"/g, '"…"')));
    }
  }
  return titles;
}
