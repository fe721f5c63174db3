/** What an ECDH import is told beside the parties: the key block, and how its key is derived from the shared secret. */
import * as vscode from 'vscode';
import { fromHex, toUpperHex } from '../../core/crypto/bytes';
import { cleanKeyBlockText, findKeyBlocks } from '../../core/input/find';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import type { KeyBlock } from '../../core/keyblock/types';
import {
  keyDerivationFunctions,
  keyDerivationHashes,
  type KeyDerivationFunction,
  type KeyDerivationHashAlgorithm,
  type SymmetricKeyAlgorithm,
} from '../../keyservice/model/enums';
import type { KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import { protectsInKeyBlock } from '../../keyservice/rules/wrappingKeys';
import { pickFitting } from '../flow/pickFitting';
import { type Answer, type Frame, type Ui, back } from '../flow/ui';
import { nameOf } from '../material/structureFile';
import { escapeNotification } from '../ui/markdown';

const longest = 40_000;

export async function askBlock(
  ui: Ui,
  frame: Frame,
  before: KeyBlock | undefined,
): Promise<Answer<KeyBlock>> {
  const offers = openBlocks();
  if (before && !offers.some(({ text }) => text === before.text))
    offers.unshift({ text: before.text, place: vscode.l10n.t('as before') });
  for (;;) {
    const answer = await ui.pick<string>(frame, {
      placeholder: vscode.l10n.t('Key block that the other party made'),
      choices: [
        ...offers.map(({ text, place }) => ({
          label: escapeNotification(text.slice(0, 16)),
          description: escapeNotification(place),
          value: text,
        })),
        { label: `$(clippy) ${vscode.l10n.t('Paste…')}`, value: 'paste' },
        { label: `$(folder-opened) ${vscode.l10n.t('From a File…')}`, value: 'file' },
      ],
      active: before?.text,
    });
    if (answer === undefined || answer === back) return answer;
    if (answer !== 'paste' && answer !== 'file') return decodeKeyBlock(answer);
    const text = await (answer === 'paste' ? pasted(ui, frame) : fromFile(ui));
    if (text === undefined) return undefined;
    if (text !== back) return decodeKeyBlock(text);
  }
}

/** The selection and the key blocks of open documents, the first few. */
function openBlocks(): { text: string; place: string }[] {
  const editor = vscode.window.activeTextEditor;
  const found: { text: string; place: string }[] = [];
  const add = (text: string, place: string): void => {
    if (found.length < 20 && !found.some((block) => block.text === text)) found.push({ text, place });
  };
  if (editor && !editor.selection.isEmpty)
    for (const block of findKeyBlocks(editor.document.getText(editor.selection).slice(0, longest)))
      add(cleanKeyBlockText(block.text), vscode.l10n.t('Selection'));
  for (const document of editor ? [editor.document] : [])
    for (const block of findKeyBlocks(document.getText().slice(0, 1_000_000)))
      add(cleanKeyBlockText(block.text), nameOf(document.uri));
  return found;
}

async function pasted(ui: Ui, frame: Frame): Promise<Answer<string>> {
  const text = await ui.input(
    { ...frame, canGoBack: true },
    {
      prompt: vscode.l10n.t('Key block that the other party made'),
      placeholder: 'D0144K0AB00E0000…',
      check: (typed, entered) =>
        entered && cleanKeyBlockText(typed) === ''
          ? { message: vscode.l10n.t('Paste a key block.'), severity: 'error' }
          : undefined,
    },
  );
  return typeof text === 'string' ? cleanKeyBlockText(text.slice(0, longest)) : text;
}

async function fromFile(ui: Ui): Promise<Answer<string>> {
  const uri = await ui.file({
    title: vscode.l10n.t('Key Block'),
    openLabel: vscode.l10n.t('Use This File'),
  });
  if (!uri) return back;
  const { size } = await vscode.workspace.fs.stat(uri);
  const text =
    size <= longest ? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) : undefined;
  const [block] = text === undefined ? [] : findKeyBlocks(text);
  if (block) return cleanKeyBlockText(block.text);
  ui.warn(vscode.l10n.t('No key block was found in the chosen file.'));
  return back;
}

interface Derived {
  /** What the key in the block may be. */
  readonly carried: readonly KeyAlgorithm[];
  readonly active: SymmetricKeyAlgorithm | undefined;
}

/** Of the kind that the block's version says, and as strong as the key in it. */
export async function askDerived(
  ui: Ui,
  frame: Frame,
  block: KeyBlock | undefined,
  { carried, active }: Derived,
): Promise<Answer<SymmetricKeyAlgorithm>> {
  const items = ['AES_128', 'AES_192', 'AES_256', 'TDES_2KEY', 'TDES_3KEY'] as const;
  const version = block?.version.code ?? '';
  const family = version === 'D' ? 'AES' : 'TDES';
  const refusal = (algorithm: SymmetricKeyAlgorithm): string | undefined => {
    if (!algorithm.startsWith(family))
      return vscode.l10n.t('A block of version {0} is under a key of {1}.', version, family);
    return carried.length === 0 || carried.some((key) => protectsInKeyBlock(algorithm, key) !== false)
      ? undefined
      : vscode.l10n.t('It is weaker than the key in the block, {0}.', carried.join(', '));
  };
  const usable = items.filter((algorithm) => refusal(algorithm) === undefined);
  return pickFitting<SymmetricKeyAlgorithm>(ui, frame, {
    placeholder: vscode.l10n.t('Algorithm of the derived key, under which the block is'),
    items,
    show: (algorithm) => ({ label: algorithm }),
    refusal,
    active: usable.find((algorithm) => algorithm === active) ?? usable.at(-1),
  });
}

export async function askFunction(
  ui: Ui,
  frame: Frame,
  active: KeyDerivationFunction,
): Promise<Answer<KeyDerivationFunction>> {
  const words: Readonly<Record<KeyDerivationFunction, string>> = {
    NIST_SP800: vscode.l10n.t('one-step derivation of NIST SP 800-56A: counter, secret, shared information'),
    ANSI_X963: vscode.l10n.t('ANSI X9.63: secret, counter, shared information'),
  };
  return ui.pick<KeyDerivationFunction>(frame, {
    placeholder: vscode.l10n.t('How the key is derived from the shared secret'),
    choices: keyDerivationFunctions.map((value) => ({ label: value, description: words[value], value })),
    active,
  });
}

export async function askHash(
  ui: Ui,
  frame: Frame,
  active: KeyDerivationHashAlgorithm,
): Promise<Answer<KeyDerivationHashAlgorithm>> {
  return ui.pick<KeyDerivationHashAlgorithm>(frame, {
    placeholder: vscode.l10n.t('Hash of the derivation'),
    choices: keyDerivationHashes.map((value) => ({ label: value, value })),
    active,
  });
}

export async function askSharedInformation(ui: Ui, frame: Frame, value: string): Promise<Answer<string>> {
  const read = (text: string): Uint8Array | undefined => fromHex(text.replace(/[\s:]/g, ''));
  const answer = await ui.input(frame, {
    prompt: vscode.l10n.t(
      'Shared information, as agreed with the other party: hexadecimal digits, and nothing but these bytes goes into the derivation',
    ),
    placeholder: '1234567890',
    value,
    check: (text, entered) => {
      const bytes = read(text);
      if (bytes && bytes.length >= 1 && bytes.length <= 1024) return undefined;
      return entered
        ? {
            message: vscode.l10n.t('1 to 1024 bytes as hexadecimal digits, two for each byte.'),
            severity: 'error',
          }
        : undefined;
    },
  });
  if (typeof answer !== 'string') return answer;
  return toUpperHex(read(answer) ?? new Uint8Array());
}
