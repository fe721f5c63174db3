import {
  isToWebview,
  type InspectorStrings,
  type RestoreToken,
  type ToExtension,
} from '../src/protocol/inspector';
import { isVerificationToWebview, type VerificationToExtension } from '../src/protocol/verification';
import { keyBlockPage } from './keyBlock';
import { control, element } from './ui/dom';
import { registerControls } from './ui/toolkit';
import { notVerifiedPart, verificationPart, type VerificationPart } from './verification';

declare function acquireVsCodeApi(): {
  postMessage(message: ToExtension | VerificationToExtension): void;
  setState(state: RestoreToken | undefined): void;
};

const host = acquireVsCodeApi();
const root = document.getElementById('root');

/** Asks for a block; what is typed goes to the extension and is not kept here. */
function emptyPage(strings: InspectorStrings): Node[] {
  const field = control(
    'vscode-text-field',
    { size: '60', placeholder: 'D0112P0AE00E0000…' },
    strings.pasteLabel,
  ) as HTMLElement & { value: string };
  const button = control('vscode-button', {}, strings.decode);
  const send = (): void => {
    if (field.value.trim() !== '') host.postMessage({ type: 'decode', text: field.value });
  };
  button.addEventListener('click', send);
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') send();
  });
  return [
    element('h1', {}, strings.pasteLabel),
    element('p', {}, strings.empty),
    element('div', { class: 'ask' }, field, button),
  ];
}

/** What was verified of the block that is shown, and where it stands on the page. */
let verification: VerificationPart | undefined;
let verificationSlot: HTMLElement | undefined;

function onVerification(data: unknown): void {
  if (!isVerificationToWebview(data)) return;
  if (data.type === 'revealed') verification?.reveal(data.key, data.seconds);
  else if (data.type === 'hidden') verification?.hide();
  else if (data.type === 'verification') {
    verification?.hide();
    verification = verificationPart(data.model, (message) => host.postMessage(message));
    verificationSlot?.replaceChildren(verification.node);
  }
}

registerControls();
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (!root) return;
  if (!isToWebview(event.data)) {
    onVerification(event.data);
    return;
  }
  verification?.hide();
  verification = undefined;
  const message = event.data;
  if (message.type === 'show') {
    host.setState(message.model.restore);
    const verify = message.canVerify ? () => host.postMessage({ type: 'verify' }) : undefined;
    verificationSlot = element('div', {}, notVerifiedPart(message.strings, verify));
    root.replaceChildren(...keyBlockPage(message.model, message.strings), verificationSlot);
  } else {
    verificationSlot = undefined;
    root.replaceChildren(...emptyPage(message.strings));
  }
});
host.postMessage({ type: 'ready' });
