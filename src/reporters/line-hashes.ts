const blockSize = 100;
const multiplier = 37;
const limb = 2 ** 32;
const endOfFile = 0xffff;

/**
 * GitHub's `primaryLocationLineHash` of every line of a text, first line first.
 *
 * Each line is hashed together with what follows it: the first 100 UTF-16 code units from its first character that is neither space nor tab
 * (spaces and tabs left out, every line ending as LF, 65535 at the end of the text, then zeros), as a polynomial in 37 modulo 2^64, in hex
 * without leading zeros; `:n` counts equal hashes from the top. The same result as `src/fingerprints.ts` of github/codeql-action gives,
 * which warns about any other value. A byte order mark counts.
 */
export function lineHashes(text: string): string[] {
  const { codes, lineStarts } = normalise(text);
  // 37^100 modulo 2^64: the weight with which a code unit leaves the window.
  const leaving = BigInt.asUintN(64, BigInt(multiplier) ** BigInt(blockSize));
  const leavingHigh = Number(leaving >> 32n);
  const leavingLow = Number(leaving & 0xffffffffn);
  const seen = new Map<string, number>();
  const hashes: string[] = [];
  // The hash as two 32-bit limbs: every product below stays under 2^53.
  let high = 0;
  let low = 0;
  let line = 0;
  for (let i = 0; line < lineStarts.length; i++) {
    if (i === (lineStarts[line] as number) + blockSize) {
      const hash = high === 0 ? low.toString(16) : high.toString(16) + low.toString(16).padStart(8, '0');
      const occurrence = (seen.get(hash) ?? 0) + 1;
      seen.set(hash, occurrence);
      hashes.push(`${hash}:${occurrence}`);
      line++;
    }
    const entering = codes[i] ?? 0;
    const left = codes[i - blockSize] ?? 0;
    const sum = low * multiplier + entering - leavingLow * left;
    high = modulo(high * multiplier + Math.floor(sum / limb) - leavingHigh * left);
    low = modulo(sum);
  }
  return hashes;
}

/** The code units that are hashed, and the index among them at which each line begins. */
function normalise(text: string): { codes: number[]; lineStarts: number[] } {
  const codes: number[] = [];
  const lineStarts: number[] = [];
  let atStart = true;
  for (let i = 0; i <= text.length; i++) {
    let code = i === text.length ? endOfFile : text.charCodeAt(i);
    if (code === 0x20 || code === 0x09) continue;
    if (code === 0x0d) {
      if (text.charCodeAt(i + 1) === 0x0a) i++;
      code = 0x0a;
    }
    if (atStart) lineStarts.push(codes.length);
    codes.push(code);
    atStart = code === 0x0a;
  }
  return { codes, lineStarts };
}

function modulo(number: number): number {
  return ((number % limb) + limb) % limb;
}
