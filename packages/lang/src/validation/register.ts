import type { Catalogue, DeviceJudge } from '@kraus/core';
import { interruptAndCheck } from 'langium';
import type { KrausAstType, Script } from '../generated/index.js';
import type { KrausServices } from '../language/index.js';
import { KnownDeclarations } from './fingerprints.js';
import { ScriptChecks } from './script-checks.js';

/**
 * Registers every check of Kraus with Langium: names, types and components in the category `fast`, physics in the category
 * `slow`, which comes after it and can be cancelled.
 *
 * @param devices the judge of devices (K4xx), loaded for scripts that name some; without it these are let pass
 */
export function registerChecks(
  services: KrausServices,
  catalogue: Catalogue,
  devices?: () => Promise<DeviceJudge>,
): void {
  const registry = services.validation.ValidationRegistry;
  const known = new KnownDeclarations();
  const started = new WeakMap<Script, ScriptChecks>();
  const fast = (script: Script): ScriptChecks => {
    const checks = new ScriptChecks(script, services, catalogue, known);
    checks.fast();
    started.set(script, checks);
    return checks;
  };
  registry.register<KrausAstType>({ Script: (script, accept) => fast(script).tell(accept) }, undefined, 'fast');
  registry.register<KrausAstType>(
    {
      Script: async (script, accept, token) => {
        const checks = started.get(script) ?? fast(script);
        const physics = checks.physics(accept, checks.namesDevices ? await devices?.() : undefined);
        while (physics.next().done !== true) await interruptAndCheck(token);
      },
    },
    undefined,
    'slow',
  );
}
