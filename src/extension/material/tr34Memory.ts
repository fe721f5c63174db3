import type { OpenedTr34 } from '../../core/cms/tr34/open';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Crl } from '../../core/x509/crl';

export type ExpectedRole = 'root' | 'kdh' | 'krd';
export type ExpectedCertificates = Readonly<Partial<Record<ExpectedRole, Certificate | undefined>>>;

/** What was loaded to check a token: kept for one panel, and gone with it. */
export class Tr34Memory {
  private given: Uint8Array | undefined;
  private result: OpenedTr34 | undefined;
  private readonly lists: Crl[] = [];
  private chosen: ExpectedCertificates = {};
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

  /** Certificates that the user chose to check against. */
  get expected(): ExpectedCertificates {
    return this.chosen;
  }

  useNonce(nonce: Uint8Array): void {
    this.given = nonce;
    this.version++;
  }

  addCrl(crl: Crl): void {
    this.lists.push(crl);
    this.version++;
  }

  expect(role: ExpectedRole, certificate: Certificate | undefined): void {
    this.chosen = { ...this.chosen, [role]: certificate };
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
    this.given = undefined;
    this.chosen = {};
    this.version++;
  }
}
