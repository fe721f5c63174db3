/** Import of an RSA-wrapped key: nothing in the cryptogram says what it is, so all is chosen, from legal sets. */
import * as vscode from 'vscode';
import { decodeBase64, decodeHex } from '../../core/input/encodings';
import { textOf } from '../../core/input/material';
import { findPemBlocks } from '../../core/input/pem';
import type { KeyUsage, WrappingKeySpec } from '../../keyservice/model/enums';
import { planCryptogram } from '../../keyservice/plans/tokenPlans';
import { modesOfUse, usageAttributesOf, type KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import { nameOf } from '../material/structureFile';
import { escapeNotification } from '../ui/markdown';
import { type Answer, type Frame, type Ui, back } from '../flow/ui';
import { flow, made } from '../flow/flow';
import type { Key } from '../../keyservice/operations';
import { type KeptParameters, planParameters } from '../service/parameterStore';
import { askCarriedAlgorithm, askExportable, askModes, askUsage } from './askKeyAttributes';
import { askParameters } from './askParameters';
import { keepChoices, keptChoices } from '../service/tools';
import { checkAndFinish, finishSteps } from './confirmImport';
import type { ImportStart } from './importRun';

/** Kept for the next time; nothing of the key. */
interface Attributes {
  readonly algorithm: KeyAlgorithm;
  readonly usage: KeyUsage;
  /** Letter of a key block's header. */
  readonly modes: string;
  readonly exportable: boolean;
  readonly spec: WrappingKeySpec;
}

interface Answers extends Attributes {
  readonly found: Found;
  readonly parameters: KeptParameters;
}

const kept = 'cryptogram';
const sizes = [256, 384, 512];

export async function importCryptogram(start: ImportStart): Promise<void> {
  const { tools, ui, source, parameters } = start;
  const given = source?.kind === 'cryptogram' && sizes.includes(source.bytes.length) ? source : undefined;
  const proposed: Attributes = {
    algorithm: 'TDES_2KEY',
    usage: 'TR31_K0_KEY_ENCRYPTION_KEY',
    modes: 'B',
    exportable: false,
    spec: 'RSA_OAEP_SHA_256',
    ...keptChoices<Attributes>(tools, kept),
  };
  let { algorithm } = proposed;
  await flow(vscode.l10n.t('Import RSA-Wrapped Key'))
    .askWhen(
      () => !given,
      'found',
      (frame, _, former: Found | undefined) => askCryptogram(ui, frame, former),
    )
    .ask('parameters', (frame, { found = given }, former: KeptParameters | undefined) =>
      parametersOf(start, frame, { bits: found!.bytes.length * 8, algorithm }, former),
    )
    .ask('algorithm', async (frame, answers, former: KeyAlgorithm | undefined) =>
      made(
        await askCarriedAlgorithm(ui, frame, answers.parameters.wrappingAlgorithm, former),
        (chosen) => (algorithm = chosen),
      ),
    )
    .ask('usage', (frame, answers, former: KeyUsage | undefined) =>
      askUsage(ui, frame, answers.algorithm, former),
    )
    .askWhen(
      ({ usage = '' }) => (usageAttributesOf(usage)?.modes.length ?? 0) !== 1,
      'modes',
      (frame, { usage }, former: string | undefined) => askModes(ui, frame, usage, former),
    )
    .ask('exportable', (frame, _, former: boolean | undefined) => askExportable(ui, frame, former ?? false))
    .ask('spec', (frame, _, former: WrappingKeySpec | undefined) => askSpec(ui, frame, former))
    .ask(
      'key',
      async (frame, { found = given, modes = proposed.modes, ...answers }) => {
        const { usage, exportable, spec } = answers;
        await keepChoices(tools, kept, { algorithm, usage, modes, exportable, spec });
        return finish(start, frame, { ...answers, found: found!, modes });
      },
      { count: finishSteps },
    )
    .run({ answers: { ...proposed, ...(parameters ? { parameters } : {}) } });
}

interface Found {
  readonly bytes: Uint8Array;
  readonly place: string;
}

/** From the selection, pasted, or in a file: hex, base64, PEM or plain bytes. */
async function askCryptogram(ui: Ui, frame: Frame, former: Found | undefined): Promise<Answer<Found>> {
  const editor = vscode.window.activeTextEditor;
  const selected =
    editor && !editor.selection.isEmpty
      ? cryptogramIn(
          new TextEncoder().encode(editor.document.getText(editor.selection).slice(0, mostCharacters)),
        )
      : undefined;
  const offers: Found[] = [
    ...(former ? [former] : []),
    ...(selected ? [{ bytes: selected, place: vscode.l10n.t('Selection') }] : []),
  ];
  for (;;) {
    const answer = await ui.pick<Found | 'paste' | 'file'>(frame, {
      placeholder: vscode.l10n.t('Cryptogram: what the sender encrypted for the KRD certificate'),
      choices: [
        ...offers.map((value) => ({
          label: escapeNotification(value.place),
          description: sizeText(value.bytes),
          value,
        })),
        {
          label: `$(clippy) ${vscode.l10n.t('Paste…')}`,
          description: vscode.l10n.t('hex or base64'),
          value: 'paste' as const,
        },
        {
          label: `$(folder-opened) ${vscode.l10n.t('From a File…')}`,
          description: vscode.l10n.t('bytes, hex or base64'),
          value: 'file' as const,
        },
      ],
    });
    if (answer === undefined || answer === back) return answer;
    if (answer !== 'paste' && answer !== 'file') return answer;
    const found = await (answer === 'paste' ? pasted(ui, frame) : fromFile(ui));
    if (found !== back) return found;
  }
}

const mostCharacters = 20_000;

const sizeText = (bytes: Uint8Array): string =>
  vscode.l10n.t('{0} bytes, under RSA-{1}', bytes.length, bytes.length * 8);

async function pasted(ui: Ui, frame: Frame): Promise<Answer<Found>> {
  const read = (text: string): Uint8Array | undefined =>
    cryptogramIn(new TextEncoder().encode(text.slice(0, mostCharacters)));
  const text = await ui.input(
    { ...frame, canGoBack: true },
    {
      prompt: vscode.l10n.t('Cryptogram as hexadecimal digits or base64: 256, 384 or 512 bytes'),
      check: (typed) => (read(typed) ? undefined : { message: lengthProblem(typed), severity: 'error' }),
    },
  );
  if (text === undefined || text === back) return text;
  const bytes = read(text);
  return bytes ? { bytes, place: vscode.l10n.t('pasted') } : back;
}

function lengthProblem(text: string): string {
  const hex = decodeHex(text);
  const bytes = hex.strange.length === 0 ? hex.bytes.length : decodeBase64(text).bytes.length;
  return vscode.l10n.t(
    'A cryptogram has 256, 384 or 512 bytes, as its RSA key; this has {0}. It is cut off, or something else.',
    bytes,
  );
}

async function fromFile(ui: Ui): Promise<Answer<Found>> {
  const uri = await ui.file({
    title: vscode.l10n.t('Cryptogram'),
    openLabel: vscode.l10n.t('Use This File'),
  });
  if (!uri) return back;
  const { size } = await vscode.workspace.fs.stat(uri);
  const bytes = size <= mostCharacters ? cryptogramIn(await vscode.workspace.fs.readFile(uri)) : undefined;
  if (bytes) return { bytes, place: nameOf(uri) };
  ui.warn(
    vscode.l10n.t(
      'This file holds no cryptogram: 256, 384 or 512 bytes are expected, as bytes, hex or base64.',
    ),
  );
  return back;
}

/** The bytes of a cryptogram in any of its forms; undefined where the length is that of no RSA key. */
export function cryptogramIn(data: Uint8Array): Uint8Array | undefined {
  if (sizes.includes(data.length) && textOf(data) === undefined) return data;
  const text = textOf(data)?.trim();
  if (text === undefined) return undefined;
  const [block] = findPemBlocks(text);
  const hex = decodeHex(text);
  const base64 = decodeBase64(text);
  const forms = [
    ...(block ? [block.bytes] : []),
    ...(hex.strange.length === 0 ? [hex.bytes] : []),
    ...(base64.strange.length === 0 && base64.problem === undefined ? [base64.bytes] : []),
  ];
  return forms.find(({ length }) => sizes.includes(length));
}

function parametersOf(
  start: ImportStart,
  frame: Frame,
  { bits, algorithm }: { readonly bits: number; readonly algorithm: KeyAlgorithm },
  active: KeptParameters | undefined,
): Promise<Answer<KeptParameters>> {
  return askParameters(
    start,
    frame,
    {
      materialType: 'KEY_CRYPTOGRAM',
      keyAlgorithm: algorithm,
      fits: vscode.l10n.t('of the same size'),
      refusal: ({ wrappingAlgorithm }) =>
        wrappingAlgorithm === `RSA_${bits}`
          ? undefined
          : vscode.l10n.t(
              'The cryptogram was made for an RSA key of {0} bits; these parameters are of {1}.',
              bits,
              wrappingAlgorithm,
            ),
    },
    active,
  );
}

async function askSpec(
  ui: Ui,
  frame: Frame,
  active: WrappingKeySpec | undefined,
): Promise<Answer<WrappingKeySpec>> {
  return ui.pick<WrappingKeySpec>(frame, {
    placeholder: vscode.l10n.t(
      'Hash of RSA-OAEP that the sender used; the service can open it with no other',
    ),
    choices: [
      {
        label: 'SHA-256',
        description: vscode.l10n.t('as most senders; also of the mask (MGF1)'),
        value: 'RSA_OAEP_SHA_256',
      },
      { label: 'SHA-512', value: 'RSA_OAEP_SHA_512' },
    ],
    active,
  });
}

function finish(
  start: ImportStart,
  frame: Frame,
  { found, parameters, algorithm, usage, modes, exportable, spec }: Answers,
): Promise<Answer<Key>> {
  const letters = usageAttributesOf(usage)?.modes ?? '';
  const letter = letters.includes(modes) ? modes : letters.charAt(0);
  return checkAndFinish(start, frame, {
    headline: vscode.l10n.t('RSA-wrapped key, {0}', algorithm),
    plan: (choices, context) =>
      planCryptogram(
        {
          attributes: {
            KeyUsage: usage,
            KeyAlgorithm: algorithm,
            KeyClass: 'SYMMETRIC_KEY',
            KeyModesOfUse: modesOfUse(letter) ?? {},
          },
          exportable,
          cryptogram: found.bytes,
          spec,
          parameters: planParameters(parameters, context.target),
        },
        choices,
        context,
      ),
    advice: ({ kind }) =>
      kind === 'validation'
        ? vscode.l10n.t(
            'The cryptogram may be for another KRD certificate of the same size, made with another OAEP hash or a label, or hold a key of another length than {0}.',
            algorithm,
          )
        : undefined,
  });
}
