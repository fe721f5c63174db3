// Assertions for tests that also run in a web worker, where Node's are not to be had.

export class CheckFailed extends Error {}

export function ok(condition: unknown, message: string): asserts condition {
  if (!condition) throw new CheckFailed(message);
}

/** Equal as plain data (strings, numbers, arrays, objects), compared as JSON. */
export function equal(actual: unknown, expected: unknown, what = 'value'): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new CheckFailed(`${what}: expected ${wanted}, found ${found}`);
}

export function includes(text: string, part: string, what = 'text'): void {
  if (!text.includes(part))
    throw new CheckFailed(`${what} lacks ${JSON.stringify(part)}: ${JSON.stringify(text)}`);
}

export function excludes(text: string, part: string, what = 'text'): void {
  if (text.includes(part))
    throw new CheckFailed(`${what} has ${JSON.stringify(part)}: ${JSON.stringify(text)}`);
}

/** Asks again until something is there, as what VS Code does in answer to a command it does later. */
export async function eventually<T>(
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  what: string | (() => string),
  patience = 10_000,
): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const found = await ask();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end)
      throw new CheckFailed(`not within ${patience / 1000} s: ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
