/** Discrete diffusion of images: levels, noised by a channel on every pixel, denoised by a network. */
export { levelImages } from './level-images.js';
