/** What is told of private keys and certificates in one file that belong together. */
import * as vscode from 'vscode';
import type { KeyMatch } from '../../core/crypto/keyPairs';
import type { Statement } from '../../protocol/structure';
import { verdict } from './structureStatements';

/** Structures of a file are counted from 1, as in the list of the viewer. */
const number = (place: number): number => place + 1;
const numbers = (places: readonly number[]): string => places.map(number).join(', ');

/** Of the private key: to which certificates it belongs, else to which requests; undefined where there is none to compare with. */
export function keyStatement(
  match: KeyMatch,
  certificates: number,
  isRequest: (place: number) => boolean,
): Statement | undefined {
  const { open } = match;
  const own = match.certificates.filter((place) => !isRequest(place));
  const requests = match.certificates.filter(isRequest);
  if (requests.length > 0 && own.length === 0)
    return verdict(
      'ok',
      requests.length === 1
        ? vscode.l10n.t('Belongs to request {0}: the public keys are equal.', numbers(requests))
        : vscode.l10n.t('Belongs to requests {0}: the public keys are equal.', numbers(requests)),
    );
  if (own.length > 0)
    return verdict(
      'ok',
      own.length === 1
        ? vscode.l10n.t('Belongs to certificate {0}: the public keys are equal.', numbers(own))
        : vscode.l10n.t('Belongs to certificates {0}: the public keys are equal.', numbers(own)),
    );
  if (open.length > 0)
    return verdict(
      'unknown',
      vscode.l10n.t('It does not contain its public key, so it cannot be matched to a certificate here.'),
    );
  return certificates === 0
    ? undefined
    : verdict('warn', vscode.l10n.t('No certificate in this file belongs to this private key.'));
}

/** Of a certificate: the private keys of the file that match it. */
export function certificateStatements(matches: readonly KeyMatch[], place: number): Statement[] {
  return matches
    .filter(({ certificates }) => certificates.includes(place))
    .map(({ key }) => verdict('ok', vscode.l10n.t('Private key {0} in this file matches.', number(key))));
}

/** The same in a line of the list of structures: "not encrypted, belongs to 1", "private key 7 ✓ matches". */
export function pairDetail(matches: readonly KeyMatch[], place: number): string[] {
  const own = matches.find(({ key }) => key === place);
  if (own)
    return [
      vscode.l10n.t('not encrypted'),
      ...(own.certificates.length > 0 ? [vscode.l10n.t('belongs to {0}', numbers(own.certificates))] : []),
    ];
  return matches
    .filter(({ certificates }) => certificates.includes(place))
    .map(({ key }) => vscode.l10n.t('private key {0} ✓ matches', number(key)));
}
