// Answers from which nobody can know whether the call was done: each is looked for, none is taken for "imported" or for
// "nothing happened", and none is doubled. Errors of the service's model have no effect and need no wait.
import { describe, expect, it } from 'vitest';
import { type Fault, replies, type Reply } from '../../../src/keyservice/simulator/faults';
import { notesIn, ports, send } from './importing';
import { blockOf, checkRows, onImport, runRows, setting } from './setting';

const at = setting();

const page: Reply = { status: 503, body: '<h1>maintenance</h1>', headers: { 'content-type': 'text/html' } };
const reply = (given: Reply): ((when: 'before' | 'after') => Fault) => {
  return (when) => ({ kind: 'reply', reply: given, when });
};
const answers: [string, (when: 'before' | 'after') => Fault][] = [
  ['200 without a key', reply(replies.withoutKey)],
  ['200 with a key without its ARN', reply({ status: 200, body: '{"Key":{"Enabled":true}}' })],
  ['200 with nothing in it', reply({ status: 200, body: '' })],
  ['200 with a page of a proxy', reply(replies.html)],
  ['200 with JSON that is cut off', reply({ status: 200, body: '{"Key":{"KeyArn":"arn:aws:pay' })],
  ['307 to another place', reply(replies.redirect)],
  ['400 with an error that the model does not name', reply(replies.unknownError)],
  ['400 without any name', reply({ status: 400, body: '{}' })],
  ['404 with a page', reply({ ...page, status: 404 })],
  ['500 of the service', (when) => ({ kind: 'error', status: 500, when })],
  ['503 of the service', (when) => ({ kind: 'error', status: 503, when })],
  ['503 with a page', reply(page)],
  [
    '500 with the name of an error of the model',
    reply({ status: 500, body: '{"__type":"ValidationException"}' }),
  ],
  ['a connection that ends', (when) => ({ kind: 'drop', when })],
];

it('the answer of an import gives the id of its call; a key that was found later has none', async () => {
  const sent = await send(at.aws, at.plan(), ports(at.folder));
  expect(sent).toMatchObject({
    kind: 'imported',
    found: false,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
  });
  onImport(at.simulator, { kind: 'drop', when: 'after' });
  const found = await send(at.aws, at.plan(), ports(at.folder));
  expect(found).toMatchObject({ kind: 'imported', found: true });
  expect(found).not.toHaveProperty('requestId');
});

describe('an answer that proves nothing', () => {
  it.each(answers)('%s: the key of the call is found, once', async (_, fault) => {
    const planned = at.plan();
    const before = await at.arns();
    const calls = onImport(at.simulator, fault('after'));
    expect(await send(at.aws, planned, ports(at.folder))).toMatchObject({ kind: 'imported', found: true });
    expect(await send(at.aws, planned, ports(at.folder))).toMatchObject({ kind: 'before' });
    expect(calls()).toBe(1);
    expect(await at.arns()).toHaveLength(before.length + 1);
  });

  it.each(answers)('%s, and nothing was done: the note stays until that is certain', async (_, fault) => {
    const planned = at.plan();
    const before = await at.arns();
    const calls = onImport(at.simulator, fault('before'));
    // A look that takes longer than the patience would be another answer: on a busy machine, a second is soon over.
    expect((await send(at.aws, planned, ports(at.folder, { patience: 60_000 }))).kind).toBe('lost');
    expect(notesIn(at.folder)).toEqual(['1.open.json']);
    expect(await send(at.aws, planned, ports(at.folder))).toMatchObject({ kind: 'imported', found: false });
    expect(calls()).toBe(2);
    expect(await at.arns()).toHaveLength(before.length + 1);
  });

  it('cut off in its middle, it is looked for as well', async () => {
    const planned = at.plan();
    const before = await at.arns();
    onImport(at.simulator, { kind: 'cut', bytes: 40 });
    expect(await send(at.aws, planned, ports(at.folder))).toMatchObject({ kind: 'imported', found: true });
    expect(await at.arns()).toHaveLength(before.length + 1);
  });

  it('without a key is not taken for one, whatever adapter passed it on', async () => {
    const planned = at.plan();
    const before = await at.arns();
    const trusting = {
      ...at.aws,
      call: (async (operation, input, options) => {
        const answer = await at.aws.call(operation, input, options);
        return operation === 'ImportKey' ? { ...answer, output: {} } : answer;
      }) as typeof at.aws.call,
    };
    expect(await send(trusting, planned, ports(at.folder))).toMatchObject({ kind: 'imported', found: true });
    expect(await at.arns()).toHaveLength(before.length + 1);
  });

  it('for a row of a manifest is looked for, and the row is imported once', async () => {
    const options = { folder: at.folder, wrappingKey: at.kek.KeyArn };
    const rows = [at.plan(), at.plan(), at.plan()].map((one) => ({ keyBlock: blockOf(one) }));
    const before = await at.arns();
    const checked = await checkRows(at.aws, rows, options);
    const calls = onImport(
      at.simulator,
      { kind: 'reply', reply: replies.withoutKey, when: 'after' },
      { kind: 'reply', reply: replies.unknownError, when: 'after' },
      { kind: 'error', status: 500, when: 'after' },
    );
    const { outcomes } = await runRows(at.aws, checked, options);
    expect(outcomes.map(({ result, found }) => [result, found])).toEqual(
      Array.from({ length: 3 }, () => ['imported', true]),
    );
    expect(calls()).toBe(3);
    expect(await at.arns()).toHaveLength(before.length + 3);
  });
});

describe('an error of the service’s model', () => {
  const errors = [
    ['AccessDeniedException', 'notAuthorised'],
    ['ConflictException', 'conflict'],
    ['ResourceNotFoundException', 'notFound'],
    ['ServiceQuotaExceededException', 'quota'],
    ['ThrottlingException', 'throttled'],
    ['ValidationException', 'validation'],
  ] as const;
  it.each(errors)('%s with 400 leaves no note and no wait', async (name, kind) => {
    const planned = at.plan();
    const before = await at.arns();
    const body = JSON.stringify({ __type: name, Message: 'Simulator: refused.' });
    onImport(at.simulator, { kind: 'reply', reply: { status: 400, body }, when: 'before' });
    expect(await send(at.aws, planned, ports(at.folder))).toMatchObject({
      kind: 'failed',
      cause: { kind, effect: 'none' },
    });
    expect(notesIn(at.folder)).toEqual([]);
    const doing: string[] = [];
    const patient = ports(at.folder, { patience: 60_000, report: (one) => void doing.push(one) });
    expect(await send(at.aws, planned, patient)).toMatchObject({ kind: 'imported', found: false });
    expect(doing).toEqual(['send']);
    expect(await at.arns()).toHaveLength(before.length + 1);
  });
});
