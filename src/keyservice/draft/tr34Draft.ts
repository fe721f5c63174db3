/** Import of a TR-34 token: whose parameters it was made for, who signed it, who issued the signer's certificate. */
import { fromHex, toUpperHex } from '../../core/crypto/bytes';
import { sameOctets } from '../../core/octets';
import type { Tr34Check } from '../../core/cms/tr34/checks';
import type { Tr34Token } from '../../core/cms/tr34/types';
import { verifyTr34 } from '../../core/cms/tr34/verify';
import { findCertificate } from '../../core/cms/verify';
import { planTr34 } from '../plans/tokenPlans';
import { judgeTr34 } from '../rules/tr34';
import { chooseAuthority } from './authority';
import { futureKey } from './chainSteps';
import type { DraftAnswers, DraftCheck, DraftField, DraftKnown, FieldId, Found, WayDraft } from './draft';
import { draftText } from './draftTexts';
import { choiceField, textField } from './fields';
import { certificateCandidates, parametersField } from './materialFields';

/** A TR-34 token: whose parameters it was made for, who signed it, who issued the signer's certificate. */
export async function tr34Draft(
  known: DraftKnown,
  answers: DraftAnswers,
  token: Tr34Token,
): Promise<WayDraft> {
  const recipient = token.envelope?.recipients[0]?.names[0];
  const parameters = parametersField(
    known,
    answers,
    'TR34_KEY_BLOCK',
    ({ certificate }) =>
      !certificate
        ? draftText('krd_unreadable')
        : recipient && findCertificate(recipient, [certificate])
          ? undefined
          : draftText('other_recipient', recipient?.text ?? ''),
    draftText('made_for'),
  );
  const hand: DraftKnown = { ...known, certificates: withToken(known.certificates, token) };
  const sid = token.signer?.sid;
  const all = certificateCandidates(hand, (certificate) =>
    sid && findCertificate(sid, [certificate]) ? [] : [draftText('not_signer', sid?.text ?? '')],
  );
  const signing = all.filter(({ refusals }) => refusals.length === 0);
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
  const nonce = random && octetsOf(random.value);
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
  const issuer = authority && (authority.key ?? (authority.steps.length > 0 ? 'step' : undefined));
  return {
    fields: [
      parameters.field,
      signerField,
      ...(authority ? [authority.field] : []),
      ...(random ? [random] : []),
    ],
    findings: verdict.findings,
    checks: [...checks.flatMap(checkOf), ...randomChecks(random)],
    becomes: {
      usage: verdict.key?.keyUsage,
      algorithms: verdict.key?.keyAlgorithms ?? [],
      modes: verdict.key?.modes ?? {},
      exportable: verdict.key?.exportable,
    },
    work:
      parameters.chosen && signer && issuer
        ? {
            headline: draftText('headline_tr34', signer.subject.label || signer.subject.text),
            plan: (choices, context, made) =>
              planTr34(
                {
                  token,
                  parameters: parameters.chosen!.parameters,
                  signer,
                  authority: made ?? authority.key ?? futureKey(authority.steps.length - 1, context.target),
                },
                choices,
                context,
              ),
            relied: [signer, ...(authority.certificate ? [authority.certificate] : [])],
            steps: authority.steps,
          }
        : undefined,
  };
}

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

/** Checks that say something of this import; the comparison of the random number is the draft's own. */
const shownChecks: ReadonlySet<Tr34Check['id']> = new Set([
  'content_type',
  'digest',
  'signature',
  'signer',
  'recipient',
  'chain',
  'crl',
]);

function checkOf({ id, verdict, template, args, load }: Tr34Check): DraftCheck[] {
  if (!shownChecks.has(id)) return [];
  // A chain is judged by what happens to be open here: the service checks it against what was imported.
  const state =
    verdict === 'right'
      ? 'verified'
      : load !== undefined || verdict === 'cannot_tell'
        ? 'notChecked'
        : verdict === 'wrong' && id !== 'chain'
          ? 'failed'
          : 'warning';
  return [{ state, text: { template, args }, field: fieldOfCheck[id] }];
}

function octetsOf(text: string): Uint8Array | undefined {
  const bytes = fromHex(text.replace(/[\s:-]/g, ''));
  return bytes && bytes.length >= 8 && bytes.length <= 16 ? bytes : undefined;
}

/** The random number that the sender was asked with: one that was found, or typed. */
function randomField(
  { randomNumbers, facts }: DraftKnown,
  answers: DraftAnswers,
  { nonce }: Tr34Token,
): DraftField {
  const [only, ...others] = distinct(randomNumbers);
  const proposal =
    only && others.length === 0
      ? { value: toUpperHex(only.value), origin: draftText('found_in', only.place) }
      : facts?.randomNumber === undefined
        ? undefined
        : { value: facts.randomNumber, origin: draftText('facts') };
  return textField('randomNumber', answers, {
    optional: true,
    ...(proposal ? { proposal } : {}),
    problem: (text) => {
      const bytes = octetsOf(text);
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
  if (!field || field.problem) return [];
  return field.value.trim() === ''
    ? [{ state: 'notChecked', text: draftText('random_open'), field: 'randomNumber' }]
    : [{ state: 'verified', text: draftText('random_same'), field: 'randomNumber' }];
}
