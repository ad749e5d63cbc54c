import { KrausError } from '@kraus/core';

/** JSON of another program, read field by field. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function field(record: JsonRecord, name: string): unknown {
  return record[name];
}

export function stringIn(record: JsonRecord, name: string): string | undefined {
  const value = record[name];
  return typeof value === 'string' ? value : undefined;
}

export function numberIn(record: JsonRecord, name: string): number | undefined {
  const value = record[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** @throws KrausError `hardware/bad-calibration` if it is not a list */
export function listOf(record: JsonRecord, name: string, owner: string): readonly unknown[] {
  const value = record[name];
  if (Array.isArray(value)) return value;
  throw new KrausError('hardware/bad-calibration', `${owner}: '${name}' is missing or not a list.`);
}

/** A reported figure in the unit of the file, and in SI units. */
export interface Reported {
  readonly value: number;
  readonly si: number;
}

/** How many there are in an SI unit, or, below 1, how many SI units one is: a division that rounds once. */
const PER_SI: Readonly<Record<string, number>> = {
  '': 1,
  s: 1,
  ms: 1e3,
  us: 1e6,
  µs: 1e6,
  ns: 1e9,
  GHz: 1e-9,
  MHz: 1e-6,
  Hz: 1,
};

/**
 * IBM's lists of `{name, value, unit}` by name.
 * @throws KrausError `hardware/bad-calibration` for a unit that is not known
 */
export function reportedValues(list: unknown): ReadonlyMap<string, Reported> {
  const values = new Map<string, Reported>();
  for (const entry of Array.isArray(list) ? list : []) {
    if (!isRecord(entry)) continue;
    const name = stringIn(entry, 'name');
    const value = entry.value;
    if (name === undefined || typeof value !== 'number') continue;
    const unit = stringIn(entry, 'unit') ?? '';
    const perSi = PER_SI[unit];
    if (perSi === undefined) {
      throw new KrausError(
        'hardware/bad-calibration',
        `Calibration data: ${name} has the unit '${unit}', which is not known.`,
      );
    }
    values.set(name, { value, si: value / perSi });
  }
  return values;
}
