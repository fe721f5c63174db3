import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { createAlias, deleteAlias, moveAlias } from '../../../src/extension/keys/aliasActions';
import { getCertificateRequest } from '../../../src/extension/keys/certificateRequest';
import { createKey } from '../../../src/extension/keys/createKey';
import { exportKey } from '../../../src/extension/keys/exportKey';
import { exportKeyList } from '../../../src/extension/keys/exportKeyList';
import { keyMaterialReport } from '../../../src/extension/reports/keyMaterialReport';
import { reconcileKeys } from '../../../src/extension/reports/reconcileKeys';
import { showDetails } from '../../../src/extension/keys/keyDetailsPage';
import { disableKey, enableKey, restoreKey, scheduleDeletion } from '../../../src/extension/keys/lifeCycle';
import { useSignedCertificate } from '../../../src/extension/keys/signedCertificate';
import { editTags } from '../../../src/extension/keys/tagActions';
import { getPublicCertificate, useAsWrappingKey } from '../../../src/extension/keys/useActions';
import { viewState } from '../../../src/extension/keys/viewState';
import { ManifestProblems } from '../../../src/extension/manifest/manifestProblems';
import { getAndTell } from '../../../src/extension/parameters/getParameters';
import { KeyCatalogue } from '../../../src/extension/service/keyCatalogue';
import { copyAlias, copyArn, copyCli, copyKcv } from '../../../src/extension/service/cliChoices';
import { runAction, type ServiceAction } from '../../../src/extension/service/serviceAction';
import { askAndBuildPayload } from '../../../src/extension/testPayload/build';
import { settle } from '../../../src/extension/import/unanswered';
import { actionOn } from '../../../src/extension/service/serviceAction';
import { importPorts } from '../../../src/extension/service/importPorts';
import { importOnce } from '../../../src/keyservice/imports/importOnce';
import type { Key, Tag } from '../../../src/keyservice/operations';
import { testChain, testParty } from '../../../src/keyservice/testsource/parties';
import { fingerprintOf } from '../../../src/extension/service/confirmChange';
import { readCertificate } from '../../../src/core/x509/certificate';
import { CheckFailed, equal, includes, ok } from '../support/check';
import { toPem } from '../../../src/core/input/pem';
import { ownCa, type OwnCa, type Wanted } from '../../ownCa';
import { useDisk } from '../support/disk';
import {
  documentedCommands,
  documentedConditions,
  documentedPolicies,
  documentedResources,
  policyOf,
} from '../support/iamDocument';
import { ImportDriver } from '../support/importDriver';
import { act, node, pinKey, type Action } from '../support/keyActs';
import { ManifestDriver } from '../support/manifestDriver';
import { scriptedUi, type Answers, type Reply, type ScriptedUi } from '../support/scriptedUi';
import { memento, testService, type TestService } from '../support/serviceTools';
import { importKbpk, pinKeyBlock } from '../support/wrappedKeys';

const root = vscode.extensions.getExtension('key-material-inspector.key-material-inspector')!.extensionUri
  .fsPath;
const text = fs.readFileSync(path.join(root, 'docs/iam.md'), 'utf8');
const commands = documentedCommands(text);
const resources = documentedResources(text);

/** What a command did: whether it reached its end, and all that was shown of it. */
interface Ran {
  readonly done: boolean;
  readonly shown: string;
}

/** A command as a user runs it; what it needs is made before the policy counts. */
type Scenario = () => Promise<() => Promise<Ran>>;

const kekBytes = new Uint8Array(16).fill(0x2a);
let number = 0;
const fresh = (): string => `alias/iam-${++number}`;
const newKey = (): Uint8Array => new Uint8Array(16).map((_, at) => (at * 37 + ++number * 11) & 0xfe);

describe('IAM', () => {
  let test: TestService;
  let kek: Key;

  before(async function () {
    this.timeout(60_000);
    useDisk();
    await begin();
  });
  async function begin(): Promise<void> {
    test = await testService();
    kek = await importKbpk(test.service, kekBytes, 'alias/iam-kek');
    parties = [];
  }
  after(async () => {
    for (const catalogue of catalogues) catalogue.dispose();
    await test.close();
  });
  afterEach(() => test.simulator.setPolicy(undefined));

  /** Failures are closed, whatever they offer; a script that then runs out has come to its end. */
  function tolerant(replies: readonly Reply[], answers: Answers): ScriptedUi {
    const ui = scriptedUi(replies, answers);
    return {
      ...ui,
      failed: (message, detail, ...actions) => {
        ui.shown.push({ kind: 'failed', message, detail, actions });
        return Promise.resolve(undefined);
      },
    };
  }
  const allOf = ({ shown, said, asked }: ScriptedUi): string =>
    [
      ...asked.map(({ text: question }) => question),
      ...shown.map(({ message, detail }) => `${message}\n${detail}`),
      ...said,
    ].join('\n');
  const failedIn = (ui: ScriptedUi): boolean => ui.shown.some(({ kind }) => kind === 'failed');

  async function ran(
    ui: ScriptedUi,
    run: () => Promise<unknown>,
    done: () => boolean | Promise<boolean>,
  ): Promise<Ran> {
    try {
      await run();
      await ui.settled();
    } catch (error) {
      // After a refusal the script has answers to questions that do not come.
      if (!(error instanceof CheckFailed && failedIn(ui))) throw error;
    }
    test.simulator.setPolicy(undefined);
    return { done: await done(), shown: allOf(ui) };
  }

  /** An action of the Keys view, run from the palette in a window that has read nothing. */
  function fromPalette(
    action: Action,
    replies: readonly Reply[],
    actions: readonly string[],
    done: (ui: ScriptedUi) => boolean | Promise<boolean>,
    more: Answers = {},
  ): Promise<Ran> {
    const ui = tolerant(replies, { actions, ...more });
    return ran(
      ui,
      () => runAction(test.tools, undefined, () => Promise.resolve(action), ui),
      () => done(ui),
    );
  }

  const read = async (KeyIdentifier: string): Promise<Key> =>
    (await test.service.call('GetKey', { KeyIdentifier })).output.Key;
  const ownerOf = async (AliasName: string): Promise<string | undefined> =>
    (await test.service.call('GetAlias', { AliasName }).catch(() => undefined))?.output.Alias.KeyArn;
  const tagsOf = async (ResourceArn: string): Promise<readonly Tag[]> =>
    (await test.service.call('ListTagsForResource', { ResourceArn })).output.Tags;
  /** Nothing is known of the account, as in a new window. */
  const forgetKeys = (): void => {
    const catalogue = new KeyCatalogue(test.tools.connection);
    catalogues.push(catalogue);
    test = { ...test, tools: { ...test.tools, catalogue } };
  };
  const catalogues: KeyCatalogue[] = [];
  const copied: Readonly<Record<string, Action>> = {
    'Copy Key ARN': copyArn,
    'Copy Key Alias': copyAlias,
    'Copy Key KCV': copyKcv,
  };
  const seen =
    (action: Action, replies: (alias: string) => readonly Reply[]): Scenario =>
    async () => {
      const alias = fresh();
      await pinKey(test, alias);
      return () => fromPalette(action, replies(alias), [], (ui) => ui.copied.length > 0);
    };
  const catalogueRan = async (reading: () => Promise<void>): Promise<Ran> => {
    await reading();
    const { catalogue, connection } = test.tools;
    const shown = viewState(connection, catalogue)?.message ?? '';
    return { done: catalogue.failure === undefined && catalogue.readAt !== undefined, shown };
  };
  const panels = { text: () => undefined, block: () => undefined, structure: () => undefined };
  /** Alias of a new key pair that receives by TR-34. */
  const receivingPair = async (): Promise<string> => {
    const AliasName = fresh();
    const { output } = await test.service.call('CreateKey', {
      KeyAttributes: {
        KeyUsage: 'TR31_K2_TR34_ASYMMETRIC_KEY',
        KeyClass: 'ASYMMETRIC_KEY_PAIR',
        KeyAlgorithm: 'RSA_2048',
        KeyModesOfUse: { Decrypt: true, Unwrap: true },
      },
      Exportable: true,
    });
    await test.service.call('CreateAlias', { AliasName, KeyArn: output.Key.KeyArn });
    return AliasName;
  };
  let parties: Awaited<ReturnType<typeof testChain>> = [];
  const importing = async (alias: string, block: string): Promise<Ran> => {
    const before = (await allArns()).length;
    const page = await openImport(block, alias);
    const failed = page === undefined ? '' : `${page.said}\n${allOf(page.ui)}`;
    test.simulator.setPolicy(undefined);
    return { done: (await allArns()).length === before + 1, shown: failed };
  };
  const policies: { now: string | undefined } = { now: undefined };
  const allArns = async (): Promise<readonly string[]> => {
    test.simulator.setPolicy(undefined);
    const { output } = await test.service.call('ListKeys', { MaxResults: 100 });
    test.simulator.setPolicy(policies.now);
    return output.Keys.map(({ KeyArn }) => KeyArn);
  };
  /** Failures are closed, whatever they offer. */
  const closing = (ui: ScriptedUi): ScriptedUi => ({
    ...ui,
    failed: (message, detail, ...actions) => {
      ui.shown.push({ kind: 'failed', message, detail, actions });
      return Promise.resolve(undefined);
    },
  });
  /** The alias of a key pair that signs TR-34 tokens. */
  async function signingPair(): Promise<string> {
    const AliasName = fresh();
    const { output } = await test.service.call('CreateKey', {
      KeyAttributes: {
        KeyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
        KeyClass: 'ASYMMETRIC_KEY_PAIR',
        KeyAlgorithm: 'RSA_2048',
        KeyModesOfUse: { Sign: true },
      },
      Exportable: true,
    });
    await test.service.call('CreateAlias', { AliasName, KeyArn: output.Key.KeyArn });
    return AliasName;
  }
  /** What a CA makes of its request. */
  async function issuedFor(alias: string): Promise<vscode.Uri> {
    authority ??= await ownCa();
    const { output } = await test.service.call('GetCertificateSigningRequest', {
      KeyIdentifier: alias,
      SigningAlgorithm: 'SHA256',
      CertificateSubject: { CommonName: 'iam' },
    });
    const wanted: Wanted = { keyUsage: ['digitalSignature'], subject: [['CN', 'iam']] };
    const issued = await authority.sign(output.CertificateSigningRequest, wanted);
    const file = vscode.Uri.file(path.join(test.folder, `iam-${++number}.pem`));
    fs.writeFileSync(file.fsPath, toPem('CERTIFICATE', issued) + authority.pem);
    return file;
  }
  let authority: OwnCa | undefined;
  const krdFile = (): vscode.Uri => vscode.Uri.file(path.join(test.folder, 'iam-krd.pem'));
  /** The authority of the receiver is imported with the first export. */
  async function prepareExport(): Promise<void> {
    if (parties.length > 0) return;
    parties = await testChain(['TEST Root', 'TEST KRD'], 'RSA_3072');
    fs.writeFileSync(krdFile().fsPath, parties.map(({ pem }) => pem).join(''));
    const alias = fresh();
    await pinKey(test, alias);
    const print = fingerprintOf(readCertificate(parties[0]!.certificate)).slice(-8);
    await fromPalette(
      (action, argument) => exportKey(action, argument, panels),
      [
        { choose: alias },
        { choose: 'TR-34' },
        { choose: 'Select a File' },
        { choose: 'TEST KRD' },
        { choose: 'Import Its CA Now…' },
        { type: '' },
        { type: print },
        { type: '' },
        'accept',
      ],
      ['Import', 'Export'],
      () => true,
      { files: [krdFile()] },
    );
    forgetKeys();
  }
  async function openImport(block: string, alias: string): Promise<ImportDriver | undefined> {
    const page = await ImportDriver.open(test, { text: block }, ['Import', 'Import Without Tags'], {
      change: closing,
    });
    if (page.model.fields.some(({ id, options }) => id === 'wrappingKey' && options.length > 0)) {
      const label = page.field('wrappingKey').options.find((one) => one.id === kek.KeyArn)?.label ?? '';
      await page.answer('wrappingKey', label);
      await page.answer('alias', alias);
      if (page.model.ready) await page.import();
    }
    return page;
  }

  const scenarios: Readonly<Record<string, Scenario>> = {
    'Refresh Keys': () => Promise.resolve(() => catalogueRan(() => test.tools.catalogue.refresh())),
    'Show Key in Tree…': () => Promise.resolve(() => catalogueRan(() => test.tools.catalogue.loadAll())),
    'Show Key Details…': async () => {
      const alias = fresh();
      await pinKey(test, alias);
      const opened: string[] = [];
      const pages = { open: (name: string) => Promise.resolve(void opened.push(name)) };
      return () =>
        fromPalette(
          (action: ServiceAction, argument) => showDetails(pages, action, argument),
          [{ choose: alias }],
          [],
          () => opened.length === 1,
        );
    },
    ...Object.fromEntries(
      Object.entries(copied).map(([name, action]) => [name, seen(action, (alias) => [{ choose: alias }])]),
    ),
    'Copy as AWS CLI Command…': seen(copyCli, (alias) => [{ choose: alias }, 'accept']),
    'Use as Wrapping Key…': () => {
      const begun: unknown[] = [];
      return Promise.resolve(() =>
        fromPalette(
          (action, argument) =>
            useAsWrappingKey(action, argument, (wish) => Promise.resolve(begun.push(wish))),
          [{ choose: 'alias/iam-kek' }],
          [],
          () => begun.length === 1,
        ),
      );
    },
    'Get Public Certificate': async () => {
      const AliasName = fresh();
      const { output } = await test.service.call('CreateKey', {
        KeyAttributes: {
          KeyUsage: 'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
          KeyClass: 'ASYMMETRIC_KEY_PAIR',
          KeyAlgorithm: 'ECC_NIST_P256',
          KeyModesOfUse: { DeriveKey: true },
        },
        DeriveKeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
        Exportable: true,
      });
      await test.service.call('CreateAlias', { AliasName, KeyArn: output.Key.KeyArn });
      const got: string[] = [];
      return () =>
        fromPalette(
          (action, argument) =>
            getPublicCertificate(action, argument, { ...panels, structure: (name) => void got.push(name) }),
          [{ choose: AliasName }],
          [],
          () => got.length === 1,
        );
    },
    'Get Certificate Signing Request…': async () => {
      const alias = await receivingPair();
      const texts: string[] = [];
      return () =>
        fromPalette(
          (action, argument) =>
            getCertificateRequest(action, argument, { ...panels, text: (text) => void texts.push(text) }),
          [{ choose: alias }, { type: 'krd' }, { tick: [] }, 'accept'],
          ['Get Request'],
          (ui) => {
            ui.said.push(...texts);
            return texts.length === 1;
          },
        );
    },
    'Use Signed Certificate…': async () => {
      const alias = await receivingPair();
      const { output } = await test.service.call('GetCertificateSigningRequest', {
        KeyIdentifier: alias,
        SigningAlgorithm: 'SHA256',
        CertificateSubject: { CommonName: 'krd' },
      });
      const ca = await ownCa();
      const signed = await ca.sign(output.CertificateSigningRequest);
      const file = vscode.Uri.file(path.join(test.folder, 'iam-signed.pem'));
      fs.writeFileSync(file.fsPath, toPem('CERTIFICATE', signed));
      for (const { id } of await test.tools.parameters.certificates()) await test.tools.parameters.forget(id);
      return () =>
        fromPalette(
          (action, argument) => useSignedCertificate(action, argument),
          [{ choose: alias }, { choose: 'Select a File' }, { choose: 'CN=krd' }],
          ['Keep Certificate'],
          async () => (await test.tools.parameters.certificates()).length === 1,
          { files: [file] },
        );
    },
    'Export Key List…': () => {
      const file = path.join(test.folder, 'keys.csv');
      return Promise.resolve(() =>
        fromPalette(
          (action) => exportKeyList(action),
          [],
          [],
          () => {
            const there = fs.existsSync(file);
            fs.rmSync(file, { force: true });
            return there;
          },
          { saves: [vscode.Uri.file(file)] },
        ),
      );
    },
    'Reconcile Keys…': () => {
      const list = vscode.Uri.file(path.join(test.folder, 'hsm.csv'));
      fs.writeFileSync(list.fsPath, 'label,usage,kcv\nPEK,P0,123456\n');
      return Promise.resolve(async () => {
        const ui = tolerant(
          [{ choose: 'Use these columns' }, { choose: 'Keys of the selected profile' }, 'escape'],
          {},
        );
        let rows = 0;
        return ran(
          ui,
          async () => {
            const done = await reconcileKeys(ui, memento(new Map()), test.tools, list);
            rows = done?.result.there.keys.length ?? 0;
          },
          () => rows > 0,
        );
      });
    },
    'Key Material Report…': () =>
      Promise.resolve(async () => {
        const ui = tolerant([{ choose: 'Keys of the selected profile' }], {});
        let found = 0;
        return ran(
          ui,
          async () => {
            found = (await keyMaterialReport(ui, test.tools, []))?.report.assets.length ?? 0;
          },
          () => found > 0,
        );
      }),
    'Get Import Parameters…': async () => {
      for (const { id } of await test.tools.parameters.list()) await test.tools.parameters.forget(id);
      return () => {
        const ui = tolerant(
          [{ choose: 'RSA wrap' }, { choose: 'TDES_2KEY' }, { choose: 'RSA_2048' }, 'escape'],
          {},
        );
        return ran(
          ui,
          () => getAndTell(test.tools, ui),
          async () => (await test.tools.parameters.list()).length === 1,
        );
      };
    },
    'Import Key…': () => Promise.resolve(async () => importing(fresh(), pinKeyBlock(newKey(), kekBytes))),
    'Import Key…, after a lost response': async () => {
      const page = await openImportPlan();
      test.simulator.setFaults(({ operation }) =>
        operation === 'ImportKey' ? { kind: 'drop', when: 'after' } : undefined,
      );
      test.simulator.setDenied(['ListKeys']);
      const result = await importOnce(test.service, page, importPorts(test.tools));
      test.simulator.setFaults(undefined);
      test.simulator.setDenied([]);
      if (result.kind !== 'unseen') throw new CheckFailed(result.kind);
      let kind = '';
      return () => {
        const ui = tolerant(['escape'], { actions: [] });
        // The look, as "Check Again" begins it; what it cannot settle is asked.
        const checking: ScriptedUi = {
          ...ui,
          failed: (message, detail, ...actions) => {
            ui.shown.push({ kind: 'failed', message, detail, actions });
            const asked = ui.shown.filter((one) => one.kind === 'failed').length;
            return Promise.resolve(asked === 1 ? 'Check Again' : undefined);
          },
        };
        return ran(
          checking,
          async () => {
            const outcome = await settle(actionOn(test.tools, checking, test.service), result, true);
            kind = typeof outcome === 'string' ? outcome : outcome.kind;
          },
          () => kind === 'imported',
        );
      };
    },
    'Import from Manifest…': () => {
      const problems = new ManifestProblems();
      const name = `iam-${++number}.keymanifest.json`;
      const file = path.join(test.folder, name);
      const keys = [{ keyBlock: pinKeyBlock(newKey(), kekBytes), alias: fresh() }];
      fs.writeFileSync(file, JSON.stringify({ version: 1, defaults: { wrappingKey: kek.KeyArn }, keys }));
      return Promise.resolve(async () => {
        const page = await ManifestDriver.open(test, problems, vscode.Uri.file(file), [
          'Import 1 Key',
          'Import 1 Key',
        ]);
        if (page.model.import !== '') await page.import();
        const first = page.said;
        if (page.model.failure?.actions.some(({ id }) => id === 'untagged')) await page.act('untagged');
        test.simulator.setPolicy(undefined);
        const done = page.rows[0]?.state === 'verified' || (await ownerOf(keys[0]!.alias)) !== undefined;
        const shown = [first, page.said, page.rows.length > 0 ? page.about(1) : '', allOf(page.ui)].join(
          '\n',
        );
        page.session.dispose();
        problems.dispose();
        return { done, shown };
      });
    },
    'Build Test Payload…': async () => {
      for (const { id } of await test.tools.parameters.list()) await test.tools.parameters.forget(id);
      let built = false;
      return () => {
        const ui = tolerant(
          [
            { choose: 'TR-34 token' },
            { choose: '(K1)' },
            { choose: 'AES_128' },
            'accept',
            'accept',
            'accept',
            { choose: 'Generate' },
          ],
          {},
        );
        return ran(
          ui,
          async () => {
            built = (await askAndBuildPayload(test.tools, ui)) !== undefined;
          },
          () => built,
        );
      };
    },
    'Export Key…': async () => {
      const alias = fresh();
      await pinKey(test, alias);
      const blocks: string[] = [];
      return () =>
        fromPalette(
          (action, argument) =>
            exportKey(action, argument, { ...panels, block: (block) => void blocks.push(block) }),
          [{ choose: alias }, { choose: 'TR-31' }, { choose: 'alias/iam-kek' }, 'accept'],
          ['Export'],
          () => blocks.length === 1,
        );
    },
    'Export Key… as TR-34': async () => {
      await prepareExport();
      const alias = fresh();
      await pinKey(test, alias);
      const tokens: string[] = [];
      const exporting: Action = (action, argument) =>
        exportKey(action, argument, { ...panels, structure: (_, token) => void tokens.push(token) });
      return () =>
        fromPalette(
          exporting,
          [
            { choose: alias },
            { choose: 'TR-34' },
            { choose: 'Select a File' },
            { choose: 'TEST KRD' },
            { choose: 'imported from here' },
            { type: '' },
            'accept',
          ],
          ['Export'],
          () => tokens.length === 1,
          { files: [krdFile()] },
        );
    },
    'Export Key… as TR-34, signed by your own key pair': async () => {
      await prepareExport();
      for (const { id } of await test.tools.parameters.certificates()) await test.tools.parameters.forget(id);
      const signer = await signingPair();
      const pem = fs.readFileSync((await issuedFor(signer)).fsPath);
      // Kept where its public key could not be read: it is read now.
      await test.tools.parameters.keepCertificate(test.service.target, {
        purpose: 'sign',
        pair: (await ownerOf(signer)) ?? '',
        pairName: signer,
        subject: 'iam',
        certificate: pem.toString('base64'),
        chain: '',
        validUntil: Date.now() + 86_400_000,
      });
      const alias = fresh();
      await pinKey(test, alias);
      const tokens: string[] = [];
      return async () => {
        const end = await fromPalette(
          (action, argument) =>
            exportKey(action, argument, { ...panels, structure: (_, token) => void tokens.push(token) }),
          [
            { choose: alias },
            { choose: 'TR-34' },
            { choose: 'Select a File' },
            { choose: 'TEST KRD' },
            { choose: 'imported from here' },
            { choose: signer },
            { type: '' },
            'accept',
          ],
          ['Export'],
          () => tokens.length === 1,
          { files: [krdFile()] },
        );
        for (const { id } of await test.tools.parameters.certificates())
          await test.tools.parameters.forget(id);
        return end;
      };
    },
    'Import Key… of a root certificate': async () => {
      const made = await testParty(`IAM Root ${++number}`, { kind: 'ECC_NIST_P256', ca: true });
      const certificate = readCertificate(made.certificate);
      return async () => {
        const before = (await allArns()).length;
        const source = { kind: 'certificates', certificates: [certificate], place: 'root.pem' };
        const page = await ImportDriver.open(test, { source }, ['Import', 'Import Without Tags'], {
          replies: [{ type: fingerprintOf(certificate).slice(-8) }],
          change: closing,
        });
        await page.answer('purpose', 'Keys for verification (S0): every certificate, including the last one');
        if (page.model.ready) await page.import();
        const shown = [page.said, JSON.stringify(page.model), allOf(page.ui)].join('\n');
        page.session.dispose();
        return { done: (await allArns()).length === before + 1, shown };
      };
    },
    'Create Key…': () => {
      const alias = fresh();
      return Promise.resolve(async () => {
        const before = (await allArns()).length;
        return fromPalette(
          createKey,
          [
            { choose: 'PIN encryption (P0)' },
            { choose: 'AES_128' },
            { choose: 'mode of use B' },
            { choose: 'Not exportable' },
            { type: alias },
            { type: 'env=test' },
            { choose: 'Enabled' },
            // Asked where the defaults of the account cannot be read.
            ...(policies.now?.includes('GetDefaultKeyReplicationRegions') === true
              ? []
              : [{ choose: 'Account Default' }]),
          ],
          ['Create Key'],
          async () => (await allArns()).length === before + 1,
        );
      });
    },
    'Enable Key…': () =>
      lifeCycle(enableKey, 'Enable', [], false, async (key) => (await read(key.KeyArn)).Enabled === true),
    'Disable Key…': () =>
      lifeCycle(disableKey, 'Disable', [], true, async (key) => (await read(key.KeyArn)).Enabled === false),
    'Schedule Key Deletion…': () =>
      lifeCycle(
        scheduleDeletion,
        'Schedule Deletion',
        ['accept', { type: '' }],
        true,
        async (key) => (await read(key.KeyArn)).KeyState === 'DELETE_PENDING',
      ),
    'Restore Key…': async () => {
      const key = await pinKey(test);
      await test.service.call('DeleteKey', { KeyIdentifier: key.KeyArn, DeleteKeyInDays: 3 });
      return () =>
        fromPalette(
          restoreKey,
          [{ choose: key.KeyArn.slice(-16, -8) }],
          ['Restore'],
          async () => (await read(key.KeyArn)).KeyState === 'CREATE_COMPLETE',
        );
    },
    'Create Alias…': async () => {
      const key = await pinKey(test, fresh());
      const [alias, there] = [fresh(), test.tools.catalogue.find(key.KeyArn)?.aliases[0] ?? ''];
      return () =>
        fromPalette(
          createAlias,
          [{ choose: there }, { type: alias }],
          ['Create Alias'],
          async () => (await ownerOf(alias)) === key.KeyArn,
        );
    },
    'Move Alias…': async () => {
      const [alias, other] = [fresh(), fresh()];
      await pinKey(test, alias);
      const to = await pinKey(test, other);
      return () =>
        fromPalette(
          moveAlias,
          [{ choose: alias }, { choose: other }],
          ['Move Alias'],
          async () => (await ownerOf(alias)) === to.KeyArn,
        );
    },
    'Delete Alias…': async () => {
      const alias = fresh();
      await pinKey(test, alias);
      return () =>
        fromPalette(
          deleteAlias,
          [{ choose: alias }],
          ['Delete Alias'],
          async () => (await ownerOf(alias)) === undefined,
        );
    },
    'Edit Tags…': async () => {
      const alias = fresh();
      const key = await pinKey(test, alias);
      await test.service.call('TagResource', { ResourceArn: key.KeyArn, Tags: [{ Key: 'old', Value: '1' }] });
      return () =>
        fromPalette(
          editTags,
          [
            { choose: alias },
            { choose: 'Add' },
            { type: 'env=test' },
            { choose: 'old' },
            { choose: 'Remove' },
            'escape',
          ],
          ['Save Tags', 'Remove Tag'],
          async () =>
            JSON.stringify(await tagsOf(key.KeyArn)) === JSON.stringify([{ Key: 'env', Value: 'test' }]),
        );
    },
  };

  async function lifeCycle(
    action: Action,
    button: string,
    replies: readonly Reply[],
    enabled: boolean,
    done: (key: Key) => Promise<boolean>,
  ): Promise<() => Promise<Ran>> {
    const alias = fresh();
    const key = await pinKey(test, alias);
    if (!enabled) await test.service.call('StopKeyUsage', { KeyIdentifier: key.KeyArn });
    const typed = replies.map((one) => (typeof one === 'object' && 'type' in one ? { type: alias } : one));
    return () => fromPalette(action, [{ choose: alias }, ...typed], [button], () => done(key));
  }

  async function openImportPlan() {
    // Those that a test left open would be offered first.
    fs.rmSync(path.join(test.folder, 'imports'), { recursive: true, force: true });
    const page = await ImportDriver.open(test, { text: pinKeyBlock(newKey(), kekBytes) });
    const { KeyMaterial } = JSON.parse(page.model.request?.json ?? '{}') as {
      KeyMaterial: Parameters<typeof importOnce>[1]['input']['KeyMaterial'];
    };
    page.session.dispose();
    return { input: { KeyMaterial }, wanted: { usage: 'TR31_P0_PIN_ENCRYPTION_KEY' } };
  }

  /** Runs a command with these actions and no others. */
  async function runWith(command: string, actions: readonly string[]): Promise<Ran> {
    policies.now = undefined;
    const scenario = await scenarios[command]!();
    forgetKeys();
    policies.now = policyOf(actions, resources);
    test.simulator.setPolicy(policies.now);
    try {
      return await scenario();
    } finally {
      policies.now = undefined;
      test.simulator.setPolicy(undefined);
    }
  }

  // Run by their own tests: keyRegions.test.ts and otherAccounts.test.ts.
  const others = new Set([
    'Load More Keys',
    'Add Replication Regions…',
    'Remove Replication Regions…',
    'Edit Resource Policy…',
    'Put Resource Policy…',
    'Delete Resource Policy…',
  ]);
  for (const { command, required, optional } of commands.filter((one) => !others.has(one.command))) {
    describe(command, function () {
      this.timeout(60_000);
      // A list of keys has one page only.
      before(async () => {
        await test.close();
        await begin();
      });
      const all = [...required, ...optional.keys()];

      it('works with the documented actions', async () => {
        const { done, shown } = await runWith(command, all);
        ok(done, `it came to its end: ${shown}`);
        ok(!/payment-cryptography:\w+ is not allowed/.test(shown), `nothing is refused: ${shown}`);
      });

      for (const action of required)
        it(`names ${action} where it is not allowed`, async () => {
          const { done, shown } = await runWith(
            command,
            all.filter((one) => one !== action),
          );
          equal(done, false, `stopped: ${shown}`);
          includes(shown, `payment-cryptography:${action} is not allowed`, 'what is shown');
        });

      for (const [action, missing] of optional)
        it(`goes on without ${action}`, async () => {
          const { done, shown } = await runWith(
            command,
            all.filter((one) => one !== action),
          );
          ok(done, `it came to its end: ${shown}`);
          if (!missing.startsWith('Not shown'))
            includes(shown, `payment-cryptography:${action} is not allowed`, 'what is shown');
        });
    });
  }

  describe('a refusal', () => {
    const needed = ['ListKeys', 'ListAliases', 'GetAlias'];
    /** The statement added to what was allowed before, as an administrator does it. */
    const add = (actions: readonly string[], statement: string): void => {
      const policy = JSON.parse(policyOf(actions, resources)) as { Statement: unknown[] };
      policy.Statement.push(JSON.parse(statement));
      test.simulator.setPolicy(JSON.stringify(policy));
    };

    it('of a dialog gives the statement that makes the call work', async () => {
      const key = await pinKey(test, fresh());
      test.simulator.setPolicy(policyOf(needed, resources));
      const ui = await act(test, disableKey, node(key), [], ['Disable', 'Copy Policy Statement']);
      equal(JSON.parse(ui.copied[0] ?? ''), {
        Effect: 'Allow',
        Action: 'payment-cryptography:StopKeyUsage',
        Resource: key.KeyArn,
      });
      add(needed, ui.copied[0]!);
      await act(test, disableKey, node(key), [], ['Disable']);
      test.simulator.setPolicy(undefined);
      equal((await read(key.KeyArn)).Enabled, false, 'disabled');
    });

    it('by a Deny statement offers none, and says so', async () => {
      const key = await pinKey(test, fresh());
      test.simulator.setDenied(['StopKeyUsage']);
      const ui = await act(test, disableKey, node(key), [], ['Disable', 'cancel']);
      test.simulator.setDenied([]);
      const failed = ui.shown.find(({ kind }) => kind === 'failed');
      includes(failed?.message ?? '', 'could not be disabled', 'what');
      includes(failed?.detail ?? '', 'StopKeyUsage is explicitly denied', 'action');
      includes(failed?.detail ?? '', 'A Deny statement applies (identity-based policy)', 'cause');
      ok(!failed?.actions.includes('Copy Policy Statement'), 'no statement');
    });

    it('of an import is shown on its page with the statement', async () => {
      test.simulator.setPolicy(policyOf(needed, resources));
      const page = await ImportDriver.open(test, { text: pinKeyBlock(newKey(), kekBytes) }, [
        'Import',
        'Import',
      ]);
      await page.answer('wrappingKey', 'alias/iam-kek');
      await page.answer('alias', '');
      await page.import();
      includes(page.failure.lines.join('\n'), 'payment-cryptography:ImportKey is not allowed', 'failure');
      ok(
        page.failure.actions.some(({ id, label }) => id === 'policy' && label === 'Copy Policy Statement'),
        'offered',
      );
      await page.act('', 'policy');
      add([...needed, 'TagResource'], page.ui.copied[0]!);
      await page.import();
      includes(page.result.title, 'Imported', 'result');
      page.close();
    });

    it('of tags asks before the import goes without them, and keeps nothing of the try', async () => {
      const allowed = [...needed, 'ImportKey'];
      test.simulator.setPolicy(policyOf(allowed, resources));
      const open = (actions: readonly string[]): Promise<ImportDriver> =>
        ImportDriver.open(test, { text: block }, actions);
      const block = pinKeyBlock(newKey(), kekBytes);
      const before = test.sent.filter((one) => one === 'ImportKey').length;
      const page = await open(['Import', 'Copy Policy Statement', 'Import', 'Import Without Tags']);
      await page.answer('wrappingKey', 'alias/iam-kek');
      await page.answer('tags', 'env=test');
      await page.answer('alias', '');
      await page.import();
      const asked = page.ui.shown.find(({ message }) => message === 'Import without tags?');
      for (const expected of [
        'payment-cryptography:TagResource is not allowed',
        'must apply to all keys',
        'Nothing was imported.',
        'Without tags, you must resolve a lost response yourself. Nothing',
        'Your tags are not set either: env=test',
        'Profile: simulator',
      ])
        includes(asked?.detail ?? '', expected, 'question');
      equal(JSON.parse(page.ui.copied[0] ?? ''), {
        Effect: 'Allow',
        Action: 'payment-cryptography:TagResource',
        Resource: `arn:aws:payment-cryptography:${test.simulator.region}:${test.simulator.account}:key/*`,
      });
      includes(page.failure.lines.join('\n'), 'TagResource is not allowed', 'failure');
      equal(test.sent.filter((one) => one === 'ImportKey').length, before + 1, 'calls: refused');
      await page.import();
      equal(
        test.sent.filter((one) => one === 'ImportKey').length,
        before + 3,
        'calls: refused, then without',
      );
      includes(
        page.result.verdicts.map(({ text: said }) => said).join('\n'),
        'Imported without tags',
        'result',
      );
      test.simulator.setPolicy(undefined);
      const arn = page.result.rows.find(({ id }) => id === 'arn')?.value ?? '';
      equal(await tagsOf(arn), [], 'tags');
      page.close();
    });
  });

  describe('the page', () => {
    it('has every command that calls the service, by its title', () => {
      const read = (name: string): unknown => JSON.parse(fs.readFileSync(path.join(root, name), 'utf8'));
      const titles = new Set(Object.values(read('package.nls.json') as Record<string, string>));
      for (const { command } of commands) {
        const title = command.replace(
          /(, after a lost response| as TR-34(, signed by your own key pair)?| of a root certificate)$/,
          '',
        );
        ok(titles.has(title), `a command is called ${title}`);
        ok(others.has(command) || scenarios[command], `${command} is run`);
      }
      const named = new Set(commands.map(({ command }) => command));
      for (const command of Object.keys(scenarios)) ok(named.has(command), `${command} is in the table`);
      const { contributes } = read('package.json') as {
        contributes: { commands: { command: string; title: string }[] };
      };
      const nls = read('package.nls.json') as Record<string, string>;
      const quiet = /^keyMaterial\.keys\.(filter|clearFilter|groupBy|copyPolicy)$/;
      for (const { command, title } of contributes.commands)
        if (command.startsWith('keyMaterial.keys.') && !quiet.test(command))
          ok(named.has(nls[title.replaceAll('%', '')] ?? ''), `${command} is in the table`);
    });

    it('has policies and conditions that the simulator enforces', () => {
      const found = documentedPolicies(text);
      equal(found.length, 4, 'policies');
      for (const policy of found) test.simulator.setPolicy(policy);
      const conditions = documentedConditions(text);
      ok(conditions.length >= 10, 'conditions');
      for (const condition of conditions)
        test.simulator.setPolicy(
          `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":${condition}}}`,
        );
    });

    it('has policies that together allow what every command needs', () => {
      const allowed = documentedPolicies(text).join('\n');
      for (const { required, optional } of commands)
        for (const action of [...required, ...optional.keys()])
          includes(allowed, `"payment-cryptography:${action}"`, action);
    });
  });
});

// With a service of its own, which takes the place of the one above: last.
describe('IAM, pages', () => {
  it('Load More Keys needs ListKeys', async function () {
    this.timeout(60_000);
    const many = await testService();
    try {
      for (let made = 0; made < 101; made++) await pinKeyQuietly(many);
      for (const allowed of [true, false]) {
        await many.tools.catalogue.refresh();
        many.simulator.setPolicy(policyOf([allowed ? 'ListKeys' : 'ListAliases'], resources));
        await many.tools.catalogue.loadMore();
        many.simulator.setPolicy(undefined);
        equal(many.tools.catalogue.complete, allowed, 'all pages');
        const shown = viewState(many.tools.connection, many.tools.catalogue)?.message ?? '';
        if (!allowed) includes(shown, 'The action payment-cryptography:ListKeys is not allowed', 'shown');
      }
    } finally {
      await many.close();
    }
  });
});

async function pinKeyQuietly({ service }: TestService): Promise<void> {
  await service.call('CreateKey', {
    KeyAttributes: {
      KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
      KeyClass: 'SYMMETRIC_KEY',
      KeyAlgorithm: 'AES_128',
      KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
    },
    Exportable: true,
  });
}
