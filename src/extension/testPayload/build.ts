/** The flow of Build Test Payload: questions, custody guard, payload. */
import * as vscode from 'vscode';
import { readCertificate } from '../../core/x509/certificate';
import type { WrappingKeySpec } from '../../keyservice/model/enums';
import type { KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import type { KeyService, ServiceTarget } from '../../keyservice/operations';
import { isLive } from '../../keyservice/rules/live';
import type { FileAccess } from '../host/files';
import type { AgreementChoices } from '../host/keyServices';
import { escapeNotification } from '../ui/markdown';
import { flow } from '../flow/flow';
import { takingProposals } from '../flow/proposals';
import type { Ui } from '../flow/ui';
import { custodyRefusal } from '../service/custody';
import { getParameters } from '../parameters/getParameters';
import { type KeptParameters, ownerOf } from '../service/parameterStore';
import { clearKeyName } from '../testKeys/keyRing';
import type { ServiceTools } from '../service/tools';
import { askDerivation, askOwnPair, type OwnPair } from './agreement';
import { algorithmOf, askKbpk, newestFirst, type GivenKbpk } from './kbpk';
import { keepKey, kcvOf, privateFiles } from '../testKeys/kept';
import {
  buildAgreedKeyBlock,
  buildCryptogram,
  buildKeyBlock,
  buildToken,
  shapeOf,
  testAgreementParty,
  testKdh,
  type PayloadKind,
  type Sender,
  type SentKey,
  type TestPayload,
} from './payload';
import {
  askAlgorithm,
  askExportability,
  askKind,
  askMode,
  askTestKey,
  askUsage,
  wipeGiven,
  type GivenKey,
} from './questions';
import { payloadName } from './show';

const title = (): string => vscode.l10n.t('Build Test Payload');

/**
 * Asks for payload and key, and builds. The only requests are for the receiver of the payload: GetParametersForImport,
 * or the certificate of a key pair. Undefined if the user gave up or the guard refused, which was then shown.
 */
export async function askAndBuildPayload(tools: ServiceTools, ui: Ui): Promise<TestPayload | undefined> {
  const files = privateFiles(tools.context);
  if (typeof files === 'string') {
    ui.warn(files);
    return undefined;
  }
  const service = await tools.connection.connect();
  if (!service) return undefined;
  return new PayloadFlow(tools, ui, files, service).run();
}

/** The first answer: the payload, and the party whose certificate must be trusted for it. */
interface Begin {
  readonly kind: PayloadKind;
  readonly sender?: Sender;
}

interface PayloadAnswers extends SentKey {
  readonly payload: Begin;
  readonly parameters?: KeptParameters;
  readonly spec?: WrappingKeySpec;
  readonly kbpk?: GivenKbpk;
  readonly own?: OwnPair;
  readonly derivation?: AgreementChoices;
  readonly given: GivenKey;
}

/** Of these kinds. */
const isOne =
  (...kinds: readonly PayloadKind[]) =>
  ({ payload }: { readonly payload?: Begin }): boolean =>
    payload !== undefined && kinds.includes(payload.kind);

class PayloadFlow {
  constructor(
    private readonly tools: ServiceTools,
    private readonly ui: Ui,
    private readonly files: FileAccess,
    private readonly service: KeyService,
  ) {}

  async run(): Promise<TestPayload | undefined> {
    const answers = await this.ask();
    if (!answers) return undefined;
    try {
      return await this.built(answers);
    } finally {
      wipeGiven(answers.given);
      wipeGiven(answers.kbpk);
    }
  }

  private async ask(): Promise<PayloadAnswers | undefined> {
    const { tools } = this;
    const proposal = await this.proposal();
    let ui = this.ui;
    return flow(title())
      .ask('payload', async (frame, _, former?: Begin) => {
        const { payload, usage, keyAlgorithm } = proposal;
        const chosen = await askKind(
          this.ui,
          frame,
          former?.kind,
          [
            payloadName(payload.kind),
            usage,
            keyAlgorithm,
            // The one call that this may make.
            ...(payload.kind === 'tr34' ? [vscode.l10n.t('gets import parameters if needed')] : []),
          ].join(' · '),
        );
        ui = chosen === 'proposed' ? takingProposals(this.ui) : this.ui;
        const kind = chosen === 'proposed' ? payload.kind : chosen;
        // A refusal is shown before the next question.
        return typeof kind === 'string' ? this.begin(kind) : kind;
      })
      .ask('usage', (frame, _, former?: string) => askUsage(ui, frame, former))
      .ask('keyAlgorithm', (frame, { payload, usage }, former?: KeyAlgorithm) =>
        askAlgorithm(ui, frame, payload.kind, usage, former),
      )
      .ask('mode', (frame, { usage }, former?: string) => askMode(ui, frame, usage, former))
      .ask('exportability', (frame, _, former?: string) => askExportability(ui, frame, former))
      .askWhen(isOne('tr34', 'cryptogram'), 'parameters', (frame, { payload, keyAlgorithm }) => {
        const materialType = payload.kind === 'tr34' ? 'TR34_KEY_BLOCK' : 'KEY_CRYPTOGRAM';
        return getParameters(tools, ui, { materialType, keyAlgorithm }, frame);
      })
      .askWhen(isOne('cryptogram'), 'spec', (frame, _, former?: WrappingKeySpec) =>
        ui.pick<WrappingKeySpec>(frame, {
          placeholder: vscode.l10n.t('Hash of RSA-OAEP'),
          choices: [
            { label: 'SHA-256', description: 'RSA_OAEP_SHA_256', value: 'RSA_OAEP_SHA_256' },
            { label: 'SHA-512', description: 'RSA_OAEP_SHA_512', value: 'RSA_OAEP_SHA_512' },
          ],
          active: former,
        }),
      )
      .askWhen(
        isOne('keyBlock'),
        'kbpk',
        (frame, { keyAlgorithm }) => askKbpk(tools, ui, frame, keyAlgorithm),
        { forget: wipeGiven },
      )
      .askWhen(isOne('agreed'), 'own', (frame, { keyAlgorithm }) =>
        askOwnPair(tools, ui, this.service, frame, keyAlgorithm),
      )
      .askWhen(isOne('agreed'), 'derivation', (frame, { own, keyAlgorithm }) =>
        askDerivation(ui, frame, own!.algorithm, keyAlgorithm),
      )
      .ask('given', (frame, sent) => askTestKey(ui, frame, sent), { forget: wipeGiven })
      .run({
        answers: { ...proposal, mode: 'B', exportability: 'E', spec: 'RSA_OAEP_SHA_256' },
      });
  }

  /** A KEK by TR-34; once one is kept, a PIN key under the newest, of an algorithm that it may protect. */
  private async proposal(): Promise<Pick<PayloadAnswers, 'payload' | 'usage' | 'keyAlgorithm'>> {
    const [kek] = await newestFirst(this.tools.context);
    if (!kek) return { payload: { kind: 'tr34' }, usage: 'K1', keyAlgorithm: 'AES_128' };
    const keyAlgorithm = kek.cipher === 'AES' ? 'AES_128' : 'TDES_2KEY';
    return { payload: { kind: 'keyBlock' }, usage: 'P0', keyAlgorithm };
  }

  /**
   * Undefined where the account must not trust a certificate of this extension; those of ECDH follow once the curve
   * is known.
   */
  private async begin(kind: PayloadKind): Promise<Begin | undefined> {
    const { tools, files, service } = this;
    let sender: Sender;
    if (kind === 'tr34') sender = await testKdh(tools.context, files);
    else if (kind === 'agreed' && isLive(service.target))
      sender = await testAgreementParty(tools.context, files, 'ECC_NIST_P256');
    else return { kind };
    const trusts = sender.certificates.map(readCertificate);
    return (await this.allowed({ trusts })) ? { kind, sender } : undefined;
  }

  private async allowed(what: Parameters<typeof custodyRefusal>[2]): Promise<boolean> {
    const refusal = await custodyRefusal(this.tools, this.service.target, what);
    if (refusal !== undefined) this.ui.warn(escapeNotification(refusal));
    return refusal === undefined;
  }

  private async built(answers: PayloadAnswers): Promise<TestPayload | undefined> {
    const { tools, files } = this;
    const { payload, usage, keyAlgorithm, mode, exportability, given } = answers;
    if ((await tools.connection.connect()) !== this.service) {
      this.ui.warn(vscode.l10n.t('Another profile or Region was selected. Build the payload again.'));
      return undefined;
    }
    const sent = { usage, keyAlgorithm, mode, exportability };
    const { cipher } = shapeOf(keyAlgorithm);
    const isKek = /^K[01]$/.test(usage);
    // A key that is in a file, or was typed, is not a secret that a live account can rely on.
    const known = given.typed || isKek || answers.kbpk !== undefined;
    if (!(await this.allowed({ typedKey: known, ...this.receiver(answers) }))) return undefined;
    const material = await this.material(answers, sent);
    if (!material) return undefined;
    if (isKek && !given.typed) await keepKey(tools.context, files, cipher, given.key);
    const kcvMethod = cipher === 'AES' ? 'CMAC' : 'ANSI_X9_24';
    const kcv = kcvOf(cipher, given.key);
    return {
      kind: payload.kind,
      sent,
      clearKey: clearKeyName(cipher, given.key),
      kcv,
      kcvMethod,
      ...material,
    };
  }

  /** The only account that can import the payload. A key block does not show it: any account with the KBPK can. */
  private receiver({ parameters, own }: PayloadAnswers): { madeFor?: ServiceTarget } {
    if (parameters) return { madeFor: ownerOf(parameters) };
    const account = own?.arn.split(':')[4];
    return account === undefined ? {} : { madeFor: { ...this.service.target, account } };
  }

  private async material(
    answers: PayloadAnswers,
    sent: SentKey,
  ): Promise<Omit<TestPayload, 'kind' | 'sent' | 'clearKey' | 'kcv' | 'kcvMethod'> | undefined> {
    const { payload, parameters, spec, kbpk, own, derivation, given } = answers;
    const { tools, files } = this;
    switch (payload.kind) {
      case 'tr34':
        if (!payload.sender || !parameters) return undefined;
        return {
          text: await buildToken(sent, given.key, payload.sender, parameters),
          certificates: payload.sender.certificates,
          parameters,
        };
      case 'cryptogram':
        if (!parameters || !spec) return undefined;
        return {
          text: await buildCryptogram(given.key, parameters, spec),
          certificates: [],
          parameters,
          spec,
        };
      case 'keyBlock':
        if (!kbpk) return undefined;
        return {
          text: buildKeyBlock(sent, given.key, kbpk.kbpk, kbpk.cipher),
          certificates: [],
          kbpk: {
            name: clearKeyName(kbpk.cipher, kbpk.kbpk),
            kcv: kcvOf(kbpk.cipher, kbpk.kbpk),
            algorithm: algorithmOf(kbpk.cipher, kbpk.kbpk.length),
          },
        };
      case 'agreed': {
        if (!own || !derivation) return undefined;
        const party = await testAgreementParty(tools.context, files, own.algorithm);
        const { keyBlock, sharedInformation } = await buildAgreedKeyBlock(
          sent,
          given.key,
          party,
          own.certificate,
          derivation,
        );
        return {
          text: keyBlock,
          certificates: party.certificates,
          agreement: { ...derivation, own: own.arn, sharedInformation },
        };
      }
    }
  }
}
