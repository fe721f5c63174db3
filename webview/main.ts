import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import {
  isToInspectorPage,
  type FromInspectorPage,
  type InspectorModel,
  type InspectorOffers,
  type RestoreToken,
  type ToInspectorPage,
} from '../src/protocol/inspector';
import { isToVerification, type FromVerification, type ToVerification } from '../src/protocol/verification';
import { ExpectedKcv } from './keyBlock/expectedKcv';
import { blockParts, header } from './keyBlock/page';
import { PageContext, type PageMemory } from './keyBlock/pageContext';
import { PasteBox } from './keyBlock/pasteBox';
import { pathTo, sameField, Selection } from './keyBlock/selection';
import { painter } from './ui/painter';
import { registerControls } from './ui/toolkit';
import { Verification } from './verification';

declare function acquireVsCodeApi(): {
  postMessage(message: FromInspectorPage | FromVerification): void;
  setState(state: RestoreToken | undefined): void;
};

const host = acquireVsCodeApi();
const post = (message: FromInspectorPage): void => host.postMessage(message);
const paint = painter(page, document.getElementById('root') ?? document.body);
const box = new PasteBox(post, paint);
/** What is shown; the next block keeps the place that was chosen in it. */
let shown: PageContext | undefined;
const memory: PageMemory = { fieldsOpen: false };
/** What was verified of the block that is shown. */
let verification: Verification | undefined;
const postAnswer = (message: FromVerification): void => host.postMessage(message);
const expected = new ExpectedKcv(paint, (text) => postAnswer({ type: 'expect', text }));
let copied = '';

/** Until the extension has answered nobody knows whether there is a block: a frame, and no words about it. */
let answered = false;

function page(): TemplateResult {
  if (!answered) return frame();
  return html`<div>${shown ? header(shown, verification?.model, () => box.ask()) : empty()}</div>
    ${box.part()}
    <div>${shown ? blockParts(shown, html`<div>${verification?.part() ?? nothing}</div>`) : nothing}</div>
    <p class="copied" role="status">${copied}</p>`;
}

function frame(): TemplateResult {
  const tile = html`<div class="tile awaited"></div>`;
  return html`<div>
      <header><h1>${document.title}</h1></header>
    </div>
    <div class="tiles" aria-hidden="true">${Array.from({ length: 12 }, () => tile)}</div>`;
}

function empty(): TemplateResult {
  return html`<h1>${l10n.t('Key block')}</h1>
    <p>${l10n.t('No key block here. Select one, or paste it.')}</p>`;
}

function onVerification(message: ToVerification): void {
  if (message.type === 'revealed') verification?.reveal(message.key, message.seconds);
  else if (message.type === 'hidden') verification?.hide();
  else if (message.type === 'expected') expected.compared(message.text, message.verdict);
  else {
    verification?.hide();
    verification = new Verification(message.model, expected, postAnswer, paint);
    expected.again();
    if (shown) shown.mac = message.model.verdict;
    paint();
    // The verdict stands on top, and is what was asked for; beside a comparison it was known before.
    if (!shown?.model.comparison) window.scrollTo({ top: 0 });
  }
}

/** Shows another block; what was chosen stays. */
function show(model: InspectorModel, offers: InspectorOffers): void {
  // The box with what was made stands on top, and is what was asked for.
  if (model.made && model.text !== shown?.model.text) window.scrollTo({ top: 0 });
  const compared = model.comparison && model.comparison.title !== shown?.model.comparison?.title;
  const before = shown?.selection.chosen;
  const chosen = shown && before && sameField(model.fields, pathTo(shown.model.fields, before));
  const selection = new Selection(chosen, paint, ({ start, end }) => post({ type: 'select', start, end }));
  shown = new PageContext(model, offers, selection, post, paint, memory);
  box.show(model.typed);
  paint();
  if (compared === true) scrollToComparison();
}

/** It was asked for: its heading comes to the top, under the header where that stays in sight. */
function scrollToComparison(): void {
  const heading = document.getElementById('comparison')?.getBoundingClientRect().top ?? 0;
  const header = document.querySelector('header');
  const stays = header !== null && getComputedStyle(header).position === 'sticky';
  window.scrollBy({ top: heading - (stays ? header.offsetHeight : 0) });
}

let copiedTimer: ReturnType<typeof setTimeout> | undefined;
function sayCopied(text: string): void {
  clearTimeout(copiedTimer);
  copied = text;
  paint();
  if (text !== '') copiedTimer = setTimeout(() => sayCopied(''), 2000);
}

function receive(message: ToInspectorPage): void {
  switch (message.type) {
    case 'texts':
      l10n.config({ contents: message.texts });
      return;
    case 'copied':
      sayCopied(l10n.t('Copied.'));
      return;
    case 'moved':
      host.setState(message.restore);
      if (shown) shown.model = { ...shown.model, place: message.place };
      paint();
      return;
    case 'show':
    case 'empty':
      answered = true;
      verification?.hide();
      verification = undefined;
      if (shown) shown.mac = undefined;
      if (message.type === 'empty' || message.model.text !== shown?.model.text) expected.forget();
      host.setState(message.type === 'show' ? message.model.restore : undefined);
      if (message.type === 'show') show(message.model, message.offers);
      else {
        shown = undefined;
        box.ask();
      }
  }
}

registerControls();
paint();
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (isToInspectorPage(data)) receive(data);
  else if (isToVerification(data)) onVerification(data);
});
post({ type: 'ready' });
