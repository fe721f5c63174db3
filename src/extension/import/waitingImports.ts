/** Imports of roots that wait for approval, as the notes of this computer have them: after a reload, and in other windows. */
import * as vscode from 'vscode';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Draft } from '../../keyservice/draft/draft';
import { openSteps } from '../../keyservice/draft/chainSteps';
import { waitingNotes } from '../../keyservice/imports/approval';
import { importPlace, samePlace } from '../../keyservice/imports/identity';
import type { WaitingNote } from '../../keyservice/imports/note';
import type { KeyUsage } from '../../keyservice/model/enums';
import { modeNames } from '../../keyservice/rules/keyAttributes';
import { planCertificate } from '../../keyservice/plans/certificatePlans';
import type { ServiceTarget } from '../../keyservice/operations';
import { accountText } from '../../keyservice/model/names';
import type { ImportResultView } from '../../protocol/importPage';
import type { ImportSource } from '../material/importSource';
import { fingerprintOf } from '../service/confirmChange';
import { noteStoreOf } from '../service/importPorts';
import type { ServiceAction } from '../service/serviceAction';
import type { ServiceTools } from '../service/tools';
import { logFailure } from '../ui/log';
import { headlineOf, sessionFacts } from './approvalView';
import type { WaitingImport } from './approvalWatch';
import { ImportRun } from './importRun';

/** Notes on these certificates as roots, in one account or, without a target, in any. */
export function waitingRoots(
  tools: Pick<ServiceTools, 'context'>,
  certificates: readonly Certificate[],
  target?: ServiceTarget,
): Promise<readonly WaitingNote[]> {
  const place = target && importPlace(target);
  if (certificates.length === 0 || (target && !place)) return Promise.resolve([]);
  // The bytes of a certificate are its DER: their SHA-256 is its fingerprint.
  const wanted = new Set(certificates.map((one) => fingerprintOf(one).toLowerCase()));
  return waitingNotes(
    noteStoreOf(tools),
    (identity) =>
      identity.kind === 'RootCertificatePublicKey' &&
      wanted.has(identity.material.toLowerCase()) &&
      (!place || samePlace(identity, place)),
  );
}

/** Certificates that an import is about, or that it imports first. */
export function certificatesOfImport(
  source: ImportSource | undefined,
  draft: Draft | undefined,
): readonly Certificate[] {
  const steps = openSteps(draft?.work?.steps ?? []).map(({ certificate }) => certificate);
  return source?.kind === 'certificates' ? source.certificates : steps;
}

/** The import of a page that waits already: it is followed, and not sent again. */
export async function waitingImport(
  action: ServiceAction,
  source: ImportSource | undefined,
  draft: Draft | undefined,
): Promise<WaitingImport | undefined> {
  const certificates = certificatesOfImport(source, draft);
  const [note] = await waitingRoots(action.tools, certificates, action.target);
  const certificate =
    note && certificates.find((one) => fingerprintOf(one).toLowerCase() === note.identity.material);
  if (!certificate) return undefined;
  const { usage = '', modes = {} } = note.wanted;
  const run = new ImportRun(action, {
    headline: note.headline ?? usage,
    plan: (choices, context) =>
      planCertificate(
        {
          certificate,
          step: {
            importAs: 'RootCertificatePublicKey',
            keyUsage: usage as KeyUsage,
            modes: modeNames.filter((mode) => modes[mode] === true),
          },
        },
        choices,
        context,
      ),
    relied: [certificate],
    choices: note.alias === undefined ? {} : { alias: note.alias },
  });
  const alone = draft?.work
    ? draft.way === 'certificates' && openSteps(draft.work.steps).length <= 1
    : certificates.length === 1;
  return { run, note, more: !alone };
}

/** Of a page that came back after a reload, as it was read last: nothing is asked before the user wants it. */
export async function restoredWaiting(
  tools: Pick<ServiceTools, 'context'>,
  source: ImportSource | undefined,
): Promise<ImportResultView | undefined> {
  const certificates = source?.kind === 'certificates' ? source.certificates : [];
  const [note] = await waitingRoots(tools, certificates).catch((error: unknown) => {
    logFailure('Notes on imports', error);
    return [];
  });
  if (!note) return undefined;
  const { identity, profile, waiting } = note;
  const rows = [
    ...sessionFacts(waiting),
    ['profile', vscode.l10n.t('Profile'), profile] as const,
    ['account', vscode.l10n.t('Account'), accountText(identity.account)] as const,
    ['region', vscode.l10n.t('Region'), identity.region] as const,
  ];
  return {
    title: vscode.l10n.t('Waiting for approval: {0}', headlineOf(note)),
    waiting: true,
    verdicts: [
      {
        state: 'notChecked',
        text: vscode.l10n.t(
          'Restored after a reload. This is the last known state. Select Check Now to read the current state.',
        ),
      },
      { state: 'info', text: vscode.l10n.t('Nothing is sent again while approval is pending.') },
    ],
    rows: rows.map(([id, label, value]) => ({ id, label, value, danger: false })),
    actions: [{ id: 'connect', label: vscode.l10n.t('Check Now') }],
  };
}
