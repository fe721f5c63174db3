import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { readCms } from '../../../src/core/cms/read';
import { findPemBlocks } from '../../../src/core/input/pem';
import { readCertificate } from '../../../src/core/x509/certificate';
import { certificatesOf } from '../../../src/extension/service/parameterCertificates';
import { fingerprintOf, saveCertificates } from '../../../src/extension/parameters/certificateActions';
import { getAndTell, getParameters } from '../../../src/extension/parameters/getParameters';
import { forget, forgetExpired, keptOf } from '../../../src/extension/parameters/pickKept';
import type { KeptParameters } from '../../../src/extension/service/parameterStore';
import { isOf, parametersItem } from '../../../src/extension/parameters/view';
import { warnSoon } from '../../../src/extension/parameters/warnSoon';
import { back } from '../../../src/extension/flow/ui';
import { connectedTarget } from '../../../src/extension/service/target';
import type { GetParametersForImportOutput } from '../../../src/keyservice/operations';
import { equal, excludes, includes, ok } from '../support/check';
import { scriptedUi } from '../support/scriptedUi';
import { testService, type TestService } from '../support/serviceTools';

const day = 86_400_000;

describe('import parameters', () => {
  let test: TestService;
  /** All that is kept when a test begins. */
  let kept: KeptParameters;
  let given: GetParametersForImportOutput;

  const forgetAll = async (): Promise<void> => {
    for (const { id } of await test.tools.parameters.list()) await test.tools.parameters.forget(id);
  };
  before(async function () {
    this.timeout(60_000);
    test = await testService();
    const wanted = { KeyMaterialType: 'TR34_KEY_BLOCK', WrappingKeyAlgorithm: 'RSA_3072' } as const;
    given = (await test.service.call('GetParametersForImport', wanted)).output;
  });
  beforeEach(async () => {
    await forgetAll();
    const { target } = (await connectedTarget(test.tools))!;
    kept = await test.tools.parameters.add(target, 'TR34_KEY_BLOCK', given);
  });
  afterEach(() => test.simulator.setFaults(undefined));
  after(() => test.close());

  it('are got by what key is to be sent: the wrapping key that is strong enough, and nothing else', async () => {
    await forgetAll();
    const ui = scriptedUi([
      { choose: 'TR-34' },
      { choose: 'AES_256' },
      { choose: 'AES_128' },
      { choose: 'RSA_2048' },
      { choose: 'the smallest' },
    ]);
    const got = await getAndTell(test.tools, ui);
    equal(ui.left(), 0, 'replies left over');
    ok(got, 'parameters are kept');
    equal([got.materialType, got.wrappingAlgorithm, got.kind], ['TR34_KEY_BLOCK', 'RSA_3072', 'simulator']);
    const days = (got.validUntil - Date.now()) / day;
    ok(days > 29 && days <= 30, `${days} days`);
    includes(
      ui.said[0] ?? '',
      'No RSA key is strong enough for AES_256. Use ECDH',
      'what is not usable is explained',
    );
    includes(ui.said[1] ?? '', 'RSA_2048 is weaker than AES_128', 'a weak wrapping key is explained');
    includes(ui.said[2] ?? '', '. Send the KRD certificate to the sender of the key.', 'what to do next');
    equal(ui.modals, [], 'the simulator needs no confirmation');
    equal(await test.tools.parameters.list(), [got], 'list');
    // The token is in the secrets and nowhere else.
    const everything = JSON.stringify([ui.asked, ui.said, ui.remarks]);
    excludes(everything, got.token, 'questions');
    equal(test.kept().split(got.token).length - 1, 1, 'places of the token');
  });

  it('that fit are offered before the service makes another token', async () => {
    const before = test.sent.length;
    const ui = scriptedUi([{ choose: 'the smallest' }, { choose: 'saved, expires in' }]);
    const wanted = { materialType: 'TR34_KEY_BLOCK', keyAlgorithm: 'AES_128' } as const;
    equal(await getParameters(test.tools, ui, wanted), kept, 'the kept ones');
    equal(test.sent.length, before, 'calls');
    // Back goes through the steps, and out where a flow is around.
    const outer = { title: 'Import Key', canGoBack: true };
    const back2 = scriptedUi([{ choose: 'the smallest' }, 'back', 'back']);
    equal(await getParameters(test.tools, back2, wanted, outer), back, 'Back');
    const left = scriptedUi(['escape']);
    equal(await getParameters(test.tools, left, wanted), undefined, 'Escape');
  });

  it('are got again after a failure, with everything entered still there', async () => {
    let calls = 0;
    test.simulator.setFaults(({ operation }) =>
      operation === 'GetParametersForImport' && calls++ === 0 ? { kind: 'throttle' } : undefined,
    );
    const ui = scriptedUi([{ choose: 'RSA wrap' }, { choose: 'TDES_2KEY' }, { choose: 'RSA_4096' }], {
      actions: ['Try Again'],
    });
    const got = await getParameters(test.tools, ui);
    ok(typeof got === 'object', 'got');
    equal([got.materialType, got.wrappingAlgorithm], ['KEY_CRYPTOGRAM', 'RSA_4096']);
    includes(ui.modals[0] ?? '', 'Calls of this account are being throttled.', 'what happened');
    includes(ui.modals[0] ?? '', 'Simulator: ThrottlingException', 'words of the simulator');
    includes(ui.modals[0] ?? '', 'Wait a few seconds', 'what to do');
    ok(await forget(test.tools, scriptedUi([], { actions: ['Forget'] }), got), 'forgotten');
  });

  it('stay at the last question where a failure is given up', async () => {
    test.simulator.setFaults(() => ({ kind: 'error', status: 500, when: 'before' }));
    const ui = scriptedUi(
      [{ choose: 'RSA wrap' }, { choose: 'TDES_2KEY' }, { choose: 'RSA_4096' }, 'escape'],
      {
        actions: ['cancel'],
      },
    );
    equal(await getParameters(test.tools, ui), undefined, 'nothing');
    const last = ui.asked.at(-1);
    includes(last?.text ?? '', 'Wrapping key size (sizes strong enough for', 'last question');
    equal(last?.active, 'RSA_4096', 'what was chosen stays chosen');
  });

  it('are saved as leaf, root and chain, PEM and DER', async () => {
    const [krd, root] = certificatesOf(kept);
    ok(krd && root, 'a certificate and its root');
    const file = (name: string): vscode.Uri => vscode.Uri.file(path.join(test.folder, name));
    const save = async (what: string, form: string, name: string): Promise<Buffer> => {
      const ui = scriptedUi([{ choose: what }, { choose: form }], { saves: [file(name)] });
      equal((await saveCertificates(kept, ui))?.fsPath, file(name).fsPath, 'written');
      await ui.settled();
      includes(ui.said[0] ?? '', 'Have the sender compare the SHA-256 fingerprint', 'what to compare');
      includes(ui.said[0] ?? '', fingerprintOf(what === 'Root' ? root : krd), 'fingerprint');
      return fs.readFileSync(file(name).fsPath);
    };
    const pem = (await save('KRD certificate', 'PEM', 'krd.pem')).toString('latin1');
    equal([...findPemBlocks(pem)[0]!.bytes], [...krd.raw], 'leaf as PEM');
    equal([...(await save('Root', 'DER', 'root.cer'))], [...root.raw], 'root as DER');
    const chain = (await save('Complete chain', 'PEM', 'chain.pem')).toString('latin1');
    equal(findPemBlocks(chain).length, 2, 'chain as PEM');
    const bundle = readCms(new Uint8Array(await save('Complete chain', 'DER', 'chain.p7b')));
    equal(
      'certificates' in bundle.content ? bundle.content.certificates.map(({ serial }) => serial.hex) : [],
      [krd.serial.hex, root.serial.hex],
      'chain as PKCS#7',
    );
    equal(readCertificate(krd.raw).issuer.text, root.subject.text, 'the order is leaf, root');
  });

  it('are shown with words for what an icon says, and without the token', () => {
    const words = (left: number): unknown[] => {
      const now = kept.validUntil - left;
      const { label, description, contextValue, accessibilityInformation, iconPath } = parametersItem(
        kept,
        now,
      );
      excludes(JSON.stringify(parametersItem(kept, now)), kept.token, 'item');
      return [
        label,
        description,
        contextValue,
        accessibilityInformation?.label,
        (iconPath as vscode.ThemeIcon).id,
      ];
    };
    equal(words(29.5 * day), [
      'TR-34, RSA_3072',
      'expires in 29 days',
      'importParameters',
      'Import parameters TR-34, RSA_3072 of Simulator, expires in 29 days',
      'shield',
    ]);
    equal(words(2.5 * day).slice(1, 3), ['expires in 2 days', 'importParameters']);
    equal(words(2.5 * day)[4], 'warning');
    equal(words(-day).slice(1, 3), ['expired 1 day ago', 'importParametersExpired']);
  });

  it('of another service are told apart by their account', () => {
    const aws: KeptParameters = {
      ...kept,
      kind: 'aws',
      profile: 'live',
      region: 'us-east-1',
      account: '111122223333',
      endpoint: 'https://controlplane.payment-cryptography.us-east-1.amazonaws.com',
    };
    const choice = { kind: 'aws', profile: 'live', region: 'us-east-1' } as const;
    equal(isOf(aws, choice, undefined), false, 'an account that is not known is none that fits');
    equal(isOf(aws, { ...choice, profile: 'other' }, '111122223333'), true, 'same account');
    equal(isOf(aws, choice, '444455556666'), false, 'another account');
    equal(isOf(aws, { ...choice, region: 'us-west-2' }, '111122223333'), false, 'another Region');
    equal(isOf(aws, { kind: 'simulator' }, undefined), false, 'simulator');
    equal(isOf(aws, undefined, undefined), false, 'none chosen');
    // Services on this machine may all have the same account number.
    const local: KeptParameters = { ...aws, endpoint: test.simulator.url };
    equal(isOf(local, choice, '111122223333'), true, 'same profile and account');
    equal(isOf(local, { ...choice, profile: 'other' }, '111122223333'), false, 'another profile');
  });

  it('that expire soon are warned of once', async () => {
    const soon = { ...kept, id: 'soon', validUntil: Date.now() + 2 * day };
    const said: string[] = [];
    const tell = (message: string): Promise<undefined> => {
      said.push(message);
      return Promise.resolve(undefined);
    };
    await warnSoon(test.tools, [soon, kept], tell);
    await warnSoon(test.tools, [soon, kept], tell);
    equal(said.length, 1, 'times');
    includes(said[0] ?? '', 'TR-34, RSA_3072 of Simulator: expires');
    await warnSoon(test.tools, [{ ...soon, id: 'a' }, { ...soon, id: 'b' }, soon], tell);
    includes(said[1] ?? '', '2 sets of import parameters expire within 3 days');
    await warnSoon(test.tools, [{ ...soon, id: 'gone', validUntil: Date.now() - 1 }], tell);
    equal(said.length, 2, 'of expired ones nothing is said');
  });

  it('are forgotten when confirmed, expired ones all at once', async () => {
    const { parameters } = test.tools;
    const output = {
      WrappingKeyCertificate: kept.certificate,
      WrappingKeyCertificateChain: kept.chain,
      WrappingKeyAlgorithm: 'RSA_2048' as const,
      ImportToken: 'import-token-old',
      ParametersValidUntilTimestamp: new Date(Date.now() - day),
    };
    await parameters.add(test.service.target, 'TR34_KEY_BLOCK', output);
    const all = scriptedUi([]);
    equal(await forgetExpired(test.tools, all), 1, 'expired');
    equal(await forgetExpired(test.tools, all), 0, 'none left');
    includes(all.said[1] ?? '', 'None of the import parameters has expired');
    const no = scriptedUi([], { actions: ['cancel'] });
    equal(await forget(test.tools, no, kept), false, 'not confirmed');
    includes(no.modals[0] ?? '', 'can then no longer be imported', 'what it means');
    const chosen = await keptOf(test.tools, scriptedUi([{ choose: 'TR-34' }]), undefined, 'Use');
    equal(chosen, kept, 'asked for where nothing is given');
    equal(await keptOf(test.tools, no, { kind: 'parameters', kept }, 'Use'), kept, 'node of the view');
    equal(await keptOf(test.tools, no, kept.id, 'Use'), kept, 'id');
    equal(await forget(test.tools, scriptedUi([], { actions: ['Forget'] }), kept), true);
    const none = scriptedUi([]);
    equal(await keptOf(test.tools, none, undefined, 'Use'), undefined, 'nothing is kept');
    includes(none.said[0] ?? '', 'No import parameters are kept.');
    excludes(test.kept(), kept.token, 'secrets');
  });
});

describe('import parameters of a live account', () => {
  it('are got only after a confirmation that names it', async function () {
    this.timeout(60_000);
    const test = await testService({
      posesAs: {
        kind: 'aws',
        profile: 'payments-test',
        region: 'us-east-2',
        account: '111122223333',
        endpoint: 'https://controlplane.payment-cryptography.us-east-2.amazonaws.com',
      },
    });
    try {
      const wanted = { materialType: 'TR34_KEY_BLOCK', keyAlgorithm: 'TDES_2KEY' } as const;
      const no = scriptedUi([{ choose: 'RSA_2048' }, 'escape'], { actions: ['cancel'] });
      equal(await getParameters(test.tools, no, wanted), undefined, 'refused');
      equal(test.sent, [], 'calls');
      for (const part of [
        'payments-test',
        '1111',
        'us-east-2',
        'controlplane.payment',
        'TR-34 with RSA_2048',
      ])
        includes(no.modals[0] ?? '', part, 'confirmation');
      const cli = scriptedUi([{ choose: 'RSA_2048' }], {
        actions: ['Copy as AWS CLI', 'Get Parameters'],
      });
      const got = await getParameters(test.tools, cli, wanted);
      ok(typeof got === 'object', 'got');
      equal([got.account, got.profile], ['111122223333', 'payments-test'], 'kept with its account');
      includes(
        await vscode.env.clipboard.readText(),
        'aws --profile payments-test --region us-east-2 payment-cryptography get-parameters-for-import --key-material-type TR34_KEY_BLOCK --wrapping-key-algorithm RSA_2048',
      );
    } finally {
      await test.close();
    }
  });
});
