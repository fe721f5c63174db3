/**
 * asn1js and @peculiar/x509 against every sample, beside our own reader. Wherever they part, the table says why; a
 * difference that is not in it fails, and so does a line of the table that no sample shows any more.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import type { Finding } from '../../../src/core/findings';
import { findKeyMaterial, structureOf } from '../../../src/core/input/material';
import { askSecondOpinion, opinionKind } from '../../../src/core/secondOpinion/ask';
import type { Opinion } from '../../../src/core/secondOpinion/opinion';
import { readCertificate } from '../../../src/core/x509/certificate';
import { readCrl } from '../../../src/core/x509/crl';
import { readCsr } from '../../../src/core/x509/csr';
import { fromHex, hasVectors, vectorBytes, vectorPath } from '../asn1/material';

interface Sample {
  readonly name: string;
  readonly der: Uint8Array;
}

const shipped = path.join(import.meta.dirname, '../../../media/samples');

/** Every structure in every file of a folder, in whatever encoding. */
function structuresUnder(folder: string, leaveOut = /^$/): Sample[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !leaveOut.test(file))
    .sort()
    .flatMap((file) =>
      findKeyMaterial(new Uint8Array(readFileSync(path.join(folder, file)))).flatMap((material, i) =>
        material.kind === 'der' ? [{ name: `${file}#${i}`, der: material.bytes }] : [],
      ),
    );
}

function malformed(): Sample[] {
  const cases = JSON.parse(Buffer.from(vectorBytes('bad-der/cases.json')).toString()) as {
    id: string;
    hex?: string;
  }[];
  return [
    ...cases.flatMap(({ id, hex }) =>
      hex === undefined ? [] : [{ name: `bad-der/${id}`, der: fromHex(hex) }],
    ),
    ...['deep2000.der', 'indef5000.der'].map((file) => ({
      name: `bad-der/${file}`,
      der: vectorBytes(`bad-der/${file}`),
    })),
  ];
}

function errorCodes(findings: readonly Finding[]): string[] {
  return [...new Set(findings.filter(({ severity }) => severity === 'error').map(({ code }) => code))];
}

/** Errors that our reader of the same layer finds: asn1js knows no certificates. */
function ourErrors(reader: 'asn1js' | 'x509', { der }: Sample): string[] {
  if (reader === 'asn1js') return errorCodes(readAsn1(der).findings());
  const kind = opinionKind(structureOf(der));
  if (kind === 'certificate') return errorCodes(readCertificate(der).findings);
  if (kind === 'crl') return errorCodes(readCrl(der).findings);
  return kind === 'request' ? errorCodes(readCsr(der).findings) : [];
}

/** Where a reader parts from ours, in short. */
function partings(opinion: Opinion, der: Uint8Array, errors: readonly string[]): string[] {
  switch (opinion.outcome) {
    case 'notAsked':
      return ['kind', 'private'].includes(opinion.why) ? [] : [`not asked: ${opinion.why}`];
    case 'refuses':
      return errors.length > 0 ? [] : [`refuses: ${opinion.reason}`];
    case 'reads':
      return [
        ...(opinion.consumed < der.length && !errors.includes('asn1_trailing_bytes') ? ['reads a part'] : []),
        ...errors.map((code) => `accepts ${code}`),
        ...opinion.differences.map(({ what }) => `other ${what}`),
        ...opinion.refused.map(({ part }) => `refuses ${part}`),
      ];
  }
}

const lenient = 'It delimits values and does not look at what this type may hold.';
const followed =
  'It reads the first value and leaves what follows to the caller, by the offset that it returns.';
const tooDeep = 'Nested deeper than the 100 levels at which it stops.';
const notProfile = 'It reads what RFC 5280 forbids: a rule of the profile, not of the schema.';

/** Sample, reader and parting, and the reason for it. */
const explained: Readonly<Record<string, string>> = {
  'x509/boring_bad_validity.pem#0 | x509 | other notBefore':
    'A UTCTime without seconds, which BER allows: it reads none of it, and takes the year 0 for an answer.',
  'x509/boring_bad_validity.pem#0 | x509 | other notAfter': 'As notBefore.',
  'x509/boring_serial_negative.pem#0 | x509 | other serial':
    'It gives the octets as they are; read as an INTEGER they are negative.',
  'x509/boring_basic_constraints_negative_path.pem#0 | x509 | accepts x509_path_length': notProfile,
  'x509/boring_extensions_duplicate_key_usage.pem#0 | x509 | accepts x509_extension_duplicate': notProfile,
  'x509/boring_extensions_empty_sequence.pem#0 | x509 | accepts x509_extensions_empty': notProfile,
  'bad-der/eoc-top | asn1js | accepts asn1_unexpected_eoc': 'Two zero octets are a value to it.',
  'bad-der/trailing | asn1js | accepts asn1_trailing_bytes': followed,
  'bad-der/noseq-enveloped | asn1js | accepts asn1_trailing_bytes': followed,
  'bad-der/noseq-enveloped | asn1js | accepts asn1_length_overrun': followed,
  'bad-der/int-empty | asn1js | accepts asn1_integer_empty': lenient,
  'bad-der/null-content | asn1js | accepts asn1_null_content': lenient,
  'bad-der/bitstring-empty | asn1js | accepts asn1_bit_string_empty': lenient,
  'bad-der/oid-empty | asn1js | accepts asn1_oid_empty': lenient,
  'bad-der/oid-padded | asn1js | accepts asn1_oid_padded': lenient,
  'bad-der/utf8-bad | asn1js | accepts asn1_utf8_invalid': 'It puts a replacement character for such bytes.',
  'bad-der/empty | asn1js | not asked: empty': 'There is nothing to ask about.',
  'bad-der/empty | x509 | not asked: empty': 'There is nothing to ask about.',
  'bad-der/deep2000.der | asn1js | not asked: depth': tooDeep,
  'bad-der/deep2000.der | x509 | not asked: depth': tooDeep,
  'bad-der/indef5000.der | asn1js | not asked: depth': tooDeep,
  'bad-der/indef5000.der | x509 | not asked: depth': tooDeep,
};

async function differencesOf(samples: readonly Sample[]): Promise<string[]> {
  const found: string[] = [];
  for (const sample of samples) {
    const opinion = await askSecondOpinion(sample.der, opinionKind(structureOf(sample.der)));
    for (const reader of ['asn1js', 'x509'] as const)
      for (const parting of partings(opinion[reader], sample.der, ourErrors(reader, sample)))
        found.push(`${sample.name} | ${reader} | ${parting}`);
  }
  return found;
}

describe('asn1js and @peculiar/x509 as oracles', () => {
  it('read the samples that are shipped exactly as we do', async () => {
    const samples = structuresUnder(shipped);
    expect(samples.length).toBeGreaterThan(12);
    expect(await differencesOf(samples)).toEqual([]);
  });

  it.skipIf(!hasVectors)('part from us over the vectors only where the table says why', async () => {
    const samples = [...structuresUnder(vectorPath(''), /^(index\.json$|bad-der\/|field\/)/), ...malformed()];
    expect(samples.length).toBeGreaterThan(90);
    expect((await differencesOf(samples)).sort()).toEqual(Object.keys(explained).sort());
  });
});
