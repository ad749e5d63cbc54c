/** Diffusion of images of real pixels, by Gaussian noise or by measurement records of circuits. */
export { pixelImages } from './pixel-images.js';
