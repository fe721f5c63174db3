/** Import of a TR-34 key token: whose parameters it was made for, who signed it, who issued the signer's certificate. */
import * as vscode from 'vscode';
import { findingHere, localised } from '../ui/localise';
import { verifyTr34 } from '../../core/cms/tr34/verify';
import type { Tr34Check } from '../../core/cms/tr34/checks';
import { readTr34 } from '../../core/cms/tr34/read';
import type { Tr34Token } from '../../core/cms/tr34/types';
import { findCertificate } from '../../core/cms/verify';
import { toUpperHex } from '../../core/crypto/bytes';
import { bySeverity, type Finding } from '../../core/findings';
import { sameOctets } from '../../core/octets';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { ImportPlan } from '../../keyservice/plans/plan';
import { planTr34 } from '../../keyservice/plans/tokenPlans';
import { transportMethods } from '../../keyservice/rules/wrappingKeys';
import { judgeTr34 } from '../../keyservice/rules/tr34';
import type { KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import { escapeNotification } from '../ui/markdown';
import type { Key } from '../../keyservice/operations';
import { flow } from '../flow/flow';
import type { Answer, Frame, InputRemark, Ui } from '../flow/ui';
import { certificatesOf } from '../service/parameterCertificates';
import { type KeptParameters, planParameters } from '../service/parameterStore';
import { askAuthority, type Authority } from './askAuthority';
import { askCertificate } from './askCertificate';
import { askParameters } from './askParameters';
import { askToken, randomNumberIn, tokenFacts } from './askToken';
import { checkAndFinish, finishSteps } from './confirmImport';
import type { ImportStart } from './importRun';
import { openCertificates, openRandomNumbers, type Open } from './openMaterial';
import { knownKey } from '../service/pickKey';

interface Answers {
  readonly token: Open<Tr34Token>;
  readonly parameters: KeptParameters;
  readonly signer: Certificate;
  readonly authority: Authority;
  /** Upper-case hex; '' or nothing where none is to be compared. */
  readonly randomNumber?: string;
}

export async function importTr34(start: ImportStart): Promise<void> {
  const { ui, source, parameters } = start;
  const read = source?.kind === 'tr34' ? readTr34(source.bytes) : undefined;
  const given = source && read?.kind === 'KT_KDH' ? { value: read, place: source.place } : undefined;
  const known = openCertificates();
  const [loaded] = openRandomNumbers();
  const tokenOf = ({ token }: { readonly token?: Open<Tr34Token> }): Open<Tr34Token> => given ?? token!;
  await flow(vscode.l10n.t('Import TR-34 Token'))
    .askWhen(
      () => !given,
      'token',
      (frame, _, former: Open<Tr34Token> | undefined) => askToken(ui, frame, known, former),
    )
    .ask('parameters', (frame, answers, former: KeptParameters | undefined) =>
      parametersOf(start, frame, tokenOf(answers).value, former),
    )
    .ask('signer', (frame, answers, former: Certificate | undefined) =>
      signerOf(ui, frame, { token: tokenOf(answers).value, known, active: former }),
    )
    .ask('authority', (frame, { signer }, former: Authority | undefined) =>
      askAuthority(start, frame, { subject: signer, known, active: former }),
    )
    .askWhen(
      ({ token }) => (given ?? token)?.value.pass === 'two',
      'randomNumber',
      (frame, answers, former: string | undefined) =>
        askRandomNumber(ui, frame, tokenOf(answers).value, former ?? ''),
    )
    .ask('key', (frame, answers) => finish(start, frame, { ...answers, token: tokenOf(answers) }, known), {
      count: finishSteps,
    })
    .run({
      answers: {
        ...(parameters ? { parameters } : {}),
        ...(loaded ? { randomNumber: toUpperHex(loaded) } : {}),
      },
    });
}

function parametersOf(
  start: ImportStart,
  frame: Frame,
  token: Tr34Token,
  active: KeptParameters | undefined,
): Promise<Answer<KeptParameters>> {
  const recipient = token.envelope?.recipients[0]?.names[0];
  const carried = carriedAlgorithm(token);
  return askParameters(
    start,
    frame,
    {
      materialType: 'TR34_KEY_BLOCK',
      ...(carried === undefined ? {} : { keyAlgorithm: carried }),
      fits: vscode.l10n.t('this token was made for it'),
      refusal: (kept) => {
        const [krd] = certificatesOf(kept);
        if (!krd) return vscode.l10n.t('Its certificate cannot be read.');
        if (recipient && findCertificate(recipient, [krd])) return undefined;
        return vscode.l10n.t(
          'This token is for {0}. Have the key wrapped for the certificate of these parameters, or choose the ones that it was made for.',
          recipient?.text ?? vscode.l10n.t('nobody that it names'),
        );
      },
    },
    active,
  );
}

/** The weakest that the header says it may be, so that no wrapping key is refused for nothing. */
function carriedAlgorithm(token: Tr34Token): KeyAlgorithm | undefined {
  const algorithms = judgeTr34(token).key?.keyAlgorithms ?? [];
  return algorithms.find((algorithm) => transportMethods(algorithm, 'RSA_4096').length > 0);
}

function signerOf(
  ui: Ui,
  frame: Frame,
  { token, known, active }: { token: Tr34Token; known: Certificate[]; active: Certificate | undefined },
): Promise<Answer<Certificate>> {
  const sid = token.signer?.sid;
  for (const certificate of token.signed?.certificates ?? [])
    if (!known.some(({ raw }) => raw === certificate.raw)) known.push(certificate);
  return askCertificate(
    ui,
    frame,
    {
      placeholder: escapeNotification(
        vscode.l10n.t('Certificate of the KDH, which signed the token: {0}', sid?.text ?? ''),
      ),
      fits: vscode.l10n.t('signed this token'),
      refusal: (certificate) =>
        sid && findCertificate(sid, [certificate])
          ? undefined
          : vscode.l10n.t('It is not the signer: the token names {0}.', sid?.text ?? ''),
      active,
    },
    known,
  );
}

async function askRandomNumber(
  ui: Ui,
  frame: Frame,
  { nonce: own }: Tr34Token,
  value: string,
): Promise<Answer<string>> {
  const answer = await ui.input(frame, {
    prompt: vscode.l10n.t(
      'Random number that the sender was asked with (RT_KRD), to compare with that of the token; leave it empty if there was none',
    ),
    placeholder: vscode.l10n.t('8 to 16 bytes as hex, or RT_KRD as hex, base64 or PEM'),
    value,
    check: (text, entered) => {
      if (!entered || text.trim() === '') return undefined;
      const error = (message: string): InputRemark => ({ message, severity: 'error' });
      const typed = randomNumberIn(text);
      if (!typed) return error(vscode.l10n.t('8 to 16 bytes as hex digits, or a random number token'));
      return own && sameOctets(own, typed)
        ? undefined
        : error(
            vscode.l10n.t(
              'The token carries {0}: it answers another request. Have the sender make it anew with the random number it was given.',
              own ? toUpperHex(own) : '',
            ),
          );
    },
  });
  if (typeof answer !== 'string') return answer;
  const bytes = randomNumberIn(answer);
  return bytes ? toUpperHex(bytes) : '';
}

async function finish(
  start: ImportStart,
  frame: Frame,
  answers: Answers,
  known: readonly Certificate[],
): Promise<Answer<Key>> {
  const { token, parameters, signer, authority } = answers;
  const checks = await checkFindings(answers, known);
  return checkAndFinish(start, frame, {
    headline: vscode.l10n.t('TR-34 token, {0}', tokenFacts(token.value)),
    plan: (choices, context): ImportPlan => {
      const plan = planTr34(
        {
          token: token.value,
          parameters: planParameters(parameters, context.target),
          signer,
          authority: knownKey(authority.key),
        },
        choices,
        context,
      );
      const findings = bySeverity([...plan.findings, ...checks]);
      return { ...plan, findings, blocked: findings.some(({ severity }) => severity === 'error') };
    },
    relied: [signer, ...(authority.certificate ? [authority.certificate] : [])],
    advice: ({ kind }) =>
      kind === 'validation'
        ? vscode.l10n.t(
            'Look at three things first: that the authority issued the signer’s certificate, that the sender used the KRD certificate {0}, and that the token is of the form TR-34:2012 non-CMS.',
            certificatesOf(parameters)[0]?.serial.hex ?? '',
          )
        : undefined,
  });
}

/** Checks that a plan has no rule for: digest, signature, names, chain, CRL, random number. */
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

async function checkFindings(
  { token, parameters, signer, randomNumber = '' }: Answers,
  known: readonly Certificate[],
): Promise<Finding[]> {
  const [krd] = certificatesOf(parameters);
  const nonce = randomNumberIn(randomNumber);
  const { checks } = await verifyTr34(token.value, known, {
    kdh: signer,
    ...(krd ? { krd } : {}),
    ...(nonce ? { nonce } : {}),
  });
  const shown = checks.filter(({ id }) => shownChecks.has(id));
  const findings: Finding[] = [];
  for (const check of shown) {
    const severity = severityOf(check);
    if (severity)
      findings.push(
        findingHere(
          `tr34_check_${check.code}`,
          severity,
          [localised(check), todo(check)].filter(Boolean).join(' '),
        ),
      );
  }
  const right = shown.filter(({ verdict }) => verdict === 'right').map(localised);
  if (right.length > 0)
    findings.push(
      findingHere('tr34_check_right', 'info', vscode.l10n.t('Checked here: {0}', right.join(' '))),
    );
  return findings;
}

/** What was not loaded is no finding: the service has it. A chain is judged by what happens to be open here. */
function severityOf({ id, verdict, load }: Tr34Check): Finding['severity'] | undefined {
  if (verdict === 'right' || load !== undefined) return undefined;
  if (verdict === 'cannot_tell') return 'info';
  return verdict === 'wrong' && id !== 'chain' ? 'error' : 'warning';
}

function todo({ id, verdict }: Tr34Check): string {
  if (verdict !== 'wrong') return '';
  switch (id) {
    case 'fresh':
      return vscode.l10n.t('Have the sender make the token anew with the random number that it was given.');
    case 'digest':
    case 'signature':
      return vscode.l10n.t('Get the token again from the sender, and check the certificate of the KDH.');
    case 'crl':
      return vscode.l10n.t('Ask the sender which certificate it signs with now.');
    default:
      return '';
  }
}
