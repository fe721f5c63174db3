/** Every extension of every sample, held against what OpenSSL prints. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCms } from '../../../src/core/cms/read';
import { findKeyMaterial, structureOf } from '../../../src/core/input/material';
import { readCertificate } from '../../../src/core/x509/certificate';
import type { Extension } from '../../../src/core/x509/certificateExtension';
import { readCrl } from '../../../src/core/x509/crl';
import { readCsr } from '../../../src/core/x509/csr';
import { extensionDecoders } from '../../../src/core/x509/extensionDecoders';
import { without } from '../../programs';
import { inOpensslWords, mappedExtensions, printedExtensions, squeezed } from './opensslText';

const root = path.join(import.meta.dirname, '../../..');
const own = path.join(import.meta.dirname, 'extensions');
const places = [own, path.join(root, 'media/samples'), path.join(root, '../shared/vectors')];
/** The authorities of the system, where there are any: certificates that nobody made for a test. */
const authorities = '/etc/ssl/certs/ca-certificates.crt';

interface Sample {
  readonly name: string;
  readonly der: Uint8Array;
  readonly command: 'x509' | 'crl' | 'req';
  /** In the order of OpenSSL's text: those of the entries of a CRL last. */
  readonly lists: readonly (readonly Extension[])[];
}

function filesUnder(place: string): string[] {
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(place, name))
    .filter((file) => statSync(file).isFile() && statSync(file).size < 1_000_000);
}

const certificateSample = (name: string, der: Uint8Array): Sample => ({
  name,
  der,
  command: 'x509',
  lists: [readCertificate(der).extensions],
});

function samplesOf(name: string, der: Uint8Array): Sample[] {
  switch (structureOf(der)) {
    case 'Certificate':
      return [certificateSample(name, der)];
    case 'CertificateList': {
      const crl = readCrl(der);
      return [
        { name, der, command: 'crl', lists: [crl.extensions, ...crl.revoked().map((one) => one.extensions)] },
      ];
    }
    case 'CertificationRequest':
      return [{ name, der, command: 'req', lists: [readCsr(der).extensions] }];
    case 'ContentInfo': {
      const { content } = readCms(der);
      return 'certificates' in content
        ? content.certificates.map(({ raw }, i) => certificateSample(`${name}, certificate ${i}`, raw))
        : [];
    }
    default:
      return [];
  }
}

const samples = places
  .flatMap(filesUnder)
  .flatMap((file) =>
    findKeyMaterial(new Uint8Array(readFileSync(file))).flatMap((one, i) =>
      one.kind === 'der' ? samplesOf(`${path.relative(root, file)} ${i}`, one.bytes) : [],
    ),
  );

function openssl(args: readonly string[], input: Uint8Array): Buffer | undefined {
  const run = spawnSync('openssl', args, { input, maxBuffer: 100_000_000 });
  return run.status === 0 ? run.stdout : undefined;
}

/** OpenSSL's text; undefined where it cannot read the sample. */
const opensslText = ({ command, der }: Sample): string | undefined =>
  openssl([command, '-inform', 'DER', '-noout', '-text'], der)?.toString('utf8');

/** Compares list by list. @returns the names of those with words, one for each comparison; '' for bytes */
function compare(name: string, text: string, lists: Sample['lists']): string[] {
  const theirs = printedExtensions(text);
  const ours = lists.filter((list) => list.length > 0);
  expect(
    theirs.map((list) => list.length),
    name,
  ).toEqual(ours.map((list) => list.length));
  return theirs.flatMap((list, i) =>
    list.map((extension, k) => {
      const mine = ours[i]![k]!;
      const words = inOpensslWords(mine);
      const what = `${name}: ${mine.name}`;
      expect.soft([words.title, mine.critical], what).toEqual([extension.title, extension.critical]);
      if (words.text === undefined) return '';
      expect.soft(squeezed(words.text), what).toBe(squeezed(extension.text));
      return mine.name;
    }),
  );
}

describe.skipIf(without('openssl'))('extensions against openssl', () => {
  it('of every sample are equal, field by field', { timeout: 300_000 }, () => {
    const compared = samples.flatMap((sample) => {
      const text = opensslText(sample);
      return text === undefined ? [] : compare(sample.name, text, sample.lists);
    });
    // Each mapping is held against OpenSSL at least once.
    const bytes = new Set([
      'subjectDirectoryAttributes',
      'qcStatements',
      'ocspPreferredAlgorithms',
      'ocspExtendedRevoke',
    ]);
    expect(mappedExtensions.filter((name) => !compared.includes(name) && !bytes.has(name))).toEqual([]);
    expect(compared.length).toBeGreaterThan(70);
  });

  it.skipIf(!existsSync(authorities))(
    'of the authorities of this system are equal',
    { timeout: 300_000 },
    () => {
      const bundle = openssl(
        ['crl2pkcs7', '-nocrl', '-outform', 'DER', '-certfile', authorities],
        new Uint8Array(),
      );
      const text = openssl(['pkcs7', '-inform', 'DER', '-print_certs', '-text', '-noout'], bundle!);
      const { content } = readCms(new Uint8Array(bundle!));
      const lists = 'certificates' in content ? content.certificates.map(({ extensions }) => extensions) : [];
      expect(compare('authorities', text!.toString('utf8'), lists).length).toBeGreaterThan(0);
    },
  );

  it('have words for every decoder, but those that OpenSSL does not know', () => {
    const known = new Set(mappedExtensions);
    expect(Object.keys(extensionDecoders).filter((name) => !known.has(name))).toEqual([
      'msApplicationPolicies',
      'ocspSignedCertificateTimestamps',
      'noRevAvail',
      'msCAVersion',
      'msCertificateTemplate',
      'msCertificateTemplateName',
    ]);
  });
});
