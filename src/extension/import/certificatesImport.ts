/** Certificates: root first, then each intermediate under the one before; the leaf only where it is a key to use. */
import * as vscode from 'vscode';
import { checkChain } from '../../core/x509/chain';
import type { CheckedChain, CheckedPath } from '../../core/x509/chainTypes';
import type { Certificate } from '../../core/x509/certificateTypes';
import { awsCertificatePlan } from '../../keyservice/rules/certificates';
import type { KnownKey } from '../../keyservice/plans/plan';
import { escapeIcons } from '../ui/markdown';
import { type Answer, type Choice, type Frame, type Ui, back } from '../flow/ui';
import { flowWithin } from '../flow/flow';
import { descriptionParts, keyName } from '../service/names';
import { finishChain } from './chainRun';
import { chainSteps, type ChainStep, type ImportPurpose } from './chainSteps';
import { sourcesOfFile, sourcesOfText } from './findSource';
import { ImportedCertificates } from '../service/importPorts';
import type { ImportSource } from '../material/importSource';
import type { ImportStart } from './importRun';
import { actionWith, type Asking } from './importRun';
import { connectedTarget } from '../service/target';

export async function importCertificates(start: ImportStart): Promise<void> {
  const { source } = start;
  await importChain(
    start,
    { title: vscode.l10n.t('Import Certificates'), canGoBack: false },
    source?.kind === 'certificates' ? { given: source.certificates } : {},
  );
}

/** What is known of a chain before it is asked for. */
interface ChainWishes {
  readonly given?: readonly Certificate[] | undefined;
  readonly purpose?: ImportPurpose;
}

interface ChainAnswers {
  readonly chain?: CheckedChain;
  readonly path?: CheckedPath;
  readonly purpose?: ImportPurpose;
  readonly above?: KnownKey;
}

/**
 * Imports what is not there yet of one way from a root down.
 * @returns the key that a later call names as its authority (of a public key: that key itself)
 */
export async function importChain(
  asking: Asking,
  frame: Frame,
  wishes: ChainWishes,
): Promise<Answer<KnownKey>> {
  const { tools, ui } = asking;
  const connected = await connectedTarget(tools);
  if (!connected) return undefined;
  await ui.progress(vscode.l10n.t('Reading the keys of the service'), (signal) =>
    tools.catalogue.loadAll(signal),
  );
  const imported = await ImportedCertificates.read(tools, connected.target);
  const given = wishes.given && (await checkChain(wishes.given, new Date()));
  const chosen = ({ chain = given, path, purpose = wishes.purpose, above }: ChainAnswers) => ({
    chain: chain!,
    // A way through other certificates, chosen before these, is none of theirs.
    path: path && chain?.checkedPaths.includes(path) ? path : chain?.checkedPaths[0],
    purpose,
    above,
  });
  const stepsOf = (answers: ChainAnswers): readonly ChainStep[] => {
    const { chain, path, purpose, above } = chosen(answers);
    return path && purpose ? chainSteps(imported, chain, path, purpose, above) : [];
  };
  const answers = await flowWithin(frame)
    .askWhen(
      () => !given,
      'chain',
      async (inner) => {
        const certificates = await askCertificates(ui, inner);
        return certificates === undefined || certificates === back
          ? certificates
          : checkChain(certificates, new Date());
      },
    )
    .askWhen(
      ({ chain = given }) => waysOf(chain).length > 1,
      'path',
      (inner, { chain = given }) => askWay(ui, inner, chain!),
    )
    .askWhen(
      () => wishes.purpose === undefined,
      'purpose',
      (inner, before, former: ImportPurpose | undefined) => {
        const { chain, path } = chosen(before);
        return askPurpose(ui, inner, chain.certificates[path!.certificates[0]!]!, former);
      },
    )
    .askWhen(
      (before) => chosen(before).path?.complete === false && stepsOf(before).some(({ known }) => !known),
      'above',
      (inner, before) => {
        const { chain, path } = chosen(before);
        return askAbove(asking, inner, chain.certificates[path!.certificates.at(-1)!]!);
      },
    )
    .ask('key', (inner, before) => {
      const { chain, path, purpose } = chosen(before);
      const { findings } = awsCertificatePlan(chain, path!, purpose === 'ALL' ? 'PUBLIC_KEY' : purpose!);
      return finishChain({ action: actionWith(asking, connected), steps: stepsOf(before), findings }, inner);
    })
    .run();
  return answers === undefined || answers === back ? answers : answers.key;
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

async function askWay(ui: Ui, frame: Frame, chain: CheckedChain): Promise<Answer<CheckedPath>> {
  const { certificates } = chain;
  return ui.pick(frame, {
    placeholder: vscode.l10n.t('These certificates are several chains. Which one is to be imported?'),
    choices: waysOf(chain).map((path): Choice<CheckedPath> => ({
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
  leaf: Certificate,
  active: ImportPurpose | undefined,
): Promise<Answer<ImportPurpose>> {
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

/** The root is not among the certificates: the one that issued the topmost was imported before, or it cannot be. */
async function askAbove({ tools, ui }: Asking, frame: Frame, top: Certificate): Promise<Answer<KnownKey>> {
  const authorities = tools.catalogue.keys.filter(
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
  return ui.pick<KnownKey>(frame, {
    placeholder: escapeIcons(
      vscode.l10n.t(
        'Which imported certificate is "{0}", the issuer of "{1}"?',
        top.issuer.text,
        top.subject.text,
      ),
    ),
    choices: authorities.map((key): Choice<KnownKey> => ({
      label: escapeIcons(keyName(key)),
      description: descriptionParts(key).join(' · '),
      value: key.summary,
    })),
  });
}
