/** TR-34 key tokens from a test KDH, in every form that products write. */
import { toUpperHex } from '../../core/crypto/bytes';
import type { Tr34ProfileId } from '../../core/cms/tr34/axes';
import { buildKeyToken } from '../../core/make/tr34Tokens';
import { tr34Forms } from '../../core/cms/tr34/types';
import type { TestParty } from './parties';
import { certificateOfParameter } from './payloads';

export interface TestTokenParts {
  /** A test key, not kept. */
  readonly key: Uint8Array;
  /** 16 characters and optional blocks; its version and length say nothing. */
  readonly header: string;
  readonly kdh: Pick<TestParty, 'certificate' | 'privateKey'>;
  /** WrappingKeyCertificate of GetParametersForImport. */
  readonly krd: string;
  /** Two-pass with a random number of 8 to 16 bytes, one-pass with a time. */
  readonly fresh: Uint8Array | Date;
  /** What AWS takes, where not given. */
  readonly profile?: Tr34ProfileId;
  /** Of the ephemeral key; TDES where not given. */
  readonly cipher?: 'TDES' | 'AES';
}

/** WrappedKeyBlock: upper-case hexadecimal digits. Throws RangeError for what cannot be built. */
export async function testTr34Token(parts: TestTokenParts): Promise<string> {
  const privateKey = new Uint8Array(parts.kdh.privateKey.export({ type: 'pkcs8', format: 'der' }));
  try {
    return toUpperHex(
      await buildKeyToken({
        kdh: { certificate: parts.kdh.certificate, privateKey },
        krd: certificateOfParameter(parts.krd).raw,
        key: parts.key,
        header: parts.header,
        fresh: parts.fresh,
        cipher: parts.cipher ?? 'TDES',
        form: tr34Forms[parts.profile ?? 'aws_2012'],
      }),
    );
  } finally {
    privateKey.fill(0);
  }
}
