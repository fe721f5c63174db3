/** What an approval team needs of the import of a root: the comment, and what it may hold. AWS user guide, multi-party approval. */
import type { Localisable } from '../../core/findings';
import { findKeyBlocks } from '../../core/input/find';
import { digestOf } from '../../core/crypto/hmac';
import { toUpperHex } from '../../core/crypto/bytes';
import type { Certificate } from '../../core/x509/certificateTypes';
import { requesterComment } from '../model/members';
import type { DraftField, RootApproval, WayAnswers } from './draft';
import { draftText } from './draftTexts';
import { textField } from './fields';

/** Most characters that a comment can have. */
export const longestComment = requesterComment.max ?? 200;

/** The comment that goes with a root; undefined where no team decides and a request file has none. */
export function commentField(
  answers: WayAnswers,
  root: Certificate | undefined,
  approval: RootApproval | undefined,
): DraftField | undefined {
  if (!root || !approval) return undefined;
  if (approval.kind === 'none' && answers.requested?.comment === undefined) return undefined;
  const proposed = approval.kind === 'team' || (approval.kind === 'unread' && !approval.unknownOperation);
  const field = textField('comment', answers, {
    optional: approval.kind !== 'team',
    problem: (text) => commentProblem(text, root),
    ...(proposed ? { proposal: { value: proposedComment(root), origin: draftText('comment_names') } } : {}),
  });
  const blank = field.value !== '' && field.value.trim() === '' && !field.optional;
  return blank ? { ...field, problem: draftText('choose_comment') } : field;
}

const fingerprintOf = ({ raw }: Certificate): string => toUpperHex(digestOf('SHA-256', raw));

/** "Root certificate CN=Root CA, SHA-256 0123 4567 …": a long subject is cut, the fingerprint never. */
export function proposedComment(root: Certificate): string {
  const digits = fingerprintOf(root).replace(/(.{4})(?=.)/g, '$1 ');
  const [before, after] = ['Root certificate ', `, SHA-256 ${digits}`];
  const subject = subjectOf(root);
  const room = longestComment - before.length - after.length;
  return before + (subject.length <= room ? subject : `${cut(subject, room - 1)}…`) + after;
}

/** Without what shells and terminals act on: the command can be copied for each of them. */
const subjectOf = ({ subject }: Certificate): string =>
  subject.text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}"%!]+/gu, ' ').trim();

/** At most so many UTF-16 units, never half of a character. */
function cut(text: string, units: number): string {
  return text.slice(0, units).replace(/[\ud800-\udbff]$/, '');
}

function commentProblem(text: string, root: Certificate): Localisable | undefined {
  if (text.length > longestComment) return draftText('comment_long', longestComment, text.length);
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)) return draftText('comment_form');
  return mayHoldKey(text, root) ? draftText('comment_key') : undefined;
}

/** Key blocks, and digits that are as long as a key. The subject and fingerprint of the root are neither. */
function mayHoldKey(given: string, root: Certificate): boolean {
  if (given === proposedComment(root)) return false;
  const subject = subjectOf(root);
  const text = subject === '' ? given : given.replaceAll(subject, ' ');
  if (findKeyBlocks(text).length > 0) return true;
  const bare = text.replace(/(?<=[0-9a-f])[ :.-](?=[0-9a-f])/gi, '');
  return (
    bare
      .toUpperCase()
      .replaceAll(fingerprintOf(root), ' ')
      .search(/[0-9A-F]{32}/) >= 0
  );
}
