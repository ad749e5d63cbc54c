import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDataset } from '../data/index.js';
import { evaluateSamples } from '../metrics/index.js';
import { decodePng, encodePng, pictureGrid } from '../pictures/index.js';
import {
  appendMetrics,
  RUN_VERSION,
  type RunRecord,
  writeEvaluation,
  writeRecord,
  writeScript,
} from '../runs/index.js';
import { writeReport } from './index.js';

const SCRIPT = `import { Ansatz } from "./ansatz.kraus"
/// A walk </pre><script>alert(1)</script> & more
model Walk(omega: prob = 0.3) { data Digits }
`;

describe('writeReport', () => {
  let runDir: string;
  let page: string;
  let record: RunRecord;

  beforeAll(async () => {
    runDir = await mkdtemp(path.join(tmpdir(), 'kraus-report-'));
    const source = { component: 'glyphs', options: { size: 12, limit: 60, test: 60 } };
    const digits = await loadDataset({ name: 'Digits', source });
    record = {
      version: RUN_VERSION,
      kraus: '0.1.0',
      node: 'v20.19.0',
      platform: 'linux x64',
      created: '2026-01-01T00:00:00.000Z',
      updated: '2026-01-01T01:00:00.000Z',
      status: 'done',
      step: 40,
      steps: 40,
      resumed: 2,
      seed: 7,
      script: { path: 'walk.kraus', hash: 'c0ffee'.padEnd(64, '0'), folder: '../..' },
      model: {
        version: 1,
        name: 'Walk',
        parameters: { omega: 0.3 },
        data: { name: 'Digits', source },
        encode: { component: 'levels', options: {} },
        forward: [],
        reverse: { component: 'unet', options: { channels: 8 } },
        predict: 'x0',
        objective: [],
        condition: ['time'],
      },
      task: {
        task: 'train',
        model: 'Walk',
        options: { steps: 40, optimizer: { component: 'adam', options: { lr: 0.01 } } },
        components: [],
      },
      engine: { backend: 'wasm', threads: 2, simd: true, why: 'it is there' },
      data: {
        name: digits.name,
        shape: digits.shape,
        classes: digits.classes,
        counts: { train: digits.train.count, validation: digits.validation.count, test: digits.test.count },
        provenance: { source: 'mnist', files: [{ name: 'train-images', sha256: 'ab'.repeat(32) }], note: 'A note.' },
      },
      parameters: 12_345,
      facts: {
        lossUnit: 'nats per pixel',
        figures: [{ term: 'bitsPerDim', title: 'Bound on the likelihood', unit: 'bits per pixel' }],
        process: '8 levels, 20 steps of noise',
        forwardCaption: 'Pictures dissolve. Each row is one path of the noise.',
        reverseCaption: 'Pictures form.',
        left: 'left of an image: 0.0012 nats a pixel',
      },
      best: { step: 20, loss: 0.5 },
    };
    await writeRecord(runDir, record);
    await writeScript(runDir, SCRIPT);
    const means = {
      terms: { bound: 0.1, crossEntropy: 1 },
      gradientNorm: 0.5,
      learningRate: 0.01,
      tensors: 288,
      bytes: 3_025_024,
    };
    await appendMetrics(runDir, [
      { kind: 'step', step: 10, loss: 2, seconds: 1, ...means },
      { kind: 'step', step: 20, loss: 1, seconds: 2, ...means },
      { kind: 'validation', step: 20, loss: 0.5, terms: { bitsPerDim: 1.234 }, best: true },
      { kind: 'step', step: 40, loss: 0.75, seconds: 65, ...means },
      { kind: 'validation', step: 40, loss: 0.625, terms: { bitsPerDim: 1.5 }, best: false },
    ]);
    const evaluate = (pixels: Uint8Array) =>
      evaluateSamples({
        samples: { count: 30, shape: digits.shape, pixels },
        reference: digits,
        metrics: [{ component: 'kid', options: { features: 'pixels' } }],
        seed: 1,
      });
    const size = 12 * 12;
    await writeEvaluation(runDir, {
      ...(await evaluate(digits.test.pixels.slice(0, 30 * size))),
      untrained: await evaluate(new Uint8Array(30 * size).fill(90)),
    });
    const sheet = encodePng(
      pictureGrid({ count: 30, height: 12, width: 12, channels: 1, pixels: digits.test.pixels.slice(0, 30 * size) }),
    );
    await mkdir(path.join(runDir, 'samples'));
    for (const name of ['samples', 'forward', 'reverse', 'step-0000020', 'step-0000040']) {
      await writeFile(path.join(runDir, 'samples', `${name}.png`), sheet);
    }
    page = await readFile(await writeReport(runDir), 'utf8');
  });
  afterAll(() => rm(runDir, { recursive: true }));

  it('fetches nothing and runs nothing', () => {
    expect(page).toContain("default-src 'none'; img-src data:; style-src 'unsafe-inline'");
    expect(page).not.toMatch(/<script|<link|<iframe|url\(|\son\w+=/i);
    expect([...page.matchAll(/\s(?:src|href)="(?!data:image\/png;base64,)/g)]).toEqual([]);
  });

  it('shows text from the run as text', () => {
    expect(page).toContain('&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; more');
  });

  it('holds the pictures, bit for bit', async () => {
    const images = [
      ...page.matchAll(/<img alt="[^"]+" width="(\d+)" height="(\d+)" src="data:image\/png;base64,([^"]+)">/g),
    ];
    expect(images).toHaveLength(5);
    for (const [, width, height, data = ''] of images) {
      const picture = decodePng(Buffer.from(data, 'base64'), 'inline');
      expect([picture.width, picture.height]).toEqual([Number(width), Number(height)]);
    }
  });

  it('draws the losses where they belong', () => {
    // The linear chart: losses 2, 1, 0.75 on an axis from 0.5 to 2, steps 10 … 40 on an axis from 10 to 40.
    const [line = ''] = page.match(/<polyline class="line c1" points="[^"]+"/) ?? [];
    const points = [...line.matchAll(/([\d.]+),([\d.]+)/g)].map(
      (match) => [Number(match[1]), Number(match[2])] as const,
    );
    expect(points).toHaveLength(3);
    const [first, second, third] = points;
    expect(((second?.[0] ?? 0) - (first?.[0] ?? 0)) / ((third?.[0] ?? 0) - (first?.[0] ?? 0))).toBeCloseTo(1 / 3, 2);
    expect(((third?.[1] ?? 0) - (second?.[1] ?? 0)) / ((second?.[1] ?? 0) - (first?.[1] ?? 0))).toBeCloseTo(1 / 4, 1);
    expect(page).toContain('<title>validation, step 20: 0.5000 nats per pixel</title>');
    expect(page.match(/class="view (linear|log)"/g)).toEqual(['class="view linear"', 'class="view log"']);
    expect(page).toContain('The best validation loss, 0.5000, was at step 20 (1.234 bits per pixel)');
  });

  it('gives metrics with spread, floor, untrained value, extractor, hash and counts', async () => {
    const { metrics, untrained } = JSON.parse(await readFile(path.join(runDir, 'evaluation.json'), 'utf8'));
    const [kid] = metrics;
    const row = /<tr><td>Kernel distance \(pixels\).*?<\/tr>/s.exec(page)?.[0] ?? '';
    const cells = [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map((match) =>
      (match[1] ?? '').replace(/<[^>]+>/g, '').replace(/\u2212/g, '-'),
    );
    expect(Number(cells[1])).toBeCloseTo(kid.value, 6);
    expect((cells[2] ?? '').split(' … ').map(Number)).toEqual(
      kid.spread.interval95.map((end: number) => expect.closeTo(end, 5)),
    );
    expect(Number((cells[3] ?? '').split(' ± ')[0])).toBeCloseTo(kid.floor.value, 6);
    expect(Number(cells[4])).toBeCloseTo(untrained.metrics[0].value, 2);
    expect(cells.slice(5)).toEqual(['30', '60 train']);
    expect(page).toContain(kid.extractor.hash);
  });

  it('says how to run it again', () => {
    expect(page).toContain('kraus train script.kraus Walk --set omega=0.3 --out again');
    expect(page).toContain('beside the files that it imports');
    expect(page).toContain('steps: 40, optimizer: adam { lr: 0.01 }');
    for (const fact of [
      record.script.hash,
      'ab'.repeat(32),
      'v20.19.0 on linux x64',
      'wasm, 2 threads, SIMD',
      'A note.',
      'taken up again 2 times',
      '12\u2009345',
    ]) {
      expect(page).toContain(fact);
    }
  });

  it('is the same each time, and stands for a run that has just begun', async () => {
    await writeReport(runDir);
    expect(await readFile(path.join(runDir, 'report.html'), 'utf8')).toBe(page);
    const fresh = await mkdtemp(path.join(tmpdir(), 'kraus-report-'));
    const { best, ...begun } = record;
    await writeRecord(fresh, { ...begun, status: 'running', step: 0 });
    const early = await readFile(await writeReport(fresh), 'utf8');
    expect(early).toContain('No step has been recorded yet.');
    expect(early).not.toContain('<h2>Metrics</h2>');
    await rm(fresh, { recursive: true });
    await expect(writeReport(fresh)).rejects.toMatchObject({ code: 'runs/absent' });
    expect(best?.step).toBe(20);
  });
});
