import type { RevealStrings, VerificationModel, VerificationRow } from '../src/protocol/verification';
import { control, element } from './ui/dom';

const marks = { right: '✓', wrong: '✗', warning: '!' } as const;
const severityMarks = { error: '✗', warning: '!', info: 'i' } as const;

/** The result of a verification as a part of the page, and what the messages about its key do to it. */
export interface VerificationPart {
  readonly node: HTMLElement;
  /** Shows the key and counts down; the page drops it by itself, whatever the extension does. */
  reveal(key: string, seconds: number): void;
  hide(): void;
}

export function verificationPart(
  model: VerificationModel,
  post: (message: { type: 'reveal' } | { type: 'hide' }) => void,
): VerificationPart {
  const heading = element('h2', { id: 'verification' }, model.headings.section);
  const verdict = element(
    'p',
    { class: `finding verdict ${model.verdict === 'right' ? 'right' : 'error'}`, role: 'status' },
    element('span', { 'aria-hidden': 'true', class: 'mark' }, marks[model.verdict]),
    element('strong', {}, model.title),
  );
  const key = model.reveal && keyPart(model.reveal, post);
  const list = element('dl', { class: 'facts' }, ...model.rows.map(factRow));
  if (key) list.append(key.node);
  const node = element(
    'section',
    { 'aria-labelledby': 'verification', class: 'verification' },
    heading,
    verdict,
  );
  if (model.findings.length > 0)
    node.append(
      element(
        'ul',
        { 'aria-label': model.headings.findings },
        ...model.findings.map(({ severity, message, reference }) =>
          element(
            'li',
            { class: `finding ${severity}` },
            element('span', { 'aria-hidden': 'true', class: 'mark' }, severityMarks[severity]),
            element('span', {}, `${message} `, element('span', { class: 'reference' }, reference)),
          ),
        ),
      ),
    );
  node.append(list);
  return {
    node,
    reveal: (digits, seconds) => key?.reveal(digits, seconds),
    hide: () => key?.hide(),
  };
}

function factRow(row: VerificationRow): HTMLElement {
  const value = element('span', row.digits === true ? { class: 'characters' } : {}, row.value);
  const parts: (Node | string)[] = [];
  if (row.mark) parts.push(element('span', { 'aria-hidden': 'true', class: 'mark' }, marks[row.mark]), ' ');
  parts.push(value);
  if (row.note !== undefined && row.note !== '')
    parts.push(' · ', element('span', { class: 'note' }, row.note));
  return element(
    'div',
    row.mark === undefined ? {} : { class: row.mark === 'wrong' ? 'error' : row.mark },
    element('dt', {}, row.label),
    element('dd', {}, ...parts),
  );
}

interface KeyPart {
  readonly node: HTMLElement;
  reveal(key: string, seconds: number): void;
  hide(): void;
}

function keyPart(
  strings: RevealStrings,
  post: (message: { type: 'reveal' } | { type: 'hide' }) => void,
): KeyPart {
  const shown = element('span', { class: 'characters key' }, strings.hidden);
  const countdown = element('span', { class: 'note', role: 'timer' });
  const button = control('vscode-button', { appearance: 'secondary' }, strings.button);
  let ticking: ReturnType<typeof setInterval> | undefined;
  const hide = (): void => {
    clearInterval(ticking);
    ticking = undefined;
    shown.textContent = strings.hidden;
    countdown.textContent = '';
    button.textContent = strings.button;
  };
  const reveal = (key: string, seconds: number): void => {
    hide();
    const until = Date.now() + seconds * 1000;
    shown.textContent = key.replace(/(.{4})(?=.)/g, '$1 ');
    button.textContent = strings.hide;
    const tick = (): void => {
      const left = Math.ceil((until - Date.now()) / 1000);
      if (left <= 0) hide();
      else countdown.textContent = strings.countdown.replace('{0}', String(left));
    };
    tick();
    ticking = setInterval(tick, 1000);
  };
  button.addEventListener('click', () => {
    if (ticking === undefined) {
      post({ type: 'reveal' });
      return;
    }
    hide();
    post({ type: 'hide' });
  });
  return {
    node: element(
      'div',
      { class: 'keyRow' },
      element('dt', {}, strings.label),
      element('dd', {}, shown, ' ', button, ' ', countdown),
    ),
    reveal,
    hide,
  };
}

/** Before anything was verified: says so, and offers it where it can be done. */
export function notVerifiedPart(
  strings: { readonly verification: string; readonly notVerified: string; readonly verify: string },
  verify: (() => void) | undefined,
): HTMLElement {
  const line = element(
    'p',
    { class: 'finding' },
    element('span', { 'aria-hidden': 'true', class: 'mark' }, '?'),
    element('span', {}, strings.notVerified),
  );
  if (verify) {
    const button = control('vscode-button', { appearance: 'secondary' }, strings.verify);
    button.addEventListener('click', verify);
    line.append(button);
  }
  return element(
    'section',
    { 'aria-labelledby': 'verification', class: 'verification' },
    element('h2', { id: 'verification' }, strings.verification),
    line,
  );
}
