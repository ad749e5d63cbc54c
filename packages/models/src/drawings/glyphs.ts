import { KrausError } from '@kraus/core';

/**
 * Letters as strokes on a grid 4 wide: y = 0 is the top of capitals, 2 that of small letters, 6 the baseline, 8 the lowest stroke. Each
 * polyline is a row of points, two digits x, y each; polylines are set apart by spaces.
 */
const STROKES: Readonly<Record<string, string>> = {
  ' ': '',
  '0': '103041453616050110',
  '1': '022026 0646',
  '2': '01103041420646',
  '3': '0110304142334445361605 2333',
  '4': '36300444',
  '5': '4000033344453606',
  '6': '30100205163645443303',
  '7': '004016',
  '8': '103041423313020110 1304051636454433',
  '9': '43130201103041443616',
  A: '062046 1434',
  B: '00063645443303 0030414233',
  C: '4130100105163645',
  D: '00063645413000',
  E: '40000646 0333',
  F: '400006 0333',
  G: '41301001051636454323',
  H: '0006 4046 0343',
  I: '1030 2026 1636',
  J: '4045361605',
  K: '0006 4003 0346',
  L: '000646',
  M: '0600234046',
  N: '06004640',
  O: '103041453616050110',
  P: '06003041423303',
  Q: '103041453616050110 2446',
  R: '06003041423303 2346',
  S: '413010010213334445361605',
  T: '0040 2026',
  U: '000516364540',
  V: '002640',
  W: '0016233640',
  X: '0046 4006',
  Y: '002340 2326',
  Z: '00400646',
  a: '4332120305163645 4246',
  b: '0006 0312324345361605',
  c: '4332120305163645',
  d: '4046 4332120305163645',
  e: '04444332120305163645',
  f: '40302126 1242',
  g: '4332120305163645 4247381807',
  h: '0006 0312324346',
  i: '2226 2020',
  j: '32372818 3030',
  k: '0006 3204 1336',
  l: '2026',
  m: '0206 03122326 23324346',
  n: '0206 0312324346',
  o: '123243453616050312',
  p: '0208 0312324345361605',
  q: '4248 4332120305163645',
  r: '1216 13223242',
  s: '4212031434453606',
  t: '10152636 0232',
  u: '0205163645 4246',
  v: '022642',
  w: '0216243642',
  x: '0246 4206',
  y: '0226 4218',
  z: '02420646',
  '.': '2626',
  ',': '2617',
  ':': '2222 2626',
  '-': '1333',
  '\u2212': '0343',
  '+': '0343 2125',
  '=': '0242 0444',
  '(': '30212536',
  ')': '10212516',
  '|': '2027',
  '>': '113315',
  '<': '311335',
  '/': '0640',
  '%': '0640 0000 4646',
  '\u2009': '',
};

/** Grid units from one letter to the next. */
export const ADVANCE = 6;
/** Grid units from the top of capitals to the baseline. */
export const CAP_HEIGHT = 6;

/** The polylines of a letter in grid units. @throws KrausError `pictures/no-glyph` */
export function strokesOf(letter: string): readonly (readonly (readonly [x: number, y: number])[])[] {
  const strokes = STROKES[letter];
  if (strokes === undefined) {
    throw new KrausError(
      'pictures/no-glyph',
      `Drawing: the letter '${letter}' cannot be painted; use letters, digits and . , : + − = ( ) | < > / %, or write SVG.`,
    );
  }
  if (strokes === '') return [];
  return strokes
    .split(' ')
    .map((line) =>
      Array.from({ length: line.length / 2 }, (_, k) => [Number(line[2 * k]), Number(line[2 * k + 1])] as const),
    );
}
