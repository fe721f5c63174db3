import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { certificateBundle } from '../../../src/core/make/certificateBundle';
import { readCms } from '../../../src/core/cms/read';
import { testChain } from '../../../src/keyservice/testsource/parties';
import { without } from '../../programs';

describe('a bundle of certificates', () => {
  it('is read back with its certificates in order, and has no signer', async () => {
    const parties = await testChain(['Root', 'CA', 'Leaf'], 'ECC_NIST_P256');
    const bundle = certificateBundle(parties.map(({ certificate }) => certificate));
    const { content, findings } = readCms(bundle);
    if (!('certificates' in content)) throw new Error('no certificates');
    expect(content.certificates.map(({ raw }) => raw)).toEqual(parties.map(({ certificate }) => certificate));
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it.skipIf(without('openssl'))('is what OpenSSL takes for one, where it is there', async () => {
    const parties = await testChain(['Root', 'Leaf'], 'ECC_NIST_P256');
    const bundle = certificateBundle(parties.map(({ certificate }) => certificate));
    const printed = execFileSync('openssl', ['pkcs7', '-inform', 'DER', '-print_certs', '-noout'], {
      input: bundle,
    }).toString();
    expect(printed.match(/subject/g)).toHaveLength(2);
  });
});
