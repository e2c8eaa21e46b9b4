import { encode } from 'uqr';

// A JPEG is made of blocks of 8 by 8 pixels, and here every module of the QR code is one of them. A block of a single
// colour has one coefficient that is not zero, the first: 8 times the distance of the colour from grey. There is nothing
// to transform, then, and with a quantization step of 8 the number to write is the distance itself, so that black and
// white come out exactly. What is left are the differences from block to block, of which there are three besides none.
const BLOCK = 8;
const STEP = 8;

/** The modules of white around a code that the standard asks for. They make the first block white. */
const BORDER = 4;

/** Lengths of differences in bits, most frequent first: their Huffman codes are 0, 10 and 110. */
const DIFFERENCES = [0, 8, 7];
/** All there is to say of the other 63 coefficients, with the code 0: no more of them follow. */
const END_OF_BLOCK = 0;

/** A block in bits: the code of the length of the difference, the difference, and the end of the block. */
const GREY_TO_WHITE = '110 1111111 0'; // 127
const BLACK_TO_WHITE = '10 11111111 0'; // 255
const WHITE_TO_BLACK = '10 00000000 0'; // -255
const SAME = '0 0';

/**
 * Draws a QR code as WeChat does, as a JPEG: baseline, grey, 8 pixels to the module, with a border of 4 modules. Text is
 * taken as UTF-8, and the code can be read with 15 % of it lost.
 *
 * @throws RangeError if the content is longer than a QR code holds: 2331 bytes.
 */
export function renderQrJpeg(content: string): Buffer {
  const { data, size } = encode(content, { ecc: 'M', border: BORDER });
  const pixels = size * BLOCK;
  return Buffer.concat([
    marker(0xd8), // start of image
    segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, ...short(1), ...short(1), 0, 0]), // version 1.1, square pixels
    segment(0xdb, [0, ...Array<number>(64).fill(STEP)]), // quantization
    segment(0xc0, [8, ...short(pixels), ...short(pixels), 1, 1, 0x11, 0]), // baseline, 8 bits, one component
    segment(0xc4, [0x00, ...huffmanTable(DIFFERENCES)]), // of first coefficients
    segment(0xc4, [0x10, ...huffmanTable([END_OF_BLOCK])]), // of the others
    segment(0xda, [1, 1, 0x00, 0, 63, 0]), // start of scan: the component with both tables, all its coefficients
    scan(data.flat()),
    marker(0xd9), // end of image
  ]);
}

function marker(type: number): Buffer {
  return Buffer.of(0xff, type);
}

function segment(type: number, payload: readonly number[]): Buffer {
  return Buffer.concat([marker(type), Buffer.from(short(payload.length + 2)), Buffer.from(payload)]);
}

function short(value: number): number[] {
  return [value >> 8, value & 0xff];
}

/** How many codes there are of 1 to 16 bits, and what they stand for: one code of every length is enough here. */
function huffmanTable(symbols: readonly number[]): number[] {
  return [...Array.from({ length: 16 }, (_, index) => (index < symbols.length ? 1 : 0)), ...symbols];
}

function scan(modules: readonly boolean[]): Buffer {
  const blocks = modules.map((black, index) => {
    if (index === 0) return GREY_TO_WHITE;
    if (black === modules[index - 1]) return SAME;
    return black ? WHITE_TO_BLACK : BLACK_TO_WHITE;
  });
  const bits = blocks.join('').replaceAll(' ', '');
  // The last byte is filled up with ones, and a zero after 0xff says that it is no marker.
  const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1').match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map(byte => Number.parseInt(byte, 2)).flatMap(byte => (byte === 0xff ? [byte, 0] : [byte])));
}
