/** What is wrong with a PEM block, or another encoding: the same in Problems, in the hover and in the viewer. */
import { readAsn1 } from '../asn1/read';
import { recognise, type Recognised } from '../asn1/schema/recognise';
import { Reading } from '../cms/reading';
import { isClearPrivateKey } from '../crypto/keyPairs';
import { phrase, type Finding, type Span, type Words } from '../findings';
import { readCertificate } from '../x509/certificate';
import { crlFreshness, readCrl } from '../x509/crl';
import { validityFindings } from '../x509/certificateFindings';
import { declaredSize } from './derExtent';
import { pemFinding } from './findingTexts';
import { structureOf } from './material';
import { formatOfBlock, structureNote } from './otherFormats';
import { isCertificateLabel, labelFinding } from './pemLabel';

/** Findings on a certificate itself, besides its dates. */
const mostErrors = 5;

export interface PemPart {
  readonly label: string;
  readonly bytes: Uint8Array;
  readonly encrypted: boolean;
  readonly problem?: Words | undefined;
  readonly problemSpan?: Span | undefined;
}

export interface PemFindings {
  /** Subject of a certificate, else ''. */
  readonly name: string;
  /** On the frame, the lines and the label; what follows from them is folded under. Their spans are of the text. */
  readonly frame: readonly Finding[];
  /** On what is in it. */
  readonly content: readonly Finding[];
  /** What it is and what to do, where no key or certificate is in it as such. */
  readonly notes: readonly Finding[];
}

/** What is to be said of one block at a moment. Never throws. */
export function pemFindings(part: PemPart, now: Date): PemFindings {
  const { label, bytes, encrypted, problem, problemSpan } = part;
  const broken = problem === undefined ? [] : [pemFinding('pem_broken', problemSpan, [problem])];
  const format = formatOfBlock(label, bytes);
  if (format) {
    const clear = format.secret ? [pemFinding('private_key_not_encrypted')] : [];
    return { name: '', frame: [...broken, ...clear], content: [], notes: [format.finding] };
  }
  // What a damaged or encrypted block seems to be is not held against its label, nor what fits in part.
  const [root] = encrypted && !label.startsWith('ENCRYPTED') ? [] : readAsn1(bytes, { children: 200 }).roots;
  const known = root && recognise(root, label);
  const damaged = isDamaged(part);
  const wrong = damaged ? undefined : labelledWrong(label, bytes, known);
  if (isCertificateLabel(label) && !wrong) {
    const certificate = readCertificate(bytes);
    const errors = certificate.findings.filter(({ severity }) => severity === 'error').slice(0, mostErrors);
    const content = [...validityFindings(certificate, now), ...errors];
    return { name: certificate.subject.label, ...folded(broken, content, damaged), notes: [] };
  }
  const frame = [...broken, ...(wrong ? [wrong] : [])];
  if (encrypted) return { name: '', frame, content: [], notes: [] };
  const isWhole = root?.kind === 'value' && !root.truncated;
  if (!isWhole && problem === undefined) frame.push(pemFinding('pem_content'));
  const noKey = wrong?.code === 'pem_label_no_key' || wrong?.code === 'pem_label_pkcs12';
  if (isClearPrivateKey(known?.type, label) && !noKey) frame.push(pemFinding('private_key_not_encrypted'));
  // As a certificate: that it is out of date is a fault of what was given.
  const late =
    known?.type === 'CertificateList' && isWhole && !damaged ? crlFreshness(readCrl(bytes), now) : [];
  const note = damaged || wrong ? undefined : structureNote(known?.type);
  return { name: '', frame, content: late, notes: note ? [note] : [] };
}

/** That a whole structure has another label than it should; its last argument is the right one, where there is one. */
export function labelledWrong(
  label: string,
  bytes: Uint8Array,
  known: Recognised | undefined,
): Finding | undefined {
  return known && !known.mismatch ? labelFinding(label, contentOf(bytes, known.type)) : undefined;
}

function contentOf(bytes: Uint8Array, type: string): Parameters<typeof labelFinding>[1] {
  if (type !== 'ContentInfo') return { type };
  const reading = new Reading(bytes);
  const { content } = reading.message;
  if (content.type !== 'signedData') return { type };
  const [first] = reading.certificates;
  const { length } = reading.certificates;
  return {
    type,
    name:
      first && length === 1
        ? phrase('PKCS #7 with 1 certificate ({0})', first.subject.text)
        : phrase('PKCS #7 with {0} certificates', length),
    label: 'PKCS7',
  };
}

/** What is wrong with an encoding, and the bytes that it gave. */
export interface Encoded {
  readonly label?: string | undefined;
  readonly bytes: Uint8Array;
  readonly problem?: Words | undefined;
}

/** Whether a fault of the encoding took away from the bytes: what is found in them then follows from it. */
export function isDamaged({ bytes, problem }: Encoded): boolean {
  if (problem === undefined) return false;
  const size = declaredSize(bytes);
  return size === undefined || (Number.isFinite(size) && size !== bytes.length);
}

/**
 * All that is to be said of a structure where it was found: the fault of its encoding with what follows from it, what is
 * found in it, and what it is where that is no key. Spans are of the bytes, none of the text.
 * @param content what is found in the bytes
 */
export function materialFindings(
  material: Encoded & { readonly encrypted?: boolean },
  content: readonly Finding[],
  now: Date,
): readonly Finding[] {
  const { label, bytes, problem, encrypted = false } = material;
  if (label !== undefined) {
    const { frame, notes } = pemFindings({ label, bytes, problem, encrypted }, now);
    const under = folded(frame, content, isDamaged(material));
    return [...under.frame, ...under.content, ...notes];
  }
  const cause = problem === undefined ? [] : [pemFinding('encoding_unclean', undefined, [problem])];
  const under = folded(cause, content, isDamaged(material));
  const type = isDamaged(material) ? undefined : structureOf(bytes);
  // A key store by itself is opened where it is shown.
  const note = type === 'PFX' ? undefined : structureNote(type);
  return [...under.frame, ...under.content, ...(note ? [note] : [])];
}

/** Folds what is found in damaged bytes under the first finding; that a key lies in the clear stays true. */
function folded(
  frame: readonly Finding[],
  content: readonly Finding[],
  damaged: boolean,
): { readonly frame: readonly Finding[]; readonly content: readonly Finding[] } {
  const [cause, ...more] = frame;
  const stays = content.filter(({ code }) => code === 'private_key_not_encrypted');
  const follows = content.filter(({ code }) => code !== 'private_key_not_encrypted');
  if (!damaged || !cause || follows.length === 0) return { frame, content };
  return { frame: [{ ...cause, folded: follows }, ...more], content: stays };
}
