import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import * as vscode from 'vscode';
import { toPem } from '../../src/core/input/pem';
import { readCertificate } from '../../src/core/x509/certificate';
import { readBeside } from '../../src/extension/material/besideFiles';
import { issuersBeside } from '../../src/extension/material/folderIssuers';
import { issue, party } from '../core/x509/issue';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

const folder = mkdtempSync(path.join(tmpdir(), 'beside-bounds-'));
afterAll(() => rmSync(folder, { recursive: true }));
const ground = (
  name: string,
): ((file: string, content: string | Uint8Array) => void) & { at: vscode.Uri } => {
  const own = path.join(folder, name);
  mkdirSync(own);
  const write = (file: string, content: string | Uint8Array): void =>
    writeFileSync(path.join(own, file), content);
  return Object.assign(write, { at: vscode.Uri.file(path.join(own, 'shown.der')) });
};
const root = party('Root');
const certificate = issue(root, root, { ca: true });
const digits = (at: number): string => `${at}`.padStart(4, '0');

describe('a folder that is searched', () => {
  it('is read to the two hundredth file, in the order of names', async () => {
    const write = ground('many');
    for (let at = 249; at >= 0; at--) write(`${digits(at)}.der`, certificate);
    // Files that are never read do not count.
    for (let at = 0; at < 300; at++) write(`0000-${at}.png`, 'x');
    const names = (await readBeside(write.at)).map(({ name }) => name);
    expect(names).toEqual(Array.from({ length: 200 }, (_, at) => `${digits(at)}.der`));
  });

  it('is read to 20 MB, without files of more than one and without empty ones', async () => {
    const write = ground('large');
    const text = toPem('CERTIFICATE', certificate);
    write('0.pem', '');
    write('1.pem', text + ' '.repeat(1_000_001 - text.length));
    for (let at = 10; at < 35; at++) write(`${at}.pem`, text + ' '.repeat(950_000 - text.length));
    write('99.pem', text);
    const names = (await readBeside(write.at)).map(({ name }) => name);
    // 21 of 950 000 bytes leave room for a small one.
    expect(names).toEqual([...Array.from({ length: 21 }, (_, at) => `${10 + at}.pem`), '99.pem']);
  });

  it('is followed up sixteen levels of issuers, a ring without end and a name once', async () => {
    const write = ground('deep');
    const line = Array.from({ length: 20 }, (_, at) => party(`CA ${at}`));
    line
      .slice(0, -1)
      .forEach((one, at) => write(`${digits(at)}.crt`, issue(one, line[at + 1]!, { ca: true })));
    const leaf = readCertificate(issue(party('Leaf'), line[0]!));
    expect((await issuersBeside(write.at, [leaf], [leaf])).map(({ subject }) => subject.label)).toEqual(
      Array.from({ length: 16 }, (_, at) => `CA ${at}`),
    );
    const ring = ground('ring');
    const [one, two] = [party('One'), party('Two')];
    ring('one.crt', issue(one, two, { ca: true }));
    ring('two.crt', issue(two, one, { ca: true }));
    const under = readCertificate(issue(party('Leaf'), one));
    expect(await issuersBeside(ring.at, [under], [under])).toHaveLength(2);
  });

  it('gives at most five hundred certificates of one name', async () => {
    const write = ground('crowd');
    const copies = Array.from({ length: 600 }, (_, serial) =>
      toPem('CERTIFICATE', issue(root, root, { ca: true, serial: serial % 256, keyIds: false })),
    );
    write('a.pem', copies.slice(0, 300).join(''));
    write('b.pem', copies.slice(300).join(''));
    const leaf = readCertificate(issue(party('Leaf'), root));
    expect(await issuersBeside(write.at, [leaf], [leaf])).toHaveLength(500);
  });
});
