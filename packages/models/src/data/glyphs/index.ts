export { drawGlyphs, type GlyphRequest } from './glyph-images.js';
