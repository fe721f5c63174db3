/** The imported certificate that issued another: picked among the keys of the service, or imported now. */
import * as vscode from 'vscode';
import { toUpperHex } from '../../core/crypto/bytes';
import { digestOf } from '../../core/crypto/hmac';
import { sameOctets } from '../../core/octets';
import type { Certificate } from '../../core/x509/certificateTypes';
import { checkSignature } from '../../core/x509/signature';
import { awsKeyAlgorithm } from '../../keyservice/rules/certificates';
import { escapeNotification } from '../ui/markdown';
import { type Answer, type Choice, type Frame, type Ui, back } from '../flow/ui';
import type { CatalogueKey } from '../service/keyCatalogue';
import type { ServiceTools } from '../service/tools';
import { keyLabel, readKeys, unusableState } from '../service/serviceKeys';

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
      (one) => sameOctets(one.subject.raw, last.issuer.raw) && !chain.includes(one),
    );
    let issuer: Certificate | undefined;
    for (const one of candidates) {
      const { verdict } = await checkSignature(
        one.publicKey,
        last.signatureAlgorithm,
        last.signature,
        last.tbs,
      );
      if (verdict === 'valid') issuer ??= one;
    }
    if (!issuer || sameOctets(issuer.raw, last.raw)) break;
    chain.push(issuer);
  }
  return chain;
}

/** @param subject the certificate whose issuer is wanted; @param known certificates at hand */
export async function askAuthority(
  tools: ServiceTools,
  ui: Ui,
  frame: Frame,
  subject: Certificate,
  known: readonly Certificate[],
  active?: Authority,
): Promise<Answer<Authority>> {
  let chosen = active?.key.summary.KeyArn;
  for (;;) {
    if (!(await readKeys(tools, ui))) return back;
    const issuers = await issuersOf(subject, known);
    const offers = offersOf(tools, subject, issuers);
    const answer = await ui.pick<Offer | 'import'>(frame, {
      placeholder: escapeNotification(
        vscode.l10n.t(
          'Imported certificate that issued "{0}": {1}',
          subject.subject.label || subject.subject.text,
          subject.issuer.label || subject.issuer.text,
        ),
      ),
      choices: choicesOf(offers, issuers),
      active: offers.find(({ key }) => key.summary.KeyArn === chosen),
    });
    if (answer === undefined || answer === back) return answer;
    if (answer === 'import') {
      chosen = (await importNow(tools, ui, issuers)) ?? chosen;
      continue;
    }
    if (answer.refusal === undefined)
      return { key: answer.key, ...(answer.certificate ? { certificate: answer.certificate } : {}) };
    ui.warn(escapeNotification(answer.refusal));
  }
}

interface Offer {
  readonly key: CatalogueKey;
  readonly refusal: string | undefined;
  readonly certificate: Certificate | undefined;
}

function offersOf(tools: ServiceTools, subject: Certificate, issuers: readonly Certificate[]): Offer[] {
  const wanted = signingAlgorithm(subject);
  return tools.catalogue.keys
    .filter(
      ({ summary: { KeyAttributes: one } }) =>
        one.KeyClass === 'PUBLIC_KEY' && one.KeyUsage.startsWith('TR31_S0'),
    )
    .map((key) => {
      const { KeyAlgorithm } = key.summary.KeyAttributes;
      const other = wanted.some((one) => KeyAlgorithm.startsWith(one))
        ? undefined
        : vscode.l10n.t(
            'The certificate is signed by a key of {0}; this one is {1}.',
            wanted.join(' / '),
            KeyAlgorithm,
          );
      const certificate = issuers.find((one) => isOf(one, key));
      return { key, refusal: unusableState(key.summary) ?? other, certificate };
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

function choicesOf(offers: readonly Offer[], issuers: readonly Certificate[]): Choice<Offer | 'import'>[] {
  const matched = offers.filter(
    (one) => one.refusal === undefined && one.certificate === issuers[0] && one.certificate,
  );
  const usable = offers.filter((one) => one.refusal === undefined && !matched.includes(one));
  const others = offers.filter((one) => one.refusal !== undefined);
  const [issuer] = issuers;
  const row = (offer: Offer, said: string | undefined): Choice<Offer> => {
    const { label, description } = keyLabel(offer.key);
    return { label, description: [said, description].filter(Boolean).join(' · '), value: offer };
  };
  const importChoice: Choice<'import'> = {
    label: `$(cloud-upload) ${vscode.l10n.t('Import a Certificate Now…')}`,
    description: issuer
      ? escapeNotification(vscode.l10n.t('"{0}" is at hand', issuer.subject.label || issuer.subject.text))
      : vscode.l10n.t('the root first, then each one under it; not that of the sender'),
    value: 'import',
    ...(usable.length > 0 ? { group: vscode.l10n.t('Not imported yet') } : {}),
  };
  return [
    ...matched.map((one) => row(one, vscode.l10n.t('issued it: the check value is that of its key'))),
    ...usable.map((one, place) => ({
      ...row(one, undefined),
      ...(place === 0 && matched.length > 0 ? { group: vscode.l10n.t('Other imported certificates') } : {}),
    })),
    importChoice,
    ...others.map((one, place) => ({
      ...row(one, one.refusal),
      ...(place === 0 ? { group: vscode.l10n.t('Not usable') } : {}),
    })),
  ];
}

/** The chain at hand, or what the flow itself asks for. ARN of the last one that came. */
async function importNow(
  tools: ServiceTools,
  ui: Ui,
  issuers: readonly Certificate[],
): Promise<string | undefined> {
  const { importChain } = await import('./certificatesImport');
  // The issuer is the last of this chain: all of them become keys that verify.
  const key = await importChain(tools, ui, issuers.length === 0 ? undefined : issuers, 'ALL', {
    title: vscode.l10n.t('Import the Issuer’s Certificate'),
    canGoBack: true,
  });
  return key === undefined || key === back ? undefined : key.KeyArn;
}
