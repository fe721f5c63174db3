// Certificates, lists and requests with every small change of their structure: what each makes of what is read.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { findPemBlocks } from '../../../src/core/input/pem';
import { readCertificate } from '../../../src/core/x509/certificate';
import { readCrl } from '../../../src/core/x509/crl';
import { readCsr } from '../../../src/core/x509/csr';
import { effects } from '../asn1/restructured';

const file = (name: string): Uint8Array => {
  const bytes = new Uint8Array(readFileSync(path.join(import.meta.dirname, name)));
  return findPemBlocks(Buffer.from(bytes).toString('latin1'))[0]?.bytes ?? bytes;
};
const without = ['node', 'raw', 'tbs', 'signature', 'text', 'label'];

it('a certificate', async () => {
  const lines = await effects(file('extensions/constraints.pem'), readCertificate, without);
  await expect(lines).toMatchFileSnapshot('whole/restructured-certificate.txt');
});

const extensionsOf = (der: Uint8Array): unknown => {
  const { extensions, findings } = readCertificate(der);
  return { extensions, findings };
};

it('extensions', async () => {
  const texts: string[] = [];
  for (const name of ['names', 'policies', 'qualified', 'revocation', 'netscape', 'timestamps']) {
    const lines = await effects(file(`extensions/${name}.pem`), extensionsOf, without, /^0\.7\.0\./);
    texts.push(`# ${name}\n${lines}`);
  }
  await expect(texts.join('\n')).toMatchFileSnapshot('whole/restructured-extensions.txt');
});

it('a list', async () => {
  const lines = await effects(file('extensions/list.crl'), readCrl, without);
  await expect(lines).toMatchFileSnapshot('whole/restructured-list.txt');
});

it('a request', async () => {
  const lines = await effects(file('extensions/request.pem'), readCsr, without);
  await expect(lines).toMatchFileSnapshot('whole/restructured-request.txt');
});
