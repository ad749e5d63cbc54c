import type { BlochMap } from '@kraus/core';

const size = 120;
const radius = 50;

/** The section y = 0 of the Bloch ball, z upwards, and its image under a channel, as an SVG drawing. */
export function blochPicture({ matrix, centre }: BlochMap): string {
  const point = (x: number, z: number): string =>
    `${(size / 2 + radius * x).toFixed(1)},${(size / 2 - radius * z).toFixed(1)}`;
  const image = Array.from({ length: 48 }, (_, index) => {
    const angle = (2 * Math.PI * index) / 48;
    const [x, z] = [Math.sin(angle), Math.cos(angle)];
    const row = (k: 0 | 2): number => matrix[k]![0] * x + matrix[k]![2] * z + centre[k];
    return point(row(0), row(2));
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${size} ${size}" role="img">`,
    '<title>Section of the Bloch ball and its image</title>',
    `<circle cx="${size / 2}" cy="${size / 2}" r="${radius}" fill="none" stroke="#888"/>`,
    `<polygon points="${image.join(' ')}" fill="#3b82f680" stroke="#3b82f6"/>`,
    `<text x="${size / 2 + 3}" y="8" font-size="8" fill="#888">|0⟩</text>`,
    `<text x="${size / 2 + 3}" y="${size - 1}" font-size="8" fill="#888">|1⟩</text>`,
    '</svg>',
  ].join('');
}
