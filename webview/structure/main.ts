import * as l10n from '@vscode/l10n';
import { isToStructurePage, type FromStructurePage, type RestoreToken } from '../../src/protocol/structure';
import { registerControls } from '../ui/toolkit';
import { AskPage } from './askPage';
import { listenForDrops } from './drop';
import { Page } from './page';

declare function acquireVsCodeApi(): {
  postMessage(message: FromStructurePage): void;
  /** What a restored page opens again, and how its panes were divided. */
  setState(state: Partial<RestoreToken> & { share?: number }): void;
  getState(): unknown;
};

const host = acquireVsCodeApi();
const root = document.getElementById('root') ?? document.body;
const send = (message: FromStructurePage): void => host.postMessage(message);
let page: Page | undefined;
let asked: AskPage | undefined;
let restore: RestoreToken | undefined;
let share = shareOf(host.getState());

function shareOf(state: unknown): number | undefined {
  const known = typeof state === 'object' && state !== null && 'share' in state ? state.share : undefined;
  return typeof known === 'number' && known > 0 && known < 100 ? known : undefined;
}

function keep(): void {
  host.setState({ ...restore, ...(share === undefined ? {} : { share }) });
}

performance.mark('script');
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!isToStructurePage(data)) return;
  if (data.type === 'texts') l10n.config({ contents: data.texts });
  else if (data.type === 'ask') {
    asked ??= new AskPage(root, send, data.text);
    asked.say(data.problem);
  } else if (data.type === 'show') {
    asked = undefined;
    restore = data.model.restore;
    keep();
    const moved = page?.leaving === true;
    page = new Page(data.model, root, send, {
      share,
      remember: (chosen) => {
        share = chosen;
        keep();
      },
    });
    if (moved) page.arrive();
    performance.mark('shown');
    requestAnimationFrame(() => performance.mark('painting'));
  } else page?.receive(data);
});
listenForDrops(send, {
  text: (text) => asked?.take(text),
  say: (text) => (asked ? asked.say(text) : page?.receive({ type: 'say', text })),
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
