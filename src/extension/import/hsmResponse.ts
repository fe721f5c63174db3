/** Responses of HSMs with a TR-34 token in them: payShield B9 and Futurex. */
import * as vscode from 'vscode';
import { readFuturex, readPayshieldB9 } from '../../core/cms/tr34/hsmFrames';
import { readTr34 } from '../../core/cms/tr34/read';
import { verifyTr34 } from '../../core/cms/tr34/verify';
import { decodeHex } from '../../core/input/encodings';
import { textOf } from '../../core/input/material';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { ImportSource } from '../material/importSource';
import { localised } from '../ui/localise';

const mostBytes = 1_000_000;

/** The token of a response, or why there is none; undefined where the bytes are not such a response. */
export async function sourceOfHsmResponse(
  bytes: Uint8Array,
  place: string,
  certificates: readonly Certificate[],
): Promise<ImportSource | string | undefined> {
  if (bytes.length > mostBytes) return undefined;
  const text = textOf(bytes);
  const futurex = text === undefined ? undefined : readFuturex(text);
  if (futurex) {
    const inside = futurex.token && readTr34(futurex.token);
    return inside?.kind === 'KT_KDH'
      ? { kind: 'tr34', bytes: inside.raw, place }
      : vscode.l10n.t(
          'This Futurex response has no key token: {0}.',
          futurex.problem ? localised(futurex.problem) : futurex.command,
        );
  }
  const hex = text === undefined ? undefined : decodeHex(text);
  const frame = readPayshieldB9(hex?.strange.length === 0 && hex.bytes.length > 4 ? hex.bytes : bytes);
  if (!frame) return undefined;
  if (frame.problem !== undefined)
    return vscode.l10n.t('This payShield response has no token: {0}.', localised(frame.problem));
  const { assemblePayshield } = await import('../../core/make/payshieldToken');
  // The response does not name its signer: the certificate whose signature holds is the one.
  for (const certificate of certificates.filter(({ publicKey }) => publicKey.modulus)) {
    const assembled = assemblePayshield(frame, certificate.raw);
    const token = assembled && readTr34(assembled);
    if (token?.kind !== 'KT_KDH') continue;
    const { checks } = await verifyTr34(token, [certificate], { kdh: certificate });
    if (checks.some(({ id, verdict }) => id === 'signature' && verdict === 'right'))
      return { kind: 'tr34', bytes: token.raw, place };
  }
  return vscode.l10n.t(
    "This payShield response does not identify its signer. Open the KDH's certificate, then paste the response again.",
  );
}
