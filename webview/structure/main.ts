import * as l10n from '@vscode/l10n';
import { isToStructurePage, type FromStructurePage, type RestoreToken } from '../../src/protocol/structure';
import { registerControls } from '../ui/toolkit';
import { Page } from './page';

declare function acquireVsCodeApi(): {
  postMessage(message: FromStructurePage): void;
  setState(state: RestoreToken | undefined): void;
};

const host = acquireVsCodeApi();
const root = document.getElementById('root') ?? document.body;
const send = (message: FromStructurePage): void => host.postMessage(message);
let page: Page | undefined;

performance.mark('script');
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isToStructurePage(data)) return;
  if (data.type === 'texts') l10n.config({ contents: data.texts });
  else if (data.type === 'show') {
    host.setState(data.model.restore);
    const moved = page?.leaving === true;
    page = new Page(data.model, root, send);
    if (moved) page.arrive();
    performance.mark('shown');
    requestAnimationFrame(() => performance.mark('painting'));
  } else page?.receive(data);
});
// Ours before VS Code, whose Alt+Left would leave the editor.
document.addEventListener('keydown', (event) => {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (event.defaultPrevented || ctrlKey || metaKey || shiftKey) return;
  const leaves = altKey ? key === 'ArrowLeft' : key === 'Escape';
  if (!leaves || page?.back() !== true) return;
  event.preventDefault();
  event.stopPropagation();
});
send({ type: 'ready' });
// While the answer is under way.
registerControls();
performance.mark('controls');
