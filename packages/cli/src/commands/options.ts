import { KrausError } from '@kraus/core';
import { InvalidArgumentError, Option } from 'commander';
import { collectAssignment } from '../scripts/index.js';

/** `--set name=value`, any number of times. */
export function setOption(): Option {
  return new Option('--set <name=value>', 'give a parameter another value than the script does (repeatable)').argParser(
    (text, earlier: Record<string, number> | undefined) => {
      try {
        return collectAssignment(text, earlier);
      } catch (error) {
        throw new InvalidArgumentError(error instanceof KrausError ? error.message : String(error));
      }
    },
  );
}

/** A parser for options that take a whole number from `min` on. */
export function wholeNumber(min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < min) {
      throw new InvalidArgumentError(`Expected a whole number from ${min} on.`);
    }
    return value;
  };
}

/** `--max-seconds`: how much of a device that charges may be used. */
export function maxSecondsOption(): Option {
  return new Option(
    '--max-seconds <n>',
    'seconds of a paid device that may be used; the job is stopped there',
  ).argParser(wholeNumber(1));
}

/** `--backend` and `--threads`. */
export function engineOptions(): Option[] {
  return [
    new Option('--backend <name>', 'neural-network engine').choices(['auto', 'node', 'wasm', 'js']),
    new Option('--threads <n>', 'threads to use (default: the number of cores)').argParser(wholeNumber(1)),
  ];
}

/** The values of {@link engineOptions}. */
export interface EngineOptions {
  readonly backend?: 'auto' | 'node' | 'wasm' | 'js';
  readonly threads?: number;
}
