import type { OpenedTr34 } from '../../core/cms/tr34/open';
import type { Crl } from '../../core/x509/crl';

/** What was loaded to check a token: kept for one panel, and gone with it. */
export class Tr34Memory {
  private given: Uint8Array | undefined;
  private result: OpenedTr34 | undefined;
  private readonly lists: Crl[] = [];
  /** Counts what was loaded, so that what was told before is told anew. */
  version = 0;

  get nonce(): Uint8Array | undefined {
    return this.given;
  }

  get crls(): readonly Crl[] {
    return this.lists;
  }

  get opened(): OpenedTr34 | undefined {
    return this.result;
  }

  useNonce(nonce: Uint8Array): void {
    this.given = nonce;
    this.version++;
  }

  addCrl(crl: Crl): void {
    this.lists.push(crl);
    this.version++;
  }

  /** Keeps what was found out. The clear key itself is not needed for it and is overwritten at once. */
  useOpened(opened: OpenedTr34): void {
    opened.dispose();
    this.result = opened;
    this.version++;
  }

  dispose(): void {
    this.result = undefined;
    this.version++;
  }
}
