import { createPrivateKey } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { derOf, sequence } from '../../../src/core/make/values';
import { readTr34 } from '../../../src/core/cms/tr34/read';
import { buildRandomToken } from '../../../src/core/make/tr34Tokens';
import { toUpperHex } from '../../../src/core/crypto/bytes';
import { findPemBlocks } from '../../../src/core/input/pem';
import { readCertificate } from '../../../src/core/x509/certificate';
import { chooseExpected } from '../../../src/extension/viewer/tr34Expected';
import { askAndBuild, type BuiltToken } from '../../../src/extension/clearKeys/tr34Flows';
import { loadRandomNumber, openWithKrdKey } from '../../../src/extension/viewer/tr34Loading';
import { partyFile, type PartyStore } from '../../../src/extension/testKeys/kept';
import { generateParties } from '../../../src/extension/clearKeys/tr34Parties';
import { askAndAssemble } from '../../../src/extension/clearKeys/tr34Responses';
import { fileOf } from '../../../src/extension/material/structureFile';
import { StructureSession } from '../../../src/extension/material/structureSession';
import { log } from '../../../src/extension/ui/log';
import { equal, excludes, includes, ok } from '../support/check';
import { useDisk } from '../support/disk';
import { type Reply, type ScriptedUi, scriptedUi } from '../support/scriptedUi';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tr34-flows-'));
const state = new Map<string, unknown>();
const store: PartyStore = {
  globalStorageUri: vscode.Uri.file(folder),
  globalState: {
    keys: () => [...state.keys()],
    get: <T>(key: string, otherwise?: T) => (state.get(key) as T | undefined) ?? (otherwise as T),
    update: (key: string, value: unknown) => Promise.resolve(void state.set(key, value)),
    setKeysForSync: () => undefined,
  },
};

const passphrase = 'correct horse battery';
const wrongPassphrase = 'incorrect horse';
const nonce = '1122334455667788';

/** All that can be reached, octets as digits. */
function written(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint' ? String(part) : part instanceof Uint8Array ? toUpperHex(part) : part,
  );
}

describe('TR-34 with test keys', () => {
  let parties: vscode.Uri;
  let token: BuiltToken;
  /** PEM of the KRD's key. */
  let pem: string;
  const logged: string[] = [];
  const everything: string[] = [];

  /** Runs a flow to the end of its replies, and keeps all that it asked and said. */
  async function played<T>(script: ScriptedUi, run: () => Promise<T>): Promise<T> {
    const result = await run();
    equal(script.left(), 0, 'replies left over');
    everything.push(JSON.stringify([script.asked, script.remarks, script.said]));
    return result;
  }

  const build = async (replies: Reply[]): Promise<BuiltToken> => {
    const script = scriptedUi(replies);
    const built = await played(script, () => askAndBuild(store, script));
    ok(built, 'a token is built');
    return built;
  };

  const fresh = (): StructureSession => new StructureSession(fileOf('token', token.token));

  async function lines(session: StructureSession, id: string): Promise<string> {
    const { sections } = await session.overview();
    const found = sections.find((section) => section.id === id);
    return (found?.statements ?? [])
      .map(({ status, label, text }) => `${status} ${label} ${text}`)
      .join('\n');
  }

  before(async function () {
    this.timeout(60_000);
    useDisk();
    const channel = log() as unknown as Record<string, (text: string) => void>;
    for (const level of ['trace', 'debug', 'info', 'warn', 'error'])
      channel[level] = (text) => void logged.push(text);
    const script = scriptedUi([{ choose: 'RSA 2048' }]);
    const made = await played(script, () => generateParties(store, script));
    ok(made, 'parties are made');
    parties = made;
    pem = fs.readFileSync(partyFile(parties, 'krd', 'key.pem').fsPath, 'latin1');
    token = await build([
      { choose: 'the newest' },
      { choose: 'The test KRD' },
      { choose: 'Diebold' },
      { choose: 'TDES 2-key' },
      { choose: 'K0' },
      { choose: '8 bytes' },
    ]);
  });

  after(() => fs.rmSync(folder, { recursive: true }));

  it('nothing is made or opened while clear keys are off, as they are by default', async () => {
    const before = fs.readdirSync(path.dirname(parties.fsPath));
    const closed = (): ScriptedUi => scriptedUi([], { clearKeys: false });
    for (const [name, run] of [
      ['Generate Test KDH and KRD', (script) => generateParties(store, script)],
      ['Build TR-34 Token', (script) => askAndBuild(store, script)],
      [
        'Open TR-34 Token with KRD Key',
        async (script) => (await openWithKrdKey(fresh(), script)) || undefined,
      ],
    ] as [string, (script: ScriptedUi) => Promise<unknown>][]) {
      const script = closed();
      equal(await run(script), undefined, name);
      equal(script.asked, [], `${name}: questions`);
      includes(script.said[0] ?? '', `${name} needs a clear key, and clear keys are turned off`);
    }
    equal(fs.readdirSync(path.dirname(parties.fsPath)), before, 'files');
  });

  it('the commands themselves end at the guard', async () => {
    const commands = await vscode.commands.getCommands(true);
    for (const command of ['generateTr34Parties', 'buildTr34Token']) {
      ok(commands.includes(`keyMaterial.${command}`), command);
      await vscode.commands.executeCommand(`keyMaterial.${command}`);
    }
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('parties are kept outside the workspace, keys for their owner alone, certificates marked TEST', () => {
    for (const one of vscode.workspace.workspaceFolders ?? [])
      ok(!parties.fsPath.startsWith(one.uri.fsPath), `not in ${one.uri.fsPath}`);
    const names = fs.readdirSync(parties.fsPath);
    equal(names.filter((name) => name.endsWith('.key.pem')).length, 4, 'keys');
    for (const name of names) {
      const file = path.join(parties.fsPath, name);
      if (name.endsWith('.key.pem') && process.platform !== 'win32')
        equal(fs.statSync(file).mode & 0o777, 0o600, `mode of ${name}`);
      if (!name.endsWith('.crt.pem')) continue;
      const { subject } = readCertificate(findPemBlocks(fs.readFileSync(file, 'latin1'))[0]!.bytes);
      includes(subject.text, 'TEST', `subject of ${name}`);
    }
    const remembered = state.get('testCertificates') as string[];
    equal(remembered.length, 4, 'fingerprints');
    ok(
      remembered.every((one) => /^[0-9a-f]{64}$/i.test(one)),
      'nothing but fingerprints is kept',
    );
  });

  it('a token is what was chosen, one-pass and for AES too', async () => {
    const two = readTr34(token.token);
    equal(
      [two?.kind, two?.pass, two?.profile?.id, two?.header],
      ['KT_KDH', 'two', 'aws_2012', 'D9999K0TB00E0000'],
    );
    const { token: other } = await build([
      { choose: 'the newest' },
      { choose: 'The test KRD' },
      { choose: 'RFC 5652' },
      { choose: 'AES-128' },
      { choose: 'P0' },
      { choose: 'one-pass' },
    ]);
    const one = readTr34(other);
    equal([one?.pass, one?.header], ['one', 'D9999P0AB00E0000']);
  });

  const paste = (text: string): Reply[] => [{ choose: 'Paste' }, { type: text }];
  const withPassphrase = (text: string): Reply[] => [
    { choose: 'Paste' },
    { type: 'no key' },
    {
      type: createPrivateKey(text)
        .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase })
        .toString()
        .replaceAll('\n', ' '),
    },
    { type: wrongPassphrase },
    { type: passphrase },
  ];
  /** A token that was opened; all that can be reached of it is kept. */
  async function opened(replies: Reply[]): Promise<StructureSession> {
    const session = fresh();
    const script = scriptedUi(replies);
    equal(await played(script, () => openWithKrdKey(session, script)), true, 'changed');
    includes(await lines(session, 'opened'), token.kcv, 'check value');
    everything.push(written((await session.overview()).sections), written(session.tr34));
    return session;
  }
  const forms: [string, (pem: string) => Reply[]][] = [
    ['a pasted key, PEM in one line', (text) => paste(text.replaceAll('\n', ''))],
    ['a pasted key, base64', (text) => paste(text.replace(/-----.*?-----|\n/g, ''))],
    ['a pasted key, digits', (text) => paste(toUpperHex(findPemBlocks(text)[0]!.bytes))],
    ['a pasted key with a passphrase, after what is no key and a wrong one', withPassphrase],
  ];
  for (const [name, replies] of forms)
    it(`opens with ${name}`, async () => {
      await opened(replies(pem));
    });

  it('opens with a key file, and says so where it is another key', async () => {
    const session = fresh();
    const script = scriptedUi([{ choose: 'From a File' }], {
      files: [partyFile(parties, 'krd', 'key.pem')],
    });
    await played(script, () => openWithKrdKey(session, script));
    includes(await lines(session, 'opened'), token.kcv, 'check value');
    const other = scriptedUi([{ choose: 'From a File' }], {
      files: [partyFile(parties, 'kdh', 'key.pem')],
    });
    await played(other, () => openWithKrdKey(session, other));
    equal(other.said.length, 1, 'warnings');
    equal(await lines(session, 'opened'), '', 'nothing opened');
  });

  it('the root, the signer and the KRD that are expected are chosen, by file, paste or from those at hand', async () => {
    const session = fresh();
    const certificate = (party: 'kdh-ca' | 'krd-ca' | 'kdh' | 'krd'): vscode.Uri =>
      partyFile(parties, party, 'crt.pem');
    const choose = async (role: 'root' | 'kdh' | 'krd', replies: Reply[], files: vscode.Uri[] = []) => {
      const script = scriptedUi(replies, { files });
      equal(await played(script, () => chooseExpected(session, role, script)), true, `${role} chosen`);
      return script;
    };
    includes(await lines(session, 'expected'), 'Trusted root none selected');
    const text = fs.readFileSync(certificate('kdh').fsPath, 'latin1').replaceAll('\n', '');
    const typed = await choose('kdh', [{ choose: 'Paste' }, { type: 'nothing' }, { type: text }]);
    includes(typed.remarks[0] ?? '', 'There is no complete certificate in it.');
    await choose('krd', [{ choose: 'From a File' }], [certificate('krd')]);
    await choose('root', [{ choose: 'From a File' }], [certificate('kdh-ca')]);
    let checks = await lines(session, 'checks');
    for (const part of ['ok  The signer is "', 'ok  It is for "', 'up to the selected root "'])
      includes(checks, part);
    const expected = await lines(session, 'expected');
    for (const part of [
      'Trusted root CN=TEST KDH CA',
      'Expected signer CN=TEST KDH 1',
      'Expected KRD CN=TEST KRD 1',
    ])
      includes(expected.replaceAll('O=TEST, ', ''), part);

    await choose('krd', [{ choose: 'From a File' }], [certificate('kdh')]);
    await choose('root', [{ choose: 'From a File' }], [certificate('krd-ca')]);
    checks = await lines(session, 'checks');
    for (const part of ['not for the expected "', '", not at the selected root "']) includes(checks, part);

    const last = await choose('root', [{ choose: 'None' }]);
    includes(last.asked[0]?.labels.join() ?? '', 'SHA-256 ', 'fingerprints');
    excludes(await lines(session, 'checks'), 'chosen root');
  });

  it('the random number is pasted or loaded, and compared', async () => {
    const random = buildRandomToken(Uint8Array.from(Buffer.from(nonce, 'hex')));
    const file = path.join(folder, 'random.der');
    fs.writeFileSync(file, random);
    const own = toUpperHex(readTr34(token.token)!.nonce!);
    for (const [replies, files, status] of [
      [[{ choose: 'Paste' }, { type: '12' }, { type: own.replace(/(..)/g, '$1 ') }], [], 'ok'],
      [[{ choose: 'Paste' }, { type: nonce }], [], 'wrong'],
      [[{ choose: 'Paste' }, { type: toUpperHex(random) }], [], 'wrong'],
      [[{ choose: 'Paste' }, { type: Buffer.from(random).toString('base64') }], [], 'wrong'],
      [[{ choose: 'From a File' }], [vscode.Uri.file(file)], 'wrong'],
    ] as [Reply[], vscode.Uri[], string][]) {
      const session = fresh();
      const script = scriptedUi(replies, { files });
      equal(await played(script, () => loadRandomNumber(session, script)), true, 'loaded');
      includes(await lines(session, 'checks'), `${status}  The random number `);
      excludes(JSON.stringify([script.asked, script.said]), nonce, 'questions');
    }
  });

  it('the response of a payShield becomes the token again', async () => {
    const sent = readTr34(token.token)!;
    const { signature, attributesAsReceived } = sent.signer!;
    const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
    const body = Buffer.concat([
      ascii('ABCDB900'),
      attributesAsReceived!,
      Buffer.from(token.kcv, 'hex'),
      derOf(sequence(sent.signed!.eContent!)),
      ascii(String(signature.length).padStart(4, '0')),
      signature,
    ]);
    const response = Buffer.concat([Buffer.from([body.length >> 8, body.length & 255]), body]);
    const script = scriptedUi([{ choose: 'Clipboard' }], { files: [partyFile(parties, 'kdh', 'crt.pem')] });
    const made = await played(script, () => askAndAssemble(script, response.toString('hex')));
    includes(made?.name ?? '', token.kcv, 'name');
    const session = new StructureSession(fileOf('token', made!.token));
    session.added.push(
      readCertificate(
        findPemBlocks(fs.readFileSync(partyFile(parties, 'kdh', 'crt.pem').fsPath, 'latin1'))[0]!.bytes,
      ),
    );
    includes(await lines(session, 'checks'), 'ok  The signature is valid');

    const nothing = scriptedUi([], { files: [partyFile(parties, 'kdh', 'crt.pem')] });
    equal(await played(nothing, () => askAndAssemble(nothing, 'some text')), undefined, 'token');
    includes(nothing.said[0] ?? '', 'This is neither a payShield B9 nor a Futurex response. Provide the');
  });

  it('keys, passphrases and random numbers are in no question, message, log or state', async () => {
    // Each of them goes in here, so that there is something to find whatever ran before.
    const session = await opened(withPassphrase(pem));
    const script = scriptedUi([{ choose: 'Paste' }, { type: nonce }]);
    await played(script, () => loadRandomNumber(session, script));
    const der = Buffer.from(findPemBlocks(pem)[0]!.bytes);
    const said = everything.join('\n');
    // The search finds what is there.
    includes(said, 'Private Key of the KRD', 'everything');
    includes(said, 'Opened with the KRD', 'everything');
    includes(logged.join('\n'), 'A TR-34 token was opened.', 'log');
    const places = { said, log: logged.join('\n'), state: JSON.stringify([...state]) };
    // Secret parts begin behind the public modulus; a piece of each form is enough to be found by.
    const secret = der.subarray(der.length - 600);
    const pieces = [
      passphrase,
      wrongPassphrase,
      ...[0, 1, 2].map((i) =>
        secret
          .subarray(60 + i, 60 + i + 24)
          .toString('base64')
          .slice(4, 28),
      ),
      secret.toString('hex').slice(100, 132),
      ...pem.split('\n').slice(9, 20),
    ];
    for (const [place, text] of Object.entries(places))
      for (const piece of pieces) excludes(text.toLowerCase(), piece.toLowerCase(), place);
    excludes(places.log + places.state, nonce, 'log and state');
  });
});
