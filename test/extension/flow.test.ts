import { describe, expect, it } from 'vitest';
import { flow, flowInStep, flowWithin, made, once } from '../../src/extension/flow/flow';
import { back, type Answer, type Frame } from '../../src/extension/flow/ui';

type Reply = string | typeof back | undefined;

/** Answers in order, and keeps what stood around each question. */
function script(...replies: Reply[]) {
  const asked: { name: string; frame: Frame; former: unknown }[] = [];
  const ask = (name: string, frame: Frame, former?: unknown): Promise<Answer<string>> => {
    asked.push({ name, frame, former });
    if (replies.length === 0) throw new Error(`no reply is left for ${name}`);
    return Promise.resolve(replies.shift());
  };
  /** "name 1/3 ←": the step, and whether Back is there. */
  const steps = (): string[] =>
    asked.map(({ name, frame: { step, totalSteps, canGoBack } }) =>
      [name, ...(step === undefined ? [] : [`${step}/${totalSteps}`]), ...(canGoBack ? ['←'] : [])].join(' '),
    );
  return { asked, ask, steps, unused: () => replies.length };
}

describe('a flow', () => {
  it('gives the answers by their names, and each question those before it', async () => {
    const { ask, steps } = script('a', 'b');
    const seen: object[] = [];
    const answers = await flow('Title')
      .ask('first', (frame, sofar) => (seen.push(sofar), ask('first', frame)))
      .ask('second', (frame, sofar) => (seen.push(sofar), ask('second', frame)))
      .run();
    expect(answers).toEqual({ first: 'a', second: 'b' });
    expect(seen).toEqual([{}, { first: 'a' }]);
    expect(steps()).toEqual(['first 1/2', 'second 2/2 ←']);
  });

  it('does not count a question that is the only one', async () => {
    const { ask, asked } = script('a');
    await flow('Title')
      .ask('only', (frame) => ask('only', frame))
      .run();
    expect(asked[0]?.frame).toEqual({ title: 'Title', canGoBack: false });
  });

  it('goes back through all, proposing the former answers, later ones too', async () => {
    const { ask, asked, unused } = script('a', 'b', back, back, 'c', 'd', 'e');
    const answers = await flow('Title')
      .ask('first', (frame, _, former?: string) => ask('first', frame, former))
      .ask('second', (frame, _, former?: string) => ask('second', frame, former))
      .ask('third', (frame, _, former?: string) => ask('third', frame, former))
      .run();
    expect(answers).toEqual({ first: 'c', second: 'd', third: 'e' });
    expect(asked.map(({ name, former }) => [name, former])).toEqual([
      ['first', undefined],
      ['second', undefined],
      ['third', undefined],
      ['second', 'b'],
      ['first', 'a'],
      ['second', 'b'],
      ['third', undefined],
    ]);
    expect(unused()).toBe(0);
  });

  it('ends on Escape, wherever it is', async () => {
    const endings: Reply[][] = [[undefined], ['a', undefined], ['a', back, undefined]];
    for (const replies of endings) {
      const { ask, unused } = script(...replies);
      const end = await flow('Title')
        .ask('first', (frame) => ask('first', frame))
        .ask('second', (frame) => ask('second', frame))
        .run();
      expect([end, unused()]).toEqual([undefined, 0]);
    }
  });

  it('has no Back out of itself', async () => {
    const end = await flow('Title')
      .ask('first', () => Promise.resolve(back as Answer<string>))
      .run();
    expect(end).toBeUndefined();
  });

  it('proposes what it is given, and can begin in the middle with the rest behind', async () => {
    const build = (ask: ReturnType<typeof script>['ask']) =>
      flow('Title')
        .ask('first', (frame, _, former?: string) => ask('first', frame, former))
        .askWhen(
          ({ first }) => first === 'x',
          'extra',
          (frame, _, former?: string) => ask('extra', frame, former),
        )
        .ask('last', (frame, _, former?: string) => ask('last', frame, former));
    const proposed = script('b', 'c');
    await build(proposed.ask).run({ answers: { first: 'a' } });
    expect(proposed.asked.map(({ former }) => former)).toEqual(['a', undefined]);

    const middle = script(back, back, 'b', 'c');
    const answers = await build(middle.ask).run({ at: 'last', answers: { first: 'x', extra: 'y' } });
    expect(answers).toEqual({ first: 'b', last: 'c' });
    expect(middle.steps()).toEqual(['last 3/3 ←', 'extra 2/3 ←', 'first 1/3', 'last 2/2 ←']);
  });
});

describe('a question that applies only sometimes', () => {
  const build = (ask: ReturnType<typeof script>['ask']) =>
    flow('Title')
      .ask('first', (frame) => ask('first', frame))
      .askWhen(
        ({ first }) => first === 'more',
        'extra',
        (frame) => ask('extra', frame),
      )
      .ask('last', (frame) => ask('last', frame));

  it('is asked and counted where it does', async () => {
    const { ask, steps } = script('more', 'b', 'c');
    expect(await build(ask).run()).toEqual({ first: 'more', extra: 'b', last: 'c' });
    expect(steps()).toEqual(['first 1/2', 'extra 2/3 ←', 'last 3/3 ←']);
  });

  it('has no answer where it does not, even if it had one', async () => {
    const { ask, steps } = script('more', 'b', back, back, 'less', 'c');
    expect(await build(ask).run()).toEqual({ first: 'less', last: 'c' });
    // What is known of the former answers counts until they are given anew.
    expect(steps()).toEqual([
      'first 1/2',
      'extra 2/3 ←',
      'last 3/3 ←',
      'extra 2/3 ←',
      'first 1/3',
      'last 2/2 ←',
    ]);
  });
});

describe('a flow inside another', () => {
  it('counts on, and Back from its first question goes to the one before', async () => {
    const { ask, steps } = script('a', 'b', back, back, 'c', 'd', 'e', 'f');
    const answers = await flow('Title')
      .ask('first', (frame) => ask('first', frame))
      .ask(
        'inner',
        (frame) =>
          flowWithin(frame)
            .ask('one', (inner) => ask('one', inner))
            .ask('two', (inner) => ask('two', inner))
            .run(),
        { count: 2 },
      )
      .ask('last', (frame) => ask('last', frame))
      .run();
    expect(answers).toEqual({ first: 'c', inner: { one: 'd', two: 'e' }, last: 'f' });
    expect(steps()).toEqual([
      'first 1/4',
      'one 2/4 ←',
      'two 3/4 ←',
      'one 2/4 ←',
      'first 1/4',
      'one 2/4 ←',
      'two 3/4 ←',
      'last 4/4 ←',
    ]);
  });

  it('may count by the answers', async () => {
    const { ask, steps } = script('3', 'b', 'c');
    await flow('Title')
      .ask('many', (frame) => ask('many', frame))
      .ask('inner', (frame) => ask('inner', frame), { count: ({ many }) => Number(many ?? 1) })
      .ask('last', (frame) => ask('last', frame))
      .run();
    expect(steps()).toEqual(['many 1/3', 'inner 2/5 ←', 'last 5/5 ←']);
  });

  it('hands Escape on', async () => {
    const { ask, unused } = script('a', undefined);
    const end = await flow('Title')
      .ask('first', (frame) => ask('first', frame))
      .ask('inner', (frame) =>
        flowWithin(frame)
          .ask('one', (inner) => ask('one', inner))
          .run(),
      )
      .run();
    expect([end, unused()]).toEqual([undefined, 0]);
  });

  it('stays at the same place of the count where it is one question in parts', async () => {
    const { ask, steps } = script('a', back, 'a', 'b', back, 'c', 'd', 'e');
    const answers = await flow('Title')
      .ask('parts', (frame) =>
        flowInStep(frame)
          .ask('one', (inner) => ask('one', inner))
          .ask('two', (inner) => ask('two', inner))
          .run(),
      )
      .ask('last', (frame) => ask('last', frame))
      .run();
    expect(answers).toEqual({ parts: { one: 'c', two: 'd' }, last: 'e' });
    expect(steps()).toEqual([
      'one 1/2',
      'two 1/2 ←',
      'one 1/2',
      'two 1/2 ←',
      'last 2/2 ←',
      'one 1/2',
      'two 1/2 ←',
      'last 2/2 ←',
    ]);
  });
});

describe('a secret answer', () => {
  const secrets = (...replies: Reply[]) => {
    const made: Uint8Array[] = [];
    const { ask, unused } = script(...replies);
    const run = () =>
      flow('Title')
        .ask('first', (frame) => ask('first', frame))
        .askWhen(
          ({ first }) => first !== 'without',
          'key',
          async (frame, _, former?: Uint8Array) => {
            if (former) throw new Error('a key is no proposal');
            const reply = await ask('key', frame);
            if (typeof reply !== 'string') return reply;
            made.push(new TextEncoder().encode(reply));
            return made.at(-1);
          },
          { forget: (key) => key.fill(0) },
        )
        .ask('last', (frame) => ask('last', frame))
        .run();
    /** What there is to read of the keys that were made. */
    const readable = (): string[] => made.map((key) => new TextDecoder().decode(key).replaceAll('\0', ''));
    return { run, readable, unused };
  };

  it('is left to the caller at the end', async () => {
    const { run, readable } = secrets('a', 'secret', 'b');
    expect((await run())?.key).toEqual(new TextEncoder().encode('secret'));
    expect(readable()).toEqual(['secret']);
  });

  it.each<[string, Reply[], string[]]>([
    ['is wiped on Escape', ['a', 'secret', undefined], ['']],
    ['is wiped when it is asked for again', ['a', 'secret', back, 'other', 'b'], ['', 'other']],
    ['is wiped when the user goes back over it and gives up', ['a', 'secret', back, back, undefined], ['']],
    ['is wiped where it does not apply any more', ['a', 'secret', back, back, 'without', 'b'], ['']],
    ['is wiped where something throws', ['a', 'secret'], ['']],
  ])('%s', async (_, replies, expected) => {
    const { run, readable, unused } = secrets(...replies);
    await run().catch((error: unknown) => expect(String(error)).toContain('no reply is left'));
    expect(readable()).toEqual(expected);
    expect(unused()).toBe(0);
  });

  it('that was handed in is wiped, too, where the user gives up', async () => {
    const key = new Uint8Array([1, 2, 3]);
    await flow('Title')
      .ask('key', () => Promise.resolve(undefined as Answer<Uint8Array>), {
        forget: (value) => value.fill(0),
      })
      .ask('last', () => Promise.resolve(undefined as Answer<string>))
      .run({ at: 'last', answers: { key } });
    expect([...key]).toEqual([0, 0, 0]);
  });
});

describe('one question', () => {
  it('by itself has no Back, and gives nothing where the user gave up', async () => {
    const { ask, asked } = script('a', undefined, back);
    const answers = [];
    for (let round = 0; round < 3; round++) answers.push(await once('Title', (frame) => ask('only', frame)));
    expect(answers).toEqual(['a', undefined, undefined]);
    expect(asked[0]?.frame).toEqual({ title: 'Title', canGoBack: false });
  });

  it('has something made of its answer, and Back and Escape left alone', () => {
    const length = (answer: Answer<string>) => made(answer, (text) => text.length);
    expect([length('abc'), length(back), length(undefined)]).toEqual([3, back, undefined]);
  });
});
