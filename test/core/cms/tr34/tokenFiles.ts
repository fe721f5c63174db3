/** One token of every kind, as files of a test: rebind and two-pass key tokens are among the samples. */
import {
  buildAuthorityRebindToken,
  buildAuthorityUnbindToken,
  buildCredentialToken,
  buildKeyToken,
  buildRandomToken,
  buildUnbindToken,
} from '../../../../src/core/make/tr34Tokens';
import { issueCrl } from '../../../../src/core/make/certificates';
import { toPem } from '../../../../src/core/input/pem';
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

/**
 * A token, and beside it all that its checks need, its KRD's private key, and what is of no use for it.
 * @param crlDue when the CRL after the one that is there is due, if not years from now
 */
export async function exchangeFiles(crlDue?: Date): Promise<Readonly<Record<string, Uint8Array>>> {
  const { kdh, kdh2, krd, kdhCa, krdCa, crl } = await makePki();
  const late = crlDue && (await issueCrl(kdhCa, [], new Date('2026-11-01T00:00:00Z'), crlDue));
  const pem = (label: string, bytes: Uint8Array): Uint8Array => new TextEncoder().encode(toPem(label, bytes));
  return {
    'kt-kdh.cms': await buildKeyToken({
      kdh,
      krd: krd.certificate,
      key: clearKey,
      header: 'D9999K0TB00E0000',
      fresh: nonce8,
      cipher: 'TDES',
      form: tr34Forms.aws_2012,
    }),
    'kdh.crt': pem('CERTIFICATE', kdh.certificate),
    'kdhca.crt': pem('CERTIFICATE', kdhCa.certificate),
    'kdhca.crl': late ?? crl,
    'krd.pem': pem('CERTIFICATE', krd.certificate),
    'krdca.der': krdCa.certificate,
    'rtkrd.der': buildRandomToken(nonce8),
    'other.crt': pem('CERTIFICATE', kdh2.certificate),
    'krd.key.pem': pem('PRIVATE KEY', krd.privateKey),
    'bundle.pem': Uint8Array.from([
      ...pem('CERTIFICATE', krd.certificate),
      ...pem('PRIVATE KEY', krd.privateKey),
    ]),
    'bare.der': krd.privateKey,
  };
}
