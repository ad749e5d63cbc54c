import { checkScript, type LoweredCircuit, lowerCircuit } from '@kraus/lang';
import { catalogue } from '@kraus/models/catalogue';
import { describe, expect, it } from 'vitest';
import { drawCircuit, standaloneCircuit } from './index.js';

async function lowered(text: string, name = 'C'): Promise<LoweredCircuit> {
  const { diagnostics, script } = await checkScript({ path: 'a.kraus', readFile: () => text, catalogue });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return lowerCircuit(script, name);
}

const labels = (svg: string) => [...svg.matchAll(/<g class="op [^>]*aria-label="([^"]*)"/g)].map(([, label]) => label);

/** Left edge to right edge of every box by the index of its operation. */
const boxes = (svg: string) =>
  [...svg.matchAll(/<g class="op[^>]*>(.*?)<\/g>/g)].map(([, inside = '']) =>
    [...inside.matchAll(/<rect class="box" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/g)].map(([, x, y, width]) => ({
      left: Number(x),
      right: Number(x) + Number(width),
      y: Number(y),
    })),
  );

const noisy = `import { AmplitudeDamping } from "std/channels"
import { CX, RY } from "std/gates"

channel Loss(p: prob) on q { kraus |0><0| + sqrt(1 - p) * |1><1|; kraus sqrt(p) * |0><1| }

circuit C on q[3] {
  param theta: angle[2]
  bit m[2]
  RY(2 * theta[1] + pi / 2) q[0]
  H q[1]
  CX q[1], q[2]
  AmplitudeDamping(0.1) q[2]
  Loss(0.2) q[1]
  inverse S q[0]
  measure q[0] -> m[0]
  measure q[1] -> m[1]
  if m[1] == 1 { X q[2] }
  return probs(q[2])
}
`;

describe('drawCircuit', () => {
  it('draws every operation once, in words and with its line', async () => {
    const { svg, summary } = drawCircuit(await lowered(noisy));
    expect(labels(svg)).toEqual([
      'RY(2 theta[1] + π/2) on q[0], line 9',
      'H on q[1], line 10',
      'CX on q[1], q[2], line 11',
      'noise AmplitudeDamping(0.1) on q[2], line 12',
      'channel Loss on q[1], line 13',
      'S† on q[0], line 14',
      'measurement of q[0] into m[0], line 15',
      'measurement of q[1] into m[1], line 16',
      'X on q[2] if m[1] = 1, line 17',
    ]);
    expect(summary).toBe('3 qubits · 9 operations · depth 5 · 2 trainable numbers · returns probs(q[2])');
  });

  it('lets no two boxes on a wire overlap', async () => {
    const { svg, width } = drawCircuit(await lowered(noisy));
    const all = boxes(svg).flat();
    expect(all.length).toBeGreaterThan(6);
    for (const [index, a] of all.entries()) {
      expect(a.right).toBeLessThan(width);
      for (const b of all.slice(index + 1)) {
        if (a.y === b.y) expect(a.right <= b.left || b.right <= a.left).toBe(true);
      }
    }
  });

  it('puts what can happen at once in one column, and nothing through a link', async () => {
    const { svg } = drawCircuit(
      await lowered('import { CX } from "std/gates"\ncircuit C on q[3] {\n  CX q[0], q[2]\n  H q[1]\n  H q[0]\n}\n'),
    );
    const [, under, beside] = boxes(svg).map(([box]) => box);
    expect(under?.left).toBeGreaterThan(0);
    expect(under?.left).toBe(beside?.left);
  });

  it('says of a big circuit what it leaves out', async () => {
    const circuit = await lowered('circuit C on q {\n  for k in 0..1200 { X q }\n}\n');
    const { svg, summary } = drawCircuit(circuit, { folded: new Map([[0, false]]) });
    expect(labels(svg)).toHaveLength(1000);
    expect(summary).toContain('the first 1000 operations are drawn');
  });

  it('folds loops whose passes are alike, with their count, and unfolds them when asked', async () => {
    const circuit = await lowered(`import { RX, RY, CX } from "std/gates"
circuit C on q[2] {
  param theta: angle[3, 2]
  H q[0]
  for k in 0..3 {
    RX(theta[k, 0]) q[0]
    repeat 2 { CX q[0], q[1] }
  }
  for k in 0..2 { RY(0.3) q[k] }
  X q[1]
}
`);
    const drawn = (folded?: Map<number, boolean>) => drawCircuit(circuit, folded === undefined ? {} : { folded }).svg;
    const words = (svg: string) => labels(svg).map((label) => label?.split(',')[0]?.replace(/ on.*/, ''));
    const tags = (svg: string) =>
      [...svg.matchAll(/<text class="small start"[^>]*>([▸▾][^<]*)</g)].map(([, tag]) => tag);
    expect(words(drawn())).toEqual(['H', 'RX(theta[0', 'CX', 'RY(0.3)', 'RY(0.3)', 'X']);
    // The last loop goes from wire to wire: folded it would hide one of them.
    expect(tags(drawn())).toEqual(['▸ 3 ×', '▸ 2 ×', '▾ 2 ×']);
    const open = drawn(new Map([[0, false]]));
    expect(words(open).filter((word) => word?.startsWith('RX'))).toHaveLength(3);
    expect(tags(open)).toEqual(['▾ 3 ×', '▸ 2 ×', '▸ 2 ×', '▸ 2 ×', '▾ 2 ×']);
    // No box of another operation stands in the frame of a loop.
    const frame = /<rect class="loop" x="([\d.]+)"[^>]* width="([\d.]+)"/.exec(drawn());
    const [from, to] = [Number(frame?.[1]), Number(frame?.[1]) + Number(frame?.[2])];
    const [before, , , after] = boxes(drawn()).map(([box]) => box);
    expect(before?.right).toBeLessThanOrEqual(from);
    expect(after?.left).toBeGreaterThanOrEqual(to);
  });

  it('marks where a state is looked at', async () => {
    const circuit = await lowered('circuit C on q {\n  H q\n  X q\n}\n');
    const at = (after: number) => Number(/class="after" x1="([\d.]+)"/.exec(drawCircuit(circuit, { after }).svg)?.[1]);
    const [first, second] = boxes(drawCircuit(circuit).svg).map(([box]) => box);
    expect(at(0)).toBeLessThan(first?.left ?? 0);
    expect(at(1)).toBeGreaterThan(first?.right ?? 0);
    expect(at(1)).toBeLessThan(second?.left ?? 0);
    expect(at(2)).toBeGreaterThan(second?.right ?? 0);
  });

  it('exports a file without variables of a theme', async () => {
    const file = standaloneCircuit(drawCircuit(await lowered('circuit C on q {\n  H q\n}\n')));
    expect(file).toMatch(/^<svg [^>]*><style>/);
    expect(file).not.toContain('var(');
  });
});
