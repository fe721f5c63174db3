import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit-html';
import type { Severity } from '../../src/protocol/structure';

/** Signs beside a word: for the eye; the word says the same. */
export const marks = { error: '✗', warning: '!', info: 'i', right: '✓', wrong: '✗', unclear: '?' } as const;

export function mark(kind: keyof typeof marks): TemplateResult {
  return html`<span aria-hidden="true" class="mark ${kind}">${marks[kind]}</span>`;
}

export function severityWord(severity: Severity): string {
  return { error: l10n.t('Error'), warning: l10n.t('Warning'), info: l10n.t('Note') }[severity];
}
