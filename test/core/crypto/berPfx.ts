/** A TLV with a length of up to four octets. */
export function tlv(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const inside = Buffer.concat(content);
  const length = inside.length;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return new Uint8Array(Buffer.concat([Uint8Array.from(head), inside]));
}

const data = tlv(0x06, Uint8Array.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01]));
const keyBag = tlv(0x06, Uint8Array.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x01]));

/** An OCTET STRING as it stands in DER, or in two pieces; the key must not be cut where the pieces meet. */
function octets(content: Uint8Array, inPieces: boolean): Uint8Array {
  if (!inPieces) return tlv(0x04, content);
  return tlv(0x24, tlv(0x04, content.subarray(0, 4)), tlv(0x04, content.subarray(4)));
}

const oid = (...octets: readonly number[]): Uint8Array => tlv(0x06, Uint8Array.from(octets));

/** A PKCS#12 file without MAC whose one safe is encrypted with three-key TDES, under 2 147 483 647 iterations. */
export function slowPfx(): Uint8Array {
  const iterations = Uint8Array.from([2, 4, 0x7f, 0xff, 0xff, 0xff]);
  const algorithm = tlv(
    0x30,
    oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01, 0x03),
    tlv(0x30, tlv(0x04, new Uint8Array(8)), iterations),
  );
  const encrypted = tlv(0x30, data, algorithm, tlv(0x80, new Uint8Array(16)));
  const safe = tlv(
    0x30,
    oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x06),
    tlv(0xa0, tlv(0x30, Uint8Array.from([2, 1, 0]), encrypted)),
  );
  const safes = tlv(0x30, data, tlv(0xa0, tlv(0x04, tlv(0x30, safe))));
  return tlv(0x30, Uint8Array.from([2, 1, 3]), safes);
}

/** A PKCS#12 file without MAC that holds a PrivateKeyInfo in the clear, its octets in pieces as BER allows. */
export function berPfx(key: Uint8Array, inPieces = true): Uint8Array {
  const content = (inside: Uint8Array): Uint8Array => tlv(0x30, data, tlv(0xa0, octets(inside, inPieces)));
  const bags = tlv(0x30, tlv(0x30, keyBag, tlv(0xa0, key)));
  return tlv(0x30, Uint8Array.from([2, 1, 3]), content(tlv(0x30, content(bags))));
}
