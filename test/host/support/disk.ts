/** The files of this machine for what runs in a test, as the desktop entry hands them in. */
import { appendLines, erase, lock, openFile, replacePrivate, writePrivate } from '../../../src/desktop/files';
import { useFileAccess } from '../../../src/extension/support/files';

export function useDisk(): void {
  useFileAccess({
    open: openFile,
    latin1: (bytes) => Buffer.from(bytes).toString('latin1'),
    writePrivate,
    replacePrivate,
    erase,
    appendLines,
    lock,
  });
}
