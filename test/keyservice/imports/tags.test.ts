// The tag settles. Without it, or where it may not be read, nobody but a person can say which key an import became: no
// key is ever adopted, not even a single one, and nothing is sent until a person has decided.
import { describe, expect, it } from 'vitest';
import { moment } from '../../../src/desktop/noteFolder';
import { lookForImport, settleByHand } from '../../../src/keyservice/imports/unsettled';
import type { OutputOf } from '../../../src/keyservice/operations';
import { locksIn, notesIn, planOf, ports, send, sendAnyway } from './importing';
import { arnOf, blockOf, checkRows, noteOf, onImport, runRows, setting } from './setting';

const at = setting();
const dropped = { kind: 'drop', when: 'after' } as const;
const never = { kind: 'drop', when: 'before' } as const;

/** Keys that a result names as possible. */
const named = (result: Awaited<ReturnType<typeof send>>): string[] =>
  result.kind === 'candidates' ? result.candidates.map(({ KeyArn }) => KeyArn) : [];
const newIn = async (before: readonly string[]): Promise<string[]> =>
  (await at.arns()).filter((arn) => !before.includes(arn));

describe('where tagging is denied', () => {
  it('nothing is sent without a tag before a person agrees, and nothing is left of the try', async () => {
    const planned = at.plan();
    at.simulator.setDenied(['TagResource']);
    const before = await at.arns();
    const calls = onImport(at.simulator);
    for (let tries = 1; tries <= 2; tries++) {
      expect(await send(at.aws, planned, ports(at.folder))).toMatchObject({
        kind: 'tagRefused',
        cause: { kind: 'notAuthorised', refusal: { action: 'payment-cryptography:TagResource' } },
      });
      expect([calls(), notesIn(at.folder), locksIn(at.folder)]).toEqual([tries, [], []]);
    }
    expect(await newIn(before)).toEqual([]);
    // With the tag allowed again it is tagged.
    at.simulator.setDenied([]);
    expect((await send(at.aws, planned, ports(at.folder))).kind).toBe('imported');
  });

  it('the import is sent without any tag where a person agreed, and is noted as such', async () => {
    const planned = at.plan();
    const Tags = [{ Key: 'env', Value: 'test' }];
    at.simulator.setDenied(['TagResource']);
    const before = await at.arns();
    const calls = onImport(at.simulator);
    const arn = arnOf(
      await sendAnyway(
        at.aws,
        { ...planned, request: { ...planned.request, Tags, Enabled: false } },
        ports(at.folder),
      ),
    );
    at.simulator.setDenied([]);
    // All else of the request is there.
    expect((await at.aws.call('GetKey', { KeyIdentifier: arn })).output.Key.Enabled).toBe(false);
    const { output } = await at.aws.call('ListTagsForResource', { ResourceArn: arn });
    expect([calls(), output.Tags]).toEqual([2, []]);
    expect(await newIn(before)).toEqual([arn]);
    expect(notesIn(at.folder)).toEqual(['1.imported.json']);
  });

  it('and the answer is lost, the one key that is new is asked about and not adopted', async () => {
    const planned = at.plan();
    // One of the same usage that was there before is not among those asked about.
    arnOf(await send(at.aws, at.plan(), ports(at.folder)));
    const before = await at.arns();
    at.simulator.setDenied(['TagResource']);
    // The call with the tag is refused by the service and drops nothing.
    const calls = onImport(at.simulator, undefined, dropped);
    const result = await sendAnyway(at.aws, planned, ports(at.folder));
    const [made, ...others] = await newIn(before);
    expect(others).toEqual([]);
    expect(result).toMatchObject({ kind: 'candidates', why: 'noTag', note: { tagged: false } });
    expect(named(result)).toEqual([made]);
    if (result.kind === 'candidates')
      expect(result.candidates[0]).toMatchObject({
        KeyAttributes: { KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY' },
        CreateTimestamp: expect.any(Date) as Date,
        KeyCheckValue: expect.any(String) as string,
      });
    // However often it is asked: nothing is sent, nothing is settled.
    for (const again of [
      await send(at.aws, planned, ports(at.folder)),
      await lookForImport(at.aws, noteOf(result), ports(at.folder)),
    ])
      expect(again).toMatchObject({ kind: 'candidates', why: 'noTag' });
    expect(calls()).toBe(2);
    // A person says that it is this one.
    expect(await settleByHand(noteOf(result), { key: { KeyArn: made! } }, ports(at.folder))).toBe('settled');
    expect(await send(at.aws, planned, ports(at.folder))).toMatchObject({
      kind: 'before',
      notes: [{ arn: made, found: 'user' }],
    });
    expect(await newIn(before)).toEqual([made]);
  });

  it('and the call came to nothing, a key that somebody else made is asked about', async () => {
    const planned = at.plan();
    at.simulator.setDenied(['TagResource']);
    onImport(at.simulator, undefined, never);
    const lost = await sendAnyway(at.aws, planned, ports(at.folder));
    expect(lost).toMatchObject({ kind: 'lost', note: { tagged: false } });
    at.simulator.setDenied([]);
    const { request } = at.plan();
    const theirs = (await at.aws.call('ImportKey', request)).output.Key.KeyArn;
    const asked = await send(at.aws, planned, ports(at.folder));
    expect(named(asked)).toEqual([theirs]);
    // "Not imported" by hand: then, and only then, it is sent.
    expect(await settleByHand(noteOf(asked), { noneAt: moment() }, ports(at.folder))).toBe('settled');
    expect(await send(at.aws, planned, ports(at.folder))).toMatchObject({ kind: 'imported', found: false });
  });

  it('a key of the service’s own making is not among those asked about', async () => {
    const planned = at.plan();
    at.simulator.setDenied(['TagResource']);
    onImport(at.simulator, undefined, never);
    expect((await sendAnyway(at.aws, planned, ports(at.folder))).kind).toBe('lost');
    await at.aws.call('CreateKey', {
      KeyAttributes: {
        KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
        KeyClass: 'SYMMETRIC_KEY',
        KeyAlgorithm: 'AES_128',
        KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
      },
      Exportable: true,
    });
    at.simulator.setDenied([]);
    expect(await send(at.aws, planned, ports(at.folder))).toMatchObject({ kind: 'imported', found: false });
  });

  it('and listing keys as well before the call: a key of the wanted usage is asked about, old ones included', async () => {
    const planned = at.plan();
    const old = arnOf(await send(at.aws, at.plan(), ports(at.folder)));
    at.simulator.setDenied(['TagResource', 'ListKeys']);
    const before = notesIn(at.folder);
    onImport(at.simulator, undefined, dropped);
    const unseen = await sendAnyway(at.aws, planned, ports(at.folder));
    expect(unseen).toMatchObject({ kind: 'unseen', cause: { kind: 'notAuthorised' } });
    expect(noteOf(unseen).knownKeys).toBeUndefined();
    at.simulator.setDenied([]);
    // The settled one is known to be another import; keys of which no note is here are not.
    const asked = named(await send(at.aws, planned, ports(at.folder)));
    expect(asked).not.toContain(old);
    expect(asked.length).toBeGreaterThan(1);
    expect(notesIn(at.folder)).toEqual([...before, '1.open.json']);
  });
});

describe('where tags may not be read', () => {
  it('keys of the wanted usage are asked about, latest first, and none is adopted', async () => {
    const planned = at.plan();
    const before = await at.arns();
    at.simulator.setDenied(['ListTagsForResource']);
    const calls = onImport(at.simulator, dropped);
    const result = await send(at.aws, planned, ports(at.folder));
    const [made] = await newIn(before);
    expect(result).toMatchObject({ kind: 'candidates', why: 'tagsDenied', note: { tagged: true } });
    expect(named(result)[0]).toBe(made);
    expect(named(result)).not.toContain(at.kek.KeyArn);
    expect((await send(at.aws, planned, ports(at.folder))).kind).toBe('candidates');
    // Allowed again, the tag settles it.
    at.simulator.setDenied([]);
    expect(arnOf(await send(at.aws, planned, ports(at.folder)))).toBe(made);
    expect(calls()).toBe(1);
  });

  it('and no key of that usage was imported, those of any usage are asked about', async () => {
    const planned = at.plan();
    const wanted = { ...planned.wanted, usage: 'TR31_M3_ISO_9797_3_MAC_KEY' };
    const before = await at.arns();
    at.simulator.setDenied(['ListTagsForResource']);
    onImport(at.simulator, dropped);
    // The only key of that usage was made by the service: it cannot be the one.
    const { output } = await at.aws.call('CreateKey', {
      KeyAttributes: {
        KeyUsage: 'TR31_M3_ISO_9797_3_MAC_KEY',
        KeyClass: 'SYMMETRIC_KEY',
        KeyAlgorithm: 'TDES_2KEY',
        KeyModesOfUse: { Generate: true, Verify: true },
      },
      Exportable: true,
    });
    expect((await send(at.aws, { ...planned, wanted }, ports(at.folder))).kind).toBe('lost');
    const asked = await send(at.aws, { ...planned, wanted }, ports(at.folder));
    const made = (await newIn(before)).find((arn) => arn !== output.Key.KeyArn);
    expect(named(asked)).toContain(made);
  });
});

describe('where keys may not be listed', () => {
  it('after a lost answer nothing was looked at: nothing is sent, and a person settles it', async () => {
    const planned = at.plan();
    const before = await at.arns();
    const calls = onImport(at.simulator, dropped);
    at.simulator.setDenied(['ListKeys']);
    const result = await send(at.aws, planned, ports(at.folder));
    expect(result).toMatchObject({ kind: 'unseen', cause: { kind: 'notAuthorised' } });
    expect((await send(at.aws, planned, ports(at.folder))).kind).toBe('unseen');
    expect(await lookForImport(at.aws, noteOf(result), ports(at.folder))).toMatchObject({ kind: 'unseen' });
    expect([calls(), notesIn(at.folder)]).toEqual([1, ['1.open.json']]);
    at.simulator.setDenied([]);
    const [made] = await newIn(before);
    expect(arnOf(await send(at.aws, planned, ports(at.folder)))).toBe(made);
  });
});

describe('where single keys may not be read', () => {
  it('the tag still finds the key, with what the list says of it', async () => {
    const planned = at.plan();
    const before = await at.arns();
    at.simulator.setDenied(['GetKey']);
    onImport(at.simulator, dropped);
    const result = await send(at.aws, planned, ports(at.folder));
    at.simulator.setDenied([]);
    expect([arnOf(result)]).toEqual(await newIn(before));
    expect(result).toMatchObject({ found: true, key: { KeyState: 'CREATE_COMPLETE' } });
  });

  it('and tags neither, the candidates are those of the list, without dates', async () => {
    const planned = at.plan();
    at.simulator.setDenied(['GetKey', 'ListTagsForResource']);
    onImport(at.simulator, dropped);
    const result = await send(at.aws, planned, ports(at.folder));
    expect(result).toMatchObject({ kind: 'candidates', why: 'tagsDenied' });
    if (result.kind === 'candidates')
      for (const one of result.candidates) expect(one.CreateTimestamp).toBeUndefined();
  });
});

describe('a key that is deleted while it is looked at', () => {
  it('is passed over', async () => {
    const planned = at.plan();
    arnOf(await send(at.aws, at.plan(), ports(at.folder)));
    const asked: string[] = [];
    const service = {
      ...at.aws,
      // It is in the list that was read before, and no longer there when its tags are asked for.
      call: (async (operation, input, options) => {
        const reply = await at.aws.call(operation, input, options);
        if (operation !== 'ListKeys') return reply;
        const output = reply.output as OutputOf<'ListKeys'>;
        const [first] = output.Keys;
        const KeyArn = `${first!.KeyArn.slice(0, -4)}gone`;
        asked.push(KeyArn);
        return { ...reply, output: { ...output, Keys: [{ ...first!, KeyArn }, ...output.Keys] } };
      }) as typeof at.aws.call,
    };
    onImport(at.simulator, dropped);
    const result = await send(service, planOf(blockOf(planned), at.kek, at.aws), ports(at.folder));
    expect(asked.length).toBeGreaterThan(0);
    expect(result).toMatchObject({ kind: 'imported', found: true });
  });
});

describe('a manifest without tags', () => {
  it('says which row a person has to settle, with the keys it may be, and sends it no more', async () => {
    const planned = at.plan();
    const before = await at.arns();
    const options = { folder: at.folder, wrappingKey: at.kek.KeyArn };
    const checked = await checkRows(at.aws, [{ keyBlock: blockOf(planned) }], options);
    at.simulator.setDenied(['TagResource']);
    const calls = onImport(at.simulator, undefined, dropped);
    // Not before a person agrees.
    expect(await runRows(at.aws, checked, options)).toMatchObject({
      outcomes: [],
      end: { kind: 'tagRefused', error: { refusal: { action: 'payment-cryptography:TagResource' } } },
    });
    expect(await newIn(before)).toEqual([]);
    for (let run = 0; run < 2; run++) {
      const { outcomes } = await runRows(at.aws, checked, { ...options, untagged: true });
      expect(outcomes).toMatchObject([{ result: 'unclear', why: 'noTag', candidates: await newIn(before) }]);
    }
    expect(calls()).toBe(2);
  });
});
