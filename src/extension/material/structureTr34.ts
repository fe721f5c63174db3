/** A TR-34 token as a story of the overview: who sends what to whom, what was checked, what to load to tell more. */
import * as vscode from 'vscode';
import { toHex } from '../../core/asn1/value';
import type { Tr34Check } from '../../core/cms/tr34/checks';
import { tr34Picture, tr34TitleText, type Tr34Box } from '../../core/cms/tr34/story';
import type { Tr34Token } from '../../core/cms/tr34/types';
import { verifyTr34, type Tr34Options } from '../../core/cms/tr34/verify';
import { kcvMethodName } from '../../core/crypto/kcv';
import { judgeTr34 } from '../../keyservice/rules/tr34';
import type { PictureBox, Section, Statement } from '../../protocol/structure';
import { fieldMeaning, fieldName, localised } from '../ui/localise';
import { cmsSections } from './structureCms';
import type { Overview, OverviewInput } from './overview';
import { fact, ofFinding, section, verdict } from './structureStatements';
import { checkStatement, tokenVerdicts, tr34Headline } from './tr34Checks';
import type { ExpectedCertificates, Tr34Memory } from './tr34Memory';
import { nameList } from './tr34Offer';

export async function tr34Overview(input: OverviewInput): Promise<Overview | undefined> {
  const { token } = input.reading;
  if (!token) return undefined;
  const credential = token.kind.startsWith('CT_');
  const { tr34: memory, certificates, now } = input;
  const checks = await checksOf(token, input);
  const cms = credential ? input.reading.message : undefined;
  const message = cms && (await cmsSections(cms, certificates, now));
  return {
    headline: tr34Headline(memory?.opened, checks),
    verdicts: tokenVerdicts(checks),
    sections: [
      {
        ...section('tr34', vscode.l10n.t('Token'), [
          ...(credential
            ? token.findings.filter(({ code }) => code === 'tr34_credential_possible').map(ofFinding)
            : []),
          ...token.statements.map((one) => verdict('none', localised(one), one.span)),
        ]),
        ...(credential ? {} : { picture: pictureOf(tr34Picture(token, localised)) }),
      },
      section('checks', vscode.l10n.t('Checks'), checks.map(checkStatement)),
      ...expectedSection(token, memory),
      ...openedSection(memory),
      ...headerSection(token),
      ...(token.axes.length > 0
        ? [
            section(
              'form',
              vscode.l10n.t('Encoding variant and known sources'),
              formStatements(token, memory),
            ),
          ]
        : []),
      ...(token.kind === 'KT_KDH' ? [awsSection(token, memory, checks)] : []),
      ...(message?.sections ?? []),
    ],
    findings: [...token.findings, ...(memory?.opened?.findings ?? []), ...(message?.findings ?? [])],
    // A token with a fault in its form has findings that name it.
    checks: checks.filter(({ id, verdict }) => id !== 'form' && verdict !== 'right').map(checkStatement),
    certificates: [...(token.signed?.certificates ?? []), ...(token.inner?.certificates ?? [])],
    title: localised(tr34TitleText(token)),
  };
}

async function checksOf(
  token: Tr34Token,
  { certificates, now, tr34: memory }: OverviewInput,
): Promise<readonly Tr34Check[]> {
  const { checks } = await verifyTr34(token, certificates, {
    at: now,
    ...(memory?.nonce ? { nonce: memory.nonce } : {}),
    ...(memory
      ? { crls: memory.crls, beside: memory.beside, askTrust: true, ...expectedOptions(memory.expected) }
      : {}),
    ...(memory?.opened ? { opened: memory.opened.checks } : {}),
  });
  return checks;
}

function pictureOf({ label, span, inside }: Tr34Box): PictureBox {
  return {
    label,
    inside: inside.map(pictureOf),
    ...(span ? { span: { start: span.start, end: span.end } } : {}),
  };
}

function expectedOptions({ root, kdh, krd }: ExpectedCertificates): Tr34Options {
  return { ...(root ? { root } : {}), ...(kdh ? { kdh } : {}), ...(krd ? { krd } : {}) };
}

/** Certificates and number that the checks compare with, each to be chosen here. */
function expectedSection(token: Tr34Token, memory: Tr34Memory | undefined): Section[] {
  if (!memory) return [];
  const { expected, nonce, beside } = memory;
  const isSigned = token.signer !== undefined;
  const line = (
    label: string,
    given: string | undefined,
    id: 'chooseRoot' | 'chooseSigner' | 'chooseKrd' | 'addRandomNumber',
  ): Statement => ({
    ...fact(label, given ?? vscode.l10n.t('none selected')),
    action: { id, title: given === undefined ? vscode.l10n.t('Select…') : vscode.l10n.t('Change…') },
  });
  const lines = [
    ...(token.kind === 'RT_KRD'
      ? []
      : [line(vscode.l10n.t('Trusted root'), expected.root?.subject.text, 'chooseRoot')]),
    ...(isSigned
      ? [
          line(vscode.l10n.t('Expected signer'), expected.kdh?.subject.text, 'chooseSigner'),
          line(vscode.l10n.t('Expected KRD'), expected.krd?.subject.text, 'chooseKrd'),
        ]
      : []),
    ...(nonce || (token.nonce && isSigned)
      ? [
          line(
            vscode.l10n.t('Random number'),
            nonce && toHex(nonce.subarray(0, 64)).toUpperCase(),
            'addRandomNumber',
          ),
        ]
      : []),
  ];
  const lay: Statement = {
    ...fact(
      vscode.l10n.t('Related files'),
      beside.files.length === 0 ? vscode.l10n.t('none used') : nameList(beside.files),
    ),
    action: { id: 'lookBeside', title: vscode.l10n.t('Search Again') },
  };
  return lines.length === 0 ? [] : [section('expected', vscode.l10n.t('Checked against'), [...lines, lay])];
}

/** What opening showed: check values and lengths, never the key. */
function openedSection(memory: Tr34Memory | undefined): Section[] {
  const opened = memory?.opened;
  if (!opened?.open) return [];
  const { kcvs, bits, strength, padding, block } = opened;
  const kcv = [
    ...(kcvs?.ansiX924 === undefined ? [] : [`${kcvs.ansiX924} (${kcvMethodName('ANSI_X9_24')})`]),
    ...(kcvs?.cmac === undefined ? [] : [`${kcvs.cmac.slice(0, 6)} (${kcvMethodName('CMAC')})`]),
    ...(kcvs?.hmac === undefined ? [] : [`${kcvs.hmac} (${kcvMethodName('HMAC')})`]),
  ];
  return [
    section('opened', vscode.l10n.t("Opened with the KRD's key"), [
      fact(
        vscode.l10n.t('Key'),
        [strength?.name, bits === undefined ? '' : vscode.l10n.t('{0} bits', bits)]
          .filter(Boolean)
          .join(', '),
      ),
      ...(kcv.length === 0 ? [] : [fact(vscode.l10n.t('Check value'), kcv.join(', '))]),
      ...(block ? [fact(vscode.l10n.t('Header inside'), block.header)] : []),
      ...(padding === undefined
        ? []
        : [fact(vscode.l10n.t('Ephemeral key padded with'), `OAEP ${padding}`.replace('OAEP PKCS', 'PKCS'))]),
      verdict(
        'none',
        vscode.l10n.t('The key itself is not shown, and its bytes have already been overwritten.'),
      ),
    ]),
  ];
}

function headerSection(token: Tr34Token): Section[] {
  const { headerBlock, spans } = token;
  if (!headerBlock) return [];
  const start = spans.header?.start ?? 0;
  // The OCTET STRING of a header is shorter than 128 bytes, or has one more byte of length.
  const head = headerBlock.text.length < 128 ? 2 : 3;
  return [
    section(
      'header',
      vscode.l10n.t('Key block header, signed in clear'),
      headerBlock.fields.map((field) => {
        const { raw, span } = field;
        return fact(fieldName(field), `${raw} · ${fieldMeaning(field)}`, {
          start: start + head + span.start,
          end: start + head + span.end,
        });
      }),
    ),
  ];
}

function formStatements(token: Tr34Token, memory: Tr34Memory | undefined): Statement[] {
  const known = memory?.opened?.axis;
  return token.axes.map((one) => {
    const axis = known?.id === one.id ? known : one;
    const products =
      axis.products.length > 0
        ? ` ${vscode.l10n.t('Seen in: {0}.', axis.products.map((product) => localised({ template: product })).join(', '))}`
        : '';
    return fact(localised({ template: axis.name }), `${localised(axis)}${products}`, axis.span);
  });
}

/** A tick only where the signature verified: of the rest AWS's documents say that it fits, no more. */
function awsSection(token: Tr34Token, memory: Tr34Memory | undefined, checks: readonly Tr34Check[]): Section {
  const bits = memory?.opened?.bits;
  const { importable, key, findings } = judgeTr34(token, bits === undefined ? {} : { keyBits: bits });
  const as = key?.keyUsage ?? '';
  const isSigned = checks.some((one) => one.id === 'signature' && one.verdict === 'right');
  const failed = checks.some((one) => one.verdict === 'wrong');
  const headline = {
    yes: failed
      ? verdict(
          'warn',
          vscode.l10n.t(
            'AWS Payment Cryptography: meets the documented rules as {0}, but a check of the token failed.',
            as,
          ),
        )
      : verdict(
          isSigned ? 'ok' : 'unknown',
          vscode.l10n.t('AWS Payment Cryptography: meets the documented rules as {0}.', as),
        ),
    no: verdict('wrong', vscode.l10n.t('AWS Payment Cryptography: cannot be imported.')),
    // No check that could be done would tell more.
    unclear: verdict(
      'warn',
      vscode.l10n.t('AWS Payment Cryptography: not documented whether this is accepted.'),
    ),
  }[importable];
  return section('aws', vscode.l10n.t('AWS Payment Cryptography'), [headline, ...findings.map(ofFinding)]);
}
