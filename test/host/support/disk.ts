/** The files of this machine for what runs in a test, as the desktop entry hands them in. */
import { appendLines, replacePrivate } from '../../../src/desktop/durable';
import { erase, openFile, writePrivate } from '../../../src/desktop/files';
import { lazyNoteFolder, moment } from '../../../src/desktop/noteFolder';
import { useFileAccess } from '../../../src/extension/support/files';

export function useDisk(): void {
  useFileAccess({
    open: openFile,
    latin1: (bytes) => Buffer.from(bytes).toString('latin1'),
    writePrivate,
    replacePrivate,
    erase,
    appendLines,
    noteFolder: lazyNoteFolder,
    moment,
  });
}
