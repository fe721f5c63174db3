/** A TR-34 key token for an import: one that is open, pasted, or in a file; responses of HSMs are taken apart. */
import * as vscode from 'vscode';
import { readFuturex, readPayshieldB9, type PayshieldFrame } from '../../core/cms/tr34/hsmFrames';
import { readTr34 } from '../../core/cms/tr34/read';
import { tr34Title } from '../../core/cms/tr34/story';
import type { Tr34Token } from '../../core/cms/tr34/types';
import { fromHex } from '../../core/crypto/bytes';
import { sameOctets } from '../../core/octets';
import { decodeHex } from '../../core/input/encodings';
import { textOf } from '../../core/input/material';
import type { Certificate } from '../../core/x509/certificateTypes';
import { fileOf, fileOfText, nameOf, readFile } from '../material/structureFile';
import { escapeNotification } from '../ui/markdown';
import { type Answer, type Frame, type Ui, back } from '../flow/ui';
import { askCertificate } from './askCertificate';
import { openTokens, tokensIn, type Open } from './openMaterial';

export type FoundToken =
  | { readonly kind: 'token'; readonly token: Tr34Token }
  /** The signer is not named in a payShield response: its certificate is needed to make a token of it. */
  | { readonly kind: 'payShield'; readonly frame: PayshieldFrame }
  | { readonly kind: 'problem'; readonly text: string };

const mostBytes = 1_000_000;

/** What is in a text or file, read as a token or a response of an HSM with one. */
export function tokenIn(bytes: Uint8Array): FoundToken {
  const problem = (text: string): FoundToken => ({ kind: 'problem', text });
  const tokens = tokensIn(fileOf('', bytes));
  const key = tokens.find(({ kind }) => kind === 'KT_KDH');
  if (key) return { kind: 'token', token: key };
  const text = textOf(bytes);
  const futurex = text === undefined ? undefined : readFuturex(text);
  const inside = futurex?.token && readTr34(futurex.token);
  if (inside?.kind === 'KT_KDH') return { kind: 'token', token: inside };
  if (futurex)
    return problem(
      vscode.l10n.t('This Futurex response has no key token: {0}.', futurex.problem ?? futurex.command),
    );
  const hex = text === undefined ? undefined : decodeHex(text);
  const plain = hex?.strange.length === 0 && hex.bytes.length > 4 ? hex.bytes : bytes;
  const frame = tokens.length === 0 ? readPayshieldB9(plain) : undefined;
  if (frame)
    return frame.problem === undefined
      ? { kind: 'payShield', frame }
      : problem(vscode.l10n.t('This payShield response has no token: {0}.', frame.problem));
  const [other] = tokens;
  return problem(
    other
      ? vscode.l10n.t(
          'This is another message of TR-34, {0}; a key token (KT_KDH) is imported.',
          tr34Title(other),
        )
      : vscode.l10n.t('There is no TR-34 key token in it.'),
  );
}

type Source = 'file' | 'paste';

/** @param known certificates at hand; one that is loaded for a response of a payShield is added */
export async function askToken(
  ui: Ui,
  frame: Frame,
  known: Certificate[],
  before: Open<Tr34Token> | undefined,
): Promise<Answer<Open<Tr34Token>>> {
  for (;;) {
    const open = openTokens();
    if (before && !open.some(({ value }) => sameOctets(value.raw, before.value.raw))) open.unshift(before);
    const answer = await ui.pick<Open<Tr34Token> | Source>(frame, {
      placeholder: vscode.l10n.t('TR-34 token to import'),
      choices: [
        ...open.map((one) => ({
          label: `$(file-binary) ${escapeNotification(one.place)}`,
          description: tokenFacts(one.value),
          value: one,
        })),
        {
          label: `$(clippy) ${vscode.l10n.t('Paste…')}`,
          description: vscode.l10n.t('hex, base64 or PEM, or the response of an HSM'),
          value: 'paste' as const,
        },
        {
          label: `$(folder-opened) ${vscode.l10n.t('From a File…')}`,
          description: vscode.l10n.t('DER, PEM, base64 or hex, or the response of an HSM'),
          value: 'file' as const,
        },
      ],
      active: open.find(({ value }) => value.raw === before?.value.raw),
    });
    if (answer === undefined || answer === back) return answer;
    if (answer !== 'file' && answer !== 'paste') return answer;
    const found = await (answer === 'file' ? fromFile(ui) : fromPaste(ui, frame));
    if (found === undefined) return undefined;
    if (found === back) continue;
    if (found.value.kind === 'token') return { value: found.value.token, place: found.place };
    if (found.value.kind === 'problem') {
      ui.warn(escapeNotification(found.value.text));
      continue;
    }
    const token = await assembled(ui, frame, found.value.frame, known);
    if (token === undefined) return undefined;
    if (token !== back) return { value: token, place: found.place };
  }
}

/** "K0, TDES, two-pass, 1435 bytes". */
export function tokenFacts(token: Tr34Token): string {
  const { headerBlock, pass, raw } = token;
  return [
    ...(headerBlock ? [headerBlock.usage.code, headerBlock.algorithm.name] : []),
    pass === 'two' ? vscode.l10n.t('two-pass') : pass === 'one' ? vscode.l10n.t('one-pass') : '',
    vscode.l10n.t('{0} bytes', raw.length),
  ]
    .filter((part) => part !== '')
    .map(escapeNotification)
    .join(', ');
}

async function fromFile(ui: Ui): Promise<Answer<Open<FoundToken>>> {
  const uri = await ui.file({
    title: vscode.l10n.t('TR-34 Token'),
    openLabel: vscode.l10n.t('Use This Token'),
  });
  if (!uri) return back;
  const { size } = await vscode.workspace.fs.stat(uri);
  const place = nameOf(uri);
  if (size > mostBytes)
    return { place, value: { kind: 'problem', text: vscode.l10n.t('That file is too large for a token.') } };
  return { place, value: tokenIn((await readFile(uri)).bytes) };
}

async function fromPaste(ui: Ui, frame: Frame): Promise<Answer<Open<FoundToken>>> {
  const read = (text: string): FoundToken => tokenIn(new TextEncoder().encode(text.slice(0, mostBytes)));
  const text = await ui.input(
    { ...frame, canGoBack: true },
    {
      prompt: vscode.l10n.t(
        'TR-34 token as hex, base64 or PEM, or the response of a payShield or Futurex HSM',
      ),
      check: (typed) => {
        const found = read(typed);
        return found.kind === 'problem'
          ? { message: escapeNotification(found.text), severity: 'error' }
          : undefined;
      },
    },
  );
  if (text === undefined || text === back) return text;
  return { place: vscode.l10n.t('pasted'), value: read(text) };
}

async function assembled(
  ui: Ui,
  frame: Frame,
  response: PayshieldFrame,
  known: Certificate[],
): Promise<Answer<Tr34Token>> {
  const kdh = await askCertificate(
    ui,
    { ...frame, canGoBack: true },
    {
      placeholder: vscode.l10n.t('Certificate of the KDH, which the payShield response does not name'),
      refusal: ({ publicKey }) =>
        publicKey.modulus ? undefined : vscode.l10n.t('It has no RSA key, and a KDH signs with RSA.'),
      fits: vscode.l10n.t('an RSA key'),
    },
    known,
  );
  if (kdh === undefined || kdh === back) return kdh;
  const { assemblePayshield } = await import('../../core/make/payshieldToken');
  const bytes = assemblePayshield(response, kdh.raw);
  const token = bytes && readTr34(bytes);
  if (token?.kind === 'KT_KDH') return token;
  ui.warn(vscode.l10n.t('No token could be made of this response.'));
  return back;
}

/** The random number of a text: digits, or a random number token in any encoding. */
export function randomNumberIn(text: string): Uint8Array | undefined {
  const digits = fromHex(text.replace(/[\s:]/g, ''));
  if (digits && digits.length >= 8 && digits.length <= 16 && digits[0] !== 0x30) return digits;
  const token = fileOfText('', text)
    .parts.map(({ bytes }) => readTr34(bytes))
    .find((one) => one?.kind === 'RT_KRD');
  return token?.nonce ?? (digits && digits.length >= 8 && digits.length <= 16 ? digits : undefined);
}
