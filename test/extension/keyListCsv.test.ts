import { describe, expect, it, vi } from 'vitest';
import { keyListCsv } from '../../src/extension/keys/exportKeyList';
import type { CatalogueKey } from '../../src/extension/service/keyCatalogue';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text } }));

const arn = 'arn:aws:payment-cryptography:us-east-1:111122223333:key/k7x2m4pqabcdefgh';

const key = (more: Partial<CatalogueKey> = {}): CatalogueKey => ({
  summary: {
    KeyArn: arn,
    KeyState: 'CREATE_COMPLETE',
    KeyAttributes: {
      KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
      KeyClass: 'SYMMETRIC_KEY',
      KeyAlgorithm: 'AES_128',
      KeyModesOfUse: { Encrypt: true, Wrap: true },
    },
    Enabled: true,
    Exportable: false,
    KeyCheckValue: '08D7B4',
  },
  aliases: ['alias/pek-01', 'alias/pek-02'],
  ...more,
});

const rows = (text: string): string[] => text.split('\r\n');
const quoted = (line: string): string =>
  line
    .split(',')
    .map((cell) => `"${cell}"`)
    .join(',');

describe('list of keys as CSV', () => {
  it('has a row for each key under a head, ended by CRLF', () => {
    const text = keyListCsv([key()]);
    expect(rows(text)).toEqual([
      quoted(
        'ARN,Aliases,Usage,Algorithm,Modes of use,State,Enabled,Exportable,KCV,KCV method,Origin,Created,Multi-Region,Primary Region,Replication',
      ),
      quoted(
        `${arn},alias/pek-01 alias/pek-02,TR31_P0_PIN_ENCRYPTION_KEY,AES_128,Encrypt + Wrap,CREATE_COMPLETE,yes,no,08D7B4,,,,,,`,
      ),
      '',
    ]);
  });

  it('takes method, origin and time from the details', () => {
    const { summary } = key();
    const detail = {
      ...summary,
      KeyCheckValueAlgorithm: 'CMAC',
      KeyOrigin: 'EXTERNAL',
      CreateTimestamp: new Date('2026-01-02T03:04:05Z'),
    } as const;
    expect(rows(keyListCsv([key({ detail })]))[1]).toMatch(
      /,"08D7B4","CMAC","EXTERNAL","2026-01-02T03:04:05\.000Z","","",""$/,
    );
  });

  it('leaves empty what the service did not say', () => {
    const { KeyCheckValue, Exportable, ...summary } = key().summary;
    expect([KeyCheckValue, Exportable]).toEqual(['08D7B4', false]);
    expect(rows(keyListCsv([key({ summary, aliases: [] })]))[1]).toBe(
      quoted(`${arn},,TR31_P0_PIN_ENCRYPTION_KEY,AES_128,Encrypt + Wrap,CREATE_COMPLETE,yes,,,,,,,,`),
    );
  });

  it.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['x;=1', `"x;'=1"`],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
  ])('is no formula and no second cell: %s', (alias, cell) => {
    expect(rows(keyListCsv([key({ aliases: [alias] })]))[1]).toContain(`"${arn}",${cell},"TR31_P0`);
  });
});
