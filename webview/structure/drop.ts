/** Files that are dropped on the page: their content is sent, and their name; where they are is not asked. */
import * as l10n from '@vscode/l10n';
import { mostGiven, type FromStructurePage } from '../../src/protocol/structure';

/** Each opens a page of its own but the first. */
const mostFiles = 10;

interface DropTarget {
  /** Text that was dragged from somewhere. */
  readonly text: (text: string) => void;
  readonly say: (text: string) => void;
}

/** Listens on the whole page: VS Code lets a drop through where Shift is held. */
export function listenForDrops(send: (message: FromStructurePage) => void, target: DropTarget): void {
  const mark = (over: boolean): void => {
    document.body.classList.toggle('dropping', over);
  };
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    mark(true);
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) mark(false);
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    mark(false);
    const { dataTransfer } = event;
    if (!dataTransfer) return;
    if (dataTransfer.files.length > 0) void sendFiles([...dataTransfer.files], send, target);
    else if (dataTransfer.types.includes('text/uri-list'))
      target.say(
        l10n.t(
          'VS Code does not pass the content of files from its Explorer to this page. Use Select a File….',
        ),
      );
    else target.text(dataTransfer.getData('text/plain'));
  });
}

async function sendFiles(
  files: readonly File[],
  send: (message: FromStructurePage) => void,
  { say }: DropTarget,
): Promise<void> {
  const taken = files.slice(0, mostFiles);
  for (const [place, file] of taken.entries()) {
    if (file.size > mostGiven) {
      say(tooLarge(file.size));
      continue;
    }
    try {
      send({
        type: 'drop',
        name: file.name.slice(0, 1000),
        bytes: new Uint8Array(await file.arrayBuffer()),
        left: taken.length - 1 - place,
      });
    } catch {
      say(l10n.t('{0} cannot be read. Is it a folder?', file.name));
    }
  }
  if (files.length > mostFiles) say(l10n.t('Only the first {0} files were opened.', mostFiles));
}

/** Of bytes or characters. */
export function tooLarge(size: number): string {
  return l10n.t(
    'This is {0} MB, but at most {1} MB can be pasted or dropped. Use "Select a File…" to see the beginning of a larger file.',
    Math.ceil(size / 1_048_576),
    mostGiven / 1_048_576,
  );
}
