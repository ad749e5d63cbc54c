import { type Catalogue, KrausError } from '@kraus/core';
import type { Diagnostic } from '../diagnostics/index.js';
import type { Script } from '../generated/index.js';
import type { CheckedScript, DeclarationInfo, SourceFile } from './checked-script.js';

/** A checked script with its syntax tree, which does not leave this package. */
export class LinkedScript implements CheckedScript {
  readonly path: string;
  readonly files: readonly SourceFile[];
  readonly sourceHash: string;
  readonly declarations: readonly DeclarationInfo[];
  readonly diagnostics: readonly Diagnostic[];
  readonly #root: Script;
  readonly #catalogue: Catalogue;

  constructor(listed: CheckedScript, root: Script, catalogue: Catalogue) {
    this.path = listed.path;
    this.files = listed.files;
    this.sourceHash = listed.sourceHash;
    this.declarations = listed.declarations;
    this.diagnostics = listed.diagnostics;
    this.#root = root;
    this.#catalogue = catalogue;
  }

  /**
   * The syntax tree and catalogue of a script that has no errors.
   *
   * @throws KrausError `lang/not-checked` for a value that `checkScript` did not make, `lang/script-has-errors`
   */
  static open(script: CheckedScript): { root: Script; catalogue: Catalogue } {
    const linked = LinkedScript.linked(script);
    const error = script.diagnostics.find(({ severity }) => severity === 'error');
    if (error !== undefined) {
      const message = `The script has errors and cannot be lowered; the first is ${error.code}: ${error.message}`;
      throw new KrausError('lang/script-has-errors', message, { span: error.span });
    }
    return linked;
  }

  /**
   * The syntax tree and catalogue of a script, with errors or without.
   *
   * @throws KrausError `lang/not-checked` for a value that `checkScript` did not make
   */
  static linked(script: CheckedScript): { root: Script; catalogue: Catalogue } {
    if (!(script instanceof LinkedScript)) {
      throw new KrausError(
        'lang/not-checked',
        'Only a script that checkScript returned can be lowered; check it first.',
      );
    }
    return { root: script.#root, catalogue: script.#catalogue };
  }
}
