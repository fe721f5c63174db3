// npm run mutate: makes small random changes of the domain, one at a time, and prints those that no unit test notices.
// Usage: npm run mutate -- [--count 300] [--seed 1] [--only WORD] [--tests WORD] [--workers 2]. --only, --tests: changed
// files, or files of tests, with this word in their path.
//
// The changes are built in while Vitest loads a source, all asleep; nothing is written into the checkout. First the tests
// of these folders run once with none awake, which shows which files of tests pass the place of which change; then each
// change is awake in a run of those. Tests of the quick tier only (test:quick). Exit code 1 where fewer than 85 % are
// noticed.
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pLimit from 'p-limit';
import { start, stop } from './children.mjs';
import { equivalents } from './mutants.mjs';
import { mutationsOf } from './mutations.mjs';
import { ensurePackages } from './npm.mjs';
import { build, root } from './paths.mjs';
import { Problem, runMain } from './problem.mjs';

const folders = ['src/core', 'src/keyservice', 'src/protocol'];
const wanted = 85;
/** Milliseconds that a run of tests with a change awake may take. */
const patience = 10 * 60_000;

/** @typedef {import('./mutations.mjs').Mutation & { id: number, file: string, line: number }} Mutant */
/** @typedef {{ mutant: Mutant, end: 'noticed' | 'survived' | 'timeout' | 'not reached', by: string }} Verdict */

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). @param {number} seed */
const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

/** @param {number} count @param {number} seed @param {string} only @returns {Mutant[]} */
function choose(count, seed, only) {
  const files = folders.flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .sort(),
  );
  /** @type {Omit<Mutant, 'id'>[]} */
  const all = [];
  for (const file of files) {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    const known = equivalents.filter((one) => one.file === file);
    const found = mutationsOf(file, text);
    for (const { words } of known)
      if (!found.some((one) => one.words === words))
        throw new Problem(`scripts/mutants.mjs is out of date: ${file} has no "${words}" any more.`);
    if (!file.includes(only)) continue;
    for (const mutation of found)
      if (!known.some(({ words }) => words === mutation.words))
        all.push({ ...mutation, file, line: text.slice(0, mutation.start).split('\n').length });
  }
  const next = random(seed);
  for (let left = all.length - 1; left > 0; left--) {
    const at = Math.floor(next() * (left + 1));
    [all[left], all[at]] = [/** @type {any} */ (all[at]), /** @type {any} */ (all[left])];
  }
  return all.slice(0, count).map((mutant, id) => ({ ...mutant, id }));
}

/** A process that runs tests; started again after it was ended. */
class Worker {
  /** @param {string} changes */
  constructor(changes) {
    this.changes = changes;
    /** @type {((answer: any) => void) | undefined} */
    this.answered = undefined;
  }

  /** @returns {Promise<string[]>} files of tests */
  async begin() {
    const child = start(process.execPath, [path.join(root, 'scripts/mutateWorker.mjs'), this.changes], {
      cwd: root,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.child = child;
    const lines = createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) });
    lines.on('line', (line) => {
      if (line.startsWith('@')) this.answered?.(JSON.parse(line.slice(1)));
    });
    child.once('exit', () => this.answered?.(undefined));
    const ready = await this.answer();
    if (ready === undefined) throw new Problem('Vitest did not start.');
    return ready.files;
  }

  /** @returns {Promise<any>} undefined where there is none in time, or it ended */
  answer() {
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(undefined), patience);
      this.answered = (answer) => {
        clearTimeout(late);
        resolve(answer);
      };
    });
  }

  /**
   * @param {{ awake: number, limits: Record<string, number>, hits: string, files: readonly string[], bail: boolean }} job
   * @returns {Promise<{ failed: string[], durations: Record<string, number> } | undefined>} undefined: ended, or too long
   */
  async run(job) {
    if (this.child === undefined) await this.begin();
    const answer = this.answer();
    this.child?.stdin?.write(`${JSON.stringify(job)}\n`);
    const result = await answer;
    if (result === undefined) await this.end();
    return result;
  }

  async end() {
    if (this.child) await stop(this.child);
    this.child = undefined;
  }
}

runMain(async () => {
  const args = process.argv.slice(2);
  /** @param {string} flag @param {string} otherwise */
  const valueOf = (flag, otherwise) =>
    args.includes(flag) ? (args[args.indexOf(flag) + 1] ?? otherwise) : otherwise;
  const width = Number(valueOf('--workers', '2'));
  await ensurePackages((text) => console.log(text));
  const mutants = choose(
    Number(valueOf('--count', '300')),
    Number(valueOf('--seed', '1')),
    valueOf('--only', ''),
  );
  if (mutants.length === 0) throw new Problem('There is nothing to change.');
  const work = path.join(build, 'mutate');
  fs.rmSync(work, { recursive: true, force: true });
  fs.mkdirSync(work, { recursive: true });
  const changes = path.join(work, 'changes.json');
  fs.writeFileSync(changes, JSON.stringify(grouped(mutants)));

  const workers = Array.from({ length: width }, () => new Worker(changes));
  const [tests = []] = await Promise.all(workers.map((worker) => worker.begin()));
  const near = valueOf('--tests', '');
  const unit = tests.filter(
    (file) => /^test\/(core|keyservice|protocol)\//.test(file) && file.includes(near),
  );
  console.log(`${mutants.length} changes; first ${unit.length} files of tests with none of them`);
  const hits = path.join(work, 'hits');
  /** @type {Map<string, number>} */
  const durations = new Map();
  /** @type {Set<string>} */
  const broken = new Set();
  const free = [...workers];
  const limit = pLimit(width);
  /** Runs with a worker that is free. @template R @param {(worker: Worker) => Promise<R>} body @returns {Promise<R>} */
  const withWorker = (body) =>
    limit(async () => {
      const worker = /** @type {Worker} */ (free.pop());
      try {
        return await body(worker);
      } finally {
        free.push(worker);
      }
    });
  /** @param {string} file @param {Worker} worker */
  const baseline = async (file, worker) => {
    const ended = await worker.run({ awake: -1, limits: {}, hits, files: [file], bail: false });
    if (ended === undefined || ended.failed.length > 0) {
      console.log(`left out, as it fails without any change: ${ended?.failed.join('\n') ?? file}`);
      broken.add(file);
    } else durations.set(file, ended.durations[file] ?? 0);
  };
  await Promise.all(unit.map((file) => withWorker((worker) => baseline(file, worker))));
  /** Files of tests that pass a place, and how often. @type {Map<number, Map<string, number>>} */
  const passed = new Map();
  for (const name of fs.readdirSync(hits)) {
    const report = JSON.parse(fs.readFileSync(path.join(hits, name), 'utf8'));
    const file = path.relative(root, report.file).replaceAll('\\', '/');
    if (broken.has(file)) continue;
    for (const [id, count] of Object.entries(report.passed)) {
      const files = passed.get(Number(id)) ?? new Map();
      files.set(file, count);
      passed.set(Number(id), files);
    }
  }

  /** @type {Verdict[]} */
  const verdicts = [];
  /** @param {Mutant} mutant @param {Worker} worker */
  const judged = async (mutant, worker) => {
    const verdict = await judge(mutant, worker);
    verdicts.push(verdict);
    const { end, by } = verdict;
    console.log(`${end} ${mutant.file}:${mutant.line} ${mutant.words}${by === '' ? '' : ` | ${by}`}`);
  };
  await Promise.all(mutants.map((mutant) => withWorker((worker) => judged(mutant, worker))));
  await Promise.all(workers.map((worker) => worker.end()));

  /** @param {Mutant} mutant @param {Worker} worker @returns {Promise<Verdict>} */
  async function judge(mutant, worker) {
    const files = [...(passed.get(mutant.id) ?? new Map())];
    if (files.length === 0) return { mutant, end: 'not reached', by: '' };
    // Tests of the same topic first, then what is soon done.
    const topic = path.basename(mutant.file, '.ts').toLowerCase();
    const rank = (/** @type {string} */ file) =>
      (path.basename(file).toLowerCase().startsWith(topic) ? 0 : 1e6) +
      (path.dirname(file).endsWith(path.dirname(mutant.file).slice(4)) ? 0 : 1e4) +
      (durations.get(file) ?? 0);
    const order = files.map(([file]) => file).sort((a, b) => rank(a) - rank(b));
    // A file at a time, as the first that fails is enough.
    for (const file of order) {
      const count = passed.get(mutant.id)?.get(file) ?? 0;
      const limits = { [mutant.id]: 100 * count + 100_000 };
      const ended = await worker.run({ awake: mutant.id, limits, hits: '', files: [file], bail: true });
      if (ended === undefined) return { mutant, end: 'timeout', by: file };
      if (ended.failed.length > 0) return { mutant, end: 'noticed', by: ended.failed[0] ?? '' };
    }
    return { mutant, end: 'survived', by: '' };
  }

  const survivors = verdicts.filter(({ end }) => end === 'survived' || end === 'not reached');
  console.log('\nNobody noticed:');
  for (const { mutant, end } of survivors.sort((a, b) => a.mutant.file.localeCompare(b.mutant.file)))
    console.log(
      `${mutant.file}:${mutant.line} ${mutant.words}${end === 'not reached' ? ' (no test comes here)' : ''}`,
    );
  /** @param {Verdict['end']} end */
  const count = (end) => verdicts.filter((one) => one.end === end).length;
  const share = (100 * (verdicts.length - survivors.length)) / verdicts.length;
  console.log(
    `\n${count('noticed')} noticed, ${count('timeout')} timeouts, ${count('survived')} survived, ${count('not reached')} not reached: ${share.toFixed(1)} % noticed`,
  );
  return share >= wanted ? 0 : 1;
});

/** @param {readonly Mutant[]} mutants */
function grouped(mutants) {
  /** @type {Record<string, Mutant[]>} */
  const files = {};
  for (const mutant of mutants) (files[mutant.file] ??= []).push(mutant);
  return files;
}
