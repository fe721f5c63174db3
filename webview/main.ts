import {
  isToWebview,
  type InspectorStrings,
  type RestoreToken,
  type ToExtension,
} from '../src/protocol/inspector';
import { keyBlockPage } from './keyBlock';
import { control, element } from './ui/dom';
import { registerControls } from './ui/toolkit';

declare function acquireVsCodeApi(): {
  postMessage(message: ToExtension): void;
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

registerControls();
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (!root || !isToWebview(event.data)) return;
  const message = event.data;
  if (message.type === 'show') {
    host.setState(message.model.restore);
    root.replaceChildren(...keyBlockPage(message.model, message.strings));
  } else {
    root.replaceChildren(...emptyPage(message.strings));
  }
});
host.postMessage({ type: 'ready' });
