// What a certificate of an own key pair was compared with, and what failed on the way, with the real adapter and simulator.
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

import { signerLines, withPublicKey, type OwnSigner } from '../../src/extension/keys/exportSigner';
import { comparedText, readPairKey, rememberRequestedKey } from '../../src/extension/keys/pairPublicKey';
import { failureText } from '../../src/extension/service/callService';
import { certificatesIn } from '../../src/extension/service/parameterCertificates';
import { actionOn, type ServiceAction } from '../../src/extension/service/serviceAction';
import { KeyServiceError } from '../../src/keyservice/errors';
import { publicKeyDigest } from '../../src/keyservice/rules/pairCertificates';
import { replies } from '../../src/keyservice/simulator/faults';
import { useDisk } from '../host/support/disk';
import { scriptedUi, type Answers } from '../host/support/scriptedUi';
import { testService, type TestService } from '../host/support/serviceTools';

let test: TestService;
let arn: string;
const action = (answers: Answers = {}): ServiceAction =>
  actionOn(test.tools, scriptedUi([], answers), test.service);
const read = (answers?: Answers) => readPairKey(action(answers), arn, 'Reading');

beforeAll(async () => {
  useDisk();
  test = await testService();
  const { output } = await test.service.call('CreateKey', {
    KeyAttributes: {
      KeyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
      KeyClass: 'ASYMMETRIC_KEY_PAIR',
      KeyAlgorithm: 'RSA_2048',
      KeyModesOfUse: { Sign: true },
    },
    Exportable: true,
  });
  arn = output.Key.KeyArn;
});
afterAll(() => test.close());
beforeEach(() => test.simulator.setDenied([]));

it('is given by the service, or by a request of which it is said that AWS did not confirm it', async () => {
  const given = await read();
  expect(given).toMatchObject({ by: 'certificate' });
  expect(comparedText(given!)).toBe('✓ Its public key matches the key pair.');

  test.simulator.setDenied(['GetPublicKeyCertificate']);
  const unread = await read();
  expect(unread).not.toHaveProperty('digest');
  // The name, text and request ID of the failure, on one line.
  const failure = /Simulator: AccessDeniedException: ".*GetPublicKeyCertificate.*" \(request [\w-]+\)/;
  expect(comparedText(unread!)).toMatch(/^– Its public key was not compared/);
  expect(comparedText(unread!)).toMatch(failure);
  expect(comparedText(unread!)).not.toContain('\n');

  await rememberRequestedKey(test.tools, arn, 'AB12');
  const requested = await read();
  expect(requested).toMatchObject({ by: 'request', digest: 'AB12' });
  const text = comparedText(requested!);
  expect(text).toMatch(/matches the certificate signing request that was checked here on .*\d/);
  expect(text).toContain('It was not compared with GetPublicKeyCertificate.');
  expect(text).toMatch(failure);
});

it('ends where the user cancels, whatever is remembered', async () => {
  await rememberRequestedKey(test.tools, arn, 'AB12');
  test.simulator.setFaults(() => ({ kind: 'latency', milliseconds: 2000 }));
  try {
    expect(await read({ cancelProgress: new Map([[0, 50]]) })).toBeUndefined();
  } finally {
    test.simulator.setFaults(undefined);
  }
});

it('of a signer is read again unless the service had given it, and the confirmation shows what failed', async () => {
  const { output } = await test.service.call('GetPublicKeyCertificate', { KeyIdentifier: arn });
  const [certificate] = certificatesIn(output.KeyCertificate);
  const publicKey = publicKeyDigest(certificate!.publicKey);
  await test.tools.catalogue.refresh();
  const key = test.tools.catalogue.find(arn)!;
  const signer: OwnSigner = { key, certificate: certificate!, chain: [], publicKey, publicKeyBy: 'request' };
  test.simulator.setDenied(['GetPublicKeyCertificate']);
  await rememberRequestedKey(test.tools, arn, publicKey);
  const again = await withPublicKey(action(), signer);
  expect(signerLines(again!).join('\n')).toMatch(/GetPublicKeyCertificate\. .*AccessDeniedException/);
  test.sent.length = 0;
  expect(await withPublicKey(action(), { ...signer, publicKeyBy: 'certificate' })).toMatchObject({
    publicKey,
  });
  expect(test.sent).toEqual([]);
});

it('a failure of this computer is not quoted as the word of the service', async () => {
  const failed = async (fault: 'drop' | 'html' | 'throttle'): Promise<string> => {
    test.simulator.setFaults(() =>
      fault === 'drop'
        ? { kind: 'drop', when: 'before' }
        : fault === 'html'
          ? { kind: 'reply', reply: replies.html, when: 'before' }
          : { kind: 'throttle' },
    );
    const error: unknown = await test.service
      .call('DeleteAlias', { AliasName: 'alias/x' })
      .catch((one: unknown) => one);
    test.simulator.setFaults(undefined);
    return error instanceof KeyServiceError ? failureText(error, false) : '';
  };
  for (const fault of ['drop', 'html'] as const) {
    const text = await failed(fault);
    expect(text).toContain('Reported on this computer: ');
    expect(text).not.toContain('AWS: ');
  }
  expect(await failed('throttle')).toContain('AWS: ThrottlingException');
});
