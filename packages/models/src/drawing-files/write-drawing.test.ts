import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pointClouds, toSvg } from '../drawings/index.js';
import { decodePng } from '../pictures/index.js';
import { writeDrawing } from './index.js';

describe('drawings', () => {
  it('are written as SVG and as PNG of twice the size', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kraus-drawing-'));
    try {
      const drawing = pointClouds([{ label: 't = 0', points: Float64Array.of(1, 0) }], { title: 'One' });
      await writeDrawing(drawing, join(folder, 'one'));
      const png = decodePng(await readFile(join(folder, 'one.png')), 'one.png');
      expect([png.width, png.height]).toEqual([380, 430]);
      expect(await readFile(join(folder, 'one.svg'), 'utf8')).toBe(toSvg(drawing));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
