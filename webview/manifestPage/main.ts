import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import {
  isToManifestPage,
  type FromManifestPage,
  type ManifestPageModel,
  type ManifestRestoreToken,
  type ManifestRowView,
  type ToManifestPage,
} from '../../src/protocol/manifestPage';
import { actionsPart, CopiedWord, factsList, failurePart } from '../ui/ends';
import { focusWhenHere } from '../ui/focus';
import { mark } from '../ui/marks';
import { painter } from '../ui/painter';
import { registerControls } from '../ui/toolkit';
import { verdictList } from '../ui/verdicts';
import { filters, rowsTable, type TableContext } from './table';

declare function acquireVsCodeApi(): {
  postMessage(message: FromManifestPage): void;
  setState(state: ManifestRestoreToken): void;
};

const host = acquireVsCodeApi();
const post = (message: FromManifestPage): void => host.postMessage(message);
const act = (id: string): void => post({ type: 'act', row: 0, id });
const paint = painter(page, document.getElementById('root') ?? document.body);
const context: TableContext = { post, paint, memory: { group: undefined, page: 0 } };
let model: ManifestPageModel | undefined;
let rows: ManifestRowView[] = [];
const copied = new CopiedWord(paint);

function page(): TemplateResult {
  if (!model) return html`<header><h1>${document.title}</h1></header>`;
  const { failure, verdicts, facts, actions, busy } = model;
  return html`${header(model)} ${failurePart(failure, act)} ${verdictList(verdicts, l10n.t('Manifest'))}
    ${factsList(facts)} ${actionsPart(actions, act)}
    <div class="scroll">${rowsTable(rows, context)}</div>
    <p class="unseen" role="status">${busy || copied.text}</p>`;
}

function header(shown: ManifestPageModel): TemplateResult {
  const { title, target, live, busy, progress } = shown;
  return html`<header>
    <div>
      <h1>${title}</h1>
      <p class="target ${live ? 'live' : ''}">
        ${live ? html`${mark('warning')}` : nothing}<span>${target}</span>
      </p>
      ${filters(shown, context)}
    </div>
    <div class="actions" role="group" aria-label=${l10n.t('Import')}>
      ${busy === '' ? nothing : html`<span class="busy">${busy}</span>`}
      ${
        progress
          ? html`<progress
              aria-label=${l10n.t('Rows imported')}
              max=${progress.of}
              .value=${progress.done}
            ></progress>`
          : nothing
      }
      ${button(shown)}
    </div>
  </header>`;
}

function button({ import: label, busy, progress }: ManifestPageModel): TemplateResult | typeof nothing {
  if (busy !== '')
    return html`<vscode-button appearance="secondary" data-key="stop" @click=${() => post({ type: 'stop' })}
      >${progress ? l10n.t('Stop') : l10n.t('Cancel')}</vscode-button
    >`;
  if (label === '') return nothing;
  return html`<vscode-button data-key="import" @click=${() => post({ type: 'import' })}
    >${label}</vscode-button
  >`;
}

function receive(message: ToManifestPage): void {
  switch (message.type) {
    case 'texts':
      l10n.config({ contents: message.texts });
      return;
    case 'rows':
      rows = [...message.rows];
      // A filter whose rows are gone would show an empty page.
      if (context.memory.group !== undefined && !rows.some(({ group }) => group === context.memory.group))
        context.memory.group = undefined;
      paint();
      return;
    case 'changed':
      for (const row of message.rows) rows[row.number - 1] = row;
      // The model that follows paints it.
      return;
    case 'copied':
      copied.say();
      return;
    case 'show': {
      const before = model;
      const onButton = document.activeElement?.hasAttribute('data-key') === true;
      model = message.model;
      host.setState(model.restore);
      paint();
      // The button that the focus was on makes room for another.
      if (onButton && (before?.busy === '') !== (model.busy === '')) focusOnButton();
      // First shown: Enter leads on.
      else if (
        before?.import !== model.import &&
        model.import !== '' &&
        document.activeElement === document.body
      )
        focusOnButton();
      if (model.failure !== undefined && before?.failure === undefined) window.scrollTo({ top: 0 });
    }
  }
}

function focusOnButton(): void {
  focusWhenHere(() => document.querySelector<HTMLElement>('[data-key]'));
}

registerControls();
paint();
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (isToManifestPage(data)) receive(data);
});
post({ type: 'ready' });
