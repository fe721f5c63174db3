/** What stands between the last question and the call: findings, the fingerprint that is typed, the confirmation. */
import * as vscode from 'vscode';
import { toUpperHex } from '../../core/crypto/bytes';
import { digestOf } from '../../core/crypto/hmac';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Finding } from '../../core/findings';
import { escapeNotification } from '../ui/markdown';
import { type Answer, type Choice, type Frame, type Ui, back } from '../flow/ui';
import { findingText, grouped, severityIcons, severityWord } from './importTexts';

/**
 * Shows findings worst first. Choosing one shows it in full; 'next' goes on, which a blocked import cannot.
 */
export async function showFindings(
  ui: Ui,
  frame: Frame,
  findings: readonly Finding[],
): Promise<Answer<'next'>> {
  const blocked = findings.some(({ severity }) => severity === 'error');
  const onward: Choice<Finding | 'next' | typeof back>[] = blocked
    ? frame.canGoBack
      ? [{ label: `$(arrow-left) ${vscode.l10n.t('Go back and change it')}`, value: back }]
      : []
    : [{ label: `$(arrow-right) ${vscode.l10n.t('Go on to the confirmation')}`, value: 'next' }];
  const choices = [
    ...onward,
    ...findings.map((finding, place): Choice<Finding> => {
      const before = findings[place - 1]?.severity;
      return {
        label: `${severityIcons[finding.severity]} ${findingText(finding)}`,
        ...(finding.reference === undefined ? {} : { description: finding.reference }),
        ...(before === finding.severity ? {} : { group: severityWord(finding.severity) }),
        value: finding,
      };
    }),
  ];
  for (;;) {
    const chosen = await ui.pick<Finding | 'next' | typeof back>(frame, {
      placeholder: blocked
        ? vscode.l10n.t('This cannot be sent as it is; choose a line to read it in full')
        : vscode.l10n.t('Read these before you confirm; choose a line to read it in full'),
      choices,
      active: choices[0]?.value,
    });
    if (chosen === undefined || chosen === back || chosen === 'next') return chosen;
    await ui.confirm(
      findingText(chosen),
      chosen.reference === undefined ? '' : vscode.l10n.t('Source: {0}', chosen.reference),
    );
  }
}

/** SHA-256 of a certificate, upper-case hex. */
export function fingerprintOf(certificate: Pick<Certificate, 'raw'>): string {
  return toUpperHex(digestOf('SHA-256', certificate.raw));
}

/** Shows whose certificate becomes a root, and has the end of its fingerprint typed. */
export async function askFingerprint(ui: Ui, frame: Frame, root: Certificate): Promise<Answer<true>> {
  const whole = fingerprintOf(root);
  const end = whole.slice(-8);
  const answer = await ui.input(frame, {
    prompt: escapeNotification(
      vscode.l10n.t(
        'Root "{0}", SHA-256 {1}. Compare it with what you were given, and type its last eight digits.',
        root.subject.text,
        grouped(whole),
      ),
    ),
    placeholder: vscode.l10n.t('last eight digits of the fingerprint'),
    check: (text, entered) =>
      !entered || text.replace(/[\s:]/g, '').toUpperCase() === end
        ? undefined
        : {
            message: vscode.l10n.t(
              'These are not the last eight digits of the fingerprint {0}.',
              grouped(whole),
            ),
            severity: 'error',
          },
  });
  return answer === undefined || answer === back ? answer : true;
}
