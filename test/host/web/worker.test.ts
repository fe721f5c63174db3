import { equal } from '../support/check';

describe('the web worker', () => {
  it('is one: no Node here', () => {
    const scope = globalThis as { process?: { versions?: { node?: string } }; importScripts?: unknown };
    equal(scope.process?.versions?.node, undefined, 'version of Node');
    equal(typeof scope.importScripts, 'function', 'type of importScripts');
  });
});
