/** A unit as the language writes it behind a number. */
export interface Unit {
  /** The number times `factor` is the value in seconds, hertz, radians or as a plain number. */
  readonly factor: number;
  /** Power of time: 1 for times, −1 for frequencies, 0 for plain numbers and angles. */
  readonly power: number;
  /** `2i` is an imaginary number. */
  readonly imaginary?: true;
  readonly meaning: string;
}

export const units: Readonly<Record<string, Unit>> = {
  s: { factor: 1, power: 1, meaning: 'seconds' },
  ms: { factor: 1e-3, power: 1, meaning: 'milliseconds' },
  us: { factor: 1e-6, power: 1, meaning: 'microseconds' },
  µs: { factor: 1e-6, power: 1, meaning: 'microseconds' },
  ns: { factor: 1e-9, power: 1, meaning: 'nanoseconds' },
  ps: { factor: 1e-12, power: 1, meaning: 'picoseconds' },
  Hz: { factor: 1, power: -1, meaning: 'hertz' },
  kHz: { factor: 1e3, power: -1, meaning: 'kilohertz' },
  MHz: { factor: 1e6, power: -1, meaning: 'megahertz' },
  GHz: { factor: 1e9, power: -1, meaning: 'gigahertz' },
  rad: { factor: 1, power: 0, meaning: 'radians' },
  deg: { factor: Math.PI / 180, power: 0, meaning: 'degrees' },
  '%': { factor: 0.01, power: 0, meaning: 'per cent' },
  i: { factor: 1, power: 0, imaginary: true, meaning: 'times the imaginary unit' },
};

/** A number literal taken apart. `unit` is undefined for a plain number. */
export interface LiteralParts {
  readonly digits: string;
  readonly suffix: string;
  readonly unit: Unit | undefined;
  /** Whether it is a whole number without a unit. */
  readonly whole: boolean;
}

/** Takes `35ns` apart. `unit` is undefined also where `suffix` is not a unit that exists. */
export function literalParts(text: string): LiteralParts {
  const match = /^([0-9][0-9_]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(.*)$/.exec(text);
  const digits = (match?.[1] ?? text).replaceAll('_', '');
  const suffix = match?.[2] ?? '';
  return {
    digits,
    suffix,
    unit: Object.hasOwn(units, suffix) ? units[suffix] : undefined,
    whole: suffix === '' && /^[0-9]+$/.test(digits),
  };
}

/** The value of a literal in seconds, hertz, radians or as a plain number. Decimal places are kept where they can be: 0.1us is 1e-7 s. */
export function literalValue({ digits, unit }: LiteralParts): number {
  if (unit === undefined || unit.factor === 1) return Number(digits);
  const exponent = Math.log10(unit.factor);
  // Powers of ten go into the text, because 35 * 1e-9 is not the double nearest to 35e-9.
  if (Number.isInteger(exponent)) {
    const [mantissa = '0', own = '0'] = digits.toLowerCase().split('e');
    return Number(`${mantissa}e${Number(own) + exponent}`);
  }
  return Number(digits) * unit.factor;
}

/** What a power of time is called: `a time`, `a frequency`, `a plain number`. */
export function unitName(power: number): string {
  switch (power) {
    case 0:
      return 'a plain number';
    case 1:
      return 'a time';
    case -1:
      return 'a frequency';
    default:
      return `a quantity in s^${power}`;
  }
}
