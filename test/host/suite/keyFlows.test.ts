import * as vscode from 'vscode';
import { fromHex, toUpperHex } from '../../../src/core/crypto/bytes';
import { sealParts } from '../../../src/core/keyblock/binding';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { askForKcv } from '../../../src/extension/clearKeys/calculateKcv';
import { KeyRing } from '../../../src/extension/testKeys/keyRing';
import { askAndRewrap } from '../../../src/extension/clearKeys/rewrapKeyBlock';
import {
  askAndVerify,
  verify,
  type VerificationResult,
} from '../../../src/extension/clearKeys/verifyKeyBlock';
import { askAndVerifyAtalla } from '../../../src/extension/clearKeys/verifyAtalla';
import { askAndWrap } from '../../../src/extension/clearKeys/wrapKey';
import { VerificationHolder } from '../../../src/extension/clearKeys/verificationHolder';
import type { ToVerification } from '../../../src/protocol/verification';

import { keyBlockHere } from '../../../src/extension/material/keyBlockSource';
import { examples } from '../../core/keyblock/blocks';
import { equal, excludes, includes, ok } from '../support/check';
import { type Reply, type ScriptedUi, scriptedUi } from '../support/scriptedUi';

const [, tdes, aes] = examples as unknown as [unknown, (typeof examples)[0], (typeof examples)[0]];
const typed = (text: string): Reply[] => [{ choose: 'Hexadecimal digits' }, { type: text }];
const use: Reply = { choose: 'Use this' };

async function verified(
  script: ScriptedUi,
  ring = new KeyRing(),
  text = aes.block,
): Promise<VerificationResult> {
  const result = await askAndVerify(script, ring, { text });
  ok(result && 'model' in result, 'there is a result');
  equal(script.left(), 0, 'replies left over');
  return result;
}

/** XOR of hexadecimal digits. */
const xor = (a: string, b: string): string =>
  Array.from(a, (digit, i) => (parseInt(digit, 16) ^ parseInt(b[i]!, 16)).toString(16)).join('');

describe('verifying an Atalla key block', () => {
  const mfk = '2ABC3DEF4567018998107645FED3CBA20123456789ABCDEF';
  const key = '1ADNE000,30E6A07C9E4C487EB08F46AF01E64CAED0992A87B336AC61,A66804B787FC9CDD';

  it('says that the MAC verifies, how long the key is, and its KCV; never the key', async () => {
    const said = await askAndVerifyAtalla(scriptedUi([...typed(mfk), use]), key);
    // Single length: TDES of 1111111111111111 twice over a zero block is DES with it.
    equal(
      said,
      { message: 'MAC verified. Key of 8 bytes, KCV 82E136 (TDES, zero block).', verified: true },
      'notice',
    );
  });

  it('says which master file key it was not', async () => {
    const said = await askAndVerifyAtalla(scriptedUi([...typed(`0${mfk.slice(1)}`), use]), key);
    equal(said?.verified, false, 'verified');
    includes(said?.message ?? '', 'MAC not verified', 'notice');
  });

  it('does not ask for a key that could check nothing', async () => {
    const said = await askAndVerifyAtalla(scriptedUi([]), `3${key.slice(1)}`);
    includes(said?.message ?? '', 'Only version 1', 'notice');
  });
});

describe('verifying a key block', () => {
  for (const { name, block, kbpk, key } of examples)
    it(`unwraps ${name}`, () => {
      const result = verify(decodeKeyBlock(block), fromHex(kbpk)!);
      equal(result.model.verdict, 'right', 'verdict');
      equal(result.key?.digits(), key, 'key');
      excludes(JSON.stringify(result), key.slice(0, 8), 'model');
      result.key?.dispose();
      equal(result.key?.digits(), undefined, 'key after dispose');
    });

  it('tries the digits behind the block, where they may belong to it', async () => {
    // Made over a length field of 80 with 96 characters: what is read is a block and 16 digits.
    const kbpk = '89E88CF7931444F334BD7547FC3F380C';
    const header = 'B0080P0TE00E0000';
    const sealed = sealParts(
      'B',
      new TextEncoder().encode(header),
      fromHex(`0080F039121BEC83D26B169BDCD5B22AAF8F${'A5'.repeat(14)}`)!,
      fromHex(kbpk)!,
    );
    const text = header + toUpperHex(sealed.ciphertext) + toUpperHex(sealed.mac);
    const document = await vscode.workspace.openTextDocument({ content: `key ${text}\n` });
    const source = await keyBlockHere(
      { uri: document.uri.toString(), line: 0, character: 6 },
      () => undefined,
    );
    equal(source?.text, text.slice(0, 80), 'block');
    equal(source?.mayGoOn, text.slice(80), 'what may belong to it');
    const script = scriptedUi([...typed(kbpk), use]);
    const result = await askAndVerify(script, new KeyRing(), source);
    ok(result && 'model' in result, 'there is a result');
    equal(result.model.verdict, 'wrong', 'verdict');
    includes(result.model.headline, 'The MAC verifies for 0096 characters', 'headline');
    excludes(JSON.stringify(result.model), 'F039121B', 'model');
  });

  it('takes the KBPK as digits, judged in the box', async () => {
    const script = scriptedUi([
      { choose: 'Hexadecimal digits' },
      { type: 'xyz' },
      { type: aes.kbpk.slice(1) },
      { type: aes.kbpk.toLowerCase() },
      use,
    ]);
    const { model } = await verified(script);
    equal(model.verdict, 'right', 'verdict');
    includes(script.remarks[0] ?? '', 'Character 1 is not a hexadecimal digit', 'remark');
    includes(script.remarks[1] ?? '', 'Digits so far: 63; expected: 32, 48 or 64', 'remark');
    includes(script.asked.at(-1)?.text ?? '', '233155 (CMAC)', 'confirmation');
    const rows = model.rows.map(({ label, value, note }) => `${label}: ${value} ${note ?? ''}`).join('\n');
    includes(model.key?.value ?? '', 'AES-128', 'key');
    for (const part of ['KCV, CMAC: 08793E25AB', 'not hidden', '128 bits under 256 bits'])
      includes(rows, part, 'rows');
  });

  it('takes it in components, each confirmed by its KCV, with a way back', async () => {
    const first = '11'.repeat(32);
    const second = '0123456789abcdef'.repeat(4);
    const third = xor(aes.kbpk, xor(first, second));
    const script = scriptedUi([
      { choose: '3 components' },
      { type: first },
      { choose: 'is correct' },
      { type: second },
      // Not what was on the paper: asked again.
      { choose: 'No, enter it again' },
      'back',
      { type: first },
      { choose: 'is correct' },
      { type: second },
      { choose: 'is correct' },
      { type: third.slice(2) },
      { type: third },
      { choose: 'is correct' },
      use,
    ]);
    const { model } = await verified(script);
    equal(model.verdict, 'right', 'verdict');
    includes(script.remarks[0] ?? '', 'Digits so far: 62; expected: 64', 'remark');
    for (const { text } of script.asked) excludes(text.toUpperCase(), '0123456789', 'question');
  });

  it('says that components cancel out', async () => {
    const script = scriptedUi([
      { choose: '2 components' },
      { type: '11'.repeat(16) },
      { choose: 'is correct' },
      { type: '11'.repeat(16) },
      { choose: 'is correct' },
      'escape',
    ]);
    equal(await askAndVerify(script, new KeyRing(), { text: aes.block }), undefined, 'result');
    includes(script.asked.at(-1)!.labels.join(), 'cancel each other out', 'confirmation');
  });

  it('tells why a MAC does not fit', async () => {
    const { model, key } = await verified(scriptedUi([...typed(aes.key), use]));
    equal(model.verdict, 'wrong', 'verdict');
    includes(model.title, 'MAC check failed: wrong KBPK, or the block was altered. There is no', 'title');
    equal(key, undefined, 'key');
    equal(model.reveal, undefined, 'reveal');
  });

  it('remembers a KBPK only when asked, offers it first, and forgets it', async () => {
    const ring = new KeyRing();
    await verified(scriptedUi([...typed(aes.kbpk), use]), ring);
    equal(ring.size, 0, 'remembered');
    await verified(scriptedUi([...typed(aes.kbpk), { choose: 'remember' }]), ring);
    await verified(scriptedUi([...typed(aes.kbpk), { choose: 'remember' }]), ring);
    equal(ring.size, 1, 'remembered');
    const script = scriptedUi([{ choose: 'KCV 233155 (CMAC)' }]);
    equal((await verified(script, ring)).model.verdict, 'right', 'verdict');
    includes(script.asked[0]?.labels[0] ?? '', 'AES-256 · KCV 233155', 'first offer');
    // Not for a cipher that it is not for.
    const other = scriptedUi(['escape']);
    await askAndVerify(other, ring, { text: tdes.block });
    excludes(other.asked[0]!.labels.join(), '233155', 'offers for TDES');
    const [offer] = ring.offers('AES', [32]);
    equal(ring.forget(), 1, 'forgotten');
    equal(ring.offers('AES', [32]).length, 0, 'offers');
    ok(
      offer!.copy().every((byte) => byte === 0),
      'the bytes are overwritten',
    );
    ring.dispose();
  });

  it('asks for the block where none is given, and goes back to it', async () => {
    const script = scriptedUi([
      { type: ' ' },
      { type: tdes.block },
      'back',
      { type: `R${aes.block.slice(0, 50)}\n ${aes.block.slice(50)}` },
      ...typed(aes.kbpk),
      use,
    ]);
    const result = await askAndVerify(script, new KeyRing(), undefined);
    ok(result && 'model' in result && result.model.verdict === 'right', 'right');
    equal(script.asked[2]?.active, tdes.block, 'what was entered');
    const hopeless = await askAndVerify(
      scriptedUi([{ type: 'not a key block at all' }]),
      new KeyRing(),
      undefined,
    );
    ok(hopeless && 'problem' in hopeless, 'a problem');
  });
});

describe('a key in the inspector', () => {
  const holder = (confirmed: boolean): { posted: ToVerification[]; held: VerificationHolder } => {
    const posted: ToVerification[] = [];
    const { model, key } = verify(decodeKeyBlock(aes.block), fromHex(aes.kbpk)!);
    const held = new VerificationHolder(
      model,
      key,
      (message) => void posted.push(message),
      () => Promise.resolve(confirmed),
    );
    held.show();
    return { posted, held };
  };

  it('stays out of every message until it is revealed, and is sent once', async () => {
    const { posted, held } = holder(true);
    excludes(JSON.stringify(posted), aes.key, 'messages before');
    await held.handle({ type: 'reveal' });
    equal(
      posted.filter((message) => JSON.stringify(message).includes(aes.key)).length,
      1,
      'messages with the key',
    );
    equal(posted.at(-1), { type: 'revealed', key: aes.key, seconds: 30 }, 'message');
    await held.handle({ type: 'hide' });
    equal(posted.at(-1), { type: 'hidden' }, 'message');
    // A page that comes back gets the result, not the key.
    held.show();
    excludes(JSON.stringify(posted.at(-1)), aes.key, 'message to a new page');
    held.dispose();
  });

  it('is not sent where the dialog is not confirmed', async () => {
    const { posted, held } = holder(false);
    await held.handle({ type: 'reveal' });
    excludes(JSON.stringify(posted), aes.key, 'messages');
    held.dispose();
  });

  it('is gone once another block is shown', async () => {
    const { posted, held } = holder(true);
    held.dispose();
    await held.handle({ type: 'reveal' });
    excludes(JSON.stringify(posted), aes.key, 'messages');
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});

describe('wrapping a key', () => {
  it('makes a block of what was chosen, with every default a legal one', async () => {
    const script = scriptedUi([
      'accept',
      ...typed(aes.kbpk),
      use,
      ...Array.from({ length: 5 }, () => 'accept' as const),
      { type: '00' },
      'accept',
      { tick: ['KC', 'KP', 'TS', 'LB', 'Hide'] },
      { type: 'made by a test' },
      ...typed(aes.key),
      use,
      { choose: 'Copy' },
    ]);
    const made = await askAndWrap(script, new KeyRing(), () => new Date('2026-01-31T12:00:00Z'));
    ok(made, 'a block is made');
    equal(script.left(), 0, 'replies left over');
    const block = decodeKeyBlock(made.block);
    equal(block.findings, [], 'findings');
    equal(made.block.slice(5, 9) + made.block[11]!, 'P0ABE', 'header');
    equal(
      block.optionalBlocks.filter(({ id }) => id !== 'PB').map(({ id, data }) => id + data),
      ['KC0108793E25AB', 'KP012331550BC9', 'TS20260131120000Z', 'LBmade by a test'],
      'optional blocks',
    );
    const result = verify(block, fromHex(aes.kbpk)!);
    equal(result.key?.digits(), aes.key, 'key');
    const [key, kbpk] = made.made.rows;
    includes(key?.value ?? '', 'KCV 08793E (CMAC)', 'KCV of the key');
    includes(kbpk?.value ?? '', 'KCV 233155 (CMAC)', 'KCV of the KBPK');
    for (const { text, labels } of script.asked)
      excludes(`${text} ${labels.join()}`.toUpperCase(), aes.key.slice(0, 8), 'question');
  });

  it('offers only what goes with the usage, and all on request', async () => {
    const script = scriptedUi([
      { choose: 'TDES' },
      ...typed(tdes.kbpk),
      use,
      'accept',
      { choose: 'B0' },
      'accept',
      { choose: 'Show all' },
      { choose: 'Y' },
      'back',
      'escape',
    ]);
    equal(await askAndWrap(script, new KeyRing()), undefined, 'result');
    const modes = script.asked.filter(({ text }) => text.startsWith('Mode of use'));
    equal(
      modes[0]?.labels.map((label) => label.slice(0, 2).trim()),
      ['X', 'N', '$('],
      'modes of a BDK',
    );
    ok(modes[1]!.labels.length > 9, 'all modes');
    equal(modes.at(-1)?.active, 'Y', 'what was chosen is kept on the way back');
  });

  it('goes back through everything and keeps all but keys', async () => {
    const script = scriptedUi([
      { choose: 'TDES' },
      ...typed(tdes.kbpk),
      use,
      { choose: 'C' },
      'back',
      'back',
      'back',
      'escape',
    ]);
    await askAndWrap(script, new KeyRing());
    const last = script.asked.at(-1);
    equal([last?.frame.canGoBack, last?.active], [false, 'TDES'], 'first question again');
  });

  it('generates keys with odd parity, never the same', async () => {
    const keys = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const made = await askAndWrap(
        scriptedUi([
          { choose: 'TDES' },
          ...typed(tdes.kbpk),
          use,
          'accept',
          { choose: 'P0' },
          { choose: 'T ' },
          'accept',
          'accept',
          { type: '00' },
          'accept',
          'accept',
          { choose: 'Generate 128 bits' },
          use,
          { choose: 'Show' },
        ]),
        new KeyRing(),
      );
      const result = verify(decodeKeyBlock(made!.block), fromHex(tdes.kbpk)!);
      includes(JSON.stringify(result.model.rows), 'odd in every byte', 'parity');
      keys.add(result.key!.digits()!);
    }
    equal(keys.size, 3, 'different keys');
  });

  it('marks keys that are stronger than the KBPK, generated or typed', async () => {
    const script = scriptedUi([
      { choose: 'AES' },
      ...typed(aes.kbpk.slice(0, 32)),
      use,
      ...Array.from({ length: 5 }, () => 'accept' as const),
      { type: '00' },
      'accept',
      'accept',
      { choose: 'Generate 256 bits' },
      'back',
      { choose: 'Generate 128 bits' },
      'back',
      ...typed(aes.kbpk),
      'escape',
    ]);
    equal(await askAndWrap(script, new KeyRing()), undefined, 'result');
    const sources = script.asked.find(({ text }) => text === 'How do you want to enter the key?')!;
    equal(
      sources.labels.filter((label) => label.includes('Generate')).map((label) => label.includes('stronger')),
      [false, true, true],
      'marked in the list',
    );
    const confirmations = script.asked.filter(({ labels }) => labels[0]?.includes('Use this key'));
    equal(
      confirmations.map(({ labels }) => labels[0]!.includes('is stronger than the KBPK')),
      [true, false, true],
      'marked in the confirmation',
    );
  });

  it('writes the hash of an HMAC key to HM', async () => {
    const made = await askAndWrap(
      scriptedUi([
        'accept',
        ...typed(aes.kbpk),
        use,
        'accept',
        { choose: 'M7' },
        'accept',
        { choose: 'SHA-512' },
        { choose: 'C ' },
        'accept',
        { type: '00' },
        'accept',
        { tick: [] },
        ...typed('0b'.repeat(20)),
        use,
        { choose: 'Copy' },
      ]),
      new KeyRing(),
    );
    const { model } = verify(decodeKeyBlock(made!.block), fromHex(aes.kbpk)!);
    includes(JSON.stringify(model.rows), 'HMAC-SHA-512', 'rows');
  });
});

describe('rewrapping a key block', () => {
  it('moves a key to another KBPK and makes it stricter', async () => {
    const script = scriptedUi([
      ...typed(aes.kbpk),
      use,
      'accept',
      ...typed(tdes.key + tdes.key),
      use,
      'accept',
      { choose: 'N' },
      'accept',
      { choose: 'Copy' },
    ]);
    const result = await askAndRewrap(script, new KeyRing(), { text: aes.block });
    ok(result && 'block' in result, 'a block is made');
    equal(script.left(), 0, 'replies left over');
    equal(result.block[11], 'N', 'exportability');
    equal(verify(decodeKeyBlock(result.block), fromHex(tdes.key + tdes.key)!).key?.digits(), aes.key, 'key');
  });

  it('says what stands against it, in full, and goes on only where that is chosen', async () => {
    const replies: Reply[] = [
      ...typed(aes.kbpk),
      use,
      { choose: 'TDES' },
      ...typed(tdes.kbpk),
      use,
      'accept',
      'accept',
      'accept',
    ];
    const leave = scriptedUi(replies, { actions: ['Leave Block Unchanged'] });
    equal(await askAndRewrap(leave, new KeyRing(), { text: aes.block }), undefined, 'result');
    const [dialog] = leave.shown;
    includes(dialog!.detail, 'stronger than the KBPK', 'warning');
    equal(dialog!.actions[0], 'Leave Block Unchanged', 'what Enter takes');

    const rewrap = scriptedUi([...replies, { choose: 'Copy' }], { actions: ['Rewrap Anyway'] });
    const result = await askAndRewrap(rewrap, new KeyRing(), { text: aes.block });
    ok(result && 'block' in result, 'a block is made');
  });

  it('asks again where another KBPK may fit, and says why it cannot be', async () => {
    const again = scriptedUi([
      ...typed(aes.key),
      use,
      { choose: 'Enter another KBPK' },
      ...typed(aes.kbpk),
      use,
      'escape',
    ]);
    equal(await askAndRewrap(again, new KeyRing(), { text: aes.block }), undefined, 'result');
    includes(
      again.asked[3]!.text,
      'MAC check failed: wrong KBPK, or the block was altered. There is no',
      'question',
    );
    includes(again.asked.at(-1)!.text, 'Which KBPK should protect the rewrapped key?', 'next question');

    const stop = scriptedUi([...typed(aes.key), use, { choose: 'Stop' }]);
    const wrong = await askAndRewrap(stop, new KeyRing(), { text: aes.block });
    ok(wrong && 'problem' in wrong, 'a problem');
    includes(wrong.problem, 'MAC check failed: wrong KBPK, or the block was altered.', 'problem');
  });
});

describe('calculating check values', () => {
  for (const [algorithm, key, parts] of [
    ['TDES', '0123456789ABCDEFFEDCBA9876543210', ['08D7B4 ANSI X9.24']],
    ['AES', aes.kbpk, ['233155 CMAC', '2331550BC9']],
    ['single length', '0123456789ABCDEF', ['D5D44F ANSI X9.24']],
  ] as const)
    it(`of ${algorithm}`, async () => {
      const script = scriptedUi([{ choose: algorithm }, ...typed(key), { choose: parts[0].slice(0, 6) }]);
      equal(await askForKcv(script), parts[0].slice(0, 6), 'copied');
      for (const part of parts) includes(script.asked.at(-1)!.labels.join('\n'), part, 'choices');
    });

  it('of HMAC by its hash, from components too', async () => {
    const script = scriptedUi([
      { choose: 'HMAC' },
      { choose: 'SHA-256' },
      { choose: '2 components' },
      { type: '0b'.repeat(20) },
      { choose: 'is correct' },
      { type: '00'.repeat(20) },
      { choose: 'is correct' },
      use,
      'accept',
    ]);
    equal(await askForKcv(script), '999A90', 'copied');
  });
});
