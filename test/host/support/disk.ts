/** The files of this machine for what runs in a test, as the desktop entry hands them in. */
import { appendLines, replacePrivate } from '../../../src/desktop/durable';
import { erase, openFile, writePrivate } from '../../../src/desktop/files';
import { lazyNoteFolder, moment } from '../../../src/desktop/noteFolder';
import { useFileAccess } from '../../../src/extension/host/files';
import type { Moment } from '../../../src/keyservice/imports/note';

/** @param clock tells how long the machine has been running; a test may let time pass faster */
export function useDisk(clock: () => Moment = moment): void {
  useFileAccess({
    open: openFile,
    latin1: (bytes) => Buffer.from(bytes).toString('latin1'),
    writePrivate,
    replacePrivate,
    erase,
    appendLines,
    noteFolder: lazyNoteFolder,
    moment: clock,
  });
}

/** The clock by which imports wait, as fast as a test sets it: it only ever goes forward, as the real one does. */
export class PacedClock {
  private began = performance.now();
  private more = 0;

  /** @param factor how much faster than real time; 1 from the start */
  constructor(private factor = 1) {}

  set pace(factor: number) {
    this.moment();
    this.factor = factor;
  }

  readonly moment = (): Moment => {
    const now = performance.now();
    this.more += (now - this.began) * (this.factor - 1);
    this.began = now;
    const { host, milliseconds } = moment();
    return { host, milliseconds: Math.round(milliseconds + this.more) };
  };
}
