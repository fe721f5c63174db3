// Errors that a person can act on: one sentence, no stack.
import { exit, isEnding } from './children.mjs';

/** Something that is missing or in the way. The message is one sentence that says what, and what to do. */
export class Problem extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Runs a script's main function, ends everything it started, and exits with what it returns (0 if nothing).
 * @param {() => Promise<number | void>} main
 */
export function runMain(main) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(
      `This needs Node.js 20.19 or newer, and ${process.version} is running: install a newer one from https://nodejs.org.`,
    );
    process.exit(1);
  }
  main().then(
    (code) => void exit(code ?? 0),
    (error) => {
      if (isEnding()) return;
      console.error(error instanceof Problem ? error.message : error);
      void exit(error instanceof Problem ? error.exitCode : 1);
    },
  );
}
