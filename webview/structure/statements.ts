import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import type {
  ActionId,
  ByteSpan,
  FromStructurePage,
  Statement,
  StatementStatus,
  TimeBar,
} from '../../src/protocol/structure';

/** What the parts of the page can bring about. */
export interface PageActions {
  readonly send: (message: FromStructurePage) => void;
  /** Shows bytes in the tree and beside it. */
  readonly goTo: (span: ByteSpan) => void;
}

const signs: Readonly<Record<StatementStatus, string>> = {
  ok: '✓',
  wrong: '✗',
  unknown: '?',
  warn: '!',
  none: '',
};

const statusWord = (status: StatementStatus): string =>
  ({
    ok: l10n.t('Verified'),
    wrong: l10n.t('Failed'),
    unknown: l10n.t('Not checked'),
    warn: l10n.t('Warning'),
    none: '',
  })[status];

/** Icon for the eye, word for the ear. */
export function verdictMark(status: StatementStatus): TemplateResult {
  return status === 'none'
    ? html`<span class="verdict none"></span>`
    : html`<span class="verdict ${status}"
        ><span aria-hidden="true">${signs[status]}</span
        ><span class="heard">${statusWord(status)}: </span></span
      >`;
}

export function actionButton(
  { send }: PageActions,
  { id, title, argument = 0 }: { id: ActionId; title: string; argument?: number },
): TemplateResult {
  const act = (): void => send({ type: 'action', id, argument });
  return html`<vscode-button appearance="secondary" @click=${act}>${title}</vscode-button>`;
}

/** The same as a link, within a line. @param what the words in front of it, for readers that list the buttons alone */
export function actionLink(
  { send }: PageActions,
  { id, title, argument = 0 }: { id: ActionId; title: string; argument?: number },
  what: string,
): TemplateResult {
  const act = (): void => send({ type: 'action', id, argument });
  return html`<button type="button" class="link" aria-label="${title} ${what}" @click=${act}>
    ${title}
  </button>`;
}

/** A link to bytes, named by what they are. */
export function spanLink({ goTo }: PageActions, span: ByteSpan, what: string): TemplateResult {
  const place = l10n.t('offset {0}', span.start);
  return html`<button
    type="button"
    class="link"
    aria-label="${place}, ${what.slice(0, 80)}"
    @click=${() => goTo(span)}
  >
    ${place}
  </button>`;
}

/** The same as an icon, for rows where the place is not what is looked for. */
function placeIcon({ goTo }: PageActions, span: ByteSpan, what: string): TemplateResult {
  const place = l10n.t('offset {0}', span.start);
  return html`<button
    type="button"
    class="link place"
    aria-label="${place}, ${what.slice(0, 80)}"
    title=${l10n.t('Show in the structure, {0}', place)}
    @click=${() => goTo(span)}
  >
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d="M8 1v4M8 11v4M1 8h4M11 8h4" />
      <circle cx="8" cy="8" r="4.5" />
      <circle cx="8" cy="8" r="1" />
    </svg>
  </button>`;
}

/** @param linked false where places are not those of the shown part */
export function statementList(
  actions: PageActions,
  statements: readonly Statement[],
  linked: boolean,
): TemplateResult {
  return html`<ul class="statements">
    ${statements.map((statement) => statementLine(actions, statement, linked))}
  </ul>`;
}

function statementLine(actions: PageActions, statement: Statement, linked: boolean): TemplateResult {
  const { label, text, mono, span, status, action, inside } = statement;
  return html`<li class=${label === '' ? 'statement sentence' : 'statement'}>
    ${label === '' ? nothing : html`<span class="label">${label}</span>`}
    <span class=${mono === true ? 'said mono' : 'said'}>${verdictMark(status)}<span>${text}</span></span>
    ${action ? html`<span class="act">${actionButton(actions, action)}</span>` : nothing}
    <span class="links">
      ${span && linked ? placeIcon(actions, span, label || text) : nothing}
      ${
        mono === true
          ? html`<button
              type="button"
              class="link"
              aria-label="${l10n.t('Copy')} ${label}"
              @click=${() => actions.send({ type: 'copyText', text })}
            >
              ${l10n.t('Copy')}
            </button>`
          : nothing
      }
    </span>
    ${
      inside
        ? html`<ul class="statements inside">
            ${inside.map((one) => statementLine(actions, one, linked))}
          </ul>`
        : nothing
    }
  </li>`;
}

/** A bar on a line with today marked; words say the same. Places are set as properties, which the policy allows. */
export function timeLine({ text, from, to, now, ends, status }: TimeBar): TemplateResult {
  const percent = (part: number): string => `${part * 100}%`;
  return html`<div class="timeLine" role="img" aria-label=${text}>
    <div class="way">
      <div
        class="filled ${status}"
        .style=${`left: ${percent(from)}; width: ${percent(Math.max(0.005, to - from))}`}
      ></div>
      <div class="now" .style=${`left: ${percent(now)}`}>
        <span class=${now > 0.85 ? 'nowWord left' : 'nowWord'}>${l10n.t('now')}</span>
      </div>
    </div>
    <div class="ends"><span>${ends[0]}</span><span>${ends[1]}</span></div>
  </div>`;
}
