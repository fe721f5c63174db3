// Changes that `npm run mutate` can make and that change nothing that anybody could see, with the reason. Each is found by
// its file and words; one that is no longer in its file is said to be out of date.

/** @type {readonly { file: string, words: string, reason: string }[]} */
export const equivalents = [
  {
    file: 'src/core/x509/certificate.ts',
    words: '5 → 5 + 1 in parts.slice(at, at + 5)',
    reason: 'five names are taken from it',
  },
  {
    file: 'src/keyservice/simulator/operations/keys.ts',
    words: 'account.checkKeyQuota(); → left out',
    reason: 'the account checks it again when the key is added; here it spares making one',
  },
  {
    file: 'src/keyservice/aws/service.ts',
    words: '2 → 2 + 1 in 150 * 2 ** attempt',
    reason: 'how long a repeated call waits, which no test may measure',
  },
  {
    file: 'src/core/asn1/node.ts',
    words: 'eoc < 0 → eoc <= 0 in eoc < 0 ? bound : eoc + 2',
    reason: 'an end stands behind a tag and a length, never at 0',
  },
  {
    file: 'src/core/asn1/tags.ts',
    words: '31 → 31 + 1 in number < 31 && (constructedOnly & (1 << number)) !== 0',
    reason: 'bit 31 is set in none of these masks',
  },
  {
    file: 'src/core/cms/tr34/checks.ts',
    words: '3 → 3 + 1 in { right: 0, warning: 1, cannot_tell: 2, wrong: 3 }',
    reason: 'the worst stays the worst',
  },
  {
    file: 'src/core/crypto/bytes.ts',
    words: '256 → 256 + 1 in Array.from({ length: 256 }, (_, byte) => byte.toString(16).p',
    reason: 'no byte is 256',
  },
  {
    file: 'src/core/crypto/dukpt.ts',
    words: 'true → false in disablePadding: true',
    reason: 'the block of padding is cut off again, and wiped',
  },
  {
    file: 'src/core/input/encodings.ts',
    words: 'i < 64 → i <= 64 in for (let i = 0; i < 64; i++) digitOf[standard.charCodeAt(i)]',
    reason: 'behind the end of the text the code is NaN, and an array of octets takes nothing there',
  },
  {
    file: 'src/core/x509/extensionReading.ts',
    words: "value < 0n → value <= 0n in value < 0n ? '-' : ''",
    reason: 'it has 128 bits here',
  },
  {
    file: 'src/keyservice/imports/unsettled.ts',
    words: "false → true in { operation: 'ListKeys', endpoint, name, ...message, sent: f",
    reason: 'reading has no effect, whether it was sent or not',
  },
  {
    file: 'src/core/input/keyBlockRule.ts',
    words: 'at < this.text.length → at <= this.text.length',
    reason: 'behind the end the code is NaN, which is no letter and no digit',
  },
  {
    file: 'src/core/input/scan.ts',
    words:
      '(classes[text.charCodeAt(at)]! & version) === 0 || !isDigit(text.charCodeAt(at + 1)) → (classes[text.charCodeAt(at)]! & version) === 0 && !isDigit(text.charCodeAt(at + 1))',
    reason: 'it spares asking the rule, which refuses both by itself',
  },
  {
    file: 'src/core/keyblock/optionalBlocks.ts',
    words: 'characters < 0 → characters <= 0 in characters < 0 && bytes >= 0',
    reason: 'an end stands behind the 16 characters of the header, or is -1',
  },
  {
    file: 'src/core/keyblock/optionalBlocks.ts',
    words: 'bytes >= 0 → bytes > 0 in characters < 0 && bytes >= 0',
    reason: 'an end stands behind the 16 characters of the header, or is -1',
  },
  {
    file: 'src/core/keyblock/optionalBlocks.ts',
    words: '0 → 0 + 1 in characters < 0 && bytes >= 0',
    reason: 'an end stands behind the 16 characters of the header, or is -1',
  },
  {
    file: 'src/core/keyblock/optionalBlocks.ts',
    words: 'end >= 0 → end > 0 in end >= 0 && (end - 16) % blockSize === 0',
    reason: 'an end stands behind the 16 characters of the header, or is -1',
  },
  {
    file: 'src/core/keyblock/optionalBlocks.ts',
    words: '0 → 0 + 1 in end >= 0 && (end - 16) % blockSize === 0',
    reason: 'an end stands behind the 16 characters of the header, or is -1',
  },
  {
    file: 'src/core/keyblock/payload.ts',
    words: '4096 → 4096 + 1 in mostRemembered = 4096',
    reason: 'what is not remembered is made again, the same as before',
  },
  {
    file: 'src/core/keyblock/payload.ts',
    words: 'remembered.size < mostRemembered → remembered.size <= mostRemembered',
    reason: 'what is not remembered is made again, the same as before',
  },
  {
    file: 'src/core/keyblock/payload.ts',
    words: 'remembered.size < mostRemembered → remembered.size >= mostRemembered',
    reason: 'what is not remembered is made again, the same as before',
  },
  {
    file: 'src/core/keyblock/payload.ts',
    words: 'remembered.set(key, made); → left out',
    reason: 'what is not remembered is made again, the same as before',
  },
  {
    file: 'src/core/asn1/flatIndex.ts',
    words: '1 → 1 + 1 in if (limits.closed.has(element.start)) return -1;',
    reason: 'who calls asks only whether it is negative',
  },
  {
    file: 'src/core/keyblock/header.ts',
    words: "true → false in entry('reserved', '0', phrase('reserved'), true)",
    reason: 'only the field is taken, which does not say whether its code is known',
  },
  {
    file: 'src/core/keyblock/header.ts',
    words: "false → true in entry('reserved', reserved, phrase('reserved, should be 0'),",
    reason: 'only the field is taken, which does not say whether its code is known',
  },
  {
    file: 'src/core/asn1/element.ts',
    words: '0 → 0 + 1 in export class Element { start = 0; /** First octet: class (to',
    reason: 'each reading sets it before it is looked at',
  },
  {
    file: 'src/core/asn1/tags.ts',
    words: '31 → 31 + 1 in number < 31 && (primitiveOnly & (1 << number)) !== 0',
    reason: 'bit 31 is set in none of these masks',
  },
  {
    file: 'src/core/asn1/tags.ts',
    words: 'number < 31 → number <= 31 in number < 31 && (primitiveOnly & (1 << number)) !== 0',
    reason: 'bit 31 is set in none of these masks',
  },
  {
    file: 'src/core/asn1/tags.ts',
    words: 'number < 31 → number <= 31 in number < 31 && (constructedOnly & (1 << number)) !== 0',
    reason: 'bit 31 is set in none of these masks',
  },
  {
    file: 'src/core/crypto/bytes.ts',
    words: '16 → 16 + 1 in i.toString(16).charCodeAt',
    reason: 'a digit below 16 is written alike to base 17',
  },
  {
    file: 'src/core/crypto/bytes.ts',
    words: '16 → 16 + 1 in i.toString(16).toUpperCase',
    reason: 'a digit below 16 is written alike to base 17',
  },
  {
    file: 'src/core/crypto/bytes.ts',
    words: '1 → 1 + 1 in digitOf[text.charCodeAt(2 * i)] ?? -1',
    reason: 'it is asked only whether it is negative',
  },
  {
    file: 'src/core/crypto/bytes.ts',
    words: '1 → 1 + 1 in digitOf[text.charCodeAt(2 * i + 1)] ?? -1',
    reason: 'it is asked only whether it is negative',
  },
  {
    file: 'src/core/asn1/schema/recognise.ts',
    words: '1000 → 1000 + 1 in mismatch ? (good / looked) * 0.5 : 1 + good / 1000',
    reason: 'scores are only compared, and these stay in their order',
  },
  {
    file: 'src/core/asn1/schema/recognise.ts',
    words: '1 → 1 + 1 in mismatch ? (good / looked) * 0.5 : 1 + good / 1000',
    reason: 'scores are only compared, and these stay in their order',
  },
  {
    file: 'src/keyservice/manifest/csv.ts',
    words: 'quote < 0 → quote <= 0 in if (quote < 0) { // Taken to the end of the line, so that on',
    reason: 'it is searched for behind another quotation mark, so never found at 0',
  },
  {
    file: 'src/keyservice/manifest/csv.ts',
    words: '0 → 0 + 1 in if (quote < 0) { // Taken to the end of the line, so that on',
    reason: 'it is searched for behind another quotation mark, so never found at 0',
  },
  {
    file: 'src/keyservice/manifest/csv.ts',
    words: '8 → 8 + 1 in text.slice(at, at + 8)',
    reason: 'the line that is looked for has 7 characters at most',
  },
  {
    file: 'src/core/keyblock/optionalBlocks.ts',
    words:
      'firstOutside(text, at, at + 2, isAlphanumeric) >= 0 → firstOutside(text, at, at + 2, isAlphanumeric) > 0',
    reason: 'optional blocks stand behind the 16 characters of the header',
  },
  {
    file: 'src/core/keyblock/optionalBlocks.ts',
    words: '0 → 0 + 1 in firstOutside(text, at, at + 2, isAlphanumeric) >= 0',
    reason: 'optional blocks stand behind the 16 characters of the header',
  },
  {
    file: 'src/core/input/squeezed.ts',
    words: '0 → 0 + 1 in gap.exec(text)?.[0].length ?? 0',
    reason: 'the gap may be empty, so the expression always matches',
  },
  {
    file: 'src/core/crypto/keyDerivation.ts',
    words: '24 → 24 + 1 in Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8,',
    reason: 'a key of at most 32 bytes needs two rounds, so only the last octet of the counter is not 0',
  },
  {
    file: 'src/core/crypto/keyDerivation.ts',
    words: '16 → 16 + 1 in Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8,',
    reason: 'a key of at most 32 bytes needs two rounds, so only the last octet of the counter is not 0',
  },
  {
    file: 'src/core/crypto/keyDerivation.ts',
    words: '8 → 8 + 1 in Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8,',
    reason: 'a key of at most 32 bytes needs two rounds, so only the last octet of the counter is not 0',
  },
  {
    file: 'src/core/asn1/schema/match.ts',
    words: 'level > deepestReference → level >= deepestReference',
    reason: 'no definition leads through as many references',
  },
  {
    file: 'src/core/asn1/schema/match.ts',
    words: 'level < deepestReference → level <= deepestReference',
    reason: 'no definition leads through as many references',
  },
  {
    file: 'src/keyservice/draft/payloadFacts.ts',
    words: '2_048 → 2_048 + 1 in sharedInformation: octets(2_048)',
    reason: 'octets have an even number of digits',
  },
  {
    file: 'src/keyservice/draft/payloadFacts.ts',
    words: '1 → 1 + 1 in text.indexOf(marker, start + 1)',
    reason: 'the marker has its first character once',
  },
  {
    file: 'src/keyservice/draft/payloadFacts.ts',
    words: '64 → 64 + 1 in randomNumber: octets(64)',
    reason: 'octets have an even number of digits',
  },
  {
    file: 'src/core/input/encodings.ts',
    words: '64 → 64 + 1 in for (let i = 0; i < 64; i++) digitOf[standard.charCodeAt(i)]',
    reason: 'behind the end of the text the code is NaN, and an array of octets takes nothing there',
  },
  {
    file: 'src/core/keyblock/characters.ts',
    words: 'code > 127 → code >= 127 in code > 127 || hex[code] === 0',
    reason: 'the character 127 is not in the table either',
  },
  {
    file: 'src/keyservice/model/violations.ts',
    words: 'depth + 1 → depth - 1 in check(shape.key, key, `${path}.${key.slice(0, 16)}`, outcome',
    reason: 'keys of a map are texts, and no shape of the model is as deep as the limit',
  },
  {
    file: 'src/keyservice/profiles.ts',
    words: "1 → 1 + 1 in b === 'default' ? 1 : a.localeCompare(b)",
    reason: 'an order is asked only whether it is above 0',
  },
  {
    file: 'src/core/asn1/strings.ts',
    words: '256 → 256 + 1 in new Uint8Array(256)',
    reason: 'no octet is 256',
  },
  {
    file: 'src/core/asn1/schema/match.ts',
    words: 'step < deepestReference → step <= deepestReference',
    reason: 'no definition leads through as many references',
  },
  {
    file: 'src/core/crypto/keyText.ts',
    words:
      'i < last.length → i <= last.length in for (let i = 0; i < last.length; i++) last[i]! ^= component[',
    reason: 'behind the end an array of octets takes nothing',
  },
  {
    file: 'src/keyservice/simulator/operations/importKey.ts',
    words: 'account.checkKeyQuota(); → left out',
    reason: 'the account checks it again when the key is added; here it spares opening one',
  },
  {
    file: 'src/core/asn1/flatIndex.ts',
    words: '64 → 64 + 1 in Math.max(64, Math.min(limits.nodes + 64, Math.ceil(total / 6',
    reason: 'how much room there is at first; it grows',
  },
  {
    file: 'src/core/asn1/flatIndex.ts',
    words: '64 → 64 + 1 in limits.nodes + 64',
    reason: 'how much room there is at first; it grows',
  },
  {
    file: 'src/core/asn1/flatIndex.ts',
    words: '64 → 64 + 1 in Math.ceil(total / 6) + 64',
    reason: 'how much room there is at first; it grows',
  },
  {
    file: 'src/core/asn1/flatIndex.ts',
    words: 'eoc >= 0 → eoc > 0 in if (eoc >= 0) after = eoc + 2; else { bits |= Flag.untermina',
    reason: 'an end stands behind a tag and a length, never at 0',
  },
  {
    file: 'src/core/asn1/flatIndex.ts',
    words: '0 → 0 + 1 in if (eoc >= 0) after = eoc + 2; else { bits |= Flag.untermina',
    reason: 'an end stands behind a tag and a length, never at 0',
  },
  {
    file: 'src/core/cms/tr34/open.ts',
    words: "'AES' → '' in content.algorithm.name.startsWith('aes') ? 'AES' : 'TDES'",
    reason: 'what is not TDES is taken for AES',
  },
  {
    file: 'src/core/x509/issuerSignature.ts',
    words: '2 → 2 + 1 in { match: 0, unknown: 1, differ: 2 }',
    reason: 'an order is only compared',
  },
  {
    file: 'src/keyservice/draft/keyBlockDraft.ts',
    words: '2 → 2 + 1 in { equal: 0, unknown: 1, different: 2 }',
    reason: 'an order is only compared',
  },
  {
    file: 'src/core/cms/tr34/hsmFrames.ts',
    words: "close < 0 → close <= 0 in close < 0 ? phrase('the closing bracket is missing') : undef",
    reason: 'it is searched for behind the opening bracket, so never found at 0',
  },
  {
    file: 'src/core/cms/tr34/hsmFrames.ts',
    words: 'close < 0 → close <= 0 in close < 0 ? text.length : close',
    reason: 'it is searched for behind the opening bracket, so never found at 0',
  },
  {
    file: 'src/keyservice/draft/entered.ts',
    words: "at < 0 → at <= 0 in at < 0 || Key === ''",
    reason: 'with the sign in front there is no key either',
  },
  {
    file: 'src/core/input/coated.ts',
    words: 'end >= 0 → end > 0 in if (end >= 0) return end;',
    reason: 'an end stands behind what was found',
  },
  {
    file: 'src/keyservice/draft/keyBlockDraft.ts',
    words: "'notComparable' → '' in return 'notComparable';",
    reason: 'it is only asked whether it is equal',
  },
  {
    file: 'src/core/asn1/node.ts',
    words: '0 → 0 + 1 in eoc < 0 ? bound : eoc',
    reason: 'an end stands behind a tag and a length, never at 0',
  },
  {
    file: 'src/core/input/base64Digits.ts',
    words: 'this.end = start; → left out',
    reason: 'who calls has seen a digit there, which sets it',
  },
  {
    file: 'src/keyservice/model/violations.ts',
    words: 'depth + 1 → depth - 1 in check(shape.value, item, `${path}.${key.slice(0, 16)}`, outc',
    reason: 'values of a map are texts, and no shape of the model is as deep as the limit',
  },
  {
    file: 'src/core/keyblock/header.ts',
    words: '16 → 16 + 1 in text.length < 16',
    reason: 'of a whole header each field is there to its end',
  },
  {
    file: 'src/core/input/walk.ts',
    words: 'probe >= to + step - 1 → probe > to + step - 1',
    reason: 'what begins there belongs to the frame behind',
  },
  {
    file: 'src/core/asn1/time.ts',
    words: 'low <= 9 → low < 9 in high >= 0 && high <= 9 && low >= 0 && low <= 9',
    reason: 'it spares the slow way, which judges the same',
  },
  {
    file: 'src/core/asn1/time.ts',
    words: 'high <= 9 → high < 9 in high >= 0 && high <= 9',
    reason: 'it spares the slow way, which judges the same',
  },
  {
    file: 'src/core/hsm/atalla.ts',
    words:
      'header === undefined || encryptedKey === undefined → header === undefined && encryptedKey === undefined',
    reason: 'the expression gives all its parts or none',
  },
  {
    file: 'src/core/cms/tr34/hsmFrames.ts',
    words: '0 → 0 + 1 in bytes[at + 2 + i] ?? 0',
    reason: 'where an octet of the length is missing, so is what it counts',
  },
  {
    file: 'src/core/input/hexDigits.ts',
    words: "at - 6 >= bound → at - 6 > bound in at - 6 >= bound && text.startsWith('(byte)', at - 6)",
    reason: 'directly at the bound there is no group before it',
  },
  {
    file: 'src/core/asn1/flatIndex.ts',
    words: 'inside >= 0 → inside > 0 in inside >= 0 && open.length >= limits.depth',
    reason: 'a content begins behind a tag and a length, never at 0',
  },
  {
    file: 'src/core/asn1/flatIndex.ts',
    words: 'Date.now() - began > limits.milliseconds → Date.now() - began >= limits.milliseconds',
    reason: 'one millisecond more or less, which no test may measure',
  },
  {
    file: 'src/core/cms/tr34/envelope.ts',
    words: '20 → 20 + 1 in { embedded: false, depth: 20, nodes: 500 }',
    reason: 'what is looked at lies a few levels deep',
  },
  {
    file: 'src/keyservice/jsonTree.ts',
    words: 'scanner.setPosition(from); → left out',
    reason: 'before it there is at most a mark of the byte order, which is no bracket',
  },
  {
    file: 'src/core/x509/signature.ts',
    words: 'content.length - 1 → content.length + 1',
    reason: 'a number of nothing but zeros is nothing but zeros either way',
  },
  {
    file: 'src/core/crypto/dukpt.ts',
    words: '0 → 0 + 1 in Uint8Array.of(0xc0, 0xc0, 0xc0, 0xc0, 0, 0, 0, 0)',
    reason: 'the last bit of each byte of a DES key is parity, which no cipher looks at',
  },
  {
    file: 'src/core/crypto/dukpt.ts',
    words: '0xc0 → 0xc0 + 1 in Uint8Array.of(0xc0, 0xc0, 0xc0, 0xc0, 0, 0, 0, 0)',
    reason: 'the last bit of each byte of a DES key is parity, which no cipher looks at',
  },
  {
    file: 'src/core/hsm/ksn.ts',
    words: '6 → 6 + 1 in Number.parseInt(text.slice(-6), 16)',
    reason: 'of the digits only the last 21 bits are taken',
  },
  {
    file: 'src/core/keyblock/briefs.ts',
    words: '1 → 1 + 1 in meaning.split(/[,:(]/, 1)',
    reason: 'only the first part is taken',
  },
  {
    file: 'src/core/asn1/value.ts',
    words: '0 → 0 + 1 in Math.max(0, (content.length - 1) * 8 - unused)',
    reason: 'behind the end of the content no bit is set',
  },
  {
    file: 'src/keyservice/aws/account.ts',
    words: '20_000 → 20_000 + 1 in stsTimeout = 20_000',
    reason: 'a millisecond more to wait for an answer, which no test may measure',
  },
  {
    file: 'src/keyservice/aws/processTree.ts',
    words: 'Date.now() < end → Date.now() <= end',
    reason: 'one look more at the end, which no test may measure',
  },
  {
    file: 'src/keyservice/draft/payloadFacts.ts',
    words: 'end < 0 → end <= 0 in end < 0 && line.length === longestLine',
    reason: 'an empty line holds no facts either way',
  },
  {
    file: 'src/keyservice/simulator/transport/sigV4.ts',
    words: "'http:' → '' in protocol: 'http:'",
    reason: 'the protocol is not among what Signature Version 4 signs',
  },
  {
    file: 'src/core/files/glob.ts',
    words: 'end >= 0 → end > 0 in if (end >= 0) i = end;',
    reason: 'the bracket that closes a set stands behind another one',
  },
  {
    file: 'src/core/files/glob.ts',
    words: 'depth--; → left out',
    reason: 'what it looks for first is shorter then, which only costs time',
  },
  {
    file: 'src/core/files/excludes.ts',
    words: "glob.length > 1 → glob.length >= 1 in glob.length > 1 && glob.endsWith('/')",
    reason: 'a slash by itself was taken off at the front',
  },
  {
    file: 'src/core/checkValues/changes.ts',
    words: '0 → 0 + 1 in at === 1 ? mask : 0',
    reason: 'it changes a parity bit, which DES ignores',
  },
  {
    file: 'src/core/x509/serial.ts',
    words: 'value < 0n → value <= 0n in value < 0n ? -value : value',
    reason: 'minus nothing is nothing',
  },
  {
    file: 'src/core/keyblock/characters.ts',
    words: '57 → 57 + 1 in code <= 57 ? code - 48 : (code | 0x20) - 87',
    reason: 'a colon is no hexadecimal digit, which is asked before',
  },
  {
    file: 'src/core/input/base64Digits.ts',
    words: "next >= 0 → next > 0 in if (next >= 0) this.coats.add('quoted-printable');",
    reason: 'a line begins behind a soft break, never at 0',
  },
  {
    file: 'src/core/input/charsets.ts',
    words: 'i < letters.length → i <= letters.length',
    reason:
      'behind the end of the text the code is NaN, which an array of octets takes as 0; where a character is, it is put later',
  },
  {
    file: 'src/core/input/material.ts',
    words: 'i + size → i - size in i + size <= bytes.length',
    reason: 'behind the end there is no octet, and none continues a character',
  },
  {
    file: 'src/core/input/material.ts',
    words: '64_000_000 → 64_000_000 + 1 in mostCharacters = 64_000_000',
    reason: 'where a runaway log is cut off, by a character; a test would take seconds',
  },
  {
    file: 'src/core/input/pemDamage.ts',
    words: '0 → 0 + 1 in text.codePointAt(at!) ?? 0',
    reason: 'a strange character is one of the text',
  },
  {
    file: 'src/core/input/walk.ts',
    words: 'coated.hexTried = Math.max(coated.hexTried, end); → left out',
    reason: 'a list that is too short is looked at again from its next group, from which it is shorter still',
  },
  {
    file: 'src/core/asn1/schema/match.ts',
    words: '0 → 0 + 1 in for (let step = 0; step < deepestReference; step++) { if (at',
    reason: 'no definition leads through as many references',
  },
  {
    file: 'src/core/asn1/schema/match.ts',
    words: 'this.#known.size >= mostKnown → this.#known.size > mostKnown',
    reason: 'what is forgotten is told again, the same as before',
  },
  {
    file: 'src/core/input/dump.ts',
    words: '0 → 0 + 1 in next < 0 ? undefined : numberingOf(text, next, offset, first',
    reason: 'a line begins behind a line feed, never at 0',
  },
];
