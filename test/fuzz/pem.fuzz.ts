/** Damaged PEM and keys of other formats: nothing throws, each problem has one place in its block, hex is read to its end. */
import { decodeHex } from '../../src/core/input/encodings';
import { findKeyMaterial } from '../../src/core/input/material';
import { findOtherFormats } from '../../src/core/input/otherFormats';
import { findPemBlocks, pemLabels, toPem } from '../../src/core/input/pem';
import { materialFindings, pemFindings } from '../../src/core/input/pemFindings';
import { findDamagedFrames } from '../../src/core/input/pemFrames';
import { coats, decorations, dumps } from '../core/input/coatSamples';
import { makeCertificate } from '../core/x509/makeCertificate';
import { mutatedText, type FuzzTarget } from './fuzz';
import { tr34Tokens } from './tr34Tokens';

const now = new Date('2026-12-01T00:00:00Z');
const labels = [...Object.values(pemLabels), 'PGP MESSAGE', 'OPENSSH PRIVATE KEY', 'X509 CERTIFICATE', 'X'];
const others = [
  '{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMko"}',
  'PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n',
  'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDh me@host\n',
  '---- BEGIN SSH2 PUBLIC KEY ----\n',
];

export const target: FuzzTarget<string> = {
  name: 'pem',
  make: (random) => {
    const der =
      random.below(2) === 0 ? makeCertificate() : Buffer.from(random.of(tr34Tokens).slice(0, 800), 'base64');
    let text = toPem(random.of(labels), der);
    if (random.below(4) === 0) text = text.replaceAll('-----', '----');
    if (random.below(4) === 0) text = text.split('\n').map(random.of(decorations).decorate).join('\n');
    if (random.below(4) === 0) text = text.replaceAll('\n', '\\n');
    if (random.below(5) === 0) text = random.of([...dumps, ...coats]).wrap(der.subarray(0, 300));
    for (let n = random.below(4); n > 0; n--) text = mutatedText(text, random);
    return random.below(3) === 0
      ? `${random.of(others)}${text}${mutatedText(random.of(others), random)}`
      : text;
  },
  check: (text) => {
    let before = 0;
    for (const block of findPemBlocks(text)) {
      const { span, problem, problemSpan } = block;
      if (span.start < before || span.end > text.length) throw new Error(`a block at ${span.start}`);
      before = span.end;
      if (problemSpan) {
        const { start, end } = problemSpan;
        if (problem === undefined || start < span.start || end > span.end || end <= start)
          throw new Error(`a problem at ${start}-${end} of ${span.start}-${span.end}`);
      }
      pemFindings(block, now);
    }
    for (const { changes, span } of findDamagedFrames(text))
      if (changes.some((change) => change.span.start < span.start || change.span.end > span.end))
        throw new Error('a change outside');
    for (const { finding } of findOtherFormats(text))
      if (!finding.span || finding.span.end > text.length) throw new Error(`${finding.code} without a place`);
    for (const one of findKeyMaterial(text)) if (one.kind === 'der') materialFindings(one, [], now);
    const { bytes, strange, charOf } = decodeHex(text);
    for (const at of [...strange, ...(bytes.length > 0 ? [charOf(0), charOf(bytes.length - 1)] : [])])
      if (at < 0 || at >= text.length) throw new Error(`a place outside: ${at}`);
  },
};
