/** The KBPK of a test key block: kept keys that the account has are first, with its alias. */
import * as vscode from 'vscode';
import type { KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import { compareCheckValues } from '../../keyservice/rules/checkValues';
import { protectsInKeyBlock } from '../../keyservice/rules/wrappingKeys';
import { flowInStep, made } from '../flow/flow';
import { askKey } from '../flow/keyEntry';
import { pickFitting } from '../flow/pickFitting';
import { type Answer, type Frame, type Ui, back } from '../flow/ui';
import type { CatalogueKey } from '../service/keyCatalogue';
import { keyName } from '../service/names';
import { readKeys, unusableState } from '../service/pickKey';
import type { ServiceTools } from '../service/tools';
import { keptKeys, readKeptKey, type KeptKey, type PartyStore } from '../testKeys/kept';
import { keyRing, type Cipher } from '../testKeys/keyRing';

/** A KBPK for a key block; the caller wipes it. */
export interface GivenKbpk {
  readonly kbpk: Uint8Array;
  readonly cipher: Cipher;
}

/** A kept key, and the key of the account that it is; undefined where the keys of the account could not be read. */
interface Offered {
  readonly kept: KeptKey;
  readonly known: { readonly key?: CatalogueKey } | undefined;
}

/** A KEK of an earlier payload, or a typed or remembered one. A KBPK that is weaker than the key is not usable. */
export async function askKbpk(
  tools: ServiceTools,
  ui: Ui,
  frame: Frame,
  keyAlgorithm: KeyAlgorithm,
): Promise<Answer<GivenKbpk>> {
  const carries = (cipher: Cipher, bytes: number): boolean =>
    protectsInKeyBlock(algorithmOf(cipher, bytes), keyAlgorithm) === true;
  const answers = await flowInStep(frame)
    .ask('choice', async (inner) => {
      const offered = await offeredKeys(tools, ui);
      const choice = await pickFitting<Offered, Cipher>(ui, inner, {
        placeholder: vscode.l10n.t('KBPK: a key encryption key in the account, identified by its KCV'),
        items: offered,
        show: ({ kept, known }) => ({
          label: `$(key) ${algorithmOf(kept.cipher, kept.bytes)} · KCV ${kept.kcv}`,
          description: descriptionOf(known),
        }),
        refusal: ({ kept: { cipher, bytes } }) =>
          carries(cipher, bytes)
            ? undefined
            : vscode.l10n.t(
                'A KBPK must be at least as strong as the key that it protects; this one is weaker than {0}.',
                keyAlgorithm,
              ),
        group: vscode.l10n.t('Saved KBPKs'),
        others: (['AES', 'TDES'] as const)
          .filter((cipher) => kbpkLengths[cipher].some((bytes) => carries(cipher, bytes)))
          .map((cipher, place) => ({
            label: `$(edit) ${vscode.l10n.t('Enter or select a remembered {0} key…', cipher)}`,
            value: cipher,
            ...(place === 0 ? { group: vscode.l10n.t('Other KBPKs') } : {}),
          })),
      });
      return made(choice, (one) => (typeof one === 'object' ? one.kept : one));
    })
    .ask('given', async (inner, { choice }): Promise<Answer<GivenKbpk>> => {
      if (typeof choice === 'object') {
        const kbpk = await readKeptKey(choice);
        if (kbpk) return { kbpk, cipher: choice.cipher };
        ui.warn(vscode.l10n.t('The saved key is damaged. Delete it, then build a payload with a new one.'));
        return back;
      }
      if (!(await ui.clearKeys(frame.title))) return back;
      const kbpk = await askKey(ui, inner, {
        name: 'KBPK',
        kind: { algorithm: choice === 'AES' ? 'A' : 'T' },
        lengths: kbpkLengths[choice].filter((bytes) => carries(choice, bytes)),
        ring: { keys: keyRing, cipher: choice },
      });
      return made(kbpk, (digits) => ({ kbpk: digits, cipher: choice }));
    })
    .run();
  return made(answers, ({ given }) => given);
}

/** Usable keys of the account first, then disabled ones and the like, then the others; the newest of each first. */
async function offeredKeys(tools: ServiceTools, ui: Ui): Promise<readonly Offered[]> {
  const kept = await newestFirst(tools.context);
  if (kept.length === 0) return [];
  // Without the keys of the account a payload can still be built: the import finds the wrapping key.
  const read = await readKeys(tools, ui);
  const offered = kept.map((one): Offered => {
    const key = read ? keyInAccount(one, tools.catalogue.keys) : undefined;
    return { kept: one, known: read ? { ...(key ? { key } : {}) } : undefined };
  });
  const rank = ({ known }: Offered): number =>
    known?.key ? (unusableState(known.key.summary) === undefined ? 0 : 1) : 2;
  return offered.sort((a, b) => rank(a) - rank(b));
}

/** The key encryption key of the account that has the algorithm and check value of a kept key; a usable one first. */
function keyInAccount(
  { cipher, bytes, kcv }: KeptKey,
  keys: readonly CatalogueKey[],
): CatalogueKey | undefined {
  const algorithm = algorithmOf(cipher, bytes);
  const own = { value: kcv, method: cipher === 'AES' ? 'CMAC' : 'ANSI_X9_24' } as const;
  const same = keys.filter(({ summary: { KeyAttributes, KeyCheckValue }, detail }) => {
    const method = detail?.KeyCheckValueAlgorithm;
    const other = { value: KeyCheckValue ?? '', ...(method === undefined ? {} : { method }) };
    return (
      /^TR31_K[01]_/.test(KeyAttributes.KeyUsage) &&
      KeyAttributes.KeyAlgorithm === algorithm &&
      compareCheckValues(own, other, algorithm) === 'equal'
    );
  });
  return same.find(({ summary }) => unusableState(summary) === undefined) ?? same[0];
}

function descriptionOf(known: Offered['known']): string {
  if (!known) return vscode.l10n.t('from an earlier test payload');
  if (!known.key) return vscode.l10n.t('not in this account');
  const state = unusableState(known.key.summary);
  return [keyName(known.key), ...(state === undefined ? [] : [state])].join(' · ');
}

/** The kept keys, the one that was written last first. */
export async function newestFirst(store: PartyStore): Promise<readonly KeptKey[]> {
  const dated = await Promise.all(
    (await keptKeys(store)).map(async (kept) => ({
      kept,
      written: (await vscode.workspace.fs.stat(kept.uri)).mtime,
    })),
  );
  return dated.sort((a, b) => b.written - a.written).map(({ kept }) => kept);
}

const kbpkLengths: Readonly<Record<Cipher, readonly number[]>> = { TDES: [16, 24], AES: [16, 24, 32] };

export function algorithmOf(cipher: Cipher, bytes: number): KeyAlgorithm {
  if (cipher === 'TDES') return bytes === 16 ? 'TDES_2KEY' : 'TDES_3KEY';
  return bytes === 16 ? 'AES_128' : bytes === 24 ? 'AES_192' : 'AES_256';
}
