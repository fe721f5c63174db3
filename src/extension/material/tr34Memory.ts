import type { Needed } from '../../core/cms/tr34/needed';
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
  private nonceFrom: string | undefined;
  private readonly usedFiles: Needed[] = [];
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

  /** What lay beside the token and was taken for its checks: it makes nothing trusted, and nothing fresh. */
  get beside(): {
    readonly files: readonly string[];
    readonly certificates: readonly Certificate[];
    readonly nonceFrom: string | undefined;
  } {
    return {
      files: this.usedFiles.map(({ name }) => name),
      certificates: this.usedFiles.flatMap(({ certificates }) => certificates),
      nonceFrom: this.nonceFrom,
    };
  }

  useNonce(nonce: Uint8Array): void {
    this.given = nonce;
    this.nonceFrom = undefined;
    this.version++;
  }

  /** Takes what was found beside the token, after the user said so. The certificates are kept by the session. */
  useBeside(found: readonly Needed[]): void {
    for (const file of found) {
      this.usedFiles.push(file);
      this.lists.push(...file.crls);
      if (!file.nonce || this.given) continue;
      this.given = file.nonce;
      this.nonceFrom = file.name;
    }
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
    this.nonceFrom = undefined;
    this.usedFiles.length = 0;
    this.version++;
  }
}
