import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
/** Not a literal in the calls below: bundlers and the type checker must not follow it, the package is optional. */
const NAME: string = '@tensorflow/tfjs-node';

/** Loads @tensorflow/tfjs-node, which registers the backend "tensorflow". Throws if it is missing or broken. */
export function loadNodeBackend(): void {
  require(NAME);
}

/** Whether @tensorflow/tfjs-node is there to be loaded. */
export function nodeBackendInstalled(): boolean {
  try {
    require.resolve(NAME);
    return true;
  } catch {
    return false;
  }
}
