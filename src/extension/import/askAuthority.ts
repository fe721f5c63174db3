/** The imported certificate that issued another: picked among the keys of the service, or imported now. */
import * as vscode from 'vscode';
import { toUpperHex } from '../../core/crypto/bytes';
import { digestOf } from '../../core/crypto/hmac';
import { sameOctets } from '../../core/octets';
import type { Certificate } from '../../core/x509/certificateTypes';
import { checkSignature } from '../../core/x509/signature';
import { awsKeyAlgorithm } from '../../keyservice/rules/certificates';
import { escapeNotification } from '../ui/markdown';
import { pickFitting } from '../flow/pickFitting';
import { type Answer, type Frame, back } from '../flow/ui';
import type { CatalogueKey } from '../service/keyCatalogue';
import type { ServiceTools } from '../service/tools';
import type { Asking } from './importRun';
import { keyLabel, readKeys, unusableState } from '../service/pickKey';

export interface Authority {
  readonly key: CatalogueKey;
  /** The certificate itself, where it is at hand. */
  readonly certificate?: Certificate;
}

/** Certificates at hand whose key signed this one, the issuer first, then upwards. */
export async function issuersOf(
  subject: Certificate,
  known: readonly Certificate[],
): Promise<readonly Certificate[]> {
  const chain: Certificate[] = [];
  for (let last = subject; chain.length < 10; last = chain.at(-1)!) {
    const candidates = known.filter(
      (certificate) => sameOctets(certificate.subject.raw, last.issuer.raw) && !chain.includes(certificate),
    );
    let issuer: Certificate | undefined;
    for (const candidate of candidates) {
      const { verdict } = await checkSignature(
        candidate.publicKey,
        last.signatureAlgorithm,
        last.signature,
        last.tbs,
      );
      if (verdict === 'valid') issuer ??= candidate;
    }
    if (!issuer || sameOctets(issuer.raw, last.raw)) break;
    chain.push(issuer);
  }
  return chain;
}

interface AuthorityQuestion {
  /** The certificate whose issuer is wanted. */
  readonly subject: Certificate;
  /** Certificates at hand. */
  readonly known: readonly Certificate[];
  readonly active?: Authority | undefined;
}

export async function askAuthority(
  asking: Asking,
  frame: Frame,
  { subject, known, active }: AuthorityQuestion,
): Promise<Answer<Authority>> {
  const { tools, ui } = asking;
  const wanted = signingAlgorithm(subject);
  const refusal = ({ key: { summary } }: Authority): string | undefined => {
    const { KeyAlgorithm } = summary.KeyAttributes;
    const unusable = unusableState(summary);
    if (unusable !== undefined || wanted.some((beginning) => KeyAlgorithm.startsWith(beginning)))
      return unusable;
    return vscode.l10n.t(
      'The certificate is signed by a key of {0}; this one is {1}.',
      wanted.join(' / '),
      KeyAlgorithm,
    );
  };
  let chosen = active?.key.summary.KeyArn;
  for (;;) {
    if (!(await readKeys(tools, ui))) return back;
    const issuers = await issuersOf(subject, known);
    const [issuer] = issuers;
    const matches = ({ certificate }: Authority): boolean =>
      certificate !== undefined && certificate === issuer;
    const items = authorities(tools, issuers).sort((a, b) => Number(matches(b)) - Number(matches(a)));
    const fitting = items.filter((item) => refusal(item) === undefined);
    const firstOther = fitting.some(matches) ? fitting.find((item) => !matches(item)) : undefined;
    const answer = await pickFitting<Authority, 'import'>(ui, frame, {
      placeholder: escapeNotification(
        vscode.l10n.t(
          'Imported certificate that issued "{0}": {1}',
          subject.subject.label || subject.subject.text,
          subject.issuer.label || subject.issuer.text,
        ),
      ),
      items,
      show: (item) => {
        const { label, description } = keyLabel(item.key);
        const issued = matches(item) && refusal(item) === undefined;
        return {
          label,
          description: issued
            ? [vscode.l10n.t('issued it: the check value is that of its key'), description].join(' · ')
            : description,
          ...(item === firstOther ? { group: vscode.l10n.t('Other imported certificates') } : {}),
        };
      },
      refusal,
      others: [
        {
          label: `$(cloud-upload) ${vscode.l10n.t('Import a Certificate Now…')}`,
          description: issuer
            ? escapeNotification(
                vscode.l10n.t('"{0}" is at hand', issuer.subject.label || issuer.subject.text),
              )
            : vscode.l10n.t('the root first, then each one under it; not that of the sender'),
          value: 'import',
          ...(fitting.some((item) => !matches(item)) ? { group: vscode.l10n.t('Not imported yet') } : {}),
        },
      ],
      active: items.find(({ key }) => key.summary.KeyArn === chosen),
    });
    if (answer !== 'import') return answer;
    chosen = (await importNow(asking, issuers)) ?? chosen;
  }
}

/** Keys that verify, each with the certificate at hand that it is of. */
function authorities({ catalogue }: ServiceTools, issuers: readonly Certificate[]): Authority[] {
  return catalogue.keys
    .filter(
      ({ summary: { KeyAttributes } }) =>
        KeyAttributes.KeyClass === 'PUBLIC_KEY' && KeyAttributes.KeyUsage.startsWith('TR31_S0'),
    )
    .map((key) => {
      const certificate = issuers.find((issuer) => isOf(issuer, key));
      return { key, ...(certificate ? { certificate } : {}) };
    });
}

/**
 * KeyAlgorithms, or their beginnings, that can have made the signature: an RSA signature has the length of its key,
 * an ECDSA one tells only that it is one.
 */
export function signingAlgorithm({ signature, signatureAlgorithm }: Certificate): readonly string[] {
  return /ecdsa/i.test(signatureAlgorithm.name) ? ['ECC_'] : [`RSA_${signature.length * 8}`];
}

/**
 * By the check value, where the service gives one: first four bytes of SHA-1 over the public key. What AWS computes
 * for certificates is not documented, so that a difference says nothing.
 */
function isOf(certificate: Certificate, { summary }: CatalogueKey): boolean {
  const { KeyCheckValue: value = '', KeyAttributes } = summary;
  return (
    value.length >= 8 &&
    awsKeyAlgorithm(certificate.publicKey) === KeyAttributes.KeyAlgorithm &&
    toUpperHex(digestOf('SHA-1', certificate.publicKey.raw)).startsWith(value.toUpperCase())
  );
}

/** The chain at hand, or what the flow itself asks for. ARN of the last one that came. */
async function importNow(asking: Asking, issuers: readonly Certificate[]): Promise<string | undefined> {
  const { importChain } = await import('./certificatesImport');
  // The issuer is the last of this chain: all of them become keys that verify.
  const key = await importChain(
    asking,
    { title: vscode.l10n.t('Import the Issuer’s Certificate'), canGoBack: true },
    { ...(issuers.length === 0 ? {} : { given: issuers }), purpose: 'ALL' },
  );
  return key === undefined || key === back ? undefined : key.KeyArn;
}
