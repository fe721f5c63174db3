// The state model of docs/imports.md, held against the code: whatever happens in whatever order, one import is one
// key, and its note leads to it.
import fc from '../../properties';
import { runs } from '../../quick';
import { describe, expect, it } from 'vitest';
import { importOnce, type ImportRequest } from '../../../src/keyservice/imports/importOnce';
import type { OpenNote } from '../../../src/keyservice/imports/note';
import { UnreadableNote } from '../../../src/keyservice/imports/noteStore';
import type { ImportPorts, ImportResult } from '../../../src/keyservice/imports/result';
import type { KeyService } from '../../../src/keyservice/operations';
import { lookForImport, patienceLeft, settleByHand } from '../../../src/keyservice/imports/unsettled';
import { accounts, inputOf, materials, nameOf, patience, World, type Fate, type Window } from './world';

interface Import {
  readonly account: string;
  readonly material: number;
}

type Event =
  | ({ readonly t: 'import'; readonly window: number; readonly again: boolean } & Import)
  | ({ readonly t: 'look'; readonly window: number; readonly wrong: boolean } & Import)
  | ({ readonly t: 'hand'; readonly window: number } & Import)
  | { readonly t: 'run'; readonly window: number; readonly steps: number; readonly toCall: boolean }
  | { readonly t: 'kill' | 'cancel' | 'toEnd'; readonly window: number }
  | { readonly t: 'advance' | 'wall'; readonly milliseconds: number }
  | ({ readonly t: 'steal'; readonly thief: number } & Import)
  | ({ readonly t: 'damage'; readonly which: number } & Import)
  | { readonly t: 'restore' }
  | { readonly t: 'hold'; readonly after: number; readonly reads: number }
  | { readonly t: 'outage'; readonly reads: number }
  | { readonly t: 'deny'; readonly action: string; readonly on: boolean }
  | { readonly t: 'renew'; readonly account: string; readonly on: boolean }
  | { readonly t: 'decide'; readonly approved: boolean }
  | ({ readonly t: 'fate' } & Fate);

const window = fc.nat({ max: 2 });
// Mostly one import: what happens to it from several windows is the question.
const one = {
  account: fc.oneof(
    { weight: 4, arbitrary: fc.constant(accounts[0]) },
    { weight: 1, arbitrary: fc.constant(accounts[1]) },
  ),
  material: fc.oneof(
    { weight: 4, arbitrary: fc.constant(materials[0]) },
    { weight: 1, arbitrary: fc.constant(materials[1]) },
  ),
};
const fate = fc.oneof(
  fc.record({
    t: fc.constant('fate' as const),
    effect: fc.constantFrom('now', 'late', 'never'),
    answer: fc.constantFrom('lost', 'error', 'noKey', 'unnamed', 'right'),
    delay: fc.double({ min: 0, max: 1, noNaN: true }),
    approval: fc.boolean(),
  }),
  fc.constant({ t: 'fate', effect: 'never', answer: 'throttled', delay: 0 } as const),
);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ t: fc.constant('import'), window, again: fc.boolean(), ...one }) },
  {
    weight: 16,
    arbitrary: fc.record({
      t: fc.constant('run'),
      window,
      steps: fc.integer({ min: 1, max: 40 }),
      toCall: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ t: fc.constant('toEnd'), window }) },
  { weight: 4, arbitrary: fate },
  { weight: 3, arbitrary: fc.record({ t: fc.constant('kill'), window }) },
  { weight: 1, arbitrary: fc.record({ t: fc.constant('cancel'), window }) },
  {
    weight: 4,
    arbitrary: fc.record({ t: fc.constant('advance'), milliseconds: fc.integer({ min: 1, max: 60_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      t: fc.constant('wall'),
      milliseconds: fc.integer({ min: -86_400_000, max: 86_400_000 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ t: fc.constant('look'), window, wrong: fc.boolean(), ...one }) },
  { weight: 2, arbitrary: fc.record({ t: fc.constant('hand'), window, ...one }) },
  { weight: 2, arbitrary: fc.record({ t: fc.constant('steal'), thief: window, ...one }) },
  { weight: 1, arbitrary: fc.record({ t: fc.constant('damage'), which: fc.nat({ max: 3 }), ...one }) },
  { weight: 1, arbitrary: fc.constant({ t: 'restore' }) },
  { weight: 3, arbitrary: fc.record({ t: fc.constant('decide'), approved: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      t: fc.constant('hold'),
      after: fc.nat({ max: 6 }),
      reads: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ t: fc.constant('outage'), reads: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      t: fc.constant('deny'),
      action: fc.constantFrom('TagResource', 'ListTagsForResource', 'ListKeys', 'GetKey'),
      on: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      t: fc.constant('renew'),
      account: fc.constantFrom(...accounts),
      on: fc.boolean(),
    }),
  },
);

let ids = 0;
const portsOf = (world: World, window: Window): ImportPorts => ({
  store: window.store,
  clock: world.clock(window),
  newId: () => (++ids).toString(16).padStart(32, '0'),
  signal: window.abort.signal,
  stop: window.abort.signal,
});

const wanted = { usage: 'TR31_P0_PIN_ENCRYPTION_KEY' } as const;

/** Where tags are refused, the person agrees that it goes without. */
async function orUntagged(
  service: KeyService,
  request: ImportRequest,
  ports: ImportPorts,
): Promise<ImportResult> {
  const result = await importOnce(service, request, ports);
  return result.kind === 'tagRefused' ? importOnce(service, { ...request, untagged: true }, ports) : result;
}

async function send(
  world: World,
  window: Window,
  { account, material }: Import,
  again: boolean,
): Promise<ImportResult> {
  const service = world.service(window, account);
  const request: ImportRequest = { input: inputOf(material), wanted };
  const result = await orUntagged(service, request, portsOf(world, window));
  if (result.kind !== 'before' || !again) return result;
  const after = result.notes.at(-1)!.number;
  return orUntagged(
    service,
    { ...request, again: { reason: 'two are wanted', after } },
    portsOf(world, window),
  );
}

/** A person who sees everything settles an open note: never wrong, and "none" only when nothing can come any more. */
async function settleRightly(world: World, window: Window, note: OpenNote): Promise<void> {
  const ports = portsOf(world, window);
  const made = world.keys.find((one) => one.note === note.id);
  // While a team has not decided, nobody can say what came of it.
  if (made?.state === 'CREATE_IN_PROGRESS') return;
  const key = made?.state === 'CREATE_FAILED' ? undefined : made;
  if (!key && patienceLeft(note, ports.clock) > 0) return;
  const answer = key ? { key: { KeyArn: key.arn } } : { noneAt: ports.clock.moment() };
  await settleByHand(note, answer, ports).catch((error: unknown) => {
    if (!(error instanceof UnreadableNote)) throw error;
  });
}

async function happens(world: World, one: Event): Promise<void> {
  switch (one.t) {
    case 'import':
    case 'look':
    case 'hand': {
      const window = world.windows[one.window]!;
      if (window.busy || window.frozenFor) return;
      world.begin(window, async () => {
        if (one.t === 'import') {
          await send(world, window, one, one.again);
          return;
        }
        const open = await window.store.open();
        const note = open.notes.find(({ identity }) => identity.account === one.account);
        if (!note) return;
        if (one.t === 'hand') return settleRightly(world, window, note);
        const account = one.wrong ? accounts.find((other) => other !== one.account)! : one.account;
        await lookForImport(world.service(window, account), note, portsOf(world, window));
      });
      return;
    }
    case 'run':
      // Where this window has nothing to do, the next one goes on.
      for (let other = 0; other < world.windows.length; other++) {
        const window = world.windows[(one.window + other) % world.windows.length]!;
        if ((await world.run(window, one.steps, one.toCall)) > 0) return;
      }
      return;
    case 'toEnd':
      await toEnd(world, world.windows[one.window]!);
      return;
    case 'kill':
      world.kill(world.windows[one.window]!);
      return;
    case 'cancel':
      world.windows[one.window]!.abort.abort();
      return;
    case 'advance':
      world.advance(one.milliseconds);
      return;
    case 'wall':
      world.wall += one.milliseconds;
      return;
    case 'steal': {
      const thief = world.windows[one.thief]!;
      if (!world.steal(nameOf(one.account, one.material), thief)) return;
      world.begin(thief, async () => {
        await send(world, thief, one, false);
      });
      await toEnd(world, thief);
      return;
    }
    case 'damage': {
      const files = [...world.files.keys()].filter((file) =>
        file.startsWith(nameOf(one.account, one.material)),
      );
      if (files.length > 0) world.damage(files[one.which % files.length]!);
      return;
    }
    case 'restore':
      world.restore();
      return;
    case 'hold':
      world.held = { after: one.after, reads: one.reads };
      return;
    case 'outage':
      world.outage = one.reads;
      return;
    case 'deny':
      world.denied[one.on ? 'add' : 'delete'](one.action);
      return;
    case 'renew':
      world.renewed[one.on ? 'add' : 'delete'](one.account);
      return;
    case 'decide':
      world.decide(one.approved);
      return;
    case 'fate':
      world.fates.push(one);
  }
}

/** One window alone goes on to the end of its operation, and time passes as it waits. */
async function toEnd(world: World, window: Window): Promise<void> {
  for (let rounds = 0; window.busy && !window.frozenFor; rounds++) {
    expect(rounds, 'an import that does not end').toBeLessThan(100);
    await world.run(window, 1000);
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- it has changed since
    if (window.busy) world.advance(patience / 9);
  }
}

/** All is well again; every import that was begun is brought to its end, in a window of its own. */
async function finished(world: World): Promise<void> {
  for (const window of world.windows) world.kill(window);
  world.restore();
  world.fates.length = 0;
  world.outage = 0;
  world.held = { after: 0, reads: 0 };
  world.denied.clear();
  world.renewed.clear();
  const [window] = world.windows as [Window];
  for (const account of accounts)
    for (const material of materials) {
      const name = nameOf(account, material);
      if (world.notesOf(name).length === 0) continue;
      let result: ImportResult | undefined;
      for (let turn = 0; turn < 4 && !settled(result); turn++) {
        world.decide(true);
        // What a person says is "none" only when nothing can come any more.
        world.advance(2 * patience);
        world.begin(window, async () => {
          result = await send(world, window, { account, material }, false);
          if (result.kind === 'candidates') await settleRightly(world, window, result.note);
        });
        await toEnd(world, window);
      }
      expect(settled(result), JSON.stringify(result)).toBe(true);
      const keys = world.keys.filter(({ identity, state }) => identity === name && state !== 'CREATE_FAILED');
      const notes = world.notesOf(name).flatMap((note) => (note.state === 'imported' ? [note.arn] : []));
      // What could not be read at some moment may have two notes.
      expect([...new Set(notes)].sort()).toEqual(keys.map(({ arn }) => arn).sort());
      expect(keys.length).toBeGreaterThan(0);
    }
}

const settled = (result: ImportResult | undefined): boolean =>
  result?.kind === 'imported' || result?.kind === 'before';

describe('an import, whatever happens', () => {
  it('is one key to which its note leads', async () => {
    const seen = { sent: 0, keys: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fate, { maxLength: 6 }),
        fc.array(event, { minLength: 20, maxLength: 120, size: 'max' }),
        async (fates, events) => {
          const world = new World();
          world.fates.push(...fates);
          for (const one of events) {
            await happens(world, one);
            world.check();
          }
          await finished(world);
          world.check();
          seen.sent += world.sent;
          seen.keys += world.keys.length;
          seen.refused += world.keys.filter(({ state }) => state === 'CREATE_FAILED').length;
        },
      ),
      { numRuns: Number(process.env.IMPORT_MODEL_RUNS ?? runs(1500)) },
    );
    // What was walked was not nothing: calls whose answer was lost are sent again.
    expect(seen.keys).toBeGreaterThan(runs(500));
    expect(seen.sent).toBeGreaterThan(seen.keys);
    expect(seen.refused).toBeGreaterThan(runs(50));
    // Where it fails, the shortest order of events is searched.
  }, 300_000);
});
