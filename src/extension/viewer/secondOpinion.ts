import * as vscode from 'vscode';
import type {
  Difference,
  NotAskedReason,
  Opinion,
  RefusedPart,
  SecondOpinion,
} from '../../core/secondOpinion/opinion';
import type { Statement } from '../../protocol/structure';
import type { StructureRows } from '../material/structureRows';

/** What asn1js and @peculiar/x509 make of a structure, in words. Both are loaded here, and not before. */
export async function secondOpinionStatements(rows: StructureRows): Promise<Statement[]> {
  const { askSecondOpinion, opinionKind } = await import('../../core/secondOpinion/ask');
  const kind = rows.isSecret ? 'private' : opinionKind(rows.type);
  const { asn1js, x509 }: SecondOpinion = await askSecondOpinion(rows.bytes, kind);
  const size = rows.bytes.length;
  return [...linesOf('asn1js', asn1js, size), ...linesOf('@peculiar/x509', x509, size)];
}

const count = (number: number): string => number.toLocaleString(vscode.env.language);

/** The first line has the library's name; the lines below it say the rest. None has a verdict. */
function linesOf(label: string, opinion: Opinion, size: number): Statement[] {
  switch (opinion.outcome) {
    case 'notAsked':
      return [{ status: 'none', label, text: vscode.l10n.t('Not asked: {0}', notAskedText(opinion.why)) }];
    case 'refuses': {
      const { reason, offset } = opinion;
      return [
        {
          status: 'none',
          label,
          text: vscode.l10n.t('Rejects it: {0}', reason),
          ...(offset === undefined ? {} : { span: { start: offset, end: offset } }),
        },
      ];
    }
    case 'reads': {
      const { consumed, differences, refused } = opinion;
      const text =
        consumed < size
          ? vscode.l10n.t(
              'Accepts the first {0} of {1} bytes and ignores the rest.',
              count(consumed),
              count(size),
            )
          : vscode.l10n.t('Accepts it.');
      return [
        { status: 'none', label, text },
        ...refused.map(({ part, reason }): Statement => ({
          status: 'none',
          label: '',
          text: vscode.l10n.t('{0} rejects {1}: {2}', label, partName(part), reason),
        })),
        ...differences.map((difference): Statement => differenceLine(label, difference)),
      ];
    }
  }
}

function differenceLine(label: string, { what, there, here, offset }: Difference): Statement {
  return {
    status: 'none',
    label: '',
    text: vscode.l10n.t('{0}: {1} reads "{2}", shown here as "{3}".', valueName(what), label, there, here),
    ...(offset === undefined ? {} : { span: { start: offset, end: offset } }),
  };
}

function notAskedText(why: NotAskedReason): string {
  return {
    bytes: vscode.l10n.t('it can read at most 16 MB.'),
    values: vscode.l10n.t('it can read at most {0} values.', count(10_000)),
    depth: vscode.l10n.t('it can read at most {0} levels of nesting.', 100),
    kind: vscode.l10n.t('it can read only certificates, revocation lists and certification requests.'),
    private: vscode.l10n.t('there are private values, and its copies of them cannot be erased.'),
    empty: vscode.l10n.t('it is empty.'),
  }[why];
}

function partName(part: RefusedPart['part']): string {
  return {
    publicKey: vscode.l10n.t('the public key'),
    signature: vscode.l10n.t('the signature algorithm'),
    extensions: vscode.l10n.t('the extensions'),
    attributes: vscode.l10n.t('the attributes'),
    revoked: vscode.l10n.t('the list of revoked certificates'),
    dates: vscode.l10n.t('a date'),
    name: vscode.l10n.t('a name or the serial number'),
  }[part];
}

function valueName(what: Difference['what']): string {
  return {
    structure: vscode.l10n.t('Structure'),
    serial: vscode.l10n.t('Serial number'),
    subject: vscode.l10n.t('Subject'),
    issuer: vscode.l10n.t('Issuer'),
    notBefore: vscode.l10n.t('Valid from'),
    notAfter: vscode.l10n.t('Valid until'),
    thisUpdate: vscode.l10n.t('This update'),
    nextUpdate: vscode.l10n.t('Next update'),
    signature: vscode.l10n.t('Signature algorithm'),
    revoked: vscode.l10n.t('Revoked certificates'),
    extensions: vscode.l10n.t('Extensions'),
  }[what];
}
