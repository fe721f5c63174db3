// How long a client of a set of credentials lives: as long as it is the latest, or a call of its own is under way.
import { afterEach, describe, expect, it } from 'vitest';
import { type Signer, Signers } from '../../src/keyservice/aws/signingSets';

const set = (name: string, more: object = {}) => ({
  accessKeyId: name,
  secretAccessKey: `secret of ${name}`,
  ...more,
});
const connection = { region: 'us-east-2', endpoint: 'http://127.0.0.1:9', timeout: 1000 };

describe('the client of a set of credentials', () => {
  let ended: string[] = [];
  let signers: Signers<string>;
  const begin = (): Signers<string> => {
    ended = [];
    signers = new Signers(connection, ({ set: { accessKeyId } }) => `kept of ${accessKeyId}`);
    return signers;
  };
  /** Held, and its end written down, with the real one. */
  const held = (credentials: ReturnType<typeof set>): Signer<string> => {
    const signer = signers.hold(credentials);
    if (!Object.hasOwn(signer.client, 'destroy')) {
      const destroy = signer.client.destroy.bind(signer.client);
      signer.client.destroy = () => {
        ended.push(signer.set.accessKeyId);
        destroy();
      };
    }
    return signer;
  };
  afterEach(() => signers.close());

  it('is one for the same set by value, with what is kept of it', () => {
    begin();
    const first = held(set('A'));
    expect(held(set('A'))).toBe(first);
    expect(first.kept).toBe('kept of A');
  });

  it.each([
    ['another id', set('B', { secretAccessKey: 'secret of A' })],
    ['another secret', set('A', { secretAccessKey: 'other' })],
    ['a session', set('A', { sessionToken: 't' })],
    ['a scope', set('A', { credentialScope: 's' })],
  ])('is another one for %s', (_name, other) => {
    begin();
    const first = held(set('A'));
    const second = held(other);
    expect(second).not.toBe(first);
    expect(second.set).toEqual(other);
  });

  it('ends with the last call of its own once another set has come', () => {
    begin();
    const first = held(set('A'));
    held(set('A'));
    held(set('B'));
    expect(ended).toEqual([]);
    first.release();
    expect(ended).toEqual([]);
    first.release();
    expect(ended).toEqual(['A']);
  });

  it('ends at once where no call is under way when another set comes', () => {
    begin();
    held(set('A')).release();
    expect(ended).toEqual([]);
    held(set('B'));
    expect(ended).toEqual(['A']);
  });

  it('ends with all others that are open, each once', () => {
    begin();
    held(set('A')).release();
    held(set('B'));
    held(set('C'));
    signers.close();
    expect(ended).toEqual(['A', 'B', 'C']);
  });
});
