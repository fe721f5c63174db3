/** What an import draft is made from: the material, the account as it was read, kept parameters, and what is open here. */
import * as vscode from 'vscode';
import { readTr34 } from '../../core/cms/tr34/read';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import type { Certificate } from '../../core/x509/certificateTypes';
import type {
  Draft,
  DraftAnswers,
  DraftKey,
  DraftKnown,
  DraftMaterial,
  DraftParameters,
  DraftWay,
  Found,
} from '../../keyservice/draft/draft';
import type { DefaultRegions } from '../../keyservice/plans/replication';
import type { ImportSource } from '../material/importSource';
import { ImportedCertificates } from '../service/importPorts';
import { misfitText, parametersTitle } from '../service/importTexts';
import { certificatesOf, draftCertificate } from '../service/parameterCertificates';
import { planParameters } from '../service/parameterStore';
import type { ServiceAction } from '../service/serviceAction';
import { keepChoices, keptChoices, type ServiceTools } from '../service/tools';
import { importContext } from './importRun';
import {
  distinctCertificates,
  openCertificates,
  openParameterAnswers,
  openRandomNumbers,
} from './openMaterial';
import { answeredParameters } from '../../keyservice/draft/requested';

/** Loaded for this import from files or pasted, besides what is open. */
export interface Loaded {
  readonly certificates: readonly Found<Certificate>[];
  readonly randomNumbers: readonly Found<Uint8Array>[];
  /** Of other accounts, named by their ARN. */
  readonly foreignKeys?: readonly DraftKey[];
}

/** The material of a source, decoded. */
export function materialOf(source: ImportSource): DraftMaterial | undefined {
  switch (source.kind) {
    case 'keyBlock':
      return { kind: 'keyBlock', block: decodeKeyBlock(source.text) };
    case 'tr34': {
      const token = readTr34(source.bytes);
      return token && { kind: 'tr34', token };
    }
    case 'cryptogram':
      return { kind: 'cryptogram', bytes: source.bytes };
    case 'certificates':
      return { kind: 'certificates', certificates: source.certificates };
  }
}

/** What is around the material: read from notes, secrets and open documents, so not with each letter that is typed. */
export type Surroundings = Pick<
  DraftKnown,
  'parameters' | 'pairCertificates' | 'certificates' | 'randomNumbers' | 'foreignKeys' | 'imported'
>;

/** @param action with the account as it was checked */
export async function surroundingsOf(
  { tools, target }: Pick<ServiceAction, 'tools' | 'target'>,
  loaded: Loaded,
): Promise<Surroundings> {
  const imported = await ImportedCertificates.read(tools, target);
  const kept = (await tools.parameters.list()).map((one): DraftParameters => ({
    id: one.id,
    title: parametersTitle(one),
    parameters: planParameters(one, target),
    certificate: certificatesOf(one)[0],
    misfit: misfitText(one, target),
  }));
  return {
    parameters: [...kept, ...answeredParameters(openParameterAnswers(), kept, target)],
    pairCertificates: (await tools.parameters.certificates())
      .filter(({ purpose }) => purpose === 'receive')
      .map((kept) => draftCertificate(kept, misfitText(kept, target))),
    certificates: distinctCertificates([...loaded.certificates, ...openCertificates()]),
    randomNumbers: [...loaded.randomNumbers, ...openRandomNumbers()],
    foreignKeys: loaded.foreignKeys ?? [],
    imported: (certificate, usage) => imported.find(certificate, usage),
  };
}

/** @param action with the account as it was checked */
export function knownFor(
  action: Pick<ServiceAction, 'tools' | 'target'>,
  source: ImportSource,
  material: DraftMaterial,
  surroundings: Surroundings,
  defaultRegions?: DefaultRegions,
): DraftKnown {
  const { tools } = action;
  const { catalogue } = tools;
  const uses = lastUses(tools);
  return {
    ...surroundings,
    material,
    context: { ...importContext(action), ...(defaultRegions ? { defaultRegions } : {}) },
    keys: catalogue.keys.map(({ summary, aliases, detail }) => ({
      key: detail ?? summary,
      aliases,
      ...(uses[summary.KeyArn] === undefined ? {} : { lastUse: uses[summary.KeyArn]! }),
      created: detail?.CreateTimestamp,
    })),
    facts: source.facts,
    request: source.request,
    checkValuesNear: source.checkValuesNear ?? [],
    aliasTarget: (alias) => catalogue.aliasTarget(alias),
    last: lastAnswers(tools, material.kind),
  };
}

const usesKey = 'keyMaterial.import.wrappingKeys';
const mostUses = 50;
const tagsKey = 'keyMaterial.import.tags';

/** When each wrapping key was last imported under, by its ARN. */
function lastUses({ context }: Pick<ServiceTools, 'context'>): Readonly<Record<string, number>> {
  const value = context.globalState.get<unknown>(usesKey);
  return typeof value === 'object' && value !== null ? (value as Record<string, number>) : {};
}

/** Answers that are proposed again: codes and tags, never material, a check value or an alias. */
const remembered = ['algorithm', 'usage', 'derived', 'function', 'hash'] as const;

function lastAnswers(tools: ServiceTools, kind: DraftWay): DraftAnswers {
  const tags = tools.context.globalState.get<unknown>(tagsKey);
  const kept: Record<string, unknown> = keptChoices<Record<string, unknown>>(tools, kind);
  return Object.fromEntries([
    ...remembered.flatMap((id) => (typeof kept[id] === 'string' ? [[id, kept[id]]] : [])),
    ...(typeof tags === 'string' ? [['tags', tags]] : []),
  ]) as DraftAnswers;
}

/** What is proposed the next time, once something was imported. */
export async function rememberAnswers(
  tools: ServiceTools,
  { way, fields }: Pick<Draft, 'way' | 'fields'>,
): Promise<void> {
  const { globalState } = tools.context;
  const answers: DraftAnswers = Object.fromEntries(fields.map(({ id, value }) => [id, value]));
  await keepChoices(
    tools,
    way,
    Object.fromEntries(remembered.flatMap((id) => (answers[id] === undefined ? [] : [[id, answers[id]]]))),
  );
  await globalState.update(tagsKey, answers.tags ?? '');
  const { wrappingKey } = answers;
  if (wrappingKey === undefined || wrappingKey === '') return;
  const uses = Object.entries({ ...lastUses(tools), [wrappingKey]: Date.now() })
    .sort(([, one], [, other]) => other - one)
    .slice(0, mostUses);
  await globalState.update(usesKey, Object.fromEntries(uses));
}

/** "TR-34 key token, 1,435 bytes": the material in a line, for a list and for the page. */
export function sourceName(source: ImportSource): string {
  switch (source.kind) {
    case 'keyBlock':
      return `${source.text.slice(0, 16)}${source.text.length > 16 ? '…' : ''}`;
    case 'tr34':
      return vscode.l10n.t('TR-34 key token, {0} bytes', source.bytes.length.toLocaleString('en'));
    case 'cryptogram':
      return vscode.l10n.t(
        'RSA cryptogram, {0} bytes (RSA-{1})',
        source.bytes.length,
        source.bytes.length * 8,
      );
    case 'certificates': {
      const [first, ...others] = source.certificates;
      const name = first?.subject.label ?? '';
      return others.length === 0
        ? vscode.l10n.t('Certificate {0}', name)
        : others.length === 1
          ? vscode.l10n.t('Certificates {0} and 1 more', name)
          : vscode.l10n.t('Certificates {0} and {1} more', name, others.length);
    }
  }
}
