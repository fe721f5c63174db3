import { describe, expect, it } from 'vitest';
import { importStep } from '../../../src/keyservice/ceremony/importSteps';
import {
  ceremonyMarkdown,
  inGroups,
  printed,
  zonedTime,
  type CeremonyRecord,
} from '../../../src/keyservice/ceremony/record';
import type { ImportedNote } from '../../../src/keyservice/imports/note';

const note = (more: Partial<ImportedNote> = {}): ImportedNote => ({
  v: 1,
  id: '0'.repeat(32),
  identity: {
    service: 'aws',
    account: '111122223333',
    region: 'eu-west-1',
    kind: 'Tr31KeyBlock',
    material: 'a5e90012'.repeat(8),
  },
  number: 1,
  profile: 'custody',
  endpoint: 'https://controlplane.payment-cryptography.eu-west-1.amazonaws.com',
  startedAt: Date.UTC(2026, 10, 28, 13, 0),
  wanted: { usage: 'TR31_P0_PIN_ENCRYPTION_KEY', algorithms: ['TDES_2KEY'], exportable: true },
  headline: 'TR-31 key block under alias/kek-main',
  alias: 'alias/pek-01',
  expected: [{ value: '08D7B4' }],
  state: 'imported',
  arn: 'arn:aws:payment-cryptography:eu-west-1:111122223333:key/abc',
  importedAt: Date.UTC(2026, 10, 28, 13, 5, 9),
  kcv: '08D7B4',
  requestId: 'request-1',
  ...more,
});
const words = { title: 'Import of alias/pek-01', usage: 'PIN encryption (P0)', exportable: 'exportable' };
const record = (more: Partial<CeremonyRecord> = {}): CeremonyRecord => ({
  names: ['A. Custodian', 'B. Witness'],
  place: 'Vault 2',
  steps: [importStep(note(), words)],
  made: new Date(Date.UTC(2026, 10, 28, 14, 0)),
  offset: () => 60,
  ...more,
});

describe('a ceremony record', () => {
  it('has who, what and how it was checked, times with their zone, and lines to sign', () => {
    const text = ceremonyMarkdown(record());
    for (const part of [
      '| Present | A. Custodian, B. Witness |',
      '| Place | Vault 2 |',
      '| Profile | custody |',
      '| Account | 111122223333 |',
      '| Region | eu-west-1 |',
      '| Time | 2026-11-28 14:05:09 +01:00 |',
      '| Usage | PIN encryption (P0) |',
      '| KCV (ANSI X9.24) | 08 D7 B4 |',
      '| KCV reported by the service and expected KCV | equal. Confirm that the expected KCV is from the key ceremony form | 08 D7 B4 |',
      '| SHA-256 of the imported bytes | A5E9 0012 A5E9',
      '| A. Custodian |  |  |',
      '| B. Witness |  |  |',
    ])
      expect(text).toContain(part);
    // Three lines at least, named or not.
    expect(text.split('## Signatures')[1]!.match(/^\|.*\|$/gm)).toHaveLength(5);
    expect(text).not.toContain('Simulator');
  });

  it.each<[string, Partial<ImportedNote>, string]>([
    ['another value', { kcv: '8CA64D' }, 'DIFFERENT | 08 D7 B4'],
    ['four digits', { expected: [{ value: '08D7' }] }, 'not compared by this program | 08 D7'],
    [
      'another method',
      { expected: [{ value: '111111', method: 'CMAC' }] },
      'not compared by this program | 11 11 11',
    ],
  ])('never calls %s verified', (_, more, expected) => {
    const text = ceremonyMarkdown(record({ steps: [importStep(note(more), words)] }));
    expect(text).toContain(expected);
    expect(text).not.toContain('| verified |');
  });

  it('leaves checking to the people where nothing was compared', () => {
    const without = note({ expected: [] });
    const text = ceremonyMarkdown(record({ steps: [importStep(without, words)] }));
    expect(text).toContain('This program compared nothing. Compare the KCV with the key ceremony form.');
    expect(text).not.toContain('| verified |');
  });

  it('prints 6 digits of TDES values and 10 of AES values', () => {
    const long = '0123456789ABCDEF';
    expect(printed({ digits: long, cipher: 'TDES' })).toBe('01 23 45');
    expect(printed({ digits: long })).toBe('01 23 45');
    expect(printed({ digits: long, cipher: 'AES' })).toBe('01 23 45 67 89');
    expect(inGroups('abcdef01')).toBe('ABCD EF01');
    expect([60, 0, -210].map((offset) => zonedTime(new Date(0), offset))).toEqual([
      '1970-01-01 01:00:00 +01:00',
      '1970-01-01 00:00:00 UTC',
      '1969-12-31 20:30:00 -03:30',
    ]);
  });

  it('shows no check value of a certificate, and names the simulator', () => {
    const root = note({
      wanted: { usage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE', algorithms: ['RSA_3072'] },
      identity: { ...note().identity, service: 'simulator:1', kind: 'RootCertificatePublicKey' },
    });
    const text = ceremonyMarkdown(record({ steps: [importStep(root, { title: 'Import of a root' })] }));
    expect(text).not.toContain('KCV (');
    expect(text).toContain('not a production system');
  });

  it('escapes what was typed', () => {
    const text = ceremonyMarkdown(record({ names: ['<b>|x'], place: '`y`' }));
    expect(text).toContain('\\<b>\\|x');
    expect(text).toContain('\\`y\\`');
  });
});
