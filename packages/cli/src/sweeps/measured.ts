import type { Evaluation } from '@kraus/models';

/** The value of each metric of an evaluation by its name; with the extractor's name where one metric occurs twice. */
export function measuredValues(evaluation: Evaluation): Record<string, number> {
  const names = evaluation.metrics.map((result) => result.metric);
  const values: Record<string, number> = {};
  for (const result of evaluation.metrics) {
    const twice = names.filter((name) => name === result.metric).length > 1;
    values[twice && result.extractor !== null ? `${result.metric}(${result.extractor.name})` : result.metric] =
      result.value;
  }
  return values;
}
