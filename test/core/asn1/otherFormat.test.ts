import { describe, expect, it } from 'vitest';
import { otherFormat } from '../../../src/core/asn1/read';

/** First octets of files that are opened by mistake. */
const formats = [
  ['a JPEG picture', 'ffd8ff'],
  ['a PNG picture', '89504e470d0a'],
  ['a PDF document', '255044462d'],
  ['a ZIP archive', '504b0304'],
  ['gzip data', '1f8b08'],
  ['a Java key store', 'feedfeed'],
  ['an ELF program', '7f454c46'],
  ['PEM text', '2d2d2d2d2d42'],
] as const;

describe('another format', () => {
  it.each(formats)('%s is known by all of its first octets', (name, magic) => {
    const octets = Uint8Array.from(Buffer.from(`${magic}00000000`, 'hex'));
    expect(otherFormat(octets)).toMatchObject({ template: name });
    expect(otherFormat(octets.subarray(0, magic.length / 2 - 1))).toBeUndefined();
    for (let at = 0; at < magic.length / 2; at++) {
      const changed = octets.slice();
      changed[at]! ^= 1;
      expect(otherFormat(changed), `octet ${at}`).toBeUndefined();
    }
  });
});
