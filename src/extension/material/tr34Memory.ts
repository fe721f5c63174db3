import type { Needed } from '../../core/cms/tr34/needed';
import type { OpenedTr34 } from '../../core/cms/tr34/open';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Crl } from '../../core/x509/crl';

export type ExpectedRole = 'root' | 'kdh' | 'krd';
export type ExpectedCertificates = Readonly<Partial<Record<ExpectedRole, Certificate | undefined>>>;

/** What holds for every token of a file: CRLs, and certificates to check against. */
class SharedMemory {
  readonly lists: Crl[] = [];
  chosen: ExpectedCertificates = {};
  /** Counts what was loaded for any of them. */
  version = 0;
}

/** What was loaded for each token of a file. */
export class Tr34Memories {
  private readonly shared = new SharedMemory();
  private readonly of = new Map<number, Tr34Memory>();

  /** @param part the token's place in the file */
  at(part: number): Tr34Memory {
    const known = this.of.get(part) ?? new Tr34Memory(this.shared);
    this.of.set(part, known);
    return known;
  }

  dispose(): void {
    for (const memory of this.of.values()) memory.dispose();
    this.of.clear();
  }
}

/**
 * What was loaded to check one token: kept for one panel, and gone with it. A random number and what opening showed are
 * of that token alone.
 */
export class Tr34Memory {
  private given: Uint8Array | undefined;
  private result: OpenedTr34 | undefined;
  private nonceFrom: string | undefined;
  private readonly usedFiles: Needed[] = [];

  constructor(private readonly shared = new SharedMemory()) {}

  /** Changes with what was loaded, so that what was told before is told anew. */
  get version(): number {
    return this.shared.version;
  }

  get nonce(): Uint8Array | undefined {
    return this.given;
  }

  get crls(): readonly Crl[] {
    return this.shared.lists;
  }

  get opened(): OpenedTr34 | undefined {
    return this.result;
  }

  /** Certificates that the user chose to check against. */
  get expected(): ExpectedCertificates {
    return this.shared.chosen;
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
    this.shared.version++;
  }

  /** Takes what was found beside the token, after the user said so. The certificates are kept by the session. */
  useBeside(found: readonly Needed[]): void {
    for (const file of found) {
      this.usedFiles.push(file);
      this.shared.lists.push(...file.crls);
      if (!file.nonce || this.given) continue;
      this.given = file.nonce;
      this.nonceFrom = file.name;
    }
    this.shared.version++;
  }

  addCrl(crl: Crl): void {
    this.shared.lists.push(crl);
    this.shared.version++;
  }

  expect(role: ExpectedRole, certificate: Certificate | undefined): void {
    this.shared.chosen = { ...this.shared.chosen, [role]: certificate };
    this.shared.version++;
  }

  /** Keeps what was found out. The clear key itself is not needed for it and is overwritten at once. */
  useOpened(opened: OpenedTr34): void {
    opened.dispose();
    this.result = opened;
    this.shared.version++;
  }

  dispose(): void {
    this.result = undefined;
    this.given = undefined;
    this.shared.chosen = {};
    this.nonceFrom = undefined;
    this.usedFiles.length = 0;
    this.shared.version++;
  }
}
