// What kind of token a SignedData is, by the type of its content, its attributes and how many certificates it names.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readTr34 } from '../../../../src/core/cms/tr34/read';

const sample = (name: string): Buffer =>
  readFileSync(path.join(import.meta.dirname, '../../../../media/samples', name));
const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const oids = {
  data: hex('06092a864886f70d010701'),
  signedData: hex('06092a864886f70d010702'),
  envelopedData: hex('06092a864886f70d010703'),
  encryptedData: hex('06092a864886f70d010706'),
  unknown: hex('06092a864886f70d01077f'),
  randomNonce: hex('060a2a864886f70d01091903'),
  otherNonce: hex('060a2a864886f70d0109197f'),
} as const;
type Name = keyof typeof oids;

/** Puts one identifier in place of another, all or the nth of them. */
function replaced(bytes: Buffer, from: Name, to: Name, nth?: number): Buffer {
  const copy = Buffer.from(bytes);
  let count = 0;
  for (let at = copy.indexOf(oids[from]); at >= 0; at = copy.indexOf(oids[from], at + 1))
    if (nth === undefined || nth === count++) oids[to].copy(copy, at);
  return copy;
}

const types = ['data', 'signedData', 'envelopedData', 'encryptedData', 'unknown'] as const;
const told = (bytes: Buffer): string => {
  const token = readTr34(new Uint8Array(bytes));
  if (!token) return 'none';
  const { kind, certainty, pass, contentForm, findings } = token;
  const said = findings.map(({ code }) => code).join(' ');
  return `${kind} ${certainty} ${pass} ${contentForm} | ${said}`;
};

it('every type of content, with and without the attributes of TR-34', async () => {
  const key = sample('tr34-annex-b.cms');
  const rebind = sample('tr34-rebind.cms');
  // In a key token the type of the content is the first envelopedData, in a rebind token the second signedData.
  const lines: string[] = [];
  for (const [name, bytes, from, nth] of [
    ['key token', key, 'envelopedData', 0],
    ['rebind token', rebind, 'signedData', 1],
  ] as const)
    for (const type of types) {
      const changed = type === from ? bytes : replaced(bytes, from, type, nth);
      // Of both tokens, what is data here is the attribute of the header or the content of what is inside.
      const variants: readonly (readonly [string, Buffer])[] = [
        ['as it is', changed],
        ['another random number', replaced(changed, 'randomNonce', 'otherNonce')],
        ['data elsewhere', replaced(changed, 'data', 'unknown', type === 'data' ? 1 : 0)],
        ['no data at all', replaced(replaced(changed, 'data', 'unknown'), 'randomNonce', 'otherNonce')],
      ];
      for (const [variant, made] of variants) lines.push(`${name}, ${type}, ${variant}: ${told(made)}`);
    }
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/kinds.txt');
});
