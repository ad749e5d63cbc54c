import type { Catalogue } from '@kraus/core';
import { interruptAndCheck } from 'langium';
import type { KrausAstType, Script } from '../generated/index.js';
import type { KrausServices } from '../language/index.js';
import { ScriptChecks } from './script-checks.js';

/**
 * Registers every check of Kraus with Langium: names, types and components in the category `fast`, physics in the category
 * `slow`, which comes after it and can be cancelled.
 */
export function registerChecks(services: KrausServices, catalogue: Catalogue): void {
  const registry = services.validation.ValidationRegistry;
  const started = new WeakMap<Script, ScriptChecks>();
  const fast = (script: Script): ScriptChecks => {
    const checks = new ScriptChecks(script, services, catalogue);
    checks.fast();
    started.set(script, checks);
    return checks;
  };
  registry.register<KrausAstType>({ Script: (script, accept) => fast(script).tell(accept) }, undefined, 'fast');
  registry.register<KrausAstType>(
    {
      Script: async (script, accept, token) => {
        const physics = (started.get(script) ?? fast(script)).physics(accept);
        while (physics.next().done !== true) await interruptAndCheck(token);
      },
    },
    undefined,
    'slow',
  );
}
