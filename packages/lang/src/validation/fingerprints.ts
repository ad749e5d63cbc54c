import type { Declaration } from '../generated/index.js';
import { isDeclaration } from '../generated/index.js';
import { textHash } from '../language/index.js';
import { wordsOf } from '../parser/index.js';
import type { Proved } from '../proofs/index.js';

/**
 * Tells declarations apart by what they say and by what everything says that they use, whatever it is called and wherever it stands: two with
 * one fingerprint do the same.
 */
export class Fingerprints {
  readonly #known = new Map<Declaration, string | undefined>();

  /** @returns undefined where names lead nowhere or in circles, or a file has syntax errors */
  of(declaration: Declaration): string | undefined {
    if (this.#known.has(declaration)) return this.#known.get(declaration);
    // Found again on the way it is undefined: a circle.
    this.#known.set(declaration, undefined);
    const made = this.#made(declaration);
    this.#known.set(declaration, made);
    return made;
  }

  #made(declaration: Declaration): string | undefined {
    if (declaration.$type === 'BuiltinDeclaration') return `builtin ${declaration.name}`;
    let lost = false;
    const words = wordsOf(declaration, ({ ref }) => {
      if (ref === undefined) lost = true;
      if (!isDeclaration(ref)) return undefined;
      const used = this.of(ref);
      if (used === undefined) lost = true;
      return used;
    });
    if (words === undefined || lost) return undefined;
    // The second word of a declaration is its name.
    return textHash(words.filter((_, index) => index !== 1).join('\n'));
  }
}

/** The most declarations that are remembered; beyond them all is forgotten. */
const most = 100_000;

/** What was found out about declarations, by their fingerprints, so that it holds for all that do the same. */
export class KnownDeclarations {
  readonly #steps = new Map<string, number>();
  readonly #proved = new Map<string, Proved>();

  /** The steps that it took to see that nothing is wrong. */
  soundAfter(fingerprint: string): number | undefined {
    return this.#steps.get(fingerprint);
  }

  setSound(fingerprint: string, steps: number): void {
    if (this.#steps.size >= most) this.#steps.clear();
    this.#steps.set(fingerprint, steps);
  }

  /** Where proofs of a declaration are kept. */
  provedOf(fingerprint: string): Proved {
    let proved = this.#proved.get(fingerprint);
    if (proved === undefined) {
      if (this.#proved.size >= most) this.#proved.clear();
      proved = new Map();
      this.#proved.set(fingerprint, proved);
    }
    return proved;
  }
}
