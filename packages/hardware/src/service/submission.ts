/** The body of `POST /jobs`. */
export interface Submission {
  readonly backend: string;
  readonly params: unknown;
  readonly tags?: readonly string[];
  readonly cost?: number;
  readonly session_id?: string;
}

/** What IBM's schema would not take. */
export function wrongSubmission(body: string): string | undefined {
  let data: Record<string, unknown>;
  try {
    data = JSON.parse(body) as Record<string, unknown>;
  } catch {
    return 'The body is not JSON.';
  }
  const params = data.params as Record<string, unknown> | undefined;
  if (data.program_id !== 'sampler') return `Program ${String(data.program_id)} is not offered here.`;
  if (typeof data.backend !== 'string') return 'backend is required.';
  if (params === undefined || !Array.isArray(params.pubs) || params.version !== 2)
    return 'params: pubs and version 2 are required.';
  const other = Object.keys(params).find(
    (key) => !['pubs', 'version', 'options', 'support_qiskit', 'shots'].includes(key),
  );
  if (other !== undefined) return `params: ${other} is not allowed.`;
  if (params.support_qiskit !== false) return 'Only support_qiskit: false is offered here.';
  if (!params.pubs.every((pub) => Array.isArray(pub) && typeof pub[0] === 'string'))
    return 'Only OpenQASM 3 is offered here.';
  const { cost, tags } = data;
  if (cost !== undefined && !(Number.isInteger(cost) && (cost as number) >= 0 && (cost as number) <= 10_800))
    return 'cost must be 0 … 10800.';
  if (tags !== undefined && !(Array.isArray(tags) && tags.length <= 8 && tags.every((tag) => String(tag).length <= 86)))
    return 'tags: at most 8 of 86 characters.';
  return undefined;
}
