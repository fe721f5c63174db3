/** The own key pair of an ECDH import: one of the service, or made now; its certificate goes to the other party. */
import * as vscode from 'vscode';
import { toPem } from '../../core/input/pem';
import type { KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import { transportMethods } from '../../keyservice/rules/wrappingKeys';
import { cipherAlgorithms } from '../../keyservice/rules/keyAttributes';
import { escapeNotification } from '../ui/markdown';
import { type Answer, type Choice, type Frame, back } from '../flow/ui';
import { pickFitting } from '../flow/pickFitting';
import { callService } from '../service/callService';
import { makeAgreementPair } from '../service/newKey';
import { actionOn } from '../service/serviceAction';
import { certificatesOf } from '../service/parameterCertificates';
import { fingerprintOf } from '../parameters/certificateActions';
import type { CatalogueKey } from '../service/keyCatalogue';
import type { Asking } from './importRun';
import { keyLabel, readKeys, unusableState } from '../service/pickKey';
import { connectedTarget } from '../service/target';

const curves = ['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521'] as const;

/** Whether a key that may be any of these may travel under a pair. */
export function pairCarries(pair: KeyAlgorithm, carried: readonly KeyAlgorithm[]): boolean {
  return carried.length === 0 || carried.some((one) => transportMethods(one, pair).includes('ECDH'));
}

/** @param carried what the key to be imported may be; none where there is no block yet */
export async function askPair(
  asking: Asking,
  frame: Frame,
  carried: readonly KeyAlgorithm[],
  active: CatalogueKey | undefined,
): Promise<Answer<CatalogueKey>> {
  const { tools, ui } = asking;
  let chosen = active?.summary.KeyArn;
  for (;;) {
    if (!(await readKeys(tools, ui))) return back;
    const pairs = tools.catalogue.keys.filter(
      ({ summary: { KeyAttributes } }) =>
        KeyAttributes.KeyClass === 'ASYMMETRIC_KEY_PAIR' && KeyAttributes.KeyUsage.startsWith('TR31_K3'),
    );
    const answer = await pickFitting<CatalogueKey, 'new'>(ui, frame, {
      placeholder: vscode.l10n.t('Own key pair, for whose certificate the other party derived the key'),
      items: pairs,
      show: keyLabel,
      refusal: (key) => refusalOf(key, carried),
      others: [
        {
          label: `$(add) ${vscode.l10n.t('Make a Key Pair…')}`,
          description: vscode.l10n.t('the other party then needs its certificate'),
          value: 'new',
        },
      ],
      active: pairs.find(({ summary }) => summary.KeyArn === chosen),
    });
    if (answer === undefined || answer === back) return answer;
    if (answer === 'new') {
      const made = await makePair(asking, frame, carried);
      if (made === undefined) return undefined;
      if (made !== back) chosen = made;
      continue;
    }
    chosen = answer.summary.KeyArn;
    const detailed = await detailOf(asking, answer);
    if (detailed) return detailed;
  }
}

function refusalOf({ summary }: CatalogueKey, carried: readonly KeyAlgorithm[]): string | undefined {
  const { KeyAlgorithm, KeyModesOfUse } = summary.KeyAttributes;
  if (!KeyModesOfUse.DeriveKey) return vscode.l10n.t('It may not derive keys.');
  return (
    unusableState(summary) ??
    (pairCarries(KeyAlgorithm, carried)
      ? undefined
      : vscode.l10n.t('{0} is weaker than the key in the block, {1}.', KeyAlgorithm, carried.join(', ')))
  );
}

/** What a pair derives only GetKey tells. */
async function detailOf({ tools, ui }: Asking, key: CatalogueKey): Promise<CatalogueKey | undefined> {
  if (key.detail) return key;
  const service = await tools.connection.connect();
  if (!service) return undefined;
  const detail = await callService(
    { tools, ui, service },
    {
      doing: vscode.l10n.t('Reading the key pair…'),
      repeatable: true,
      run: (signal) => tools.catalogue.detail(key.summary.KeyArn, signal),
    },
  );
  return detail && { ...key, detail };
}

/** CreateKey, confirmed. ARN of the new pair. */
async function makePair(
  asking: Asking,
  frame: Frame,
  carried: readonly KeyAlgorithm[],
): Promise<Answer<string>> {
  const { tools, ui } = asking;
  const reach = (curve: KeyAlgorithm): string =>
    cipherAlgorithms.filter((algorithm) => transportMethods(algorithm, curve).includes('ECDH')).join(', ');
  const fitting = curves.filter((curve) => pairCarries(curve, carried));
  const curve = await ui.pick<KeyAlgorithm>(
    { ...frame, canGoBack: true },
    {
      placeholder: vscode.l10n.t('Curve of the new key pair: it decides which keys it may bring in'),
      choices: fitting.map((value) => ({
        label: value,
        description: reach(value),
        value,
      })),
      active: carried.length === 0 ? 'ECC_NIST_P521' : fitting[0],
    },
  );
  if (curve === undefined || curve === back) return curve;
  const connected = await connectedTarget(tools);
  if (!connected) return undefined;
  const pair = await makeAgreementPair(actionOn(tools, ui, connected.service), curve);
  return pair ? pair.KeyArn : back;
}

type Now = 'block' | 'save' | 'open';

/** What is wanted of a pair: a block that was made for it, or first its certificate for the other party. */
export async function askWhatNow(asking: Asking, frame: Frame, pair: CatalogueKey): Promise<Answer<'block'>> {
  for (;;) {
    const choices: Choice<Now>[] = [
      {
        label: vscode.l10n.t('Import a key block that was made for it'),
        description: vscode.l10n.t('the other party has its certificate'),
        value: 'block',
      },
      {
        label: `$(save) ${vscode.l10n.t('Save its certificate for the other party…')}`,
        value: 'save',
      },
      { label: `$(type-hierarchy) ${vscode.l10n.t('Open its certificate')}`, value: 'open' },
    ];
    const answer = await asking.ui.pick<Now>(frame, {
      placeholder: vscode.l10n.t('What now?'),
      choices,
      active: 'block',
    });
    if (answer === undefined || answer === back) return answer;
    if (answer === 'block') return 'block';
    await certificateOf(asking, pair, answer);
  }
}

async function certificateOf(asking: Asking, pair: CatalogueKey, what: 'save' | 'open'): Promise<void> {
  const { tools, ui } = asking;
  const service = await tools.connection.connect();
  if (!service) return;
  const reply = await callService(
    { tools, ui, service },
    {
      doing: vscode.l10n.t('Getting the certificate…'),
      repeatable: true,
      run: (signal) =>
        service.call('GetPublicKeyCertificate', { KeyIdentifier: pair.summary.KeyArn }, { signal }),
    },
  );
  if (!reply) return;
  const certificates = certificatesOf({
    certificate: reply.output.KeyCertificate,
    chain: reply.output.KeyCertificateChain,
  });
  const pem = certificates.map(({ raw }) => toPem('CERTIFICATE', raw)).join('');
  if (what === 'open') {
    await tools.showStructure?.(vscode.l10n.t('Certificate of {0}', keyLabel(pair).label), pem);
    return;
  }
  const uri = await ui.save({
    title: vscode.l10n.t('Save Certificate and Chain'),
    name: `agreement-${pair.summary.KeyArn.slice(-16)}.pem`,
    filters: { PEM: ['pem'] },
  });
  const [first] = certificates;
  if (!uri || !first) return;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(pem));
  ui.afterwards(async () => {
    await ui.tell(
      escapeNotification(
        vscode.l10n.t(
          'Saved, with its chain. The other party compares the SHA-256 fingerprint: {0}',
          fingerprintOf(first),
        ),
      ),
    );
  });
}
