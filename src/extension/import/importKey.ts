/** Import Key: finds what is to be imported and begins the flow for it. */
import * as vscode from 'vscode';
import { decodeKeyBlock, keyBlockTitle } from '../../core/keyblock/decode';
import { escapeIcons } from '../ui/markdown';
import { type Choice, type Ui, back } from '../flow/ui';
import { once } from '../flow/flow';
import type { ServiceTools } from '../service/tools';
import { importFlows } from './importFlows';
import type { ImportFlow } from './importRun';
import { sourceOfArgument, sourcesHere, sourcesOfFile, sourcesOfText } from './findSource';
import type { ImportSource } from '../material/importSource';
import { offerUnanswered } from './unanswered';

const title = (): string => vscode.l10n.t('Import Key');

/** What was chosen before the flow began. */
interface ImportWishes {
  /** `id` of the flow. */
  readonly flow?: string;
  /** ARN of the wrapping key to begin with. */
  readonly wrappingKey?: string;
  /** `id` of the kept import parameters to begin with. */
  readonly parameters?: string;
}

type Begin = { readonly flow: ImportFlow; readonly source?: ImportSource } | 'file' | 'paste';

/**
 * @param argument material ({text}, {uri, line, character}, {uri, start, end}, a Uri, an ImportSource as it is or as
 * `source`), with wishes beside it: {flow, wrappingKey, parameters}; nothing for what is selected or asked for
 */
export async function importKey(tools: ServiceTools, ui: Ui, argument: unknown): Promise<void> {
  if (!(await tools.connection.connect())) return;
  if (!(await offerUnanswered(tools, ui))) return;
  const wishes = wishesOf(argument);
  const given = (await sourceOfArgument(argument)) ?? sourcesHere();
  const begin = await choose(ui, given, wishes);
  if (!begin) return;
  const run = await begin.flow.load();
  const parameters =
    wishes.parameters === undefined
      ? undefined
      : (await tools.parameters.list()).find(({ id }) => id === wishes.parameters);
  await run({ tools, ui, source: begin.source, wrappingKey: wishes.wrappingKey, parameters });
}

function wishesOf(argument: unknown): ImportWishes {
  if (typeof argument !== 'object' || argument === null) return {};
  const { wrappingKey, parameters, flow } = argument as Record<string, unknown>;
  return {
    ...(typeof wrappingKey === 'string' ? { wrappingKey, flow: 'keyBlock' } : {}),
    ...(typeof parameters === 'string' ? { parameters } : {}),
    ...(typeof flow === 'string' ? { flow } : {}),
  };
}

/** One source that one flow takes begins at once; several are offered, and with none everything is. */
async function choose(
  ui: Ui,
  found: readonly ImportSource[],
  wishes: ImportWishes,
): Promise<{ flow: ImportFlow; source?: ImportSource } | undefined> {
  const flows = importFlows();
  const wanted = flows.find(({ id }) => id === wishes.flow);
  let sources = found;
  for (;;) {
    // A key block comes first under a key that is there; where none fits, that flow leads to the others.
    const fitting = sources.flatMap((source) => {
      const flow = wanted ?? flows.find(({ takes }) => takes.includes(source.kind));
      return flow?.takes.includes(source.kind) === true ? [{ flow, source }] : [];
    });
    const [only, second] = fitting;
    if (only && !second) return only;
    // What was asked for asks for its own material.
    if (!only && wanted) return { flow: wanted };
    const chosen = await once(title(), (frame) =>
      ui.pick<Begin>(frame, {
        placeholder: only
          ? vscode.l10n.t('What of this is to be imported?')
          : vscode.l10n.t(
              'No key material here. Select some, paste it, or choose a file; or begin with a kind.',
            ),
        choices: [...foundChoices(fitting), ...otherChoices(only ? [] : flows)],
      }),
    );
    if (chosen === undefined) return undefined;
    if (typeof chosen === 'object') return chosen;
    const more = chosen === 'file' ? await fromFile(ui) : await fromPaste(ui);
    if (!more) return undefined;
    sources = more;
  }
}

const mostOffered = 200;

function foundChoices(found: readonly { flow: ImportFlow; source: ImportSource }[]): Choice<Begin>[] {
  return found.slice(0, mostOffered).map((value, place) => ({
    label: escapeIcons(sourceName(value.source)),
    description: value.flow.label,
    detail: escapeIcons(value.source.place),
    value,
    ...(place === 0 ? { group: vscode.l10n.t('Found here') } : {}),
  }));
}

function otherChoices(flows: readonly ImportFlow[]): Choice<Begin>[] {
  return [
    {
      label: `$(edit) ${vscode.l10n.t('Paste…')}`,
      description: vscode.l10n.t('key block, token, cryptogram or certificates'),
      value: 'paste',
      group: vscode.l10n.t('Elsewhere'),
    },
    { label: `$(folder-opened) ${vscode.l10n.t('Choose a File…')}`, value: 'file' },
    ...flows.map((flow, place): Choice<Begin> => ({
      label: flow.label,
      description: flow.description,
      value: { flow },
      ...(place === 0 ? { group: vscode.l10n.t('By kind') } : {}),
    })),
  ];
}

/** What it is, in a line. */
export function sourceName(source: ImportSource): string {
  switch (source.kind) {
    case 'keyBlock':
      return `${keyBlockTitle(decodeKeyBlock(source.text))} · ${source.text.slice(0, 16)}…`;
    case 'tr34':
      return vscode.l10n.t('TR-34 key token, {0} bytes', source.bytes.length);
    case 'cryptogram':
      return vscode.l10n.t('RSA cryptogram, {0} bytes', source.bytes.length);
    case 'certificates': {
      const [first, ...others] = source.certificates;
      const name = first?.subject.label ?? '';
      return others.length === 0
        ? vscode.l10n.t('Certificate {0}', name)
        : vscode.l10n.t('Certificates {0} and {1} more', name, others.length);
    }
  }
}

async function fromFile(ui: Ui): Promise<readonly ImportSource[] | undefined> {
  const uri = await ui.file({ title: vscode.l10n.t('Key Material to Import') });
  if (!uri) return undefined;
  const sources = await sourcesOfFile(uri);
  if (sources.length === 0)
    ui.warn(vscode.l10n.t('There is no key block, token, cryptogram or certificate in that file.'));
  return sources;
}

async function fromPaste(ui: Ui): Promise<readonly ImportSource[] | undefined> {
  const text = await ui.input(
    { title: title(), canGoBack: true },
    {
      prompt: vscode.l10n.t('Key block, or a token, cryptogram or certificates as hex, base64 or PEM'),
      check: (typed, entered) =>
        entered && sourcesOfText(typed, '').length === 0
          ? {
              message: vscode.l10n.t('This is no key block, token, cryptogram or certificate.'),
              severity: 'error',
            }
          : undefined,
    },
  );
  if (text === back) return [];
  return text === undefined ? undefined : sourcesOfText(text, vscode.l10n.t('pasted'));
}
