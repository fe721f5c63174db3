// Private keys and their files, of every form, with every small change of their structure: what each makes of what is read.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readPrivateKey } from '../../../src/core/crypto/privateKey';
import { openPkcs12, type Pkcs12Store, readPkcs12 } from '../../../src/core/crypto/pkcs12Store';
import { PrivateKeyFileError, readPrivateKeyFile } from '../../../src/core/crypto/privateKeyFile';
import { wholeText } from '../../whole';
import { effects } from '../asn1/restructured';

/** Keys that protect nothing, made by OpenSSL for this file: DER in base64. The passphrase is "x", with one iteration. */
const files = JSON.parse(readFileSync(path.join(import.meta.dirname, 'privateKeys.json'), 'utf8')) as Record<
  string,
  string
>;
const derOf = (name: string): Uint8Array => new Uint8Array(Buffer.from(files[name]!, 'base64'));

/** Octets by their digest, as the expectations shall not hold a key. */
const digest = (octets: Uint8Array): string =>
  `${octets.length} ${createHash('sha256').update(octets).digest('hex').slice(0, 12)}`;

it('private keys', async () => {
  const texts: string[] = [];
  for (const name of Object.keys(files).filter((one) => /^(RSA|EC|DSA|PKCS8)/.test(one)))
    texts.push(`# ${name}`, await effects(derOf(name), readPrivateKey, []));
  await expect(texts.join('\n')).toMatchFileSnapshot('whole/restructured-keys.txt');
});

const opened = async (der: Uint8Array, passphrase: string | undefined): Promise<unknown> => {
  try {
    const { der: key, container, encryption, certificates } = await readPrivateKeyFile(der, passphrase);
    return { key: digest(key), container, encryption, certificates: certificates.map(digest) };
  } catch (error) {
    if (!(error instanceof PrivateKeyFileError)) throw error;
    return { code: error.code, message: error.message };
  }
};

/** Not what is inside of certificates and keys. */
const shallow = /^(\d+\.){0,10}\d+ /;

it('files of private keys', async () => {
  const texts: string[] = [];
  for (const name of Object.keys(files).filter((one) => /^(PB|PKCS12|PKCS8-EC)/.test(one))) {
    const der = derOf(name);
    const without = JSON.stringify([
      await opened(der, undefined),
      await opened(der, 'y'),
      await opened(der, 'x'),
    ]);
    texts.push(`# ${name}\n${without}`, await effects(der, (one) => opened(one, 'x'), [], shallow));
  }
  await expect(texts.join('\n')).toMatchFileSnapshot('whole/restructured-files.txt');
});

/** A store without what is a key. */
const shown = (store: Pkcs12Store | undefined): unknown =>
  store && {
    ...store,
    safes: store.safes.map(({ bags, ...safe }) => ({
      ...safe,
      bags: bags?.map(({ bytes, key, ...bag }) => ({ ...bag, bytes: digest(bytes), key: key?.name })),
    })),
  };

it('stores of PKCS#12, closed and opened', async () => {
  const cases: [string, unknown][] = [];
  for (const name of Object.keys(files).filter((one) => one.startsWith('PKCS12'))) {
    const der = derOf(name);
    cases.push([`${name}, closed`, shown(readPkcs12(der)) ?? 'none']);
    for (const passphrase of ['x', 'y'])
      cases.push([
        `${name}, with ${passphrase}`,
        await openPkcs12(der, passphrase).then(shown, (error: unknown) => String(error)),
      ]);
  }
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/stores.txt');
});
