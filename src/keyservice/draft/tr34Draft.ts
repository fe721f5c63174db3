/** Import of a TR-34 token: whose parameters it was made for, who signed it, who issued the signer's certificate. */
import { fromHex, toUpperHex } from '../../core/crypto/bytes';
import { decodeBase64 } from '../../core/input/encodings';
import { findPemBlocks } from '../../core/input/pem';
import { sameOctets } from '../../core/octets';
import type { Tr34Check } from '../../core/cms/tr34/checks';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Tr34Token } from '../../core/cms/tr34/types';
import { readTr34 } from '../../core/cms/tr34/read';
import { verifyTr34 } from '../../core/cms/tr34/verify';
import { findCertificate } from '../../core/cms/verify';
import { isOwnReceiver, planTr34 } from '../plans/tokenPlans';
import { keyAlgorithms } from '../rules/keyAttributes';
import { judgeTr34 } from '../rules/tr34';
import { authorityNow, chooseAuthority, namesAuthority, workOfAuthority } from './authority';
import { withFindings } from './chainSteps';
import type { DraftCheck, DraftField, DraftKnown, WayAnswers, FieldId, Found, WayDraft } from './draft';
import { draftText } from './draftTexts';
import { choiceField, textField } from './fields';
import { certificateCandidates, nameOf } from './materialFields';
import { parametersField } from './receiverField';

/** A TR-34 token: whose parameters it was made for, who signed it, who issued the signer's certificate. */
export async function tr34Draft(known: DraftKnown, answers: WayAnswers, token: Tr34Token): Promise<WayDraft> {
  const envelope = token.envelope?.recipients[0];
  const recipient = envelope?.names[0];
  const parameters = parametersField(
    known,
    answers,
    'TR34_KEY_BLOCK',
    (certificate) =>
      !certificate
        ? draftText('krd_unreadable')
        : recipient && findCertificate(recipient, [certificate])
          ? undefined
          : recipient
            ? draftText('other_recipient', recipient.text)
            : draftText('no_recipient'),
    draftText('made_for'),
    keyAlgorithms.find((one) => one === `RSA_${(envelope?.encryptedKeys[0]?.length ?? 0) * 8}`),
  );
  const hand: DraftKnown = { ...known, certificates: withToken(known.certificates, token) };
  const sid = token.signer?.sid;
  const all = certificateCandidates(hand.certificates, (certificate) =>
    sid && findCertificate(sid, [certificate]) ? [] : [draftText('not_signer', sid?.text ?? '')],
  );
  const named = all.filter(({ refusals }) => refusals.length === 0);
  // Test parties, and renewed certificates, may share issuer and serial number: the signature tells which it is.
  const signing = named.length > 1 ? await thoseThatSigned(token, named) : named;
  const [first] = signing;
  const signerField = choiceField(
    'signer',
    answers,
    all,
    first && signing.length === 1
      ? { id: first.id, origin: first.notes[0] ?? draftText('in_token') }
      : undefined,
  );
  const signer = all.find(({ id }) => id === signerField.value)?.certificate;
  const authority = signer && (await chooseAuthority(hand, answers, signer));
  const random = token.pass === 'two' ? randomField(known, answers, token) : undefined;
  const nonce = random && randomNumberIn(random.value);
  const { checks } = await verifyTr34(
    token,
    hand.certificates.map(({ value }) => value),
    {
      at: known.context.now,
      ...(signer ? { kdh: signer } : {}),
      ...(parameters.chosen?.certificate ? { krd: parameters.chosen.certificate } : {}),
      ...(nonce ? { nonce } : {}),
    },
  );
  const verdict = judgeTr34(token, { wrappedKeyBlock: toUpperHex(token.raw), at: known.context.now });
  const own = parameters.chosen;
  const ofPair =
    own?.certificate && isOwnReceiver(own.parameters) ? [own.certificate, ...own.issuers] : undefined;
  return {
    fields: [
      parameters.field,
      signerField,
      ...(authority ? [authority.field] : []),
      ...(random ? [random] : []),
    ],
    findings: [...verdict.findings, ...(authority?.findings ?? [])],
    checks: [...checks.flatMap((check) => checkOf(token, check)), ...randomChecks(random)],
    issued: signer && nameOf(signer),
    becomes: {
      usage: verdict.key?.keyUsage,
      algorithms: verdict.key?.keyAlgorithms ?? [],
      modes: verdict.key?.modes ?? {},
      exportable: verdict.key?.exportable,
    },
    work:
      parameters.chosen && signer && authority && namesAuthority(authority)
        ? {
            headline: draftText('headline_tr34', nameOf(signer)),
            plan: (choices, context, made) =>
              withFindings(
                planTr34(
                  {
                    token,
                    parameters: parameters.chosen!.parameters,
                    signer,
                    authority: made ?? authorityNow(authority, context.target),
                  },
                  choices,
                  context,
                ),
                authority.findings,
              ),
            ...workOfAuthority(signer, authority),
            ...(ofPair ? { ofPair } : {}),
          }
        : undefined,
  };
}

async function thoseThatSigned<One extends { readonly certificate: Certificate }>(
  token: Tr34Token,
  named: readonly One[],
): Promise<readonly One[]> {
  const verified = await Promise.all(
    named.slice(0, mostVerified).map(async (one) => {
      const { checks } = await verifyTr34(token, [one.certificate], { kdh: one.certificate });
      return checks.some(({ id, verdict }) => id === 'signature' && verdict === 'right');
    }),
  );
  return named.filter((_, place) => verified[place] === true);
}

/** Certificates that share issuer and serial number: each costs a signature. */
const mostVerified = 20;

/** Certificates of the token itself come first: they need no file. */
function withToken(certificates: DraftKnown['certificates'], token: Tr34Token): DraftKnown['certificates'] {
  const own = (token.signed?.certificates ?? []).map((value) => ({ value, place: '' }));
  return [
    ...own,
    ...certificates.filter(({ value }) => !own.some((one) => sameOctets(one.value.raw, value.raw))),
  ];
}

const fieldOfCheck: Readonly<Partial<Record<Tr34Check['id'], FieldId>>> = {
  signer: 'signer',
  signature: 'signer',
  recipient: 'parameters',
  chain: 'authority',
  crl: 'authority',
};

/** Checks that say something of this import. */
const shownChecks: ReadonlySet<Tr34Check['id']> = new Set([
  'content_type',
  'digest',
  'signature',
  'signer',
  'recipient',
  'chain',
  'crl',
  'fresh',
]);

function checkOf(token: Tr34Token, { id, verdict, template, args, load }: Tr34Check): DraftCheck[] {
  // A random number is compared by its own field.
  if (!shownChecks.has(id) || (id === 'fresh' && token.nonce)) return [];
  // A chain is judged by what happens to be open here: the service checks it against what was imported.
  const state =
    verdict === 'right'
      ? 'verified'
      : load !== undefined || verdict === 'cannot_tell'
        ? 'notChecked'
        : verdict === 'wrong' && id !== 'chain'
          ? 'failed'
          : 'warning';
  const advice = state === 'failed' ? adviceOf[id] : undefined;
  return [
    {
      state,
      text: { template, args },
      field: fieldOfCheck[id],
      ...(advice ? { advice: draftText(advice) } : {}),
    },
  ];
}

const adviceOf: Readonly<Partial<Record<Tr34Check['id'], 'advice_token' | 'advice_crl'>>> = {
  digest: 'advice_token',
  signature: 'advice_token',
  crl: 'advice_crl',
};

/** Far more than a random number token has. */
const longestText = 20_000;

/** The random number of a text: digits, or a random number token (RT_KRD) as hex, base64 or PEM. */
function randomNumberIn(text: string): Uint8Array | undefined {
  if (text.length > longestText) return undefined;
  const digits = fromHex(text.replace(/[\s:-]/g, ''));
  const short = digits && digits.length >= 8 && digits.length <= 16 ? digits : undefined;
  // A token begins with a SEQUENCE.
  if (short && short[0] !== 0x30) return short;
  const forms = [
    ...findPemBlocks(text).map(({ bytes }) => bytes),
    ...(digits ? [digits] : [decodeBase64(text).bytes]),
  ];
  const tokens = forms.map((bytes) => (bytes.length > 0 ? readTr34(bytes) : undefined));
  return tokens.find((one) => one?.kind === 'RT_KRD')?.nonce ?? short;
}

/** The random number that the sender was asked with: one that was found, or typed. */
function randomField(
  { randomNumbers, facts }: DraftKnown,
  answers: WayAnswers,
  { nonce }: Tr34Token,
): DraftField {
  const found = distinct(randomNumbers);
  // Of several that are open, the token answers one.
  const only = found.length === 1 ? found[0] : found.find(({ value }) => nonce && sameOctets(nonce, value));
  const proposal = only
    ? { value: toUpperHex(only.value), origin: draftText('found_in', only.place) }
    : facts?.randomNumber === undefined
      ? undefined
      : { value: facts.randomNumber, origin: draftText('facts') };
  return textField('randomNumber', answers, {
    optional: true,
    ...(proposal ? { proposal } : {}),
    problem: (text) => {
      const bytes = randomNumberIn(text);
      if (!bytes) return draftText('random_form');
      return nonce && sameOctets(nonce, bytes)
        ? undefined
        : draftText('random_differs', nonce ? toUpperHex(nonce) : '');
    },
  });
}

function distinct(found: readonly Found<Uint8Array>[]): readonly Found<Uint8Array>[] {
  return found.filter(
    ({ value }, place) => found.findIndex((other) => sameOctets(other.value, value)) === place,
  );
}

function randomChecks(field: DraftField | undefined): DraftCheck[] {
  if (!field) return [];
  if (field.problem)
    return randomNumberIn(field.value)
      ? [{ state: 'failed', text: field.problem, field: 'randomNumber' }]
      : [];
  return field.value.trim() === ''
    ? [{ state: 'notChecked', text: draftText('random_open'), field: 'randomNumber' }]
    : [{ state: 'verified', text: draftText('random_same'), field: 'randomNumber' }];
}
