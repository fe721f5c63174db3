/** What a token says, in sentences: who sends what to whom, protected how, fresh by what, signed by whom. */

import { toUpperHex } from '../../crypto/bytes';
import {
  english,
  fillTemplate,
  ofTable,
  phrase,
  textTable,
  type Localisable,
  type Span,
  type TemplateArguments,
} from '../../findings';
import type { CertificateReference } from '../types';
import { tr34StatementTexts, type Tr34Statement, type Tr34StatementCode } from './statements';
import type { Tr34Kind, Tr34Token } from './types';
import type { Tr34Part } from './statements';

type Told = Omit<Tr34Token, 'statements' | 'findings'>;

/** Sentences in the order of reading. */
export function tellStory(token: Told): Tr34Statement[] {
  const say = (code: Tr34StatementCode, part: Tr34Part, ...args: TemplateArguments): Tr34Statement => {
    const span = token.spans[part];
    const template = tr34StatementTexts[code];
    return { code, text: fillTemplate(template, args), template, args, part, ...(span ? { span } : {}) };
  };
  const signer = named(token.signer?.sid);
  const krd = named(token.krd);
  const kdh = named(token.kdh);
  const subject = token.certificate?.subject.text ?? phrase('missing');
  switch (token.kind) {
    case 'KT_KDH':
      return [
        ...keyStory(token, say),
        ...freshness(token, say),
        ...signature(token, say),
        ...crlStory(token, say),
        ...form(token, say),
      ];
    case 'RT_KRD':
      return [nonceStatement('random_number', token, say)];
    case 'CT_KDH':
      return [say('credential_kdh', 'certificate', subject), ...crlStory(token, say)];
    case 'CT_KRD':
      return [say('credential_krd', 'certificate', subject)];
    case 'UBT_KDH':
      return [
        say('unbind', 'krdId', signer, krd),
        ...freshness(token, say),
        ...signature(token, say),
        ...crlStory(token, say),
      ];
    case 'RBT_KDH':
      return [
        say('rebind', 'certificate', signer, krd, subject),
        ...freshness(token, say),
        ...signature(token, say),
        ...crlStory(token, say),
      ];
    case 'UBT_CA_UNBIND':
      return [say('unbind_ca', 'krdId', signer, krd, kdh), ...signature(token, say)];
    case 'RBT_CA_UNBIND':
      return [
        say('rebind_ca', 'certificate', signer, krd, kdh, subject),
        ...freshness(token, say),
        ...signature(token, say),
      ];
    case 'CRL':
      return token.crls.map((crl) =>
        say('crl', 'crl', crl.issuer.text, crl.count, dayOf(crl.nextUpdate?.date)),
      );
    case 'CERTIFICATE':
      return [say('certificate', 'certificate', subject, token.certificate?.issuer.text ?? '')];
  }
}

/** A certificate as messages name it: certificate C8 of "CN=…". */
function named(reference: CertificateReference | undefined): string | Localisable {
  if (reference?.kind !== 'issuerAndSerial') return reference?.text ?? phrase('not named');
  return phrase('certificate {0} of "{1}"', reference.serial.hex, reference.issuer.text);
}

type Say = (code: Tr34StatementCode, part: Tr34Part, ...args: TemplateArguments) => Tr34Statement;

function keyStory(token: Told, say: Say): Tr34Statement[] {
  const recipient = token.envelope?.recipients[0];
  const sent = say('key_sent', 'recipientId', named(token.signer?.sid), named(recipient?.names[0]));
  const block = token.headerBlock;
  const kind =
    block && block.text.length >= 16
      ? say(
          'key_kind',
          'header',
          block.usage.words,
          block.usage.code,
          block.algorithm.words,
          block.mode.words,
          block.mode.code,
          block.exportability.words,
          block.exportability.code,
        )
      : say('key_unknown', 'signedAttributes');
  const content = token.envelope?.content;
  if (!content || !recipient) return [sent, kind];
  const oaep = recipient.oaep;
  const wrap = oaep
    ? oaep.mgfHash === oaep.hash
      ? `RSA-OAEP ${oaep.hash ?? '?'}`
      : phrase('RSA-OAEP {0}, MGF1 with {1}', oaep.hash ?? '?', oaep.mgfHash ?? '?')
    : recipient.algorithm.name;
  return [sent, kind, say('key_protected', 'recipient', content.algorithm.name, wrap)];
}

function nonceStatement(code: 'random_number' | 'fresh_nonce', token: Told, say: Say): Tr34Statement {
  const nonce = token.nonce ?? new Uint8Array();
  return say(code, 'nonce', toUpperHex(nonce.subarray(0, 64)), nonce.length);
}

function freshness(token: Told, say: Say): Tr34Statement[] {
  if (token.nonce) return [nonceStatement('fresh_nonce', token, say)];
  if (token.signingTime)
    return [
      say(
        token.kind === 'KT_KDH' ? 'fresh_time' : 'made_at',
        'signingTime',
        token.signingTime.toISOString().replace('.000', ''),
      ),
    ];
  return [say('fresh_not', 'signedAttributes')];
}

function signature(token: Told, say: Say): Tr34Statement[] {
  const { signer } = token;
  if (!signer) return [say('signed_not', 'token')];
  const code = signer.signedAttributes ? 'signed_by' : 'signed_content';
  return [
    say(
      code,
      'signer',
      named(signer.sid),
      signer.signatureAlgorithm.name,
      signer.hash ?? signer.digestAlgorithm.name,
    ),
  ];
}

function crlStory(token: Told, say: Say): Tr34Statement[] {
  return token.crls.map((crl) =>
    say('crl_inside', 'crl', crl.issuer.text, crl.count, dayOf(crl.nextUpdate?.date)),
  );
}

function form(token: Told, say: Say): Tr34Statement[] {
  const { profile } = token;
  if (!profile) return [];
  return profile.differences.length === 0
    ? [say('form', 'eContent', ofTable(profile.name))]
    : [say('form_near', 'eContent', ofTable(profile.name), profile.differences.length)];
}

function dayOf(date: Date | undefined): string | Localisable {
  return date ? date.toISOString().slice(0, 10) : phrase('at no date');
}

/** The envelope as nested boxes: who signs what around what. */
export interface Tr34Box {
  readonly label: string;
  readonly part: Tr34Part;
  readonly span?: Span;
  readonly inside: readonly Tr34Box[];
}

/**
 * KDH signs [ header, nonce, envelope for KRD [ key block ] ], and the like for the other tokens.
 * @param say puts a label into the reader's language; without it, it stays English
 */
export function tr34Picture(token: Tr34Token, say: (text: Localisable) => string = english): Tr34Box {
  const box = (text: Localisable, part: Tr34Part, ...inside: Tr34Box[]): Tr34Box => {
    const span = token.spans[part];
    return { label: say(text), part, inside, ...(span ? { span } : {}) };
  };
  const fresh = token.nonce
    ? [box(phrase('nonce {0}…', toUpperHex(token.nonce.subarray(0, 4))), 'nonce')]
    : token.signingTime
      ? [box(phrase('time {0}', token.signingTime.toISOString().slice(0, 10)), 'signingTime')]
      : [];
  const crl = token.crls.length > 0 ? [box(phrase('CRL'), 'crl')] : [];
  const label = token.certificate?.subject.label ?? '?';
  switch (token.kind) {
    case 'KT_KDH':
      return box(
        phrase('KDH signs'),
        'signer',
        ...(token.header === undefined
          ? []
          : [box(phrase('header {0}', token.header.slice(0, 16)), 'header')]),
        ...fresh,
        box(phrase('envelope for KRD'), 'recipient', box(phrase('key block'), 'ciphertext')),
        ...crl,
      );
    case 'UBT_KDH':
      return box(phrase('KDH signs'), 'signer', ...fresh, box(phrase('KRD name'), 'krdId'), ...crl);
    case 'RBT_KDH':
      return box(
        phrase('old KDH signs'),
        'signer',
        ...fresh,
        box(phrase('KRD name'), 'krdId'),
        box(phrase('new KDH {0}', label), 'certificate'),
        ...crl,
      );
    case 'UBT_CA_UNBIND':
      return box(
        phrase('CA signs'),
        'signer',
        box(phrase('KRD name'), 'krdId'),
        box(phrase('KDH name'), 'kdhId'),
      );
    case 'RBT_CA_UNBIND':
      return box(
        phrase('CA signs'),
        'signer',
        ...fresh,
        box(phrase('KRD name'), 'krdId'),
        box(phrase('old KDH name'), 'kdhId'),
        box(phrase('new KDH {0}', label), 'certificate'),
      );
    case 'RT_KRD':
      return box(phrase('KRD'), 'token', ...fresh);
    case 'CT_KDH':
    case 'CT_KRD':
      return box(phrase('not signed'), 'token', box(phrase('certificate {0}', label), 'certificate'), ...crl);
    case 'CRL':
      return box(phrase('CRL'), 'crl');
    case 'CERTIFICATE':
      return box(phrase('certificate {0}', label), 'certificate');
  }
}

export const tr34Titles = textTable<Readonly<Record<Tr34Kind, string>>>(
  {
    KT_KDH: 'TR-34 key token',
    CT_KDH: 'TR-34 credential token of a KDH',
    CT_KRD: 'TR-34 credential token of a KRD',
    RT_KRD: 'TR-34 random number token',
    UBT_KDH: 'TR-34 unbind token',
    RBT_KDH: 'TR-34 rebind token',
    UBT_CA_UNBIND: 'TR-34 unbind token of a higher authority',
    RBT_CA_UNBIND: 'TR-34 rebind token of a higher authority',
    CRL: 'certificate revocation list',
    CERTIFICATE: 'certificate',
  },
  (title) => [title],
);

/** "TR-34 key token (KT_KDH), two-pass". */
export function tr34TitleText({ kind, pass }: Pick<Tr34Token, 'kind' | 'pass'>): Localisable {
  const title = ofTable(tr34Titles[kind]);
  if (pass === undefined) return phrase('{0} ({1})', title, kind);
  return pass === 'one'
    ? phrase('{0} ({1}), one-pass', title, kind)
    : phrase('{0} ({1}), two-pass', title, kind);
}

/** The same in English. */
export const tr34Title = (token: Pick<Tr34Token, 'kind' | 'pass'>): string => english(tr34TitleText(token));
