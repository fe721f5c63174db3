// What an extension host prints while tests run in it. VS Code logs there too, hundreds of lines of it: those
// are kept back and shown only when the run fails, or with KMI_VERBOSE.

/** Lines with these around them are the tests' own; test/host prints them. */
export const testsBegin = '[tests begin]';
export const testsEnd = '[tests end]';

/** VS Code's own complaints: natives that are not built here, a service worker that its server does not have; and each dialog that
 * it answers by itself in tests. */
const noise =
  /Could not locate the bindings file|native-watchdog|build\/Release\/|ServiceWorker|additional builtin extensions|Creating a socket|reconnection-grace-time|remote-connection|Failed to load resource|connection token|vscode-languagedetection|escape its sandboxing|Dialog requested during smoke test/;

export class HostConsole {
  #verbose = Boolean(process.env['KMI_VERBOSE']);
  #testing = false;
  /** @type {unknown[][]} */
  #kept = [];

  /** @param {string} type as of `console` @param {unknown[]} args a format and its values */
  log(type, args) {
    const first = String(args[0]);
    if (first === testsBegin || first === testsEnd) {
      this.#testing = first === testsBegin;
    } else if (this.#verbose || (this.#testing && !noise.test(first))) {
      (type === 'error' || type === 'warn' ? console.error : console.log)(...args);
    } else {
      this.#keep(args);
    }
  }

  /** @param {string} line */
  remember(line) {
    if (!noise.test(line)) this.#keep([line]);
  }

  /** Shows what was kept back last. */
  recall() {
    if (this.#kept.length === 0) return;
    console.error(`\nThe last ${this.#kept.length} lines of VS Code's log:`);
    for (const args of this.#kept) console.error(...args);
  }

  /** @param {unknown[]} args */
  #keep(args) {
    if (noise.test(String(args[0]))) return;
    this.#kept.push(args);
    if (this.#kept.length > 60) this.#kept.shift();
  }
}
