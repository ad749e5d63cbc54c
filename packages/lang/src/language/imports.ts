import type { LangiumDocument } from 'langium';
import type { Import } from '../generated/index.js';

/** Which document an import leads to: filled by the loader, read by scoping and by the checks. */
export class ImportTargets {
  readonly #targets = new WeakMap<Import, LangiumDocument>();

  get(node: Import): LangiumDocument | undefined {
    return this.#targets.get(node);
  }

  set(node: Import, document: LangiumDocument): void {
    this.#targets.set(node, document);
  }
}

/**
 * The path an import names, relative to the file that contains it. `std/…` names stay as they are.
 * Paths have forward slashes; `.` and `..` are resolved as far as the base allows.
 */
export function resolveImportPath(importer: string, path: string): string {
  if (path.startsWith('std/') || path.startsWith('/')) return path;
  const absolute = importer.startsWith('/');
  const parts: string[] = [];
  for (const part of [...importer.split('/').slice(0, -1), ...path.split('/')]) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return (absolute ? '/' : '') + parts.join('/');
}
