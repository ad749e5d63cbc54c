import { type RandomStream, stream } from '@kraus/core';
import type { RawImages } from '../image-dataset.js';
import { digitStrokes, type Polyline } from './digit-strokes.js';
import { drawStrokes } from './draw-strokes.js';

export interface GlyphRequest {
  /** Height and width in pixels, 8 … 32. */
  readonly size: number;
  readonly count: number;
  /** Which digits, taken in turn, so that every class has the same share. */
  readonly digits: readonly number[];
  readonly seed: number;
  /** Splits with different names come from disjoint random streams. */
  readonly split: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Draws digits as a hand might: each image has its own position, slant, turn, width, height, stroke width and a slight
 * bend. Image i depends on (seed, split, i) only, so that a larger `count` continues a smaller one. White (255) on black.
 */
export function drawGlyphs(request: GlyphRequest): RawImages {
  const { size, count, digits } = request;
  const pixels = new Uint8Array(count * size * size);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    if (i % 256 === 0) request.signal?.throwIfAborted();
    const digit = digits[i % digits.length] ?? 0;
    const random = stream(request.seed, 'glyphs', request.split, i);
    const hand = drawHand(random, size);
    const strokes = digitStrokes(digit, hand).map((points) => place(points, hand));
    drawStrokes(strokes, hand.radius, size, pixels.subarray(i * size * size, (i + 1) * size * size));
    labels[i] = digit;
  }
  return { count, height: size, width: size, channels: 1, pixels, labels };
}

/** One way of writing: how the unit box lands on the pixels. */
interface Hand {
  readonly form: number;
  readonly centreX: number;
  readonly centreY: number;
  /** Pixels a unit. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** Horizontal shift a unit of height (the tangent of the slant). */
  readonly slant: number;
  /** Radians. */
  readonly turn: number;
  /** Amplitudes (units) and phases of one bend across and one along. */
  readonly bendX: number;
  readonly bendY: number;
  readonly phaseX: number;
  readonly phaseY: number;
  /** Half the stroke's width in pixels. */
  readonly radius: number;
}

function drawHand(random: RandomStream, size: number): Hand {
  const between = (low: number, high: number): number => low + (high - low) * random.uniform();
  const form = random.uniform();
  // The digit is 0.92 units high; with its stroke it fills about four fifths of the image.
  const height = 0.74 * size * between(0.9, 1.08);
  const radius = Math.max(0.55, size * between(0.038, 0.066));
  const shift = 0.045 * size;
  return {
    form,
    centreX: size / 2 + between(-shift, shift),
    centreY: size / 2 + between(-shift, shift),
    scaleX: height * between(0.84, 1.1),
    scaleY: height,
    slant: between(-0.06, 0.24),
    turn: between(-0.1, 0.1),
    bendX: between(-0.03, 0.03),
    bendY: between(-0.03, 0.03),
    phaseX: between(0, 2 * Math.PI),
    phaseY: between(0, 2 * Math.PI),
    radius,
  };
}

function place(points: Polyline, hand: Hand): Polyline {
  const out = new Float64Array(points.length);
  const cos = Math.cos(hand.turn);
  const sin = Math.sin(hand.turn);
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i] ?? 0;
    const y = points[i + 1] ?? 0;
    const bentX = x + hand.bendX * Math.sin(5 * y + hand.phaseX);
    const bentY = y + hand.bendY * Math.sin(6 * x + hand.phaseY);
    const slantedX = (bentX - hand.slant * bentY) * hand.scaleX;
    const slantedY = bentY * hand.scaleY;
    out[i] = hand.centreX + cos * slantedX - sin * slantedY;
    out[i + 1] = hand.centreY + sin * slantedX + cos * slantedY;
  }
  return out;
}
