import * as vscode from 'vscode';
import type { Tr34Token } from '../../core/cms/tr34/types';
import { neededOf, type Needed } from '../../core/cms/tr34/needed';
import { tr34TitleText } from '../../core/cms/tr34/story';
import type { Reading } from '../../core/cms/reading';
import type { Finding } from '../../core/findings';
import { isDamaged, materialFindings } from '../../core/input/pemFindings';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { ChainModel, ContentsModel, PartName, Statement, TabId } from '../../protocol/structure';
import type { Pkcs12Store } from '../../core/crypto/pkcs12Store';
import { clearPrivateKey, type KeyMatch, matchKeys } from '../../core/crypto/keyPairs';
import { localised, numberText } from '../ui/localise';
import { isServiceChosen } from '../host/keyServices';
import { certificateStatements, keyStatement, pairDetail } from './keyPairWords';
import { issuersBeside } from './folderIssuers';
import { chainModel } from './structureChain';
import { contentsModel } from './structureContents';
import { structureTitle, type StructureFile, wipeKeys, withStore } from './structureFile';
import { withoutRepeats } from './structureStatements';
import type { Overview, OverviewInput } from './overview';
import { overviewOf, sorted } from './structureOverview';
import { StructureRows, type RowWords } from './structureRows';
import { materialOf } from './tr34Offer';
import { rememberLoadedKey } from '../testKeys/loadedKeys';
import { Tr34Memories, type Tr34Memory } from './tr34Memory';

/** Structures of one file that are told apart in its list; a bundle of a thousand roots is one file. */
const mostParts = 500;

/** An opened file with what the viewer keeps of it while it is open: nothing of it outlives the editor. */
export class StructureSession {
  part = 0;
  /** The file as a whole is shown, with a list of its parts. */
  isWhole: boolean;
  tab: TabId;
  /** Number of what the leaves of the chain are for at AWS. */
  purpose = 0;
  /** Bytes of the selected value. */
  selected = { start: 0, end: 0 };
  /** Certificates that were added by hand, to check signers and chains. */
  readonly added: Certificate[] = [];
  /** Whether the files beside this one were searched for issuers. */
  lookedBeside = false;
  /** What lies beside the token of a part and its checks could use; nothing of it is used before the user says so. */
  offered: { readonly part: number; readonly files: readonly Needed[] } | undefined;
  /** When the page closes and its bytes are overwritten, in milliseconds since 1970: what is shown for a time only. */
  endsAt: number | undefined;
  /** Shows everything anew; set by the view that shows the session. */
  refresh: (() => void) | undefined;
  private rowsOfPart: { part: number; rows: StructureRows } | undefined;
  private pairs: readonly KeyMatch[] | undefined;
  private together:
    | { parts: StructureFile['parts']; byStart: Map<number, number[]>; byWrapper: Map<unknown, number[]> }
    | undefined;
  private told: { part: number; loaded: string; overview: Promise<Overview> } | undefined;

  /** @param memories of every TR-34 token of the file */
  constructor(
    public file: StructureFile,
    readonly memories = new Tr34Memories(),
  ) {
    this.isWhole = this.partCount > 1;
    this.tab = this.isWhole ? 'contents' : 'overview';
  }

  /** Whether this part is shown: while it was decoded the user may have gone elsewhere. */
  shows(part: number): boolean {
    return !this.isWhole && this.part === part;
  }

  /** Random number, CRLs and opened key of the TR-34 token that is shown. */
  get tr34(): Tr34Memory {
    return this.memories.at(this.part);
  }

  get partCount(): number {
    return Math.min(this.file.parts.length, mostParts);
  }

  /** Rows of the shown part; read on first use, those of other parts are let go. */
  rows(): StructureRows {
    const known = this.rowsOfPart;
    if (known?.part === this.part) return known.rows;
    const { bytes, label } = this.file.parts[this.part]!;
    const rows = new StructureRows(bytes, label, rowWords());
    this.rowsOfPart = { part: this.part, rows };
    return rows;
  }

  /** Shows the content of a value as a value, or as structure again; false where it has no such content. */
  turnInside(node: number): boolean {
    const known = this.rows();
    const rows = known.turned(node);
    if (!rows) return false;
    this.selected = { start: known.index.start[node]!, end: known.index.end[node]! };
    this.rowsOfPart = { part: this.part, rows };
    return true;
  }

  /** Takes in what a PKCS#12 file has in it, which its passphrase opened; the same part stays the shown one. */
  useStore(store: Pkcs12Store): void {
    this.file = withStore(this.file, this.part, store);
    this.pairs = undefined;
    this.told = undefined;
  }

  /** Whether it holds more than its file shows to anyone. */
  get isOpened(): boolean {
    return this.file.parts.some(({ store }) => store !== undefined);
  }

  typeOf(part: number): string | undefined {
    return this.file.parts[part]!.reading.type;
  }

  /** Title of a part and what tells it from its neighbours. */
  partName(part: number): PartName {
    const { label, bytes, encoding, reading, bag } = this.file.parts[part]!;
    const { type } = reading;
    const token = type === 'ContentInfo' || type === 'RandomNumberToken' ? reading.token : undefined;
    const title =
      token?.certainty === 'certain'
        ? localised(tr34TitleText(token))
        : type === undefined && label !== undefined && label !== ''
          ? label
          : type === undefined
            ? vscode.l10n.t('Data')
            : structureTitle(type);
    const subject = type === 'Certificate' ? reading.certificate.subject.label : '';
    const size = vscode.l10n.t('{0} bytes', numberText(bytes.length));
    const how = encoding === 'der' && !bag ? [size] : [this.encodingOf(part), size];
    const words = [...(subject === '' ? [] : [subject]), ...how, ...pairDetail(this.keyMatches(), part)];
    return { title, detail: words.join(' · ') };
  }

  /** "PEM", "base64 of PEM, 1 of 2" where one text holds several. */
  private encodingOf(part: number): string {
    const { encoding, span, wrapper, bag } = this.file.parts[part]!;
    if (bag)
      return bag.friendlyName
        ? vscode.l10n.t('in PKCS#12 as "{0}"', bag.friendlyName)
        : vscode.l10n.t('in PKCS#12');
    const name = encodingName(encoding);
    const { byStart, byWrapper } = this.texts();
    const together = (wrapper === undefined ? byStart.get(span.start) : byWrapper.get(wrapper)) ?? [];
    return together.length > 1
      ? vscode.l10n.t('{0}, {1} of {2}', name, together.indexOf(part) + 1, together.length)
      : name;
  }

  /** Parts of the file that stand in one text, by where it begins and by what holds them. */
  private texts(): { byStart: Map<number, number[]>; byWrapper: Map<unknown, number[]> } {
    const { parts } = this.file;
    if (this.together?.parts === parts) return this.together;
    const byStart = new Map<number, number[]>();
    const byWrapper = new Map<unknown, number[]>();
    const add = <K>(map: Map<K, number[]>, key: K, at: number): void => {
      const known = map.get(key);
      if (known) known.push(at);
      else map.set(key, [at]);
    };
    parts.forEach(({ bag, span, wrapper }, at) => {
      if (bag) return;
      add(byStart, span.start, at);
      if (wrapper !== undefined) add(byWrapper, wrapper, at);
    });
    this.together = { parts, byStart, byWrapper };
    return this.together;
  }

  /** The table of all parts. */
  contents(now = new Date()): Promise<ContentsModel> {
    const parts = this.file.parts.slice(0, this.partCount);
    const encodings = parts.map((_, at) => this.encodingOf(at));
    const differ = new Set(encodings).size > 1;
    return contentsModel(
      parts.map((part, at) => ({
        ...part,
        name: this.partName(at).title,
        encodedAs: differ ? encodings[at]! : '',
      })),
      now,
    );
  }

  /** What was read of the shown part. */
  reading(): Reading {
    return this.file.parts[this.part]!.reading;
  }

  /** The TR-34 token that the shown part is. */
  token(): Tr34Token | undefined {
    return this.reading().token;
  }

  /** Private keys of the file that lie in the clear, with the certificates that are theirs. */
  keyMatches(): readonly KeyMatch[] {
    return (this.pairs ??= matchKeys(
      this.file.parts.slice(0, this.partCount).map(({ bytes, label, encrypted, reading, store }) => {
        const bags = (store ?? reading.store)?.safes.flatMap((safe) => safe.bags ?? []) ?? [];
        for (const bag of bags) if (bag.key) rememberLoadedKey(bag.key);
        const key = encrypted === true ? undefined : clearPrivateKey(bytes, reading.type, label);
        // A key that was opened in this window is no partner of a live account, whichever part is shown.
        if (key) rememberLoadedKey(key);
        return {
          key,
          publicKey:
            reading.type === 'Certificate'
              ? reading.certificate.publicKey
              : reading.type === 'CertificationRequest'
                ? reading.request.publicKey
                : undefined,
        };
      }),
    ));
  }

  /** What the shown part has to do with keys and certificates beside it. */
  private pairStatements(): Statement[] {
    const matches = this.keyMatches();
    const own = matches.find(({ key }) => key === this.part);
    if (!own) return certificateStatements(matches, this.part);
    const statement = keyStatement(
      own,
      this.loose().length,
      (place) => this.typeOf(place) === 'CertificationRequest',
    );
    return statement ? [statement] : [];
  }

  partNames(): PartName[] {
    return Array.from({ length: this.partCount }, (_, part) => this.partName(part));
  }

  /** Decoded once per part and per set of added certificates. */
  overview(now = new Date()): Promise<Overview> {
    const known = this.told;
    const loaded = `${this.added.length} ${this.tr34.version} ${this.lookedBeside}`;
    if (known?.part === this.part && known.loaded === loaded) return known.overview;
    const overview = overviewOf({
      rows: this.rows(),
      damaged: isDamaged(this.file.parts[this.part]!),
      encrypted: this.isEncrypted,
      reading: this.reading(),
      type: this.rows().type,
      certificates: [...this.loose(), ...this.added],
      added: this.added,
      crls: this.readings().flatMap(({ type, crl }) => (type === 'CertificateList' ? [crl] : [])),
      now,
      tr34: this.tr34,
      ...this.storeInput(),
      pairs: this.pairStatements(),
      ...(this.file.uri && !this.lookedBeside
        ? { findIssuer: { id: 'lookInFolder', title: vscode.l10n.t('Search Folder') } }
        : {}),
    });
    this.told = { part: this.part, loaded, overview };
    return overview;
  }

  /** Whether PEM says that the shown part is encrypted: no structure is in it (RFC 1421, 4.6.1.1). */
  private get isEncrypted(): boolean {
    return this.file.parts[this.part]!.encrypted === true;
  }

  /** What was opened of the shown part, with the places of what is in it. */
  private storeInput(): Partial<Pick<OverviewInput, 'store' | 'places'>> {
    const { parts } = this.file;
    const { store } = parts[this.part]!;
    if (!store) return {};
    return { store, places: new Map(parts.flatMap(({ bag }, at) => (bag ? [[bag, at] as const] : []))) };
  }

  /** Adds issuers that lie beside the file; returns how many were found. */
  async lookBeside(): Promise<number> {
    const { uri } = this.file;
    if (!uri) return 0;
    this.lookedBeside = true;
    const crls = this.readings().flatMap(({ type, crl }) => (type === 'CertificateList' ? [crl] : []));
    const found = await issuersBeside(uri, [...this.certificates(), ...crls], this.certificates());
    this.added.push(...found);
    return found.length;
  }

  /** Looks among files for what the checks of the shown token need; true where there is something. */
  async offer(beside: readonly StructureFile[], open: readonly StructureFile[]): Promise<boolean> {
    const { part, tr34 } = this;
    const token = this.token();
    if (!token) return false;
    const files = [...beside.map((one) => materialOf(one)), ...open.map((one) => materialOf(one, true))];
    const found = await neededOf(token, files, {
      certificates: this.certificates(),
      crls: [...tr34.crls],
      nonce: tr34.nonce,
    });
    this.offered = { part, files: found };
    return found.length > 0;
  }

  /** Takes what was offered for the shown part: it completes chains and is compared, and is trusted by nobody. */
  useOffered(): void {
    const { offered } = this;
    this.offered = undefined;
    if (offered?.part !== this.part) return;
    this.added.push(...offered.files.flatMap(({ certificates }) => certificates));
    this.tr34.useBeside(offered.files);
  }

  /** Findings of the bytes and of what was decoded from them, worst first. */
  async findings(): Promise<Finding[]> {
    const { findings } = await this.overview();
    // What encrypted bytes look like says nothing.
    const bytes = this.isEncrypted ? [] : this.rows().document.findings();
    const own = sorted([...bytes, ...findings]);
    return sorted(withoutRepeats(materialFindings(this.file.parts[this.part]!, own, new Date())));
  }

  /** Every certificate of the file, of the messages in it, and the added ones. */
  certificates(): Certificate[] {
    const readings = this.file.parts
      .slice(0, this.partCount)
      // What is in a PKCS#12 file that was opened, is there as a part.
      .flatMap(({ reading, store }) => (store ? [] : [reading]));
    return [...readings.flatMap(({ certificates }) => certificates), ...this.added];
  }

  /** Undefined where there is nothing to put in order. */
  async chain(now = new Date()): Promise<ChainModel | undefined> {
    const isForAws = isServiceChosen() || this.readings().some(({ token }) => token !== undefined);
    return chainModel(this.certificates(), now, this.purpose, isForAws);
  }

  /** Of the parts that can be chosen. */
  private readings(): Reading[] {
    return this.file.parts.slice(0, this.partCount).map(({ reading }) => reading);
  }

  /** Certificates that stand by themselves. */
  private loose(): Certificate[] {
    return this.readings().flatMap(({ type, certificate }) => (type === 'Certificate' ? [certificate] : []));
  }
}

function encodingName(encoding: string): string {
  return encoding === 'base64 of PEM' ? vscode.l10n.t('base64 of PEM') : encoding.toUpperCase();
}

const open = new Set<StructureSession>();
let active: StructureSession | undefined;

/** The session whose view has the focus, else the one that had it last and is still open. */
export function activeSession(): StructureSession | undefined {
  return active;
}

export function openSessions(): readonly StructureSession[] {
  return [...open];
}

export function sessionOpened(session: StructureSession): void {
  open.add(session);
}

export function sessionActive(session: StructureSession): void {
  active = session;
}

export function sessionClosed(session: StructureSession): void {
  session.memories.dispose();
  wipeKeys(session.file);
  open.delete(session);
  if (active === session) active = undefined;
}

/** Words of rows that stand in for what cannot be shown. */
function rowWords(): RowWords {
  return {
    hidden: vscode.l10n.t('(private, hidden)'),
    unread: vscode.l10n.t('not read: a limit was reached'),
    broken: vscode.l10n.t('cannot be read'),
    truncated: vscode.l10n.t('cut off'),
    unterminated: vscode.l10n.t('end is missing'),
    tooDeep: vscode.l10n.t('nested too deeply to open'),
    localise: localised,
  };
}
