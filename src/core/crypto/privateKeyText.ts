/** Private keys as they are pasted into one line. */
import { decodeBase64, decodeHex } from '../input/encodings';
import { findPemBlocks } from '../input/pem';

/**
 * What readPrivateKeyFile takes, from a paste: PEM (line breaks may be gone), hexadecimal digits or base64 of
 * DER. Undefined where the text is none of these. The caller wipes it.
 */
export function privateKeyOctets(text: string): Uint8Array | undefined {
  if (findPemBlocks(text).length > 0) return latin1(text);
  // DER begins with a SEQUENCE: "30" in hexadecimal, "M" in base64.
  const clean = text.trim();
  const { bytes, strange, problem } = clean.startsWith('M') ? decodeBase64(clean) : decodeHex(clean);
  if (bytes[0] === 0x30 && strange.length === 0 && problem === undefined) return bytes;
  bytes.fill(0);
  return undefined;
}

/** Base64 and its frame are ASCII; what is not stays strange to their reader. */
function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => Math.min(character.charCodeAt(0), 0xff));
}
