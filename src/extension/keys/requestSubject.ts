/** What a certificate signing request will say: its subject, within the lengths of the API model, and the hash that signs it. */
import * as vscode from 'vscode';
import type { SigningAlgorithmType } from '../../keyservice/model/enums';
import { certificateSubject } from '../../keyservice/model/members';
import { violations } from '../../keyservice/model/violations';
import type { CertificateSubjectType } from '../../keyservice/operations';
import { requestAlgorithms } from '../../keyservice/rules/pairCertificates';
import { flow, made } from '../flow/flow';
import type { Answer, Frame, Ui } from '../flow/ui';

/** Parts of the subject besides the common name, in the order in which they are asked. */
const optionalParts = [
  'Organization',
  'OrganizationUnit',
  'City',
  'StateOrProvince',
  'Country',
  'EmailAddress',
] as const;
type Part = 'CommonName' | (typeof optionalParts)[number];

/** What is asked for in a request; it is proposed the next time. */
export interface RequestWishes {
  readonly subject: CertificateSubjectType;
  readonly algorithm: SigningAlgorithmType;
}

/**
 * Common name, then only those other parts that are wanted, then the hash. Undefined where the user gave up.
 * @param last what was asked for the last time, as it was kept
 */
export async function askRequest(
  ui: Ui,
  title: string,
  keyAlgorithm: string,
  last: Partial<RequestWishes>,
): Promise<RequestWishes | undefined> {
  const before = partsOf(last.subject);
  const algorithms = requestAlgorithms(keyAlgorithm);
  const ask =
    (part: Part) =>
    (frame: Frame, _: unknown, former: string | undefined): Promise<Answer<string>> =>
      askPart(ui, frame, part, former ?? before[part] ?? '');
  const wanted =
    (part: (typeof optionalParts)[number]) =>
    ({ parts }: { readonly parts?: readonly Part[] }): boolean =>
      parts?.includes(part) === true;
  const answers = await flow(title)
    .ask('CommonName', ask('CommonName'))
    .ask('parts', (frame, _, former: readonly Part[] | undefined) =>
      ui.pickMany<Part>(frame, {
        placeholder: vscode.l10n.t('Other parts of the subject, as your CA requires them'),
        choices: optionalParts.map((value) => ({ label: partLabel(value), description: value, value })),
        picked: former ?? optionalParts.filter((part) => before[part] !== undefined),
      }),
    )
    .askWhen(wanted('Organization'), 'Organization', ask('Organization'))
    .askWhen(wanted('OrganizationUnit'), 'OrganizationUnit', ask('OrganizationUnit'))
    .askWhen(wanted('City'), 'City', ask('City'))
    .askWhen(wanted('StateOrProvince'), 'StateOrProvince', ask('StateOrProvince'))
    .askWhen(wanted('Country'), 'Country', ask('Country'))
    .askWhen(wanted('EmailAddress'), 'EmailAddress', ask('EmailAddress'))
    .ask('algorithm', (frame, _, former: SigningAlgorithmType | undefined) =>
      ui.pick<SigningAlgorithmType>(frame, {
        placeholder: vscode.l10n.t('Hash with which the key pair signs the request'),
        choices: algorithms.map((value, place) => ({
          label: value,
          description: place === 0 ? vscode.l10n.t('usual for {0}', keyAlgorithm) : '',
          value,
        })),
        active: former ?? algorithms[0],
      }),
    )
    .run();
  if (!answers) return undefined;
  const { CommonName, algorithm } = answers;
  const others = optionalParts.flatMap((part): (readonly [Part, string])[] =>
    answers[part] ? [[part, answers[part]]] : [],
  );
  const more: Partial<CertificateSubjectType> = Object.fromEntries(others);
  return { subject: { CommonName, ...more }, algorithm };
}

/** What was kept may be of another version: only texts are taken. */
function partsOf(subject: unknown): Partial<Record<Part, string>> {
  if (typeof subject !== 'object' || subject === null) return {};
  return Object.fromEntries(
    Object.entries(subject).filter(
      (one): one is [string, string] => typeof one[1] === 'string' && one[1] !== '',
    ),
  );
}

async function askPart(ui: Ui, frame: Frame, part: Part, value: string): Promise<Answer<string>> {
  const optional = part !== 'CommonName';
  const answer = await ui.input(frame, {
    prompt: optional
      ? vscode.l10n.t('{0} in the subject. Leave it empty to omit it.', partLabel(part))
      : vscode.l10n.t('Common name (CN) in the subject of the certificate'),
    placeholder: examples[part],
    value,
    check: (typed, entered) => {
      const text = typed.trim();
      // What is being typed is not wrong yet.
      if (!entered || (optional && text === '')) return undefined;
      const wrong = violations(certificateSubject, { CommonName: '?', [part]: text });
      return wrong.length === 0 ? undefined : { message: rule(part), severity: 'error' };
    },
  });
  return made(answer, (text) => text.trim());
}

const examples: Readonly<Record<Part, string>> = {
  CommonName: 'payments-krd-01',
  Organization: 'Example Bank',
  OrganizationUnit: 'Key Management',
  City: 'Columbus',
  StateOrProvince: 'Ohio',
  Country: 'US',
  EmailAddress: 'keys@example.com',
};

function partLabel(part: Part): string {
  switch (part) {
    case 'CommonName':
      return vscode.l10n.t('Common name');
    case 'Organization':
      return vscode.l10n.t('Organization');
    case 'OrganizationUnit':
      return vscode.l10n.t('Organizational unit');
    case 'City':
      return vscode.l10n.t('City');
    case 'StateOrProvince':
      return vscode.l10n.t('State or province');
    case 'Country':
      return vscode.l10n.t('Country');
    case 'EmailAddress':
      return vscode.l10n.t('Email address');
  }
}

/** What the model lets a part be. */
function rule(part: Part): string {
  if (part === 'Country') return vscode.l10n.t('Enter two letters, for example US.');
  if (part === 'EmailAddress') return vscode.l10n.t('Enter an email address of at most 128 characters.');
  const shape = certificateSubject.members[part]?.shape;
  const most = shape?.kind === 'string' ? (shape.max ?? 64) : 64;
  return vscode.l10n.t('Enter 1 to {0} characters, without [ ] ; < and >.', most);
}

/** "CN=payments-krd-01, O=Example Bank, C=US". */
export function subjectText(subject: CertificateSubjectType): string {
  const short: Readonly<Record<Part, string>> = {
    CommonName: 'CN',
    OrganizationUnit: 'OU',
    Organization: 'O',
    City: 'L',
    StateOrProvince: 'ST',
    Country: 'C',
    EmailAddress: 'emailAddress',
  };
  return (Object.keys(short) as Part[])
    .flatMap((part) => (subject[part] === undefined ? [] : [`${short[part]}=${subject[part]}`]))
    .join(', ');
}
