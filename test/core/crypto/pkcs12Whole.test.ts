// Stores of OpenSSL, made once: what shows without the passphrase, with a wrong one and with the right one, whole.
import { expect, it } from 'vitest';
import {
  clearKeys,
  needsPassphrase,
  openPkcs12,
  readPkcs12,
  wipeClearKeys,
  type Pkcs12Store,
} from '../../../src/core/crypto/pkcs12Store';
import { wholeText } from '../../whole';
import { tlv } from '../asn1/makeCrl';
import stores from './stores.json';

const store = (name: 'pbes2' | 'tripleDes' | 'clear'): Uint8Array =>
  new Uint8Array(Buffer.from(stores[name], 'base64'));
const shown = (read: Pkcs12Store | undefined): unknown =>
  read && { ...read, needs: needsPassphrase(read), clear: clearKeys(read).length };

it.each(['pbes2', 'tripleDes', 'clear'] as const)('%s', async (name) => {
  const bytes = store(name);
  const cases = [
    ['without', shown(readPkcs12(bytes))],
    ['wrong', shown(await openPkcs12(bytes, 'other'))],
    ['none', shown(await openPkcs12(bytes, ''))],
    ['right', shown(await openPkcs12(bytes, 'test'))],
  ] as const;
  await expect(wholeText(cases, ['material', 'cause', 'stack'])).toMatchFileSnapshot(
    `whole/store-${name}.txt`,
  );
});

it('one octet changed, or the end missing', async () => {
  const bytes = store('tripleDes');
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 13) {
    const changed = bytes.slice();
    changed[at]! ^= 0x04;
    const told: string[] = [];
    for (const one of [changed, bytes.subarray(0, at)]) {
      const read = readPkcs12(one);
      const opened = await openPkcs12(one, 'test').catch(
        (error: unknown) => (error as { code: string }).code,
      );
      told.push(
        read ? `${read.version} ${read.mac?.name} ${needsPassphrase(read)} ${read.safes.length}` : 'no store',
        typeof opened === 'string' ? opened : opened ? `opens ${opened.macHolds}` : 'stays closed',
      );
    }
    lines.push(`${at}: ${told.join(', ')}`);
  }
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/storesEdited.txt');
});

it('asks for a passphrase where one would show more', () => {
  const base = { version: 3, mac: undefined, macHolds: undefined, opened: false, safes: [] };
  const encrypted = { encryption: { name: 'x' }, bags: undefined } as never;
  const mac = { name: 'SHA-1', iterations: 1, span: { start: 0, end: 0 } } as never;
  const asks = (more: Partial<Pkcs12Store>): boolean => needsPassphrase({ ...base, ...more });
  expect([asks({}), asks({ mac }), asks({ safes: [encrypted] }), asks({ mac, opened: true })]).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

const oid = (text: string): Uint8Array => tlv(6, Buffer.from(text, 'hex'));
const bag = (type: number, value: Uint8Array): Uint8Array =>
  tlv(0x30, oid(`2a864886f70d010c0a01${type.toString(16).padStart(2, '0')}`), tlv(0xa0, value));
const data = (content: Uint8Array): Uint8Array =>
  tlv(0x30, oid('2a864886f70d010701'), tlv(0xa0, tlv(4, content)));
const pfx = (...bags: Uint8Array[]): Uint8Array =>
  tlv(0x30, tlv(2, [3]), data(tlv(0x30, data(tlv(0x30, ...bags)))));
const certBag = bag(
  3,
  tlv(0x30, oid('2a864886f70d01091601'), tlv(0xa0, tlv(4, Buffer.from('3003020105', 'hex')))),
);

it('bags in bags are looked into four deep', () => {
  const nested = (levels: number): Uint8Array =>
    levels === 0 ? certBag : bag(6, tlv(0x30, nested(levels - 1)));
  const kinds = (...bags: Uint8Array[]): (string[] | undefined)[] =>
    readPkcs12(pfx(...bags))!.safes.map(({ bags: found }) => found?.map(({ kind }) => kind));
  expect([0, 1, 4, 5].map((levels) => kinds(nested(levels)))).toEqual([
    [['certificate']],
    [['certificate']],
    [['certificate']],
    [[]],
  ]);
  expect(kinds(nested(1), certBag, bag(9, tlv(5)))).toEqual([['certificate', 'certificate', 'other']]);
  expect(kinds(...Array<Uint8Array>(1001).fill(certBag))[0]).toHaveLength(1000);
});

it('keys in the clear are wiped, and nothing else', () => {
  const bytes = store('clear');
  const [key] = clearKeys(readPkcs12(bytes)!);
  const { start, end } = key!.span!;
  const before = bytes.slice();
  wipeClearKeys(bytes);
  expect(bytes.subarray(start, end).every((octet) => octet === 0)).toBe(true);
  expect([bytes.subarray(0, start), bytes.subarray(end)]).toEqual([
    before.subarray(0, start),
    before.subarray(end),
  ]);
  const closed = store('pbes2');
  wipeClearKeys(closed);
  expect(closed).toEqual(store('pbes2'));
});
