import path from 'node:path';
import { writeAtomically } from '../runs/index.js';
import { reportPage } from './page.js';
import { readRunContent } from './run-content.js';

/**
 * Writes `report.html` into a run folder, from what is there: samples, loss curves, strips, metrics, and everything
 * needed to run it again. Resolves to its path.
 *
 * @throws KrausError `runs/absent`, `runs/damaged`, `runs/version`
 */
export async function writeReport(runDir: string): Promise<string> {
  const file = path.join(runDir, 'report.html');
  await writeAtomically(file, reportPage(await readRunContent(runDir)));
  return file;
}
