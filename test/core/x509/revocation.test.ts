// Whether CRLs that are here list a certificate: whose list counts, which entry is given, and what is said of it.
import { beforeAll, describe, expect, it } from 'vitest';
import { issueCertificate, issueCrl } from '../../../src/core/make/certificates';
import { generateKeys, type Issued } from '../../../src/core/make/keys';
import { readCertificate } from '../../../src/core/x509/certificate';
import type { Certificate } from '../../../src/core/x509/certificateTypes';
import { readCrl, type Crl } from '../../../src/core/x509/crl';
import { revocationFindings, revocationOf } from '../../../src/core/x509/revocation';

const [from, to] = [new Date('2026-11-01T00:00:00Z'), new Date('2027-11-01T00:00:00Z')];
let [ca, other, leaf] = [] as unknown as [Issued, Issued, Certificate];
let known: Certificate[];
let [empty, listing, elsewhere] = [] as unknown as [Crl, Crl, Crl];

/** The same list with another member. */
const changed = (list: Crl, change: object): Crl =>
  Object.assign(Object.create(Object.getPrototypeOf(list) as object), list, change) as Crl;

beforeAll(async () => {
  const authority = async (name: string): Promise<Issued> =>
    issueCertificate({
      name,
      keys: await generateKeys('ECC_NIST_P256'),
      ca: true,
      keyUsage: ['keyCertSign', 'cRLSign'],
      notBefore: from,
      notAfter: to,
    });
  [ca, other] = [await authority('CA'), await authority('Other CA')];
  const { certificate } = await issueCertificate({
    name: 'Leaf',
    keys: await generateKeys('ECC_NIST_P256'),
    issuer: ca,
    ca: false,
    keyUsage: ['digitalSignature'],
    notBefore: from,
    notAfter: to,
  });
  leaf = readCertificate(certificate);
  known = [ca, other].map((one) => readCertificate(one.certificate));
  const { content } = leaf.serial;
  empty = readCrl(await issueCrl(ca, [], from, to));
  listing = readCrl(await issueCrl(ca, [content], from, to));
  elsewhere = readCrl(await issueCrl(other, [content], from, to));
});

const told = async (crls: readonly Crl[], certificates = known): Promise<unknown> => {
  const found = await revocationOf(leaf, crls, certificates);
  return found && [found.entry.reason, found.verified];
};

describe('a certificate', () => {
  it('is listed by a CRL of its issuer, verified where the issuer is known', async () => {
    expect(await told([])).toBeUndefined();
    expect(await told([empty])).toBeUndefined();
    expect(await told([listing])).toEqual(['keyCompromise', true]);
    expect(await told([empty, listing])).toEqual(['keyCompromise', true]);
    expect(await told([listing], [])).toEqual(['keyCompromise', false]);
    expect(await told([listing], [known[1]!])).toEqual(['keyCompromise', false]);
  });

  it('is not listed by the CRL of another issuer, nor by one that is no CRL', async () => {
    expect(await told([elsewhere])).toBeUndefined();
    expect(await told([changed(listing, { wellFormed: false })])).toBeUndefined();
    // A list by itself, whose signature nobody could check, and one whose signature is wrong.
    const broken = listing.raw.slice();
    broken[broken.length - 1]! ^= 1;
    expect(await told([readCrl(broken)])).toBeUndefined();
    expect(await told([readCrl(broken), listing])).toEqual(['keyCompromise', true]);
  });

  it('that was taken from the list again is not listed', async () => {
    const entry = (reason: string, date?: Date) =>
      changed(listing, { find: () => ({ reason, ...(date ? { date } : {}) }) });
    expect(await told([entry('removeFromCRL')])).toBeUndefined();
    expect(await told([entry('certificateHold')])).toEqual(['certificateHold', true]);
    expect(await told([entry('removeFromCRL'), entry('superseded')])).toEqual(['superseded', true]);
  });

  it('is given the entry of a verified list before others, else the first', async () => {
    // Lists of the same name that nobody known has signed.
    const ofStranger = (reason: string): Crl =>
      changed(elsewhere, { issuer: leaf.issuer, find: () => ({ reason }) });
    const strangers = [known[0]!, known[1]!];
    const unknown = await told([ofStranger('superseded')], []);
    expect(unknown).toEqual(['superseded', false]);
    expect(await told([ofStranger('superseded'), ofStranger('affiliationChanged')], [])).toEqual([
      'superseded',
      false,
    ]);
    expect(await told([ofStranger('superseded'), listing], strangers)).toEqual(['keyCompromise', true]);
    expect(await told([ofStranger('superseded'), listing], [])).toEqual(['superseded', false]);
  });

  it('is looked for in 50 lists of its issuer', async () => {
    const many = (count: number, one: Crl): Crl[] => Array<Crl>(count).fill(one);
    expect(await told([...many(49, empty), listing])).toEqual(['keyCompromise', true]);
    expect(await told([...many(50, empty), listing])).toBeUndefined();
    expect(await told([...many(60, elsewhere), listing])).toEqual(['keyCompromise', true]);
  });
});

it('what is said of it names the day, and whether the list was verified', () => {
  expect(revocationFindings(undefined)).toEqual([]);
  const entry = listing.find(leaf.serial.content)!;
  const said = (verified: boolean, date: Date | undefined) =>
    revocationFindings({ entry: { ...entry, date }, verified }).map(({ code, args }) => [
      code,
      ...(args ?? []).map(String),
    ]);
  expect(said(true, from)).toEqual([['x509_revoked', '2026-11-01 00:00:00 UTC']]);
  expect(said(false, from)).toEqual([['x509_listed_revoked', '2026-11-01 00:00:00 UTC']]);
  expect(said(true, undefined)).toEqual([['x509_revoked', 'an unknown date']]);
});
