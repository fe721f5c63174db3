import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { FromVerification, VerificationModel, VerificationRow } from '../src/protocol/verification';
import type { ExpectedKcv } from './keyBlock/expectedKcv';
import { marks } from './ui/marks';

/** The result of a verification as a part of the page, and what the messages about its key do to it. */
export class Verification {
  /** The revealed key in groups of four; only while it shows. */
  #key: string | undefined;
  #until = 0;
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor(
    readonly model: VerificationModel,
    private readonly expected: ExpectedKcv,
    private readonly post: (message: FromVerification) => void,
    private readonly paint: () => void,
  ) {}

  /** Shows the key and counts down; the page drops it by itself, whatever the extension does. */
  reveal(key: string, seconds: number): void {
    if (!this.model.reveal) return;
    this.#stop();
    this.#until = Date.now() + seconds * 1000;
    this.#key = key.replace(/(.{4})(?=.)/g, '$1 ');
    this.#ticking = setInterval(() => (this.#secondsLeft > 0 ? this.paint() : this.hide()), 1000);
    this.paint();
  }

  hide(): void {
    this.#stop();
    this.paint();
  }

  #stop(): void {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    this.#key = undefined;
  }

  get #secondsLeft(): number {
    return Math.ceil((this.#until - Date.now()) / 1000);
  }

  part(): TemplateResult {
    const { verdict, headline, findings, key, rows, reveal, checkValues } = this.model;
    // What speaks against the key is never folded away.
    const against = key ? rows.filter((row) => row.mark === 'warning' || row.mark === 'wrong') : rows;
    const details = rows.filter((row) => !against.includes(row));
    const mac: VerificationRow = {
      label: 'MAC',
      value: headline,
      mark: verdict === 'right' ? 'right' : 'warning',
    };
    return frame(
      key ? l10n.t('Key') : 'KBPK',
      html`${
          findings.length > 0
            ? html`<ul aria-label=${l10n.t('Findings')}>
                ${findings.map(
                  ({ severity, message, reference }) =>
                    html`<li class="finding ${severity}">
                      <span aria-hidden="true" class="mark">${marks[severity]}</span>
                      <span>${message} <span class="reference">${reference}</span></span>
                    </li>`,
                )}
              </ul>`
            : nothing
        }
        <dl class="facts">
          ${key ? [factRow(mac), factRow(key)] : nothing}
          ${checkValues.length > 0 ? this.expected.row() : nothing}
          ${reveal ? this.#keyRow(reveal.label) : nothing} ${against.map(factRow)}
        </dl>
        ${
          details.length > 0
            ? html`<details>
                <summary>${l10n.t('Details')}</summary>
                <dl class="facts">${details.map(factRow)}</dl>
              </details>`
            : nothing
        }`,
    );
  }

  #keyRow(label: string): TemplateResult {
    const key = this.#key;
    const turn = (): void => {
      if (this.#key === undefined) {
        this.post({ type: 'reveal' });
        return;
      }
      this.hide();
      this.post({ type: 'hide' });
    };
    return html`<div class="keyRow">
      <dt>${l10n.t('{0} value', label)}</dt>
      <dd>
        <span class="characters key">${key ?? l10n.t('hidden')}</span>
        <vscode-button appearance="secondary" @click=${turn}
          >${key === undefined ? l10n.t('Reveal…') : l10n.t('Hide')}</vscode-button
        >
        <span class="note" role="timer"
          >${key === undefined ? '' : l10n.t('Hidden again in {0} seconds', this.#secondsLeft)}</span
        >
      </dd>
    </div>`;
  }
}

function factRow({ label, value, digits, mark: kind, note }: VerificationRow): TemplateResult {
  return html`<div class=${kind === undefined ? nothing : kind === 'wrong' ? 'error' : kind}>
    <dt>${label}</dt>
    <dd>
      ${kind ? html`<span aria-hidden="true" class="mark">${marks[kind]}</span>` : nothing}
      <span class=${digits === true ? 'characters' : nothing}>${value}</span>
      ${note === undefined || note === '' ? nothing : html`· <span class="note">${note}</span>`}
    </dd>
  </div>`;
}

function frame(heading: string, content: TemplateResult): TemplateResult {
  return html`<section aria-labelledby="verification" class="verification">
    <h2 id="verification">${heading}</h2>
    ${content}
  </section>`;
}
