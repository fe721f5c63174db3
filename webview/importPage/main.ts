import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import {
  isToImportPage,
  type FromImportPage,
  type ImportPageModel,
  type ImportRestoreToken,
  type ToImportPage,
} from '../../src/protocol/importPage';
import { CopiedWord, failurePart } from '../ui/ends';
import { focusWhenHere } from '../ui/focus';
import { mark } from '../ui/marks';
import { painter } from '../ui/painter';
import { registerControls } from '../ui/toolkit';
import { aside, type AsideMemory } from './aside';
import { resultPart } from './end';
import { fieldsSection, focusOn, type FieldContext } from './fields';
import { Give, sourcePart } from './give';
import { Typed } from './typed';

declare function acquireVsCodeApi(): {
  postMessage(message: FromImportPage): void;
  setState(state: ImportRestoreToken | undefined): void;
};

const host = acquireVsCodeApi();
const post = (message: FromImportPage): void => host.postMessage(message);
const paint = painter(page, document.getElementById('root') ?? document.body);
const typed = new Typed((field, value) => post({ type: 'set', field, value }));
const give = new Give(post, paint);
const memory: AsideMemory = { requestOpen: false };
let model: ImportPageModel | undefined;
const copied = new CopiedWord(paint);

const submit = (): void => {
  typed.flush();
  post({ type: 'import' });
};
const context: FieldContext = { post, typed, paint, submit };

function page(): TemplateResult {
  if (!model) return html`<header><h1>${document.title}</h1></header>`;
  const { result, source, busy } = model;
  return html`${header(model)} ${failurePart(model.failure, (id) => post({ type: 'act', field: '', id }))}
    ${
      result
        ? html`${resultPart(result, post)}
            <details class="sent">
              <summary>${result.waiting === true ? l10n.t('Request sent') : l10n.t('Imported key')}</summary>
              ${body({ ...model, busy: ' ', locked: true })}
            </details>`
        : source
          ? body(model)
          : html`${model.sources.length > 0 ? sourcePart(model, post) : nothing}${give.part(model)}`
    }
    <p class="unseen" role="status">${busy.trim() || copied.text}</p>`;
}

function body(shown: ImportPageModel): TemplateResult {
  return html`<div class="columns">
    <div>${sourcePart(shown, post)} ${fieldsSection(shown, context)}</div>
    <div class="aside">${aside(shown, post, memory)}</div>
  </div>`;
}

function header({
  title,
  target,
  live,
  result,
  source,
  ready,
  busy,
  obstacle,
  obstacleField,
}: ImportPageModel) {
  return html`<header>
    <div>
      <h1>${result?.title ?? title}</h1>
      <p class="target ${live ? 'live' : ''}">
        ${live ? html`${mark('warning')}` : nothing}<span>${target}</span>
      </p>
    </div>
    ${
      result || !source
        ? nothing
        : html`<div class="actions" role="group" aria-label=${l10n.t('Import')}>
            ${busy === '' ? nothing : html`<span class="busy">${busy}</span>`}
            ${
              ready || busy !== '' || obstacle === ''
                ? nothing
                : obstacleField === ''
                  ? html`<span class="obstacle" id="obstacle">${mark('wrong')} ${obstacle}</span>`
                  : html`<button
                      type="button"
                      class="quiet obstacle"
                      id="obstacle"
                      @click=${() => focusOn(obstacleField)}
                    >
                      ${obstacle}
                    </button>`
            }
            ${
              busy === ''
                ? html`<vscode-button
                    data-key="import"
                    ?disabled=${!ready}
                    aria-describedby=${ready ? nothing : 'obstacle'}
                    @click=${submit}
                    >${l10n.t('Import…')}</vscode-button
                  >`
                : html`<vscode-button
                    appearance="secondary"
                    data-key="cancel"
                    @click=${() => post({ type: 'cancel' })}
                    >${l10n.t('Cancel')}</vscode-button
                  >`
            }
          </div>`
    }
  </header>`;
}

/** The field that has the focus. */
function focusedField(): string | undefined {
  const id = document.activeElement?.id ?? '';
  return id.startsWith('field-') ? id.slice('field-'.length) : undefined;
}

function receive(message: ToImportPage): void {
  switch (message.type) {
    case 'texts':
      l10n.config({ contents: message.texts });
      return;
    case 'copied':
      copied.say();
      return;
    case 'show': {
      const ended = message.model.result !== undefined && model?.result === undefined;
      const failed = message.model.failure !== undefined && model?.failure === undefined;
      const onButton = document.activeElement?.getAttribute('data-key') === 'import';
      model = message.model;
      typed.shown(model, focusedField());
      host.setState(model.restore);
      paint();
      // The button makes room for the one that cancels.
      if (onButton && model.busy !== '')
        focusWhenHere(() => document.querySelector<HTMLElement>('[data-key="cancel"]'));
      // What happened is on top.
      if (ended || failed) window.scrollTo({ top: 0 });
      // Never away from what is being typed.
      if (message.focus !== undefined && focusedField() === undefined) focusOn(message.focus);
    }
  }
}

registerControls();
paint();
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (isToImportPage(data)) receive(data);
});
window.addEventListener('dragover', (event) => event.preventDefault());
window.addEventListener('drop', (event) => void give.dropped(event));
post({ type: 'ready' });
