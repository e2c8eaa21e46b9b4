import { html } from 'htm/preact';

/** Lines on a square of 24. */
const PATHS = {
  add: 'M12 5v14M5 12h14',
  back: 'M15 5l-7 7 7 7',
  card: 'M4 7h16v10H4zM4 11h16',
  chevron: 'M9 5l7 7-7 7',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h10v10H9zM15 9V5H5v10h4',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9.500h.01',
  keyboard: 'M4 7h16v10H4zM8 14h8M8 10.500h.01M12 10.500h.01M16 10.500h.01',
  link: 'M10 14a4 4 0 005.700 0l3-3a4 4 0 00-5.700-5.700l-1 1M14 10a4 4 0 00-5.700 0l-3 3a4 4 0 005.700 5.700l1-1',
  menu: 'M5 7h14M5 12h14M5 17h14',
  more: 'M5.500 12h.01M12 12h.01M18.500 12h.01',
  music:
    'M9 18V6l10-2v12M9 18a2.500 2.500 0 11-5 0 2.500 2.500 0 015 0zM19 16a2.500 2.500 0 11-5 0 2.500 2.500 0 015 0z',
  pin: 'M12 21s-7-6.200-7-11.500a7 7 0 0114 0C19 14.800 12 21 12 21zM12 12a2.500 2.500 0 100-5 2.500 2.500 0 000 5z',
  play: 'M8 5.500v13l11-6.500z',
  radar:
    'M12 12h.01M8.500 15.500a5 5 0 010-7M15.500 8.500a5 5 0 010 7M5.600 18.400a9 9 0 010-12.800M18.400 5.600a9 9 0 010 12.800',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16',
  video: 'M4 6h11v12H4zM15 10l5-3v10l-5-3',
  voice: 'M7 9.500a4 4 0 010 5M10.500 7a8 8 0 010 10M14 4.500a12 12 0 010 15',
};

/** @typedef {keyof typeof PATHS} IconName */

/** @param {IconName} name */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
}
