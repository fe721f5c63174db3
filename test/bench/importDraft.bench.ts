/** One judgement of the import page, as after each letter: 2 000 keys in the account, 200 certificates in open documents. */
import { randomBytes } from 'node:crypto';
import { decodeKeyBlock } from '../../src/core/keyblock/decode';
import { readCertificate } from '../../src/core/x509/certificate';
import type { DraftAnswers, DraftKnown } from '../../src/keyservice/draft/draft';
import { importDraft } from '../../src/keyservice/draft/importDraft';
import { testParty } from '../../src/keyservice/testsource/parties';
import { testKeyBlock } from '../../src/keyservice/testsource/payloads';
import { context, draftKey, pairKey } from '../keyservice/draft/setting';
import { report } from './report';

const keys = Array.from({ length: 2000 }, (_, i) =>
  draftKey(`key${i}`, {
    KeyCheckValue: (i * 7919).toString(16).toUpperCase().padStart(6, '0').slice(0, 6),
    usage: i % 4 === 0 ? 'TR31_K1_KEY_BLOCK_PROTECTION_KEY' : 'TR31_P0_PIN_ENCRYPTION_KEY',
  }),
);
const pairs = [pairKey('agreement', 'ECC_NIST_P256')];
const ca = await testParty('TEST CA', { kind: 'ECC_NIST_P256', ca: true });
const parties = await Promise.all(
  Array.from({ length: 200 }, (_, i) => testParty(`TEST party ${i}`, { kind: 'ECC_NIST_P256', issuer: ca })),
);
const certificates = [ca, ...parties].map(({ certificate }, i) => ({
  value: readCertificate(certificate),
  place: `party ${i}.pem`,
}));
const header = { version: 'D', usage: 'P0', algorithm: 'A', mode: 'B', exportability: 'E' } as const;
const block = decodeKeyBlock(
  testKeyBlock(header, new Uint8Array(randomBytes(16)), new Uint8Array(randomBytes(32))),
);
const known: DraftKnown = {
  material: { kind: 'keyBlock', block },
  context,
  keys: [...keys, ...pairs],
  parameters: [],
  certificates,
  randomNumbers: [],
  checkValuesNear: ['0F1234'],
  imported: () => undefined,
  aliasTarget: () => undefined,
  last: {},
};

const cases: readonly (readonly [string, DraftAnswers])[] = [
  ['TR-31', { way: 'keyBlock', alias: 'alias/pek-group-14' }],
  ['ECDH', { way: 'agreed', alias: 'alias/pek-group-14' }],
];
for (const [name, answers] of cases) {
  const times: number[] = [];
  for (let round = 0; round < 12; round++) {
    const began = performance.now();
    const { fields } = await importDraft(known, { ...answers, alias: `alias/pek-${round}` });
    times.push(performance.now() - began);
    if (fields.length < 4) throw new Error(`only ${fields.length} fields`);
  }
  const [first = 0] = times;
  const middle = times.slice(2).sort((a, b) => a - b)[5] ?? 0;
  const task = `import page judged, 2 000 keys, 200 certificates, ${name}`;
  report(task, 'ours', middle);
  report(task, 'the first time', first);
  console.log(`${task}: ${middle.toFixed(1)} ms, the first time ${first.toFixed(1)} ms`);
}
