/** Certificates: root first, then each intermediate under the one before; the leaf only where it is a key to use. */
import * as vscode from 'vscode';
import { checkChain } from '../../core/x509/chain';
import type { CheckedChain, CheckedPath } from '../../core/x509/chainTypes';
import type { Certificate } from '../../core/x509/certificateTypes';
import { awsCertificatePlan } from '../../keyservice/rules/certificates';
import type { KnownKey } from '../../keyservice/plans/plan';
import { escapeIcons } from '../ui/markdown';
import { type Answer, type Choice, type Frame, type Ui, back } from '../flow/ui';
import { runSteps, type Step } from '../flow/steps';
import type { ServiceTools } from '../service/tools';
import { descriptionParts, keyName } from '../service/names';
import { finishChain } from './chainRun';
import { chainSteps, type ChainStep, type ImportPurpose } from './chainSteps';
import { sourcesOfFile, sourcesOfText } from './findSource';
import { ImportedCertificates } from '../service/importedCertificates';
import type { ImportSource } from '../material/importSource';
import { connectedTarget } from '../service/target';

export async function importCertificates(tools: ServiceTools, ui: Ui, source?: ImportSource): Promise<void> {
  await importChain(tools, ui, source?.kind === 'certificates' ? source.certificates : undefined, undefined, {
    title: vscode.l10n.t('Import Certificates'),
    canGoBack: false,
  });
}

/**
 * Imports what is not there yet of one way from a root down.
 * @param purpose asked for where not given
 * @returns the key that a later call names as its authority (of a public key: that key itself)
 */
export async function importChain(
  tools: ServiceTools,
  ui: Ui,
  given: readonly Certificate[] | undefined,
  purpose: ImportPurpose | undefined,
  frame: Frame,
): Promise<Answer<KnownKey>> {
  const connected = await connectedTarget(tools);
  if (!connected) return undefined;
  await ui.progress(vscode.l10n.t('Reading the keys of the service'), (signal) =>
    tools.catalogue.loadAll(signal),
  );
  const imported = await ImportedCertificates.read(tools, connected.target);
  const state: {
    chain?: CheckedChain;
    path?: CheckedPath;
    purpose?: ImportPurpose;
    above?: KnownKey;
    result?: KnownKey;
  } = purpose === undefined ? {} : { purpose };
  if (given) state.chain = await checkChain(given, new Date());
  const step = (ask: (frame: Frame) => Promise<Answer<unknown>>, when?: () => boolean): Step => ({
    ...(when ? { when } : {}),
    ask: async (inner) => {
      const answer = await ask(inner);
      return answer === undefined || answer === back ? answer : 'next';
    },
  });
  const pathOf = (): CheckedPath | undefined => state.path ?? state.chain?.checkedPaths[0];
  const leafWays = (): readonly CheckedPath[] => waysOf(state.chain);
  const planned = (): readonly ChainStep[] => {
    const path = pathOf();
    if (!state.chain || !path || !state.purpose) return [];
    return chainSteps(imported, state.chain, path, state.purpose, state.above);
  };
  const steps: Step[] = [
    step(
      async (inner) => {
        const answer = await askCertificates(ui, inner);
        if (answer !== undefined && answer !== back) state.chain = await checkChain(answer, new Date());
        return answer;
      },
      () => given === undefined,
    ),
    step(
      async (inner) => {
        const answer = await askWay(ui, inner, state.chain!, leafWays());
        if (answer !== undefined && answer !== back) state.path = answer;
        return answer;
      },
      () => leafWays().length > 1,
    ),
    step(
      async (inner) => {
        const answer = await askPurpose(ui, inner, state.chain!, pathOf()!, state.purpose);
        if (answer !== undefined && answer !== back) state.purpose = answer;
        return answer;
      },
      () => purpose === undefined,
    ),
    step(
      async (inner) => {
        const top = state.chain!.certificates[pathOf()!.certificates.at(-1)!]!;
        const answer = await askAbove(tools, ui, inner, top);
        if (answer !== undefined && answer !== back) state.above = answer;
        return answer;
      },
      () =>
        pathOf()?.complete === false && state.above === undefined && planned().some(({ known }) => !known),
    ),
    step(async (inner) => {
      const plan = awsCertificatePlan(
        state.chain!,
        pathOf()!,
        state.purpose === 'ALL' ? 'PUBLIC_KEY' : state.purpose!,
      );
      const answer = await finishChain(tools, ui, connected, planned(), plan.findings, inner);
      if (answer !== undefined && answer !== back) state.result = answer;
      return answer;
    }),
  ];
  const end = await runSteps(frame.title, steps, frame);
  return end === 'next' ? state.result : end;
}

/** The best way up from each leaf. */
function waysOf(chain: CheckedChain | undefined): readonly CheckedPath[] {
  const best = new Map<number, CheckedPath>();
  for (const path of chain?.checkedPaths ?? []) {
    const [leaf] = path.certificates;
    if (leaf !== undefined && !best.has(leaf)) best.set(leaf, path);
  }
  return [...best.values()];
}

async function askCertificates(ui: Ui, frame: Frame): Promise<Answer<readonly Certificate[]>> {
  const where = await ui.pick<'file' | 'paste'>(frame, {
    placeholder: vscode.l10n.t('Where are the certificates? A chain may come in one file.'),
    choices: [
      { label: `$(folder-opened) ${vscode.l10n.t('Choose a File…')}`, value: 'file' },
      {
        label: `$(edit) ${vscode.l10n.t('Paste…')}`,
        description: vscode.l10n.t('PEM, base64 or hex'),
        value: 'paste',
      },
    ],
  });
  if (where === undefined || where === back) return where;
  const certificatesOf = (sources: readonly ImportSource[]): readonly Certificate[] =>
    sources.flatMap((source) => (source.kind === 'certificates' ? source.certificates : []));
  if (where === 'file') {
    const uri = await ui.file({ title: vscode.l10n.t('Certificates to Import') });
    if (!uri) return undefined;
    const found = certificatesOf(await sourcesOfFile(uri));
    if (found.length > 0) return found;
    ui.warn(vscode.l10n.t('There is no certificate in that file.'));
    return undefined;
  }
  const text = await ui.input(frame, {
    prompt: vscode.l10n.t('Certificates as PEM, base64 or hex'),
    check: (typed, entered) =>
      entered && certificatesOf(sourcesOfText(typed, '')).length === 0
        ? { message: vscode.l10n.t('There is no certificate in this.'), severity: 'error' }
        : undefined,
  });
  return typeof text === 'string' ? certificatesOf(sourcesOfText(text, '')) : text;
}

async function askWay(
  ui: Ui,
  frame: Frame,
  { certificates }: CheckedChain,
  ways: readonly CheckedPath[],
): Promise<Answer<CheckedPath>> {
  return ui.pick(frame, {
    placeholder: vscode.l10n.t('These certificates are several chains. Which one is to be imported?'),
    choices: ways.map((path): Choice<CheckedPath> => ({
      label: escapeIcons(certificates[path.certificates[0]!]!.subject.text),
      description:
        path.certificates.length === 1
          ? vscode.l10n.t('by itself')
          : vscode.l10n.t('under {0}', certificates[path.certificates.at(-1)!]!.subject.label),
      value: path,
    })),
  });
}

async function askPurpose(
  ui: Ui,
  frame: Frame,
  { certificates }: CheckedChain,
  path: CheckedPath,
  active: ImportPurpose | undefined,
): Promise<Answer<ImportPurpose>> {
  const leaf = certificates[path.certificates[0]!]!;
  const ofLeaf: Choice<ImportPurpose>[] = [
    {
      label: vscode.l10n.t('To receive keys by TR-34'),
      description: vscode.l10n.t(
        'the last certificate signs tokens (KDH) and is given with each, not imported',
      ),
      value: 'TR34_SIGNER',
    },
    {
      label: vscode.l10n.t('To send keys by TR-34'),
      description: vscode.l10n.t(
        'the last certificate receives keys (KRD) and is given with each, not imported',
      ),
      value: 'TR34_RECIPIENT',
    },
    {
      label: vscode.l10n.t('To agree on keys by ECDH'),
      description: vscode.l10n.t('the last certificate is that of the other party, given with each call'),
      value: 'ECDH_PARTNER',
    },
    {
      label: vscode.l10n.t('A public key to encrypt with (D1)'),
      description: vscode.l10n.t('the last certificate becomes a key with Encrypt and Wrap'),
      value: 'PUBLIC_KEY',
    },
  ];
  const all: Choice<ImportPurpose> = {
    label: vscode.l10n.t('Keys to verify with (S0)'),
    description: vscode.l10n.t('every certificate becomes a key with Verify, the last one too'),
    value: 'ALL',
  };
  // Where the last one is an authority itself, it issues what is given later.
  const choices = leaf.basicConstraints?.ca === true ? [all, ...ofLeaf] : [...ofLeaf, all];
  return ui.pick(frame, {
    placeholder: escapeIcons(vscode.l10n.t('What is {0} for?', leaf.subject.text)),
    choices,
    active: active ?? choices[0]!.value,
  });
}

type Above = KnownKey | { readonly refused: true };

/** The root is not among the certificates: the one that issued the topmost was imported before, or it cannot be. */
async function askAbove(
  { catalogue }: ServiceTools,
  ui: Ui,
  frame: Frame,
  top: Certificate,
): Promise<Answer<KnownKey>> {
  const authorities = catalogue.keys.filter(
    ({ summary }) =>
      summary.KeyState === 'CREATE_COMPLETE' &&
      summary.KeyAttributes.KeyClass === 'PUBLIC_KEY' &&
      summary.KeyAttributes.KeyUsage.startsWith('TR31_S0'),
  );
  if (authorities.length === 0) {
    await ui.failed(
      vscode.l10n.t('The root of this chain is missing.'),
      vscode.l10n.t(
        '"{0}" was issued by "{1}", which is neither here nor imported. Add the certificate of the issuer to the file, root included, and import them together.',
        top.subject.text,
        top.issuer.text,
      ),
    );
    return frame.canGoBack ? back : undefined;
  }
  const chosen = await ui.pick<Above>(frame, {
    placeholder: escapeIcons(
      vscode.l10n.t(
        'Which imported certificate is "{0}", the issuer of "{1}"?',
        top.issuer.text,
        top.subject.text,
      ),
    ),
    choices: authorities.map((key): Choice<Above> => ({
      label: escapeIcons(keyName(key)),
      description: descriptionParts(key).join(' · '),
      value: key.summary,
    })),
  });
  return chosen === undefined || chosen === back || 'refused' in chosen
    ? (chosen as typeof back | undefined)
    : chosen;
}
