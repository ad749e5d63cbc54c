import { type ComponentForwardSpec, KrausError, type ResolvedOptions, resolveOptions } from '@kraus/core';
import type { GaussianSchedule } from './schedule.js';
import { gaussianSchema } from './schema.js';

/** How a script writes a schedule. */
export type ScheduleOptions = ResolvedOptions<typeof gaussianSchema.options>;

/**
 * The schedule of a script's `gaussian { … } for T steps`.
 * @throws KrausError `diffusion/bad-schedule` if a table has not one β a step; those of `resolveOptions`
 */
export function gaussianScheduleOf({ process, steps, span }: ComponentForwardSpec): GaussianSchedule {
  return scheduleOf(resolveOptions(gaussianSchema, process.options, { name: process.component, span }), steps, span);
}

/** A schedule of resolved options over `steps` steps. @throws KrausError `diffusion/bad-schedule` */
export function scheduleOf(
  options: ScheduleOptions,
  steps: number,
  span?: ComponentForwardSpec['span'],
): GaussianSchedule {
  switch (options.schedule) {
    case 'cosine':
      return { kind: 'cosine', steps, offset: options.offset };
    case 'linear': {
      const { first = Math.min(0.1 / steps, 0.999), last = Math.min(20 / steps, 0.999) } = options;
      return { kind: 'linear', steps, first, last };
    }
    case 'sigmoid':
      return { kind: 'sigmoid', steps, start: options.start, end: options.end, temperature: options.temperature };
    case 'table': {
      const betas = options.betas ?? [];
      if (betas.length === steps) return { kind: 'table', betas };
      throw new KrausError(
        'diffusion/bad-schedule',
        `Gaussian schedule: the table has ${betas.length} betas for ${steps} steps; give one a step.`,
        { span },
      );
    }
  }
}
