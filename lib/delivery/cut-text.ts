/** Half a piece has to be full before a line's end is a better place for a cut. */
const LEAST_SHARE = 0.5;

/**
 * Cuts a text into pieces of at most so many bytes of UTF-8, at the end of a line where that is near, and never within a
 * character, even one that is made of several code points. What was cut at the end of a line begins the next one.
 */
export function cutText(text: string, maxBytes: number): string[] {
  if (Buffer.byteLength(text) <= maxBytes) return [text];
  const pieces: string[] = [];
  let piece = '';
  let bytes = 0;
  for (const character of characters(text, maxBytes)) {
    const more = Buffer.byteLength(character);
    if (bytes + more > maxBytes) {
      const end = piece.lastIndexOf('\n');
      const isNear = end >= 0 && Buffer.byteLength(piece.slice(0, end)) >= maxBytes * LEAST_SHARE;
      pieces.push(isNear ? piece.slice(0, end) : piece);
      piece = isNear ? piece.slice(end + 1) : '';
      bytes = Buffer.byteLength(piece);
    }
    piece += character;
    bytes += more;
  }
  return piece === '' ? pieces : [...pieces, piece];
}

/** What a reader takes for one character; one that is longer than a piece, which somebody made on purpose, by code points. */
function* characters(text: string, maxBytes: number): Generator<string> {
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (Buffer.byteLength(segment) <= maxBytes) yield segment;
    else yield* segment;
  }
}
