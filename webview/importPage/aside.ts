/** What the answers come to, beside the fields: the key, the checks, the certificates that come first, the request. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { FromImportPage, ImportPageModel, ImportShell, ImportStep } from '../../src/protocol/importPage';
import { factsList } from '../ui/ends';
import { verdictList } from '../ui/verdicts';

type Post = (message: FromImportPage) => void;

/** What of the page is unfolded; it stays so from model to model. */
export interface AsideMemory {
  requestOpen: boolean;
}

export function aside(model: ImportPageModel, post: Post, memory: AsideMemory): TemplateResult {
  return html`${becomesPart(model)}
  ${
    model.verdicts.length === 0
      ? nothing
      : html`<section aria-labelledby="checksTitle">
          <h2 id="checksTitle">${l10n.t('Checks')}</h2>
          ${verdictList(model.verdicts, l10n.t('Checks'))}
        </section>`
  }
  ${stepsPart(model.steps)} ${requestPart(model, post, memory)}`;
}

function becomesPart({ becomes }: ImportPageModel): TemplateResult | typeof nothing {
  if (becomes.length === 0) return nothing;
  return html`<section aria-labelledby="becomesTitle">
    <h2 id="becomesTitle">${l10n.t('Will be imported as')}</h2>
    ${factsList(becomes)}
  </section>`;
}

function stepsPart(steps: readonly ImportStep[]): TemplateResult | typeof nothing {
  if (steps.length === 0) return nothing;
  return html`<section aria-labelledby="stepsTitle">
    <h2 id="stepsTitle">${l10n.t('Certificates, in their order')}</h2>
    <ol class="steps">
      ${steps.map(
        ({ name, how, state }) =>
          html`<li class=${state}>
            <span class="stepName">${name}</span> <span class="reference">${how}</span>
            <span class="stepState">${stepWord(state)}</span>
          </li>`,
      )}
    </ol>
  </section>`;
}

function stepWord(state: ImportStep['state']): string {
  return {
    open: l10n.t('is imported'),
    there: l10n.t('already imported'),
    given: l10n.t('not imported'),
    running: l10n.t('importing…'),
    done: l10n.t('imported'),
    waiting: l10n.t('waiting for approval'),
    failed: l10n.t('failed'),
  }[state];
}

function requestPart(
  { request }: ImportPageModel,
  post: Post,
  memory: AsideMemory,
): TemplateResult | typeof nothing {
  if (!request) return nothing;
  const copy = (what: 'json' | 'cli', label: string): TemplateResult =>
    html`<button
      type="button"
      class="small"
      aria-label=${label}
      @click=${() => post({ type: 'copy', what, id: '' })}
    >
      ${l10n.t('Copy')}
    </button>`;
  return html`<details
    class="request"
    ?open=${memory.requestOpen}
    @toggle=${(event: Event) => (memory.requestOpen = (event.currentTarget as HTMLDetailsElement).open)}
  >
    <summary>${l10n.t('Request')}</summary>
    <h3>
      ${l10n.t('AWS CLI')}
      <select
        aria-label=${l10n.t('Shell')}
        @change=${(event: Event) =>
          post({
            type: 'shell',
            shell: (event.currentTarget as HTMLSelectElement).value as ImportShell,
          })}
      >
        ${request.shells.map(
          ({ id, label }) =>
            html`<option value=${id} .selected=${live(id === request.shell)}>${label}</option>`,
        )}
      </select>
      ${copy('cli', l10n.t('Copy AWS CLI command'))}
    </h3>
    <pre class="characters scroll" tabindex="0">${request.cli}</pre>
    <h3>JSON ${copy('json', l10n.t('Copy JSON'))}</h3>
    <pre class="characters scroll" tabindex="0">${request.json}</pre>
  </details>`;
}
