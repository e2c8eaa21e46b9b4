/** Bytes of a frame of 20 ms after its first byte, by the frame type of AMR. */
const AMR_FRAME_BYTES = [12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0];
/** kbit/s by the index in a frame's header, of MPEG 1 and of MPEG 2 and 2.5, layer III. */
const MP3_BIT_RATES = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const;
const MP3_SAMPLE_RATES = [44_100, 48_000, 32_000];

/** Seconds that an AMR file plays. */
export function amrSeconds(bytes: Buffer): number {
  let frames = 0;
  for (let at = bytes.indexOf('\n') + 1; at < bytes.length; frames++) {
    at += 1 + (AMR_FRAME_BYTES[((bytes[at] ?? 0) >> 3) & 0xf] ?? 0);
  }
  return frames / 50;
}

/** Seconds that an MP3 file plays; the part that can be read, where it is damaged. */
export function mp3Seconds(bytes: Buffer): number {
  let seconds = 0;
  let at = bytes.toString('latin1', 0, 3) === 'ID3' && bytes.length > 9 ? 10 + syncSafe(bytes, 6) : 0;
  while (at + 4 <= bytes.length) {
    const frame = readMp3Frame(bytes.readUInt32BE(at));
    if (!frame) break;
    seconds += frame.seconds;
    at += frame.bytes;
  }
  return seconds;
}

function readMp3Frame(header: number): { readonly seconds: number; readonly bytes: number } | undefined {
  const version = (header >>> 19) & 3;
  const bitRate = MP3_BIT_RATES[version === 3 ? 0 : 1][(header >>> 12) & 0xf];
  const baseRate = MP3_SAMPLE_RATES[(header >>> 10) & 3];
  if (header >>> 21 !== 0x7ff || !bitRate || !baseRate) return undefined;
  const sampleRate = baseRate / (version === 3 ? 1 : version === 2 ? 2 : 4);
  const samples = version === 3 ? 1152 : 576;
  const padding = (header >>> 9) & 1;
  return {
    seconds: samples / sampleRate,
    bytes: Math.floor((samples / 8) * ((bitRate * 1000) / sampleRate)) + padding,
  };
}

/** Four bytes of which the first bit is unused. */
function syncSafe(bytes: Buffer, at: number): number {
  return [0, 1, 2, 3].reduce((sum, index) => (sum << 7) | ((bytes[at + index] ?? 0) & 0x7f), 0);
}
