import { ComplexMatrix, totalDimension } from '@kraus/core';
import { blochBalls, toSvg } from '@kraus/models/drawings';
import { barChart, complexText, heatMap, numberText, themed, untheme } from '../preview-drawings/index.js';
import {
  drawnChannel,
  LARGEST_DIMENSION,
  longestTime,
  MOST_LEVELS,
  type OperatorFigures,
  operatorFigures,
  walkFigures,
} from '../preview-figures/index.js';
import { Player, slider } from './controls.js';
import { element, figure, note, svgElement } from './dom.js';
import { Rove } from './rove.js';
import { basisNames } from './state-pane.js';
import type { Answer, AnswerOf, Surroundings, View } from './view.js';

type OperatorKind = 'gate' | 'channel' | 'generator';

const MOST_APPLICATIONS = 50;
const WALK_STEPS = 40;
const FRAME_MS = 140;
/** Kraus operators that are written out, and their largest size. */
const MOST_OPERATORS = 8;
const LARGEST_WRITTEN = 4;
/** The ends of the axes, which arrows follow. */
const ENDS = [
  [1, 0, 0],
  [-1, 0, 0],
  [0, 1, 0],
  [0, -1, 0],
  [0, 0, 1],
  [0, 0, -1],
] as const;

/** A gate, channel or generator: what it does to the Bloch ball, its matrices, its walk of levels. */
export class OperatorView implements View<OperatorKind> {
  readonly exports = { svg: () => untheme(this.#main()) };
  readonly #content = element('div', { class: 'panels', id: 'operator' });
  readonly #walk = element('section', { id: 'walk', 'aria-label': 'Walk of levels' });
  readonly #walkPictures = element('div', { class: 'panels' });
  readonly #rove: Rove;
  readonly #stepPicture = element('div');
  readonly #walkRove: Rove;
  readonly #stepRove: Rove;
  #path: { readonly path: readonly (readonly number[])[]; readonly names: readonly string[] } = { path: [], names: [] };
  readonly #amount;
  readonly #start;
  readonly #step;
  readonly #player: Player;
  readonly #bar: HTMLElement;
  #answer: AnswerOf<OperatorKind> | undefined;
  #view = { azimuth: -65, elevation: 18 };
  #svg = '';
  #longest = 0;

  constructor({ root }: Surroundings) {
    this.#amount = slider(
      { name: 'amount', label: 'Applications', value: 1, min: 0, max: MOST_APPLICATIONS, whole: true },
      () => this.#draw(),
    );
    this.#start = slider({ name: 'start', label: 'Start level', value: 0, min: 0, max: 1, whole: true }, () =>
      this.#drawWalk(),
    );
    this.#step = slider({ name: 'step', label: 'Step', value: 0, min: 0, max: WALK_STEPS, whole: true }, () =>
      this.#drawStep(),
    );
    this.#player = new Player('play', FRAME_MS, () => {
      const next = this.#step.get() + 1;
      if (next > WALK_STEPS) {
        this.#step.set({ min: 0, max: WALK_STEPS, value: 0 });
        return false;
      }
      this.#step.set({ min: 0, max: WALK_STEPS, value: next });
      this.#drawStep();
      return true;
    });
    this.#bar = element('div', { class: 'bar' }, this.#amount.root);
    this.#walk.append(
      element('div', { class: 'bar' }, this.#start.root, this.#step.root, this.#player.root),
      this.#stepPicture,
      this.#walkPictures,
    );
    root.replaceChildren(this.#bar, this.#walk, this.#content);
    this.#rove = new Rove(this.#content, '.cell');
    this.#walkRove = new Rove(this.#walkPictures, '.cell');
    this.#stepRove = new Rove(this.#stepPicture, '.cell');
    turnable(this.#content, this.#view, () => this.#draw());
  }

  show(answer: AnswerOf<OperatorKind>): string {
    const { program, kind, name } = answer;
    if (this.#answer?.name !== name || this.#answer.kind !== kind) {
      const label = this.#amount.root.querySelector('span');
      if (label !== null) label.textContent = kind === 'generator' ? 'Time' : 'Applications';
      this.#longest = program.kind === 'generator' ? longestTime(program) : MOST_APPLICATIONS;
      this.#amount.set({ min: 0, max: this.#longest, value: kind === 'generator' ? this.#longest / 10 : 1 });
      const input = this.#amount.root.querySelector('input');
      if (input !== null) input.step = kind === 'generator' ? String(this.#longest / 200) : '1';
      this.#step.set({ min: 0, max: WALK_STEPS, value: 0 });
    }
    this.#answer = answer;
    return this.#draw();
  }

  close(): void {
    this.#player.stop();
  }

  #main(): string {
    if (this.#svg === '') throw new Error('There is no picture to export.');
    return this.#svg;
  }

  #draw(): string {
    if (this.#answer === undefined) return '';
    const { program, kind } = this.#answer;
    const channel = drawnChannel(program, this.#amount.get());
    const levels = totalDimension(program.dims, 'Operator');
    const isWalk = kind !== 'gate' && levels <= MOST_LEVELS && (levels > 2 || program.dims.length > 1);
    this.#walk.hidden = !isWalk;
    const figures = operatorFigures(channel);
    const focused = this.#rove.focused();
    this.#content.replaceChildren(
      ...(figures === undefined
        ? [note(`On ${levels} dimensions: matrices are drawn up to ${LARGEST_DIMENSION}.`)]
        : this.#pictures(figures)),
    );
    this.#rove.renew(focused);
    if (isWalk) this.#drawWalk();
    const many = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
    const system = program.dims.every((d) => d === 2)
      ? many(program.dims.length, 'qubit')
      : `dimension ${program.dims.join(' × ')}`;
    return figures === undefined
      ? system
      : `${system} · ${many(figures.kraus.length, 'Kraus operator')} · average gate fidelity ${numberText(figures.averageGateFidelity)} · unitarity ${numberText(figures.unitarity)}`;
  }

  #pictures(figures: OperatorFigures): Node[] {
    const { bloch, choi, transfer, dims, dimension } = figures;
    const parts: Node[] = [];
    const pictures: string[] = [];
    if (bloch !== undefined) {
      const arrows = ENDS.map((from) => ({
        from,
        to: bloch.matrix.map(
          (row, k) => row[0] * from[0] + row[1] * from[1] + row[2] * from[2] + (bloch.centre[k] as number),
        ) as unknown as [number, number, number],
      }));
      const label = `half axes ${bloch.axes.map(({ length }) => numberText(length)).join(', ')}`;
      const svg = toSvg(
        blochBalls([{ label, image: bloch, arrows }], { title: 'The Bloch ball and its image', ...this.#view }),
        themed,
      );
      pictures.push(svg);
      const ball = svgElement(svg);
      ball.setAttribute('width', '240');
      ball.setAttribute('height', '262');
      ball.setAttribute('tabindex', '0');
      ball.setAttribute('class', 'ball');
      ball.setAttribute(
        'aria-label',
        `The Bloch ball and its image: ${label}, centre ${bloch.centre.map(numberText).join(', ')}. Arrow keys turn it.`,
      );
      parts.push(figure('Bloch ball and its image (drag or arrow keys turn it)', ball));
    }
    const names = basisNames(dims);
    const small = dimension <= 2;
    if (transfer !== undefined) {
      const { svg } = heatMap(transfer.matrix, {
        title: 'Pauli-transfer matrix',
        rows: transfer.labels,
        columns: transfer.labels,
        scale: 1,
        side: small ? 176 : 260,
      });
      pictures.push(svg);
      parts.push(figure('Pauli-transfer matrix', svgElement(svg)));
    }
    const choiNames = names.flatMap((first) => names.map((second) => `${first}${second}`.replace('>|', '')));
    const { svg } = heatMap(choi, {
      title: 'Choi matrix',
      rows: choiNames,
      columns: choiNames,
      side: small ? 176 : 260,
    });
    pictures.push(svg);
    parts.push(figure('Choi matrix', svgElement(svg)), operators(figures), table(figures, names));
    this.#svg = pictures[0] ?? '';
    return parts;
  }

  /** The matrix of the walk and its course in time. */
  #drawWalk(): void {
    if (this.#answer === undefined) return;
    const { program } = this.#answer;
    const names = basisNames(program.dims);
    const start = Math.min(names.length - 1, this.#start.get());
    this.#start.set({ min: 0, max: names.length - 1, value: start });
    const walk = walkFigures(drawnChannel(program, this.#amount.get()), start, WALK_STEPS);
    if (walk === undefined) return;
    const { levels, path } = walk;
    this.#path = { path, names };
    const matrix = heatMap(ComplexMatrix.fromReal(levels, levels, walk.step), {
      title: 'Transition matrix: from the column to the row',
      rows: names,
      columns: names,
      scale: 1,
      side: 240,
    });
    const times = path.length;
    const course = Float64Array.from(
      { length: levels * times },
      (_, k) => path[k % times]?.[Math.floor(k / times)] ?? 0,
    );
    const time = heatMap(ComplexMatrix.fromReal(levels, times, course), {
      title: 'The walk in time',
      rows: names,
      columns: path.map((_, t) => (t % 10 === 0 ? String(t) : '')),
      scale: 1,
      side: 460,
      figures: false,
    });
    if (this.#svg === '') this.#svg = matrix.svg;
    const focused = this.#walkRove.focused();
    this.#walkPictures.replaceChildren(
      figure('Transition matrix: from column to row', svgElement(matrix.svg)),
      figure('The walk in time', svgElement(time.svg)),
    );
    this.#walkRove.renew(focused);
    this.#drawStep();
  }

  /** The distribution at the chosen step. */
  #drawStep(): void {
    const { path, names } = this.#path;
    const t = Math.min(path.length - 1, this.#step.get());
    const bars = (path[t] ?? []).map((value, k) => ({ name: names[k] ?? '', value, text: numberText(value) }));
    const options = {
      title: `Distribution after ${t} steps`,
      valueLabel: `after ${t} steps`,
      most: 1,
      width: 360,
      height: 200,
    };
    const focused = this.#stepRove.focused();
    this.#stepPicture.replaceChildren(
      figure(`Levels, measured after every step: t = ${t}`, svgElement(barChart(bars, options).svg)),
    );
    this.#stepRove.renew(focused);
  }
}

function operators({ kraus, dimension }: OperatorFigures): HTMLElement {
  if (dimension > LARGEST_WRITTEN)
    return figure('Kraus operators', note(`${kraus.length} operators of ${dimension} × ${dimension}`));
  const shown = kraus.slice(0, MOST_OPERATORS).map((operator, k) => {
    const rows = operator
      .toRows()
      .map((row) => element('tr', {}, ...row.map(([re, im]) => element('td', { text: complexText(re, im) }))));
    return element(
      'div',
      { class: 'operator' },
      element('span', { text: `K${k} =` }),
      element('table', { class: 'matrix', role: 'math', 'aria-label': `Kraus operator ${k}` }, ...rows),
    );
  });
  const more = kraus.length - shown.length;
  return figure('Kraus operators', ...shown, ...(more > 0 ? [note(`and ${more} more`)] : []));
}

function table(
  { averageGateFidelity, unitarity, fixedPoint, bloch }: OperatorFigures,
  names: readonly string[],
): HTMLElement {
  const rows: [string, string][] = [
    ['average gate fidelity', numberText(averageGateFidelity)],
    ['unitarity', numberText(unitarity)],
    [
      fixedPoint.unique ? 'fixed point' : 'a fixed point',
      fixedPoint.populations.map((p, k) => `${names[k]} ${numberText(p)}`).join(', '),
    ],
    ...(bloch === undefined
      ? []
      : [['image of the centre', bloch.centre.map(numberText).join(', ')] as [string, string]]),
  ];
  return figure(
    'Figures',
    element(
      'table',
      {},
      ...rows.map(([name, value]) =>
        element('tr', {}, element('th', { text: name, scope: 'row' }), element('td', { text: value })),
      ),
    ),
  );
}

/** Turns the ball by the hand and by the arrow keys. */
function turnable(container: HTMLElement, view: { azimuth: number; elevation: number }, draw: () => void): void {
  const turn = (right: number, up: number) => {
    view.azimuth = (view.azimuth - right) % 360;
    view.elevation = Math.min(90, Math.max(-90, view.elevation + up));
    draw();
  };
  const onBall = (target: EventTarget | null) => target instanceof Element && target.closest('.ball') !== null;
  container.addEventListener('pointerdown', (event) => {
    if (!onBall(event.target)) return;
    event.preventDefault();
    let at = { x: event.clientX, y: event.clientY };
    const move = (moved: PointerEvent) => {
      turn((moved.clientX - at.x) / 2, (moved.clientY - at.y) / 2);
      at = { x: moved.clientX, y: moved.clientY };
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', () => window.removeEventListener('pointermove', move), { once: true });
  });
  container.addEventListener('keydown', (event) => {
    if (!onBall(event.target)) return;
    const by = { ArrowLeft: [-10, 0], ArrowRight: [10, 0], ArrowUp: [0, 10], ArrowDown: [0, -10] }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    turn(by[0] as number, by[1] as number);
    container.querySelector<SVGElement>('.ball')?.focus();
  });
}

/** Whether an answer is for this view. */
export function isOperator(answer: Answer): answer is AnswerOf<OperatorKind> {
  return answer.kind === 'gate' || answer.kind === 'channel' || answer.kind === 'generator';
}
