import { createHash } from 'node:crypto';

/** Somebody whom nobody knows. */
const STRANGER = { colour: '#c9c9c9', letter: '?' };

/** A picture for somebody who has none: the first letter of the name on a colour of their own. As SVG, 132 pixels wide. */
export function renderAvatar(name?: string): string {
  const { colour, letter } = name === undefined ? STRANGER : describe(name);
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 132" width="132" height="132">' +
    `<rect width="132" height="132" fill="${colour}"/>` +
    '<text x="66" y="69" fill="#fff" font-family="sans-serif" font-size="64" text-anchor="middle" ' +
    `dominant-baseline="central">${letter}</text></svg>`
  );
}

function describe(name: string): typeof STRANGER {
  const hue = createHash('sha256').update(name).digest().readUInt16BE() % 360;
  // These can stand in a document as they are.
  const letter = /[\p{L}\p{N}\p{Extended_Pictographic}]/u.exec(name)?.[0].toUpperCase() ?? STRANGER.letter;
  return { colour: `hsl(${hue} 45% 50%)`, letter };
}
