// What is read of a list, whole: its words, its columns and rows, and its key blocks.
import { describe, expect, it } from 'vitest';
import { usages } from '../../../src/core/keyblock/tables';
import {
  columnRoles,
  factsOfBlock,
  guessColumns,
  keptColumns,
  keysOfTable,
  listLimits,
  readListTable,
} from '../../../src/keyservice/reconcile/columns';
import {
  algorithmText,
  readAlgorithm,
  readEnabled,
  readExportable,
  readKcv,
  readMethod,
  readMode,
  readUsage,
} from '../../../src/keyservice/reconcile/listedKey';
import { wholeText } from '../../whole';
import { blocks } from './blocks';

const lines = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim());

/** Words, and what is read of each. */
const table = (words: readonly string[], read: (word: string) => string | boolean | undefined): string[] =>
  words.map((word) => `${word} → ${String(read(word) ?? 'not read')}`);

const algorithms = lines(
  `
  T\nTDES\nTDES_2KEY\nTDES_3KEY\nTDES-2\nTDES-3\nXTDES\n3DES\n3DES double\n3DES 2X\n3DES 3X\n3DES-112\n3DES 168\nTDEA\nTRIPLE DES\nTRIPLEDES
  triple length tdes\nTDES triple-length\nDES3\n2TDEA\n3TDEA\nDESEDE\nDES_EDE\n2-KEY TDES\n3-KEY TDES\n2 key TDES\nTDES TRIPLE
  A\nAB\nAES\nAES_128\nAES192\nAES-256\nAES 512\nAES1280\nRAES\nH\nI\nJ\nK\nHMAC\nHMAC_SHA256\nR\nRSA_2048\nRS\nE\nEC\nECC_NIST_P256\nECDSA\nEX
  D\nDES\nDE\nSINGLE DES\nMODES\n\nBlowfish\nSM4`.replaceAll('\\n', '\n'),
);
const lengths = [
  '',
  '2KEY',
  'double',
  'double length',
  '112',
  '128',
  '16',
  '3KEY',
  'triple',
  'triple length',
  '168',
  '192',
  '24',
  'single',
  '56',
  '64',
  '8',
  '256',
  '32',
  '1',
  '128 bits',
  '18',
];

describe('words of lists', () => {
  it('are read as before', async () => {
    const tables: Readonly<Record<string, readonly string[]>> = {
      algorithms: table(algorithms, (word) => algorithmText(readAlgorithm(word))),
      lengths: ['TDES', 'DES', 'AES', 'HMAC', 'RSA', 'x'].flatMap((cipher) =>
        table(lengths, (length) => algorithmText(readAlgorithm(cipher, length))).map(
          (line) => `${cipher} ${line}`,
        ),
      ),
      usages: table(
        [
          ...lines(
            'P0\np0\nP0 PIN encryption\nP0X\nP0_X\nP0-\nZZ\nP\n10\nTR31_P0_PIN_ENCRYPTION_KEY\nTR31_ZZ_X\nBDK\nCVK\nDEK\nKEK\nKBPK\nPEK\nZPK\nTPK\nzpk\nZMK\ntoString\nconstructor',
          ),
          ...usages.slice(0, 12).flatMap(({ code, name }) => [name, `${code}: ${name}`]),
        ],
        readUsage,
      ),
      modes: table(
        lines(
          'B\nb\nC\nD\nE\nG\nN\nS\nT\nV\nX\nY\nA\nF\nBB\nEncrypt\nDecrypt + Encrypt\nEncrypt Decrypt Wrap Unwrap\nGenerate, Verify\nSign\nVerify\nDeriveKey\nNoRestrictions\nSign/Verify\nEncrypts\nnone',
        ),
        readMode,
      ),
      exportable: table(
        lines(
          'n\nno\nNO\n0\nfalse\nnone\nnever\nnon-exportable\nnonexportable\nnot exportable\ne\ns\ny\nyes\n1\ntrue\nexportable\nsensitive\n2\nyess\nxno\nnot',
        ),
        readExportable,
      ),
      enabled: table(
        lines(
          'disable\ndisabled\ninactive\nno\nn\n0\nfalse\nsuspended\nrevoked\nblocked\ndeactivated\nenable\nenabled\nactive\nyes\ny\n1\ntrue\nlive\nactivated\nunknown\nxlive\nlives\nxno\nnot',
        ),
        readEnabled,
      ),
      methods: table(
        lines(
          'CMAC\naes-cmac\n01\n1\nHMAC\nHMAC-SHA256\nANSI_X9_24\nX9.24\nX924\nlegacy\nzeros\nECB\n00\n000\n0\nSHA-1',
        ),
        readMethod,
      ),
      values: table(
        [
          "'08D7B4",
          '08 d7 b4',
          '08:D7:B4',
          '08-D7-B4',
          '08D',
          '08D7',
          '0'.repeat(16),
          '0'.repeat(17),
          '08D7BG',
          '',
        ],
        readKcv,
      ),
    };
    await expect(wholeText(Object.entries(tables))).toMatchFileSnapshot('whole/words.txt');
  });
});

const csv = [
  'Label,Alias,Usage,Algorithm,Length,Mode,KCV,KCV Method,Exportable,Status,Part,Key Block,KEK',
  "pek,alias/pek,P0,TDES,128,B,'08D7B4,,yes,enabled,,,alias/kek",
  'aes,,K0,AES,32,,2331550102,CMAC,no,disabled,,,',
  'unclear,,,AES,,,233155,,,,,,',
  'part,,K0,TDES,128,,8CA64D,,,,1 of 3,,',
  'share,,ZMK component,TDES,128,,8CA64D,,,,no,,',
  `block,,,,,,,,,,,${blocks.withValues},kek`,
  `both,,K1,AES,256,B,AABBCC,CMAC,N,active,,${blocks.withValues.slice(0, 20)} ${blocks.withValues.slice(20)},`,
  `des,,,,,,,,,,,${blocks.des},`,
  'short row',
  ',,,,,,,,,,,,',
].join('\r\n');

describe('tables', () => {
  it('are read whole as before', async () => {
    const list = readListTable(csv)!;
    const roles = guessColumns(list.header);
    await expect(
      wholeText([
        ['table', list],
        ['columns', list.header.map((title, i) => `${title}: ${roles[i] ?? ''}`)],
        ['keys', keysOfTable(list, roles)],
        [
          'without columns',
          keysOfTable(
            list,
            roles.map(() => 'ignore'),
          ).slice(0, 1),
        ],
        ...Object.entries(blocks).map(([name, text]) => [`block ${name}`, factsOfBlock(text)] as const),
      ]),
    ).toMatchFileSnapshot('whole/tables.txt');
  });

  it('guess each column by its title, each meaning but names once', () => {
    const titles = lines(
      'KCV\nKCV method\nkcv_algorithm\nCheck Value Type\nCheckDigitAlg\nCV type\nMethod\nMethods\nCheck value\nCheck Digits\nCheck Digit\nCV\nCVV\nChecksum\nKey block\nTR-31\nBlock\nBlocked\nWrapped key\nCryptogram\nWrapping key\nKEK\nKEKs\nKBPK\nZMK\nProtected by\nTransport key\nComponents\nPart\nParty\nShare\nLength\nBits\nBit\nKey size\nSize\nLen\nModes\nUsage\nPurpose\nKey type\nType\nTypes\nAlgorithm\nAlg\nCipher\nExportability\nState\nStates\nStatus\nEnabled\nActive\nAlias\nLabel\nName\nID\nIDs\nKey ID\nIdentifier\nSlot\nReference\nComment\n',
    );
    expect(titles.map((title) => `${title}: ${guessColumns([title]).join()}`).join('\n'))
      .toMatchInlineSnapshot(`
      "KCV: kcv
      KCV method: method
      kcv_algorithm: method
      Check Value Type: method
      CheckDigitAlg: method
      CV type: method
      Method: method
      Methods: ignore
      Check value: kcv
      Check Digits: kcv
      Check Digit: kcv
      CV: kcv
      CVV: ignore
      Checksum: kcv
      Key block: keyBlock
      TR-31: keyBlock
      Block: keyBlock
      Blocked: ignore
      Wrapped key: keyBlock
      Cryptogram: keyBlock
      Wrapping key: wrappingKey
      KEK: wrappingKey
      KEKs: ignore
      KBPK: wrappingKey
      ZMK: wrappingKey
      Protected by: wrappingKey
      Transport key: wrappingKey
      Components: component
      Part: component
      Party: ignore
      Share: component
      Length: length
      Bits: length
      Bit: length
      Key size: length
      Size: length
      Len: length
      Modes: mode
      Usage: usage
      Purpose: usage
      Key type: usage
      Type: usage
      Types: ignore
      Algorithm: algorithm
      Alg: algorithm
      Cipher: algorithm
      Exportability: exportable
      State: state
      States: ignore
      Status: state
      Enabled: state
      Active: state
      Alias: name
      Label: name
      Name: name
      ID: name
      IDs: ignore
      Key ID: name
      Identifier: name
      Slot: name
      Reference: name
      Comment: ignore"
    `);
    expect(
      guessColumns(['KCV', 'kcv', 'Check value', 'Name', 'Name', 'Usage', 'Type', 'State', 'Status']),
    ).toEqual(['kcv', 'ignore', 'ignore', 'name', 'name', 'usage', 'ignore', 'state', 'ignore']);
  });

  it('are read up to their limits', () => {
    const header = (columns: number): string => Array.from({ length: columns }, (_, n) => `c${n}`).join(',');
    expect([1, 2, 60, 61].map((columns) => readListTable(`${header(columns)}\n`)?.header.length)).toEqual([
      undefined,
      2,
      60,
      undefined,
    ]);
    expect(readListTable('a,b\n1,2')?.cut).toBe(false);
    const rows = (count: number): string => `a,b\n${'1,2\n'.repeat(count)}`;
    const [whole, more] = [readListTable(rows(listLimits.rows))!, readListTable(rows(listLimits.rows + 1))!];
    expect([whole.rows.length, whole.cut, more.rows.length, more.cut]).toEqual([
      100_000,
      false,
      100_000,
      true,
    ]);
    const long = (characters: number): string => 'a,b\n'.padEnd(characters, ' ');
    expect(readListTable(long(32 * 1024 * 1024))?.header).toEqual(['a', 'b']);
    expect(readListTable(long(32 * 1024 * 1024 + 1))).toBeUndefined();
  });

  it('have kept columns back where these are roles for each', () => {
    const header = columnRoles.map((role) => role.toUpperCase());
    expect(keptColumns([...columnRoles], header)).toEqual(columnRoles);
    for (const wrong of [
      columnRoles.slice(1),
      [...columnRoles, 'name'],
      columnRoles.map((role) => role + '1'),
      {},
    ])
      expect(keptColumns(wrong, header)).toBeUndefined();
  });
});
