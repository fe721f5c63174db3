// Drafts, whole: for each kind of material every field with its candidates, notes and refusals, and what each answer that
// can be given changes of it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readTr34 } from '../../../src/core/cms/tr34/read';
import { toUpperHex } from '../../../src/core/crypto/bytes';
import { digestOf } from '../../../src/core/crypto/hmac';
import { findPemBlocks } from '../../../src/core/input/pem';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { readCertificate } from '../../../src/core/x509/certificate';
import type { Certificate } from '../../../src/core/x509/certificateTypes';
import type { Draft, DraftAnswers, DraftKey, DraftKnown } from '../../../src/keyservice/draft/draft';
import { englishOf } from '../../../src/keyservice/draft/draftTexts';
import { importDraft } from '../../../src/keyservice/draft/importDraft';
import type { PayloadFacts } from '../../../src/keyservice/draft/payloadFacts';
import type { ImportContext } from '../../../src/keyservice/plans/plan';
import { awsKeyAlgorithm } from '../../../src/keyservice/rules/certificates';
import { wholeText } from '../../whole';
import { arn, draftKey, known as knownNow, pairKey, target } from './setting';

const context: ImportContext = { target, now: new Date('2026-12-01T12:00:00Z') };
const samples = path.join(import.meta.dirname, '../../../media/samples');
const sample = (name: string): Buffer => readFileSync(path.join(samples, name));
const certificatesOf = (name: string): Certificate[] =>
  findPemBlocks(sample(name).toString('latin1')).map(({ bytes }) => readCertificate(bytes));
const parties = certificatesOf('tr34-certificates.pem');
const chain = certificatesOf('chain.pem');
const found = (certificates: readonly Certificate[]) =>
  certificates.map((value, i) => ({ value, place: `party ${i}.pem` }));

const kek = (
  name: string,
  KeyCheckValue: string,
  more = {},
  of: Omit<Partial<DraftKey>, 'key'> = {},
): DraftKey => draftKey(name, { KeyCheckValue, KeyCheckValueAlgorithm: 'CMAC', ...more }, of);
const authority = (name: string, certificate: Certificate): DraftKey =>
  draftKey(name, {
    KeyAttributes: {
      KeyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
      KeyClass: 'PUBLIC_KEY',
      KeyAlgorithm: awsKeyAlgorithm(certificate.publicKey) ?? 'RSA_2048',
      KeyModesOfUse: { Verify: true },
    },
    KeyCheckValue: toUpperHex(digestOf('SHA-1', certificate.publicKey.raw)).slice(0, 8),
  });
const keys: DraftKey[] = [
  kek('main', 'AAAAAA'),
  kek('second', 'BBBBBB', { algorithm: 'AES_128' }, { lastUse: 1_700_000_000_000 }),
  kek('old', 'CCCCCC', {}, { created: new Date('2026-01-02T12:00:00Z') }),
  kek('des', 'DDDDDD', { algorithm: 'TDES_3KEY' }),
  kek('pin', 'EEEEEE', { usage: 'TR31_P0_PIN_ENCRYPTION_KEY' }),
  kek('off', 'FFFFFF', { Enabled: false }),
  kek('gone', '111111', { KeyState: 'DELETE_PENDING' }),
];
const pairs: DraftKey[] = [
  pairKey('p256', 'ECC_NIST_P256'),
  pairKey('p384', 'ECC_NIST_P384', {}, { lastUse: 1_700_000_000_000 }),
  pairKey('p521', 'ECC_NIST_P521', { Enabled: false }),
];

const known = (material: DraftKnown['material'], more: Partial<DraftKnown> = {}): DraftKnown =>
  knownNow(material, {
    context,
    keys,
    aliasTarget: (alias) => (alias === 'alias/taken' ? arn('main') : undefined),
    ...more,
  });

const words = (texts: readonly Parameters<typeof englishOf>[0][]): string => texts.map(englishOf).join(' ');

function shown({ way, fields, checks, findings, becomes, obstacle, choices, plan, work }: Draft): unknown {
  return {
    way,
    fields: fields.map(({ id, kind, value, origin, optional, candidates, problem }) => ({
      [id]: `${kind}${optional ? ', optional' : ''}: ${value}`,
      origin: origin && englishOf(origin),
      problem: problem && englishOf(problem),
      candidates: candidates.map((one) =>
        [one.id, one.label, words(one.notes), words(one.refusals)].join(' | '),
      ),
    })),
    checks: checks.map(
      ({ state, field, text, advice }) =>
        `${state} ${field ?? ''}: ${englishOf(text)}${advice ? ` > ${englishOf(advice)}` : ''}`,
    ),
    findings,
    becomes: JSON.stringify(becomes),
    obstacle: obstacle && `${obstacle.field ?? ''}: ${englishOf(obstacle.text)}`,
    choices: JSON.stringify(choices),
    plan: plan && { blocked: plan.blocked, request: JSON.stringify(plan.request) },
    work: work && {
      headline: englishOf(work.headline),
      relied: work.relied.map(({ subject }) => subject.text),
      steps: work.steps.map(({ certificate }) => certificate.subject.text),
      authorityStep: work.authorityStep ?? 'none',
    },
  };
}

/** What is typed into fields of text. */
const typed: Readonly<Record<string, readonly string[]>> = {
  alias: ['', 'alias/new', 'alias/taken', 'new', 'alias/aws/x', 'alias/ä', `alias/${'x'.repeat(251)}`],
  expected: ['', '08d7b4', '08D7', '08 D7 B4', 'xyz', '0'.repeat(33)],
  tags: ['', 'a=b', 'a=b, c=d', 'a', '=b', 'aws:a=b', 'a=b, a=c'],
  randomNumber: ['', '0011223344556677', '00112233445566', 'xyz'],
  sharedInformation: ['', 'AB', 'A', 'xyz', 'AB'.repeat(1024), 'AB'.repeat(1025)],
};

/** A draft, then what each single answer makes of it: the lines that differ. */
async function explored(name: string, from: DraftKnown, answers: DraftAnswers = {}): Promise<string> {
  const draft = await importDraft(from, answers);
  const first = wholeText([[name, shown(draft)]]);
  const before = new Set(first.split('\n'));
  const texts = [first];
  for (const { id, candidates, kind } of draft.fields)
    for (const value of kind === 'text' ? (typed[id] ?? []) : candidates.map((one) => one.id)) {
      const other = await importDraft(from, { ...answers, [id]: value });
      const lines = wholeText([['', shown(other)]])
        .split('\n')
        .filter((line) => !before.has(line));
      const heading = value.length > 60 ? `${value.slice(0, 60)}… ${value.length}` : value;
      texts.push(`## ${name}: ${id} = ${heading}`, ...lines.slice(1), '');
    }
  return texts.join('\n');
}

const block = (header: string, optional = ''): string =>
  `${header[0]}${String(16 + optional.length + 96).padStart(4, '0')}${header.slice(1)}${optional}${'A'.repeat(96)}`;
const facts: PayloadFacts = {
  kind: 'cryptogram',
  test: true,
  usage: 'P0',
  keyAlgorithm: 'AES_128',
  mode: 'B',
  exportability: 'E',
  kcv: '08D7B4',
  wrappingSpec: 'RSA_OAEP_SHA_512',
};
const parameters = (['KEY_CRYPTOGRAM', 'TR34_KEY_BLOCK'] as const).flatMap((materialType) =>
  parties.map((certificate, i) => ({
    id: `${materialType} ${i}`,
    title: `${materialType} ${i}`,
    parameters: {
      token: `import-token-${String(i).padStart(16, '0')}`,
      materialType,
      wrappingAlgorithm: 'RSA_2048' as const,
      validUntil: new Date(context.now.getTime() + (20 - 8 * i) * 86_400_000),
      region: target.region,
      account: '111122223333',
      endpoint: target.endpoint,
    },
    certificate,
    ...(i === 1 ? { misfit: 'They are of another account.' } : {}),
  })),
);

it('key blocks', async () => {
  const cases = await Promise.all([
    explored('a block', known({ kind: 'keyBlock', block: decodeKeyBlock(block('DP0AB00E0000')) })),
    explored(
      'a block that names its wrapping key',
      known(
        { kind: 'keyBlock', block: decodeKeyBlock(block('DP0AB00E0200', 'KP0A01AAAAAAPB0600')) },
        { checkValuesNear: ['BBBBBB'] },
      ),
    ),
    explored(
      'a block with an agreed key',
      known(
        { kind: 'keyBlock', block: decodeKeyBlock(block('DK0AB00S0000')) },
        { keys: [...keys, ...pairs], certificates: found([...chain, ...parties]) },
      ),
      { way: 'agreed' },
    ),
    explored(
      'a block that cannot be imported',
      known({ kind: 'keyBlock', block: decodeKeyBlock(block('DQQAB00E0000')) }),
    ),
  ]);
  await expect(cases.join('\n')).toMatchFileSnapshot('whole/keyBlocks.txt');
});

it('cryptograms', async () => {
  const of = (length: number, more: Partial<DraftKnown> = {}): DraftKnown =>
    known({ kind: 'cryptogram', bytes: new Uint8Array(length) }, { parameters, ...more });
  const cases = await Promise.all([
    explored('a cryptogram', of(256)),
    explored('with facts', of(384, { facts })),
    ...(['S', 'N'] as const).map((exportability) =>
      explored(`with facts, ${exportability}`, of(512, { facts: { ...facts, exportability } }), {
        tags: 'a=b',
      }),
    ),
    explored(
      'after another',
      of(255, {
        last: { usage: 'TR31_K0_KEY_ENCRYPTION_KEY', spec: 'RSA_OAEP_SHA_512', exportable: 'yes' },
        checkValuesNear: ['08D7B4', '8A3F01'],
      }),
      { algorithm: 'TDES_2KEY' },
    ),
    explored('without parameters', of(256, { parameters: [] })),
  ]);
  await expect(cases.join('\n')).toMatchFileSnapshot('whole/cryptograms.txt');
});

it('TR-34 tokens', async () => {
  const token = readTr34(new Uint8Array(sample('tr34-annex-b.cms')))!;
  const authorities = parties.map((one, i) => authority(`authority${i}`, one));
  const cases = await Promise.all([
    explored(
      'a token with all that it needs',
      known(
        { kind: 'tr34', token },
        {
          parameters,
          keys: [...keys, ...authorities],
          certificates: found(parties),
          randomNumbers: [{ value: token.nonce ?? new Uint8Array(8), place: 'random.der' }],
        },
      ),
    ),
    explored('a token alone', known({ kind: 'tr34', token })),
    explored(
      'a token with certificates of others',
      known({ kind: 'tr34', token }, { parameters, certificates: found([...chain, ...parties]) }),
    ),
  ]);
  await expect(cases.join('\n')).toMatchFileSnapshot('whole/tokens.txt');
});

it('certificates', async () => {
  const cases = await Promise.all([
    explored('a chain', known({ kind: 'certificates', certificates: chain })),
    explored(
      'a chain of which the root is there',
      known(
        { kind: 'certificates', certificates: chain },
        { keys: chain.slice(-1).map((one) => authority('root', one)) },
      ),
    ),
    ...parties.map((one, i) => explored(`party ${i}`, known({ kind: 'certificates', certificates: [one] }))),
  ]);
  await expect(cases.join('\n')).toMatchFileSnapshot('whole/certificates.txt');
});
