import type { Polyline } from './digit-strokes.js';

/**
 * Draws polylines (in pixels; pixel (x, y) covers [x, x+1]×[y, y+1]) with round caps into a grey image, white on black,
 * anti-aliased: a pixel's value is the share of a one-pixel-wide edge that its centre's signed distance to the stroke
 * covers, 255·clamp(radius − distance + ½, 0, 1).
 *
 * @param out `[size, size]`, row-major; every pixel is written
 * @param radius half the stroke's width, in pixels
 */
export function drawStrokes(strokes: readonly Polyline[], radius: number, size: number, out: Uint8Array): void {
  const squared = new Float64Array(size * size).fill(Number.POSITIVE_INFINITY);
  const reach = radius + 1;
  for (const points of strokes) {
    for (let i = 0; i + 3 < points.length; i += 2) {
      const ax = points[i] ?? 0;
      const ay = points[i + 1] ?? 0;
      const dx = (points[i + 2] ?? 0) - ax;
      const dy = (points[i + 3] ?? 0) - ay;
      const length2 = dx * dx + dy * dy;
      const left = Math.max(0, Math.floor(Math.min(ax, ax + dx) - reach));
      const right = Math.min(size - 1, Math.ceil(Math.max(ax, ax + dx) + reach));
      const top = Math.max(0, Math.floor(Math.min(ay, ay + dy) - reach));
      const bottom = Math.min(size - 1, Math.ceil(Math.max(ay, ay + dy) + reach));
      for (let y = top; y <= bottom; y++) {
        for (let x = left; x <= right; x++) {
          const px = x + 0.5 - ax;
          const py = y + 0.5 - ay;
          const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length2));
          const ex = px - t * dx;
          const ey = py - t * dy;
          const d2 = ex * ex + ey * ey;
          if (d2 < (squared[y * size + x] ?? 0)) squared[y * size + x] = d2;
        }
      }
    }
  }
  for (let i = 0; i < out.length; i++) {
    const cover = Math.min(1, Math.max(0, radius - Math.sqrt(squared[i] ?? 0) + 0.5));
    out[i] = Math.round(255 * cover);
  }
}
