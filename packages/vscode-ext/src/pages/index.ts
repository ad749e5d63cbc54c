/** The frame of every page that the extension shows: its rights and its looks. */
export { escapeHtml, type Page, pageOf } from './page.js';
