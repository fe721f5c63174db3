/** One token of every kind, as files of a test: rebind and two-pass key tokens are among the samples. */
import {
  buildAuthorityRebindToken,
  buildAuthorityUnbindToken,
  buildCredentialToken,
  buildKeyToken,
  buildRandomToken,
  buildUnbindToken,
} from '../../../../src/core/make/tr34Tokens';
import { tr34Forms } from '../../../../src/core/cms/tr34/types';
import { clearKey, makePki, nonce8 } from './pki';

const signed = new Date('2026-11-20T09:30:00Z');

export async function tokenFiles(): Promise<Readonly<Record<string, Uint8Array>>> {
  const { kdh, kdh2, krd, kdhCa, crl } = await makePki();
  const form = tr34Forms.annex_b_2019;
  const device = krd.certificate;
  return {
    'tr34-rt-krd.der': buildRandomToken(nonce8),
    'tr34-ubt-kdh.cms': await buildUnbindToken(kdh, device, nonce8, form, crl),
    'tr34-ubt-ca.cms': await buildAuthorityUnbindToken(kdhCa, device, kdh.certificate, form),
    'tr34-rbt-ca.cms': await buildAuthorityRebindToken(
      kdhCa,
      kdh2.certificate,
      device,
      kdh.certificate,
      signed,
      form,
    ),
    'tr34-ct-krd.cms': buildCredentialToken(device, form),
    'tr34-ct-kdh.cms': buildCredentialToken(kdh.certificate, form, crl),
    'tr34-one-pass.cms': await buildKeyToken({
      kdh,
      krd: device,
      key: clearKey,
      header: 'D9999K0TB00E0000',
      fresh: signed,
      cipher: 'TDES',
      crl,
      form: tr34Forms.aws_2012,
    }),
  };
}
