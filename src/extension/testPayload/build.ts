/** The flow of Build Test Payload: questions, custody guard, payload. */
import * as vscode from 'vscode';
import { toUpperHex, wipe } from '../../core/crypto/bytes';
import { cipherCheckBytes } from '../../core/crypto/kcv';
import { readCertificate } from '../../core/x509/certificate';
import type { WrappingKeySpec } from '../../keyservice/model/enums';
import type { KeyService, ServiceTarget } from '../../keyservice/operations';
import { isLive } from '../../keyservice/rules/custody';
import type { FileAccess } from '../host/files';
import { taken } from '../clearKeys/headerPrompts';
import type { AgreementChoices } from '../host/keyServices';
import { escapeNotification } from '../ui/markdown';
import { type Ui, back } from '../flow/ui';
import { runSteps, type Step } from '../flow/steps';
import { custodyRefusal } from '../service/custody';
import { getParameters } from '../parameters/getParameters';
import { ownerOf } from '../service/parameterOwner';
import type { KeptParameters } from '../service/parameterStore';
import { keyName } from '../testKeys/keyRing';
import type { ServiceTools } from '../service/tools';
import { askDerivation, askOwnPair, type OwnPair } from './agreement';
import { keepKey, privateFiles } from '../testKeys/kept';
import {
  buildAgreedKeyBlock,
  buildCryptogram,
  buildKeyBlock,
  buildToken,
  shapeOf,
  testAgreementParty,
  testKdh,
  type Sender,
  type TestPayload,
} from './payload';
import {
  askKbpk,
  askKind,
  askTestKey,
  keySteps,
  wipeGiven,
  type GivenKbpk,
  type GivenKey,
  type Wanted,
} from './questions';

const title = (): string => vscode.l10n.t('Build Test Payload');

/**
 * Asks for payload and key, and builds. Nothing is sent but what the payload is made for: GetParametersForImport,
 * or the certificate of a key pair. Undefined where the user gave up, or the guard refused; then that was said.
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

class PayloadFlow {
  private readonly wanted: Wanted = {
    kind: 'tr34',
    usage: 'K1',
    keyAlgorithm: 'TDES_2KEY',
    mode: 'B',
    exportability: 'E',
  };
  private sender: Sender | undefined;
  private parameters: KeptParameters | undefined;
  private spec: WrappingKeySpec = 'RSA_OAEP_SHA_256';
  private kbpk: GivenKbpk | undefined;
  private own: OwnPair | undefined;
  private derivation: AgreementChoices | undefined;
  private given: GivenKey | undefined;

  constructor(
    private readonly tools: ServiceTools,
    private readonly ui: Ui,
    private readonly files: FileAccess,
    private readonly service: KeyService,
  ) {}

  async run(): Promise<TestPayload | undefined> {
    try {
      const end = await runSteps(title(), this.steps());
      return end === 'next' ? await this.built() : undefined;
    } finally {
      wipeGiven(this.given);
      wipeGiven(this.kbpk);
    }
  }

  private steps(): Step[] {
    const { ui, wanted, tools } = this;
    const kind = askKind(ui, wanted);
    return [
      {
        ask: async (frame) => {
          const end = await kind.ask(frame);
          // A refusal is said before anything else is asked.
          return end === 'next' && !(await this.senderIsWelcome()) ? undefined : end;
        },
      },
      ...keySteps(ui, wanted),
      {
        when: () => wanted.kind === 'tr34' || wanted.kind === 'cryptogram',
        ask: async (frame) =>
          taken(
            await getParameters(
              tools,
              ui,
              {
                materialType: wanted.kind === 'tr34' ? 'TR34_KEY_BLOCK' : 'KEY_CRYPTOGRAM',
                keyAlgorithm: wanted.keyAlgorithm,
              },
              frame,
            ),
            (parameters) => (this.parameters = parameters),
          ),
      },
      {
        when: () => wanted.kind === 'cryptogram',
        ask: async (frame) =>
          taken(
            await ui.pick<WrappingKeySpec>(frame, {
              placeholder: vscode.l10n.t('Hash of RSA-OAEP'),
              choices: [
                { label: 'SHA-256', description: 'RSA_OAEP_SHA_256', value: 'RSA_OAEP_SHA_256' },
                { label: 'SHA-512', description: 'RSA_OAEP_SHA_512', value: 'RSA_OAEP_SHA_512' },
              ],
              active: this.spec,
            }),
            (spec) => (this.spec = spec),
          ),
      },
      {
        when: () => wanted.kind === 'keyBlock',
        ask: async (frame) => {
          wipeGiven(this.kbpk);
          this.kbpk = undefined;
          return taken(await askKbpk(ui, frame, wanted, tools.context), (kbpk) => (this.kbpk = kbpk));
        },
      },
      {
        when: () => wanted.kind === 'agreed',
        ask: async (frame) =>
          taken(
            await askOwnPair(tools, ui, this.service, frame, wanted.keyAlgorithm),
            (own) => (this.own = own),
          ),
      },
      {
        when: () => wanted.kind === 'agreed',
        ask: async (frame) =>
          this.own
            ? askDerivation(
                ui,
                frame,
                this.own.algorithm,
                wanted.keyAlgorithm,
                (choices) => (this.derivation = choices),
              )
            : back,
      },
      {
        ask: async (frame) => {
          wipeGiven(this.given);
          this.given = undefined;
          return taken(await askTestKey(ui, frame, wanted), (given) => (this.given = given));
        },
      },
    ];
  }

  /** Whether the service may trust a certificate that was made here; those of ECDH come once the curve is known. */
  private async senderIsWelcome(): Promise<boolean> {
    const { wanted, tools, files, service } = this;
    if (wanted.kind === 'tr34') this.sender = await testKdh(tools.context, files);
    else if (wanted.kind === 'agreed' && isLive(service.target))
      this.sender = await testAgreementParty(tools.context, files, 'ECC_NIST_P256');
    else return true;
    return this.allowed({ trusts: this.sender.certificates.map(readCertificate) });
  }

  private async allowed(what: Parameters<typeof custodyRefusal>[2]): Promise<boolean> {
    const refusal = await custodyRefusal(this.tools, this.service.target, what);
    if (refusal !== undefined) this.ui.warn(escapeNotification(refusal));
    return refusal === undefined;
  }

  private async built(): Promise<TestPayload | undefined> {
    const { wanted, given, tools, files } = this;
    if (!given) return undefined;
    if ((await tools.connection.connect()) !== this.service) {
      this.ui.warn(
        vscode.l10n.t('Another key service was chosen meanwhile. Build the payload again for that one.'),
      );
      return undefined;
    }
    const { kind, ...sent } = wanted;
    const { cipher } = shapeOf(wanted.keyAlgorithm);
    const isKek = /^K[01]$/.test(wanted.usage);
    // What lies in a file, or was typed, is no secret that a live account could rely on.
    const known = given.typed || isKek || this.kbpk !== undefined;
    if (!(await this.allowed({ typedKey: known, ...this.receiver() }))) return undefined;
    const material = await this.material(given.key);
    if (!material) return undefined;
    if (isKek && !given.typed) await keepKey(tools.context, files, cipher, given.key);
    const kcvMethod = cipher === 'AES' ? 'CMAC' : 'ANSI_X9_24';
    const whole = cipherCheckBytes(kcvMethod, cipher, given.key);
    const kcv = toUpperHex(whole.subarray(0, 3));
    wipe(whole);
    return { kind, sent, keyName: keyName(cipher, given.key), kcv, kcvMethod, ...material };
  }

  /** Who alone can import the payload. A key block says nothing of it: any account that has the KBPK. */
  private receiver(): { madeFor?: ServiceTarget } {
    const { wanted, parameters, own, service } = this;
    if (wanted.kind === 'tr34' || wanted.kind === 'cryptogram')
      return parameters ? { madeFor: ownerOf(parameters) } : {};
    const account = wanted.kind === 'agreed' ? own?.arn.split(':')[4] : undefined;
    return account === undefined ? {} : { madeFor: { ...service.target, account } };
  }

  private async material(
    key: Uint8Array,
  ): Promise<Omit<TestPayload, 'kind' | 'sent' | 'keyName' | 'kcv' | 'kcvMethod'> | undefined> {
    const { wanted, sender, parameters, kbpk, own, derivation, tools, files } = this;
    switch (wanted.kind) {
      case 'tr34':
        if (!sender || !parameters) return undefined;
        return {
          text: await buildToken(wanted, key, sender, parameters),
          certificates: sender.certificates,
          parameters,
        };
      case 'cryptogram':
        if (!parameters) return undefined;
        return {
          text: await buildCryptogram(key, parameters, this.spec),
          certificates: [],
          parameters,
          spec: this.spec,
        };
      case 'keyBlock':
        if (!kbpk) return undefined;
        return {
          text: buildKeyBlock(wanted, key, kbpk.kbpk, kbpk.cipher),
          certificates: [],
          kbpkName: keyName(kbpk.cipher, kbpk.kbpk),
        };
      case 'agreed': {
        if (!own || !derivation) return undefined;
        const party = await testAgreementParty(tools.context, files, own.algorithm);
        const { keyBlock, sharedInformation } = await buildAgreedKeyBlock(
          wanted,
          key,
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
