/** Bytes that are decoded digit by digit, and the way from each byte back to the characters it came from. */
import { wipe } from '../crypto/bytes';
import type { Span } from '../findings';

/** Bits of a digit: hexadecimal, base64, or a whole octet. */
export type DigitBits = 4 | 6 | 8;

/**
 * Collects digits in order. Digits that follow each other in the text are kept as one piece, so that a run of base64
 * costs no memory for its places; each piece is three numbers.
 */
export class Decoding {
  /** Digits collected. */
  digits = 0;
  /** Where the last digit ends in the text. */
  end: number;
  private octets = new Uint8Array(64);
  private buffer = 0;
  private pending = 0;
  private length = 0;
  private pieces = new Uint32Array(24);
  private pieceCount = 0;
  private joined = false;

  /** @param skip bits of the first digit that belong to what is before it */
  constructor(
    readonly bits: DigitBits,
    readonly start: number,
    private readonly skip = 0,
  ) {
    this.end = start;
    this.pending = -skip;
  }

  /** A digit of that many characters. */
  push(value: number, offset: number, width = 1): void {
    if (!this.joined || offset !== this.end || width !== 1) this.piece(offset, width);
    this.joined = width === 1;
    this.end = offset + width;
    this.digits++;
    this.buffer = ((this.buffer << this.bits) | value) & 0xffff;
    this.pending += this.bits;
    if (this.pending < 8) return;
    this.pending -= 8;
    if (this.length === this.octets.length) this.octets = grown(this.octets);
    this.octets[this.length++] = (this.buffer >> this.pending) & 0xff;
  }

  private piece(offset: number, width: number): void {
    const at = this.pieceCount++ * 3;
    if (at === this.pieces.length) {
      const more = new Uint32Array(2 * at);
      more.set(this.pieces);
      this.pieces = more;
    }
    this.pieces[at] = this.digits;
    this.pieces[at + 1] = offset;
    this.pieces[at + 2] = width;
  }

  get byteLength(): number {
    return this.length;
  }

  /** Bits after the last whole byte that are not zero. */
  get spare(): number {
    return this.pending > 0 ? this.buffer & ((1 << this.pending) - 1) : 0;
  }

  /** A view of the bytes from `from` on; it is overwritten by `forget`. */
  view(from = 0, to = this.length): Uint8Array {
    return this.octets.subarray(from, to);
  }

  /** The bytes [from, to) in an array of their own. */
  take(from = 0, to = this.length): Uint8Array {
    return this.octets.slice(from, to);
  }

  /** The bytes may be those of a key. */
  forget(): void {
    wipe(this.octets);
  }

  /** Character in which byte `i` begins; that of the last byte for one behind it. */
  charOf(byte: number): number {
    if (this.length === 0) return this.start;
    const bit = 8 * Math.min(Math.max(byte, 0), this.length - 1) + this.skip;
    return this.placeOf(Math.floor(bit / this.bits)).start;
  }

  /** Character behind the last one of byte `i`. */
  endOf(byte: number): number {
    if (this.length === 0) return this.start;
    const bit = 8 * Math.min(Math.max(byte, 0), this.length - 1) + this.skip + 7;
    return this.placeOf(Math.floor(bit / this.bits)).end;
  }

  private placeOf(digit: number): Span {
    let low = 0;
    let high = this.pieceCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.pieces[3 * middle]! <= digit) low = middle;
      else high = middle - 1;
    }
    const start = this.pieces[3 * low + 1]! + digit - this.pieces[3 * low]!;
    return { start, end: start + (digit === this.pieces[3 * low]! ? this.pieces[3 * low + 2]! : 1) };
  }
}

function grown(octets: Uint8Array): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(2 * octets.length);
  more.set(octets);
  wipe(octets);
  return more;
}
