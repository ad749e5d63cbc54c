import { readFileSync } from 'node:fs';
import { AstUtils, GrammarAST } from 'langium';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CodeAction,
  CodeLens,
  CompletionItem,
  CompletionList,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  LocationLink,
  Range,
  SelectionRange,
  SemanticTokens,
  SignatureHelp,
  TextEdit,
  WorkspaceEdit,
  WorkspaceSymbol,
} from 'vscode-languageserver';
import { LanguageClient } from '../../test-data/language-client.js';
import { createKrausServices } from '../language/index.js';
import { keywordDocs } from './describe/index.js';
import type { PreviewAnswer, PreviewParams } from './previews/index.js';

const noise = `/// Loses light.
channel Loss(gamma: prob) on q {
  kraus |0><0| + sqrt(1 - gamma) * |1><1|
  kraus sqrt(gamma) * |0><1|
}

/// Half of it.
channel HalfLoss on q = Loss(0.5)
`;
const main = `import { Loss as Leak } from "./noise.kraus"
import { StochasticWalk } from "std/generators"

/// One step of the walk.
channel Step(omega: prob, dt: time) on x: level[4] = evolve StochasticWalk(cycle(4), omega) for dt

circuit Denoise(layers: int = 2) on q[3] {
  param theta: angle[layers, 3]
  for l in 0..layers {
    let half = pi / 2
    Leak(0.1) q[0]
  }
  return probs(q)
}

dataset Shapes = idx { images: "shapes.idx3-ubyte" }

model Walk(omega: prob = 0.3) {
  data      Shapes
  encode    levels { count: 4 }
  forward   Step(omega, dt: 0.5) for 6 steps, measured
  reverse   unet { channels: 16 }
  predict   x0
  objective vlb
}

train Walk { epochs: 2, batch: 8 }
sweep Curve of Walk { omega: [0.1, 0.2], seeds: 1..3 }
`;

let client: LanguageClient;
/** Data sets that the server asked its host for. */
const sampled: [name: string, folder: string][] = [];
beforeAll(async () => {
  client = await LanguageClient.start(
    { 'main.kraus': main, 'noise.kraus': noise },
    {
      forward: () => ({ stepsToMix: 7, informationLeft: 0.25, informationAtStart: 2 }),
      sample: async ({ name }, folder) => {
        sampled.push([name, folder]);
        return { kind: 'points', dimension: 2, values: [1, 2], counts: { train: 1 } };
      },
    },
  );
  await client.open('main.kraus', main);
  await client.codes('main.kraus');
}, 60_000);
afterAll(async () => client.stop());

function pieceOf(text: string, { start, end }: Range): string {
  const lines = text.split('\n');
  if (start.line !== end.line) return lines.slice(start.line, end.line + 1).join('\n');
  return lines[start.line]?.slice(start.character, end.character) ?? '';
}

async function completions(marked: string, file = 'typed.kraus'): Promise<CompletionItem[]> {
  const position = await client.openAt(file, marked);
  const list = await client.request<CompletionList | null>('textDocument/completion', file, position);
  return list?.items ?? [];
}

const labels = (items: readonly CompletionItem[]): string[] => items.map(({ label }) => label);

describe('completion', () => {
  it('offers declarations with their documentation', async () => {
    const items = await completions('channel Loss(p: prob) on q {\n  |~|\n}\n');
    const word = items.find(({ label }) => label === 'kraus');
    expect(word?.documentation).toMatchObject({ value: expect.stringContaining('Kraus operator') });
  });

  it('has a text for every word of the language', () => {
    const words = new Set<string>();
    for (const node of AstUtils.streamAllContents(createKrausServices().kraus.Grammar)) {
      if (GrammarAST.isKeyword(node) && /^[a-z]+$/.test(node.value)) words.add(node.value);
    }
    // Only the prelude writes `builtin`.
    words.delete('builtin');
    expect([...words].filter((word) => !Object.hasOwn(keywordDocs, word))).toEqual([]);
  });

  it('offers names of other files and of the standard library with the import they need', async () => {
    const items = await completions('// mine\n\ncircuit C on q {\n  Lo|~|\n}\n');
    const loss = items.find(({ label }) => label === 'Loss');
    expect(loss?.documentation).toMatchObject({ value: 'Loses light.' });
    expect(loss?.additionalTextEdits).toEqual([
      {
        range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } },
        newText: 'import { Loss } from "./noise.kraus"\n\n',
      },
    ]);
    const more = await completions('import { Depolarizing } from "std/channels"\ncircuit C on q {\n  Ampl|~|\n}\n');
    expect(more.find(({ label }) => label === 'AmplitudeDamping')?.additionalTextEdits?.[0]?.newText).toBe(
      ', AmplitudeDamping',
    );
  });

  it('offers only what fits', async () => {
    expect(labels(await completions('dataset D = glyphs\nconst n = 1\nmodel M {\n  data |~|\n}\n'))).toEqual(
      expect.arrayContaining(['D', 'Shapes']),
    );
    expect(labels(await completions('dataset D = glyphs\nconst n = 1\nmodel M {\n  data |~|\n}\n'))).not.toContain('n');
    expect(labels(await completions('channel A on q = B\ntrain |~|'))).toEqual(['Walk']);
  });

  it('offers components, their options and values from the catalogue', async () => {
    const reverse = await completions('model M {\n  reverse |~|\n}\n');
    expect(labels(reverse)).toEqual(expect.arrayContaining(['unet', 'mlp', 'pixelwise']));
    expect(labels(reverse)).not.toContain('vlb');
    const circuits = await completions('circuit Mine on q { X q }\nmodel M {\n  reverse |~|\n}\n');
    expect(labels(circuits)).toEqual(expect.arrayContaining(['unet', 'Mine', 'Denoise']));
    expect(labels(circuits)).not.toContain('circuit');
    expect(labels(circuits)).not.toContain('Step');
    const choices = await completions('circuit Mine on q { X q }\nmodel M {\n  reverse Mine() { |~| }\n}\n');
    expect(labels(choices)).toEqual(['parameters', 'collapse']);
    const parts = await completions(
      'circuit Mine on q { X q }\nmodel M {\n  reverse hybridUnet { bottleneck: |~| }\n}\n',
    );
    expect(labels(parts)).toEqual(expect.arrayContaining(['Mine', 'Denoise', 'DataReuploading']));
    expect(labels(parts)).not.toContain('Loss');
    const options = await completions('model M {\n  reverse unet { channels: 3, |~| }\n}\n');
    expect(labels(options)).toEqual(expect.arrayContaining(['depth', 'residual']));
    expect(labels(options)).not.toContain('channels');
    expect(options.find(({ label }) => label === 'depth')?.documentation).toMatchObject({
      value: expect.stringContaining('Halvings.'),
    });
    expect(labels(await completions('train Walk {\n  epochs: 3\n  opt|~|\n}\n'))).toContain('optimizer');
    expect(labels(await completions('train Walk { optimizer: adam { decay: |~| } }\n'))).toEqual([
      '"constant"',
      '"cosine"',
    ]);
    expect(labels(await completions('train Walk { optimizer: adam { decay: "|~|" } }\n'))).toEqual([
      'constant',
      'cosine',
    ]);
    expect(labels(await completions('evaluate Walk { f|~| }\n'))).toEqual(
      expect.arrayContaining(['fid', 'kid', 'count']),
    );
    expect(labels(await completions('import { Walk } from "./main.kraus"\nsweep S of Walk {\n  |~|\n}\n'))).toEqual([
      'omega',
      'seeds',
      'plot',
    ]);
  });

  it('begins a component with the options that it needs', async () => {
    const items = await completions('dataset D = |~|');
    expect(items.find(({ label }) => label === 'idx')?.textEdit?.newText).toBe(
      ['idx { images: $', '{1:""} }'].join(''),
    );
  });

  it('offers units, types, paths and the names of arguments', async () => {
    expect(labels(await completions('const t1 = 35n|~|\n'))).toEqual(expect.arrayContaining(['35ns', '35MHz']));
    expect(labels(await completions('channel C(p: |~|) on q { }\n'))).toEqual(
      expect.arrayContaining(['prob', 'time', 'graph']),
    );
    expect(labels(await completions('channel C on x: |~|'))).toEqual(['level', 'qubit']);
    expect(labels(await completions('import { Loss } from "|~|"\n'))).toEqual(
      expect.arrayContaining(['std/channels', './noise.kraus', './main.kraus']),
    );
    expect(labels(await completions('import { |~| } from "./noise.kraus"\n'))).toEqual(['Loss', 'HalfLoss']);
    expect(labels(await completions('import { Loss } from "./noise.kraus"\nchannel C on q = Loss(|~|)\n'))).toContain(
      'gamma:',
    );
  });

  it('offers nothing in comments and texts', async () => {
    expect(await completions('// ch|~|\n')).toEqual([]);
    expect(await completions('train Walk { note: "ch|~|" }\n')).toEqual([]);
  });
});

describe('hover', () => {
  const at = async (piece: string, extra = 0): Promise<string> => {
    const found = await client.request<Hover | null>(
      'textDocument/hover',
      'main.kraus',
      client.find('main.kraus', piece, extra),
    );
    return found === null ? '' : (found.contents as { value: string }).value;
  };

  it('shows what a channel does', async () => {
    const text = await at('Leak(0.1)');
    expect(text).toContain('channel Loss(gamma: prob) on q');
    expect(text).toContain('Loses light.');
    // Amplitude damping at γ = 0.1: F = (1 + √(1 − γ))²/4 as process fidelity, (2F + 1)/3 on average.
    const process = (1 + Math.sqrt(0.9)) ** 2 / 4;
    expect(text).toContain('value at gamma = 0.1');
    expect(text).toMatch(/\| Kraus rank \| 2 \|/);
    expect(text).toContain(`| average gate fidelity | ${Number(((2 * process + 1) / 3).toPrecision(4))} |`);
    expect(text).toContain('| fixed point | populations 1, 0 |');
    expect(text).toContain('data:image/svg+xml');
  });

  it('shows depth, operations and trainable parameters of a circuit', async () => {
    const text = await at('Denoise(layers');
    expect(text).toMatch(/\| trainable parameters \| 6 \|/);
    expect(text).toMatch(/\| depth \| 2 \|/);
  });

  it('shows what a forward process leaves', async () => {
    expect(await at('forward   Step')).toContain('| Step | 6 | 7 | 0.25 of 2 bits |');
    expect(await at('Walk(omega: prob')).toContain('information left');
  });

  it('explains components, options, words and numbers', async () => {
    expect(await at('unet {')).toContain('Halvings.');
    expect(await at('channels: 16')).toContain('Channels.');
    expect(await at('epochs: 2')).toContain('whole number');
    expect(await at('objective vlb')).toContain('loss');
    expect(await at('half = pi')).toContain('a plain number');
  });
});

describe('signature help', () => {
  it('shows the parameter under the cursor, in half-typed text too', async () => {
    const position = await client.openAt(
      'typed.kraus',
      'import { Step } from "./main.kraus"\nmodel M {\n  forward Step(0.3, |~|\n',
    );
    const help = await client.request<SignatureHelp>('textDocument/signatureHelp', 'typed.kraus', position);
    expect(help.signatures[0]?.label).toBe('channel Step(omega: prob, dt: time)');
    expect(help.activeParameter).toBe(1);
    expect(help.signatures[0]?.documentation).toMatchObject({ value: 'One step of the walk.' });
    const named = await client.openAt(
      'typed.kraus',
      'import { Step } from "./main.kraus"\nchannel C on x: level[4] = Step(dt: 1, omega: |~|)\n',
    );
    const again = await client.request<SignatureHelp>('textDocument/signatureHelp', 'typed.kraus', named);
    expect(again.activeParameter).toBe(0);
  });
});

describe('definition and references', () => {
  it('leads to another file, into the standard library and to an imported file', async () => {
    const go = (piece: string, extra = 0) =>
      client.request<LocationLink[]>('textDocument/definition', 'main.kraus', client.find('main.kraus', piece, extra));
    const [loss] = await go('Leak(0.1)');
    expect(loss?.targetUri).toBe(client.uri('noise.kraus'));
    expect(loss && pieceOf(noise, loss.targetSelectionRange)).toBe('Loss');
    const [walk] = await go('StochasticWalk(cycle');
    expect(walk?.targetUri).toMatch(/\/std\/generators\.kraus$/);
    expect((await go('"./noise.kraus"', 3))[0]?.targetUri).toBe(client.uri('noise.kraus'));
    expect((await go('q[0]'))[0]?.targetSelectionRange.start).toEqual(client.find('main.kraus', 'q[3]'));
  });

  it('gives the text of the standard library to clients that show it themselves', async () => {
    const text = await client.connection.sendRequest('kraus/standardLibrary', 'kraus-std:/std/channels.kraus');
    expect(text).toContain('channel Depolarizing');
    expect(await client.connection.sendRequest('kraus/standardLibrary', 'kraus-std:/std/none.kraus')).toBeNull();
  });

  it('finds every use in the workspace', async () => {
    const context = { includeDeclaration: true };
    const position = client.find('main.kraus', 'Leak(0.1)');
    const found = await client.request<Location[]>('textDocument/references', 'main.kraus', position, { context });
    expect(
      found.map(({ uri, range }) => [uri.split('/').at(-1), pieceOf(uri.endsWith('main.kraus') ? main : noise, range)]),
    ).toEqual([
      ['noise.kraus', 'Loss'],
      ['main.kraus', 'Loss'],
      ['main.kraus', 'Leak'],
      ['noise.kraus', 'Loss'],
    ]);
    const highlights = await client.request<{ range: Range }[]>(
      'textDocument/documentHighlight',
      'main.kraus',
      client.find('main.kraus', 'layers'),
    );
    expect(highlights).toHaveLength(3);
  });
});

describe('circuits as parts of models', () => {
  const text = `circuit Net(n: int = 1) on q { X q }
model M { reverse Net(n: 2) { collapse: exact } }
model N { reverse hybridUnet { bottleneck: Net } }
`;

  it('are renamed, found and described where they are used', async () => {
    const position = await client.openAt('parts.kraus', text.replace('Net(n: 2)', 'N|~|et(n: 2)'));
    const edit = await client.request<WorkspaceEdit>('textDocument/rename', 'parts.kraus', position, {
      newName: 'Deep',
    });
    const [edits] = Object.values(edit.changes ?? {});
    expect(edits?.map(({ range }) => pieceOf(text, range))).toEqual(['Net', 'Net', 'Net']);
    const hover = await client.request<Hover>('textDocument/hover', 'parts.kraus', position);
    expect(hover.contents).toMatchObject({ value: expect.stringContaining('circuit Net(n: int = 1) on q') });
    const found = await client.request<Location[]>('textDocument/definition', 'parts.kraus', position);
    expect(found).toHaveLength(1);
    const option = await client.openAt('parts.kraus', text.replace('collapse', 'col|~|lapse'));
    const said = await client.request<Hover>('textDocument/hover', 'parts.kraus', option);
    expect(said.contents).toMatchObject({ value: expect.stringContaining('`collapse`: one of') });
    const inside = await client.openAt('parts.kraus', text.replace('n: 2', '|~|'));
    const help = await client.request<SignatureHelp>('textDocument/signatureHelp', 'parts.kraus', inside);
    expect(help.signatures[0]?.label).toContain('Net(n: int = 1)');
    await client.open('parts.kraus', '');
  });
});

describe('rename', () => {
  const rename = async (file: string, piece: string, newName: string, extra = 0): Promise<Record<string, string[]>> => {
    const position = client.find(file, piece, extra);
    const edit = await client.request<WorkspaceEdit>('textDocument/rename', file, position, { newName });
    const texts: Record<string, string> = { 'main.kraus': main, 'noise.kraus': noise };
    return Object.fromEntries(
      Object.entries(edit.changes ?? {}).map(([uri, edits]) => {
        const name = uri.split('/').at(-1) ?? '';
        return [name, edits.map(({ range }) => pieceOf(texts[name] ?? '', range))];
      }),
    );
  };

  it('renames a declaration in every file, but not where it has another name', async () => {
    await client.open('noise.kraus', noise);
    expect(await rename('noise.kraus', 'Loss(gamma', 'Damping')).toEqual({
      'noise.kraus': ['Loss', 'Loss'],
      'main.kraus': ['Loss'],
    });
  });

  it('renames a name given by `as` in its file only', async () => {
    expect(await rename('main.kraus', 'Leak(0.1)', 'Drip')).toEqual({ 'main.kraus': ['Leak', 'Leak'] });
  });

  it('refuses words of the language, names that are taken, and the standard library', async () => {
    await expect(rename('noise.kraus', 'Loss(gamma', 'channel')).rejects.toThrow('cannot be a name');
    await expect(rename('noise.kraus', 'Loss(gamma', 'HalfLoss')).rejects.toThrow('There is a `HalfLoss` already');
    await expect(rename('main.kraus', 'StochasticWalk(cycle', 'W')).rejects.toThrow('standard library');
  });

  it('leaves the bars of a ket', async () => {
    const text = 'generator G(n: int = 3) on x: level[3] {\n  for i in 0..3 { jump |i><i| }\n}\n';
    await client.open('kets.kraus', text);
    const edit = await client.request<WorkspaceEdit>(
      'textDocument/rename',
      'kets.kraus',
      client.find('kets.kraus', 'i in'),
      { newName: 'k' },
    );
    expect(edit.changes?.[client.uri('kets.kraus')]?.map(({ range }) => pieceOf(text, range))).toEqual(['i', 'i', 'i']);
  });
});

describe('structure', () => {
  it('lists declarations and tasks', async () => {
    const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', 'main.kraus');
    expect(symbols.map(({ name }) => name)).toEqual(['Step', 'Denoise', 'Shapes', 'Walk', 'train Walk', 'Curve']);
    expect(symbols[1]?.children?.map(({ name }) => name)).toEqual(['layers', 'theta']);
    const all = await client.connection.sendRequest<WorkspaceSymbol[]>('workspace/symbol', { query: 'loss' });
    expect(all.map(({ name }) => name).sort()).toEqual(['HalfLoss', 'Loss']);
  });

  it('folds bodies and imports', async () => {
    const folds = await client.request<FoldingRange[]>('textDocument/foldingRange', 'main.kraus');
    const lines = main.split('\n');
    const heads = folds.map(
      ({ startLine, kind }) => kind ?? lines[startLine]?.split(/[ (]/).find((word) => word !== ''),
    );
    expect(heads.sort()).toEqual(['circuit', 'for', 'imports', 'model']);
  });

  it('widens a selection', async () => {
    const positions = [client.find('main.kraus', 'dt: 0.5', 5)];
    const [first] = await client.request<SelectionRange[]>('textDocument/selectionRange', 'main.kraus', undefined, {
      positions,
    });
    const texts: string[] = [];
    for (let at: SelectionRange | undefined = first; at !== undefined; at = at.parent)
      texts.push(pieceOf(main, at.range));
    expect(texts.slice(0, 3)).toEqual(['0.5', 'dt: 0.5', 'Step(omega, dt: 0.5)']);
    expect(texts.at(-1)).toBe(main);
  });

  it('follows calls both ways', async () => {
    const [item] = await client.request<CallHierarchyItem[]>(
      'textDocument/prepareCallHierarchy',
      'main.kraus',
      client.find('main.kraus', 'Leak(0.1)'),
    );
    expect(item).toMatchObject({ name: 'Loss', uri: client.uri('noise.kraus') });
    const incoming = await client.connection.sendRequest<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', {
      item,
    });
    expect(incoming.map(({ from }) => from.name).sort()).toEqual(['Denoise', 'HalfLoss']);
    const [walk] = await client.request<CallHierarchyItem[]>(
      'textDocument/prepareCallHierarchy',
      'main.kraus',
      client.find('main.kraus', 'Walk(omega'),
    );
    const outgoing = await client.connection.sendRequest<CallHierarchyOutgoingCall[]>('callHierarchy/outgoingCalls', {
      item: walk,
    });
    expect(outgoing.map(({ to }) => to.name).sort()).toEqual(['Shapes', 'Step']);
  });

  it('links imports and data files', async () => {
    const links = await client.request<DocumentLink[]>('textDocument/documentLink', 'main.kraus');
    expect(links.map(({ target }) => target?.split('/').slice(-2).join('/'))).toEqual([
      `${client.folder.split('/').at(-1)}/noise.kraus`,
      'std/generators.kraus',
      `${client.folder.split('/').at(-1)}/shapes.idx3-ubyte`,
    ]);
  });

  it('has lenses for what can be done', async () => {
    const lenses = await client.request<CodeLens[]>('textDocument/codeLens', 'main.kraus');
    expect(lenses.map(({ command }) => `${command?.title} ${command?.arguments?.[0].name}`)).toEqual([
      'Preview Step',
      'Preview Denoise',
      'Run Denoise',
      'Export OpenQASM Denoise',
      'Preview Shapes',
      'Preview Walk',
      'Train Walk',
      'Sweep Curve',
    ]);
    expect(lenses[0]?.command).toMatchObject({
      command: 'kraus.preview',
      arguments: [{ kind: 'channel', uri: client.uri('main.kraus') }],
    });
  });

  describe('previews', () => {
    const ask = (file: string, asked: Omit<PreviewParams, 'textDocument'>) =>
      client.request<PreviewAnswer | null>('kraus/preview', file, undefined, { ...asked });
    const answered = async <K extends PreviewAnswer['kind']>(
      kind: K,
      file: string,
      asked: Omit<PreviewParams, 'textDocument'>,
    ) => {
      const answer = await ask(file, asked);
      expect(answer).toMatchObject({ kind });
      return answer as Extract<PreviewAnswer, { kind: K }>;
    };

    it('give circuits as data, as they are typed, and say when the text is torn', async () => {
      const { circuit, parameters } = await answered('circuit', 'main.kraus', { name: 'Denoise' });
      expect(circuit.program.operations).toHaveLength(2);
      expect(circuit.names).toEqual(['Leak', 'Leak']);
      expect(circuit.loops.map(({ first, ends, span }) => [first, ends, span?.line])).toEqual([[0, [1, 2], 9]]);
      expect(parameters).toEqual([{ name: 'layers', type: 'int', value: 2, min: 0, max: 8, whole: true }]);
      const set = { layers: 3, gone: 7 };
      expect((await answered('circuit', 'main.kraus', { name: 'Denoise', set })).circuit.names).toHaveLength(3);
      await client.open('drawn.kraus', 'circuit One on q {\n  H q\n}\n');
      const names = async () => (await answered('circuit', 'drawn.kraus', { name: 'One' })).circuit.names;
      expect(await names()).toEqual(['H']);
      await client.change('drawn.kraus', 'circuit One on q {\n  H q\n  X q\n}\n');
      expect(await names()).toEqual(['H', 'X']);
      await client.change('drawn.kraus', 'circuit One on q {\n  H q\n  X (\n}\n');
      expect((await answered('broken', 'drawn.kraus', { name: 'One' })).message).toBe('The text is incomplete.');
      await client.change('drawn.kraus', 'circuit One on q {\n  H q\n  require 1 > 2, "never"\n}\n');
      expect((await answered('broken', 'drawn.kraus', { name: 'One' })).message).toContain('never');
    });

    it('give channels at the values of sliders, with the ends of their domains', async () => {
      const { parameters, program } = await answered('channel', 'noise.kraus', { name: 'Loss', set: { gamma: 0.25 } });
      expect(parameters).toEqual([{ name: 'gamma', type: 'prob', value: 0.25, min: 0, max: 1, whole: false }]);
      expect(program).toMatchObject({
        kind: 'kraus',
        operators: [
          {
            entries: [
              [0, 0, 1, 0],
              [1, 1, Math.sqrt(0.75), 0],
            ],
          },
          { entries: [[0, 1, 0.5, 0]] },
        ],
      });
      expect((await answered('broken', 'noise.kraus', { name: 'Loss', set: { gamma: 1.5 } })).message).toContain(
        'probability',
      );
      expect(await ask('noise.kraus', { name: 'Nothing' })).toBeNull();
    });

    it('find what stands at a place, and nothing between declarations', async () => {
      const at = (line: number) => ask('main.kraus', { position: { line, character: 2 } });
      expect((await at(7))?.name).toBe('Denoise');
      expect((await at(4))?.name).toBe('Step');
      expect(await at(2)).toBeNull();
    });

    it('give schedules as curves, with their settings as parameters', async () => {
      const text =
        'schedule Up(t: real, power: real = 2) = t ^ 2 * power\nschedule Flat = linear { from: 0.1, to: 0.3 }\n';
      await client.open('curves.kraus', text);
      const { values, parameters } = await answered('schedule', 'curves.kraus', { name: 'Up', set: { power: 3 } });
      expect(values).toHaveLength(101);
      expect([values[0], values[50], values[100]]).toEqual([0, 0.75, 3]);
      expect(parameters.map(({ name, value }) => [name, value])).toEqual([['power', 3]]);
      const flat = await answered('schedule', 'curves.kraus', { name: 'Flat' });
      expect(flat.values[50]).toBeCloseTo(0.2, 12);
    });

    it('give models and data sets with items from the host', async () => {
      const { model, sample, parameters } = await answered('model', 'main.kraus', {
        name: 'Walk',
        set: { omega: 0.6 },
      });
      expect(model.parameters).toEqual({ omega: 0.6 });
      expect(model.forward).toMatchObject([{ kind: 'channel', steps: 6, mode: 'measured' }]);
      expect(parameters.map(({ name }) => name)).toEqual(['omega']);
      expect(sample).toMatchObject({ kind: 'points', values: [1, 2] });
      const data = await answered('dataset', 'main.kraus', { name: 'Shapes' });
      expect(data.sample).toEqual(sample);
      expect(sampled).toEqual([['Shapes', client.folder]]);
    });
  });

  it('marks trained parameters and noise', async () => {
    const { capabilities } = client.initialized;
    const provider = capabilities.semanticTokensProvider;
    const legend = provider?.legend.tokenModifiers ?? [];
    const { data } = await client.request<SemanticTokens>('textDocument/semanticTokens/full', 'main.kraus');
    const found: [string, string[]][] = [];
    let [line, character] = [0, 0];
    for (let index = 0; index < data.length; index += 5) {
      const [down = 0, right = 0, length = 0, , bits = 0] = data.slice(index, index + 5);
      line += down;
      character = down > 0 ? right : character + right;
      const text = (main.split('\n')[line] ?? '').slice(character, character + length);
      found.push([text, legend.filter((_, bit) => (bits & (1 << bit)) !== 0)]);
    }
    expect(found).toContainEqual(['theta', ['declaration', 'trainable']]);
    expect(found).toContainEqual(['Leak', ['noise']]);
    expect(found).toContainEqual(['StochasticWalk', ['defaultLibrary', 'noise']]);
  });

  it('hints at dimensions, parameter counts, types and argument names', async () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
    const hints = await client.request<InlayHint[]>('textDocument/inlayHint', 'main.kraus', undefined, { range });
    expect(hints.map(({ label }) => label)).toEqual([
      'dimension 4',
      'g:',
      'dimension 8, 6 parameters',
      ': plain number',
      'gamma:',
    ]);
  });
});

describe('formatting', () => {
  it('changes only the lines that differ, in a range only those within', async () => {
    const text = 'const a=1\nconst b = 2\nconst  c = 3\n';
    await client.open('loose.kraus', text);
    const edits = await client.request<TextEdit[]>('textDocument/formatting', 'loose.kraus', undefined, {
      options: { tabSize: 2, insertSpaces: true },
    });
    expect(edits.map(({ range, newText }) => [range.start.line, newText])).toEqual([
      [0, 'const a = 1\n'],
      [2, 'const c = 3\n'],
    ]);
    const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 5 } };
    const some = await client.request<TextEdit[]>('textDocument/rangeFormatting', 'loose.kraus', undefined, {
      range,
      options: { tabSize: 2, insertSpaces: true },
    });
    expect(some).toHaveLength(1);
    expect(some[0]?.newText).toBe('const c = 3\n');
  });
});

describe('diagnostics and quick fixes', () => {
  const fixes = async (file: string, codes: readonly string[]): Promise<CodeAction[]> => {
    const diagnostics = await client.codes(file, ...codes);
    const range = diagnostics[0]?.range;
    return await client.request('textDocument/codeAction', file, undefined, { range, context: { diagnostics } });
  };

  it('corrects slips of the pen', async () => {
    await client.open(
      'slip.kraus',
      'channel C(omega: prob) on q = Depol(omga)\nchannel Depol(p: prob) on q { kraus I }\n',
    );
    const actions = await fixes('slip.kraus', ['K101']);
    expect(actions.map(({ title }) => title)).toEqual(['Change to `omega`']);
    expect(actions[0]?.edit?.changes?.[client.uri('slip.kraus')]?.[0]?.newText).toBe('omega');
  });

  it('imports what is declared elsewhere', async () => {
    await client.open('needs.kraus', 'channel C on q = HalfLoss\n');
    const actions = await fixes('needs.kraus', ['K101']);
    const action = actions.find(({ title }) => title === 'Import `HalfLoss` from "./noise.kraus"');
    expect(action?.edit?.changes?.[client.uri('needs.kraus')]?.[0]?.newText).toBe(
      'import { HalfLoss } from "./noise.kraus"\n\n',
    );
  });

  it('completes Kraus operators, and leads from the code to its page', async () => {
    await client.open('flip.kraus', 'channel Flip(p: prob) on q { kraus sqrt(p) * X }\n');
    const actions = await fixes('flip.kraus', ['K201']);
    expect(actions.map(({ title }) => title)).toEqual(['Add the missing operator `sqrt(1 - p) * I`']);
    expect(actions[0]?.edit?.changes?.[client.uri('flip.kraus')]).toEqual([
      {
        range: { start: { line: 0, character: 46 }, end: { line: 0, character: 46 } },
        newText: '; kraus sqrt(1 - p) * I',
      },
    ]);
    const [diagnostic] = await client.codes('flip.kraus', 'K201');
    expect(diagnostic?.codeDescription?.href).toMatch(/^file:.*\/packages\/lang\/diagnostics\/K201\.md$/);
    expect(readFileSync(new URL(diagnostic?.codeDescription?.href ?? ''), 'utf8')).toContain(
      '# K201: Not trace-preserving',
    );
    const page = await client.connection.sendRequest<string>('kraus/page', 'kraus-docs:/diagnostics/K201.md');
    expect(page).toContain('# K201: Not trace-preserving');
    expect(await client.connection.sendRequest('kraus/page', 'kraus-docs:/diagnostics/K999.md')).toBeNull();
  });

  it('gives the physics after the names, and follows changes of imported files', async () => {
    await client.open(
      'physics.kraus',
      'import { Loss } from "./noise.kraus"\nchannel Bad on q { kraus 0.5 * I }\nchannel Good on q = Loss(1)\n',
    );
    await client.codes('physics.kraus', 'K201');
    await client.change('noise.kraus', noise.replaceAll('gamma: prob', 'gamma: time'));
    await client.diagnostics('physics.kraus', (found) => found.length === 1 && found[0]?.code === 'K201');
    await client.change('noise.kraus', noise.replaceAll('Loss(', 'Losses('));
    await client.diagnostics('physics.kraus', (found) => found.some(({ code }) => code === 'K103'));
    await client.change('noise.kraus', noise);
    await client.codes('physics.kraus', 'K201');
  });

  it('keeps services alive for what a syntax error does not touch', async () => {
    const text =
      'channel Bad on q { kraus 0.5 * I }\ncircuit Broken on q { X ( }\ngate Good on q = X\nchannel Uses on q { Broken q; Nope q }\n';
    await client.open('torn.kraus', text);
    const found = await client.diagnostics('torn.kraus', (all) => all.some(({ code }) => code === 'K201'));
    expect(found.map(({ code }) => code)).toEqual(expect.arrayContaining(['K100', 'K201']));
    const hover = await client.request<Hover>('textDocument/hover', 'torn.kraus', client.find('torn.kraus', 'Good'));
    expect(JSON.stringify(hover.contents)).toContain('Kraus rank | 1');
    const lenses = await client.request<CodeLens[]>('textDocument/codeLens', 'torn.kraus');
    expect(lenses.map(({ command }) => command?.arguments?.[0].name)).toEqual(expect.arrayContaining(['Bad', 'Good']));
  });

  it('survives nesting that no stack would', async () => {
    await client.open('deep.kraus', `const a = ${'('.repeat(3000)}`);
    const [deep] = await client.codes('deep.kraus', 'K100');
    expect(deep?.message).toContain('nested too deeply');
    await client.change('deep.kraus', `const a = ${'-'.repeat(60_000)}1\n`);
    await client.diagnostics(
      'deep.kraus',
      (found) => found[0]?.message.includes('nested too deeply') === true && found[0].range.start.character === 0,
    );
    await client.change('deep.kraus', 'const a = 1\n');
    await client.codes('deep.kraus');
  });
});
