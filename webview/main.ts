import {
  isToWebview,
  type InspectorStrings,
  type RestoreToken,
  type ToExtension,
  type ToWebview,
} from '../src/protocol/inspector';
import { isVerificationToWebview, type VerificationToExtension } from '../src/protocol/verification';
import { blockParts, header } from './keyBlock/page';
import type { PageContext } from './keyBlock/pageContext';
import { PasteBox } from './keyBlock/pasteBox';
import { pathTo, sameField, Selection } from './keyBlock/selection';
import { element } from './ui/dom';
import { registerControls } from './ui/toolkit';
import { notVerifiedPart, verificationPart, type VerificationPart } from './verification';

declare function acquireVsCodeApi(): {
  postMessage(message: ToExtension | VerificationToExtension): void;
  setState(state: RestoreToken | undefined): void;
};

const host = acquireVsCodeApi();
const post = (message: ToExtension): void => host.postMessage(message);
const root = document.getElementById('root') ?? document.body;

const top = element('div');
const body = element('div');
const copied = element('p', { class: 'copied', role: 'status' });
let box: PasteBox | undefined;
/** What is shown, for the next block to keep the place that was chosen in it. */
let shown: PageContext | undefined;
/** What was verified of the block that is shown, and where it stands on the page. */
let verification: VerificationPart | undefined;
let verificationSlot: HTMLElement | undefined;

function pasteBox(strings: InspectorStrings): PasteBox {
  if (box) return box;
  box = new PasteBox(strings, post);
  root.replaceChildren(top, box.node, body, copied);
  return box;
}

function onVerification(data: unknown): void {
  if (!isVerificationToWebview(data)) return;
  if (data.type === 'revealed') verification?.reveal(data.key, data.seconds);
  else if (data.type === 'hidden') verification?.hide();
  else if (data.type === 'verification') {
    verification?.hide();
    verification = verificationPart(data.model, (message) => host.postMessage(message));
    verificationSlot?.replaceChildren(verification.node);
    // It stands below the fields, and it is what was asked for.
    verification.node.scrollIntoView({ block: 'start' });
  }
}

/** Makes the page anew where the block is another; focus, scrolling and what was chosen stay. */
function show(message: Extract<ToWebview, { type: 'show' }>): void {
  const { model, offers, strings } = message;
  const focused = (document.activeElement as HTMLElement | null)?.dataset.key;
  const open = document.querySelector('details')?.open === true;
  const scrolled = document.scrollingElement?.scrollTop ?? 0;
  const selection = new Selection();
  const before = shown?.selection.chosen;
  if (shown && before) selection.chosen = sameField(model.fields, pathTo(shown.model.fields, before));
  const context: PageContext = { model, offers, strings, selection, post };
  const typing = pasteBox(strings);
  const verify = offers.verify ? (): void => post({ type: 'verify' }) : undefined;
  verificationSlot = element('div', {}, notVerifiedPart(strings, verify));
  top.replaceChildren(header(context, () => typing.ask()));
  body.replaceChildren(...blockParts(context), verificationSlot);
  typing.show(model.typed);
  selection.onChosen((chosen) => {
    if (chosen) post({ type: 'select', start: chosen.start, end: chosen.end });
  });
  shown = context;
  for (const details of document.querySelectorAll('details')) details.open = open;
  if (focused !== undefined)
    document
      .querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)
      ?.focus({ preventScroll: true });
  if (document.scrollingElement) document.scrollingElement.scrollTop = scrolled;
}

function ask(strings: InspectorStrings): void {
  shown = undefined;
  verificationSlot = undefined;
  const typing = pasteBox(strings);
  top.replaceChildren(element('h1', {}, strings.pasteLabel), element('p', {}, strings.empty));
  body.replaceChildren();
  typing.ask();
}

let copiedTimer: ReturnType<typeof setTimeout> | undefined;
function sayCopied(): void {
  clearTimeout(copiedTimer);
  copied.textContent = shown?.strings.copied ?? '';
  copiedTimer = setTimeout(() => (copied.textContent = ''), 2000);
}

registerControls();
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const { data } = event;
  if (!isToWebview(data)) onVerification(data);
  else if (data.type === 'copied') sayCopied();
  else if (data.type === 'moved') {
    host.setState(data.restore);
    const place = document.querySelector('.documentPlace');
    if (place) place.textContent = data.place ?? '';
  } else {
    verification?.hide();
    verification = undefined;
    host.setState(data.type === 'show' ? data.model.restore : undefined);
    if (data.type === 'show') show(data);
    else ask(data.strings);
  }
});
post({ type: 'ready' });
