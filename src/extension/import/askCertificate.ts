/** A certificate that a flow needs: one that is open, from a file, or pasted; a wrong one is said, not lost. */
import * as vscode from 'vscode';
import { digestOf } from '../../core/crypto/hmac';
import { sameOctets } from '../../core/octets';
import type { Certificate } from '../../core/x509/certificateTypes';
import { colonHex } from '../../core/x509/fingerprints';
import { fileOfText, readFile } from '../material/structureFile';
import { escapeNotification } from '../ui/markdown';
import { type Answer, type Choice, type Frame, type Ui, back } from '../flow/ui';
import { certificatesInFile } from './openMaterial';

export interface CertificateQuestion {
  readonly placeholder: string;
  /** Why one cannot be it, in a sentence; undefined where it can. */
  readonly refusal: (certificate: Certificate) => string | undefined;
  /** What is to be said of one that can, such as "signed this token". */
  readonly fits: string;
  readonly active?: Certificate | undefined;
}

type Source = 'file' | 'paste';
const mostListed = 30;

/** @param known those at hand; what is loaded is added to them */
export async function askCertificate(
  ui: Ui,
  frame: Frame,
  question: CertificateQuestion,
  known: Certificate[],
): Promise<Answer<Certificate>> {
  let active: Certificate | Source | undefined = question.active;
  for (;;) {
    const answer: Answer<Certificate | Source> = await ui.pick<Certificate | Source>(frame, {
      placeholder: question.placeholder,
      choices: choicesOf(question, known),
      active,
    });
    if (answer === undefined || answer === back) return answer;
    const loaded: Answer<readonly Certificate[]> =
      answer === 'file' ? await fromFile(ui) : answer === 'paste' ? await fromPaste(ui, frame) : [answer];
    if (loaded === undefined) return undefined;
    if (loaded === back || loaded.length === 0) continue;
    for (const one of loaded) if (!known.some(({ raw }) => sameOctets(raw, one.raw))) known.unshift(one);
    const fitting = loaded.find((one) => question.refusal(one) === undefined);
    if (fitting) return fitting;
    active = loaded[0];
    ui.warn(escapeNotification(question.refusal(loaded[0]!) ?? ''));
  }
}

function choicesOf(
  { refusal, fits }: CertificateQuestion,
  known: readonly Certificate[],
): Choice<Certificate | Source>[] {
  const usable = known.filter((one) => refusal(one) === undefined).slice(0, mostListed);
  const others = known.filter((one) => refusal(one) !== undefined).slice(0, mostListed);
  const fingerprint = (one: Certificate): string => `SHA-256 ${colonHex(digestOf('SHA-256', one.raw))}`;
  return [
    ...usable.map((value) => ({
      label: nameOf(value),
      description: fits,
      detail: fingerprint(value),
      value,
    })),
    {
      label: `$(folder-opened) ${vscode.l10n.t('From a File…')}`,
      value: 'file' as const,
      ...(usable.length > 0 ? { group: vscode.l10n.t('Another certificate') } : {}),
    },
    {
      label: `$(clippy) ${vscode.l10n.t('Paste…')}`,
      description: vscode.l10n.t('PEM, base64 or hex'),
      value: 'paste' as const,
    },
    ...others.map((value, place) => ({
      label: nameOf(value),
      description: refusal(value) ?? '',
      value,
      ...(place === 0 ? { group: vscode.l10n.t('Not usable') } : {}),
    })),
  ];
}

const nameOf = ({ subject }: Certificate): string => escapeNotification(subject.label || subject.text);

async function fromFile(ui: Ui): Promise<readonly Certificate[]> {
  const uri = await ui.file({
    title: vscode.l10n.t('Certificate'),
    openLabel: vscode.l10n.t('Use This Certificate'),
  });
  if (!uri) return [];
  const found = certificatesInFile(await readFile(uri));
  if (found.length === 0) ui.warn(vscode.l10n.t('No certificate was found in the chosen file.'));
  return found;
}

async function fromPaste(ui: Ui, frame: Frame): Promise<Answer<readonly Certificate[]>> {
  const text = await ui.input(
    { ...frame, canGoBack: true },
    {
      prompt: vscode.l10n.t('Certificate as PEM, base64 or hexadecimal digits'),
      check: (typed) =>
        certificatesInFile(fileOfText('', typed)).length > 0
          ? undefined
          : { message: vscode.l10n.t('There is no whole certificate in it.'), severity: 'error' },
    },
  );
  return typeof text === 'string' ? certificatesInFile(fileOfText('', text)) : text;
}
