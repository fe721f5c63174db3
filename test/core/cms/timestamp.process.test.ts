/** Time stamps as OpenSSL makes them, held against what it prints of them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTimestampInfo, readTimestampResponse } from '../../../src/core/cms/timestamp';
import { checkSigners } from '../../../src/core/cms/verify';
import { without } from '../../programs';
import fc from '../../properties';

const config = `[tsa]
default_tsa = own
[own]
serial = ./serial
default_policy = 1.2.3.4.1
digests = sha256, sha384
accuracy = secs:1, millisecs:500, microsecs:100
ordering = yes
tsa_name = yes
signer_digest = sha256
[signer]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[req]
distinguished_name = name
[name]
`;

describe.skipIf(without('openssl'))('a time stamp of OpenSSL', () => {
  let folder = '';
  const openssl = (...words: string[]): string => {
    const { status, stdout, stderr } = spawnSync('openssl', words, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ${words.join(' ')}: ${stderr}`);
    return stdout;
  };
  const reply = (hash: string): { bytes: Uint8Array; text: string } => {
    openssl('ts', '-query', '-data', 'data', `-${hash}`, '-cert', '-out', 'query');
    const out = ['-signer', 'tsa.pem', '-inkey', 'tsa.key', '-out', 'reply'];
    openssl('ts', '-reply', '-config', 'own.cnf', '-queryfile', 'query', ...out);
    return {
      bytes: new Uint8Array(readFileSync(path.join(folder, 'reply'))),
      text: openssl('ts', '-reply', '-in', 'reply', '-text'),
    };
  };

  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'kmi-timestamp-'));
    writeFileSync(path.join(folder, 'own.cnf'), config);
    writeFileSync(path.join(folder, 'serial'), '1A2B\n');
    writeFileSync(path.join(folder, 'data'), 'some data');
    const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', 'tsa.key', '-out', 'tsa.pem'];
    const name = ['-subj', '/CN=Test TSA', '-config', 'own.cnf', '-extensions', 'signer'];
    openssl('req', '-x509', ...key, ...name);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('says the same as its own text', async () => {
    const { bytes, text } = reply('sha256');
    const said = (label: string): string => new RegExp(`^${label}: (.*)$`, 'm').exec(text)?.[1] ?? '';
    const { status, statusWord, failures, token } = readTimestampResponse(bytes);
    expect([status, statusWord, failures]).toEqual([0, 'granted', []]);
    expect(said('Status')).toBe('Granted.');
    if (token?.content.type !== 'signedData' || !token.content.eContent) throw new Error('no token');
    const info = readTimestampInfo(token.content.eContent)!;
    expect(info.version).toBe(Number(said('Version')));
    // OpenSSL may know the OID by a name of its configuration.
    expect(info.policy).toBe('1.2.3.4.1');
    expect(info.hash).toBe('SHA-256');
    expect(said('Hash Algorithm')).toBe('sha256');
    const dump = [...text.matchAll(/^ {4}[0-9a-f]{4} - ((?:[0-9a-f]{2}[ -]){1,16})/gm)]
      .map(([, row]) => row!.replace(/[ -]/g, ''))
      .join('');
    expect(Buffer.from(info.imprint).toString('hex')).toBe(dump);
    expect(`0x${info.serial}`).toBe(said('Serial number'));
    expect(info.time?.getTime()).toBe(Date.parse(said('Time stamp')));
    expect(info.accuracy).toEqual({ seconds: 1, millis: 500, micros: 100 });
    expect(said('Accuracy')).toBe('0x01 seconds, 0x01F4 millis, 0x64 micros');
    expect(info.ordering ? 'yes' : 'no').toBe(said('Ordering'));
    const digits = info.nonce!.toString(16).toUpperCase();
    expect(`0x${digits.length % 2 === 0 ? '' : '0'}${digits}`).toBe(said('Nonce'));
    expect(`DirName:/${info.tsa}`).toBe(said('TSA'));
    const [check] = await checkSigners(token.content, []);
    expect([check?.digest, check?.signature.verdict]).toEqual(['match', 'valid']);
  });

  it('that was refused says why, and holds no token', () => {
    const { bytes, text } = reply('sha1');
    expect(text).toContain('Rejected');
    const { status, statusWord, texts, failures, token } = readTimestampResponse(bytes);
    expect([status, statusWord, token]).toEqual([2, 'rejection', undefined]);
    expect(failures).toEqual(['badAlg']);
    expect(text).toContain(texts[0]);
  });
});

describe('bytes that are no time stamp', () => {
  it('never make the readers throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readTimestampInfo(bytes);
        readTimestampResponse(bytes);
      }),
    );
    expect(readTimestampInfo(Uint8Array.from([0x30, 0x03, 0x02, 0x01, 0x01]))).toBeUndefined();
  });
});
