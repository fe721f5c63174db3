/** What is around the lines of a PEM block, or in place of characters: "+" of a diff, numbers, quotation marks, escapes. */
import { base64Value } from './base64Digits';
import { base64Coat } from './coats';
import { declaredSize, isStructure, shortestStructure } from './derExtent';
import type { Decoded } from './encodings';
import type { CoatName } from './keyMaterial';

/** Soft line breaks, and "=" as it is written: RFC 2045 6.7. */
const quotedPrintable = /=3D|=\r?\n[^=]{1,80}=\r?\n/;
/** Strange characters that are as good as one on each line. */
const enoughStrange = 50;
/** Lines that are counted: of more, so few strange characters are none. */
const mostLines = 2 * enoughStrange + 1;

/**
 * Whether lines may have something around them: strange characters, on every other line at least, digits of base64
 * before the first of the structure, or what quoted-printable adds. A single one is damage.
 */
export function mayBeDecorated({ bytes, strange, problem }: Decoded, body: string): boolean {
  if (declaredSize(bytes) === undefined) return true;
  if (strange.length === 0) return problem !== undefined && quotedPrintable.test(body);
  if (strange.length >= enoughStrange) return true;
  if (strange.length < 2) return false;
  let lines = 1;
  for (let at = body.search(/\S/); at >= 0 && lines <= mostLines; lines++) at = breakBehind(body, at);
  return 2 * strange.length >= lines - 1;
}

/** Behind the next line break, or one spelled out; -1 where nothing but blanks follows. */
function breakBehind(body: string, from: number): number {
  let at = from;
  while (at < body.length && body.charCodeAt(at) !== 10 && !body.startsWith('\\n', at)) at++;
  at += body.charCodeAt(at) === 10 ? 1 : 2;
  while (at < body.length && body.charCodeAt(at) <= 32) at++;
  return at < body.length ? at : -1;
}

/** Runs of base64 that may begin the first line. */
const mostBegins = 12;
const isDigitOfBase64 = (text: string, at: number): boolean => (base64Value[text.charCodeAt(at)] ?? -1) >= 0;

/**
 * The structure of a block whose lines have something before or behind them ("+" of a diff, numbers, quotation marks),
 * or characters written as escapes; undefined unless it is whole then.
 */
export function undecorated(
  text: string,
  from: number,
  to: number,
): { decoded: Decoded; coats: CoatName[] } | undefined {
  let end = from;
  for (let tried = 0; tried < mostBegins; tried++) {
    let at = end;
    while (at < to && !isDigitOfBase64(text, at)) at++;
    if (at >= to) return undefined;
    end = at + 1;
    while (end < to && isDigitOfBase64(text, end)) end++;
    const head = base64Coat.recognise(text, at, at, { bytes: shortestStructure, to });
    const size = head && !head.short ? declaredSize(head.decoding.view()) : undefined;
    head?.decoding.forget();
    if (size === undefined || !Number.isFinite(size)) continue;
    const whole = base64Coat.recognise(text, at, at, { bytes: size, to });
    if (!whole || whole.short || !isStructure(whole.decoding.view())) {
      whole?.decoding.forget();
      continue;
    }
    const { decoding, coats } = whole;
    const bytes = decoding.take();
    decoding.forget();
    return {
      decoded: { bytes, charOf: (byte) => decoding.charOf(byte), strange: [] },
      coats: coats.filter((coat) => coat !== 'base64'),
    };
  }
  return undefined;
}
