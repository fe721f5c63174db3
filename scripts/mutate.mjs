// npm run mutate: makes small random changes of the domain, one at a time, and prints those that no unit test notices.
// Usage: npm run mutate -- [--count 300] [--seed 1] [--only WORD] [--tests WORD] [--most 12] [--workers 2]. --only,
// --tests: changed files, or files of tests, with this word in their path. --most: files of tests that judge a change, the
// nearest first; with 0 all that pass its place.
//
// The changes are built in while a file of tests is bundled, all asleep; nothing is written into the checkout. First the tests
// of these folders run once with all changes built in and none awake, which shows which files of tests pass the place of
// which change; that is kept in .build/ and done again only for files of tests that changed, or for all where a source did.
// Then each change is awake in a run of those. Tests of the quick tier only (test:quick). Exit code 1 where fewer than 85 %
// are noticed.
import { createHash } from 'node:crypto';
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
const work = path.join(build, 'mutate');
/** Milliseconds that a run of tests with a change awake may take. */
const patience = 3 * 60_000;

/** @typedef {import('./mutations.mjs').Mutation & { id: number, file: string, line: number }} Mutant */
/** @typedef {{ mutant: Mutant, end: 'noticed' | 'survived' | 'timeout' | 'not reached', by: string }} Verdict */

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). @param {number} seed */
const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

/** @param {string} folder @returns {string[]} TypeScript files below it, by their paths from the checkout */
const sourcesBelow = (folder) =>
  fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort();

/** Every change that can be made, known equivalents left out. @returns {Mutant[]} */
function allMutants() {
  /** @type {Mutant[]} */
  const all = [];
  for (const file of folders.flatMap(sourcesBelow)) {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    const known = equivalents.filter((one) => one.file === file);
    const found = mutationsOf(file, text);
    for (const { words } of known)
      if (!found.some((one) => one.words === words))
        throw new Problem(`scripts/mutants.mjs is out of date: ${file} has no "${words}" any more.`);
    for (const mutation of found)
      if (!known.some(({ words }) => words === mutation.words))
        all.push({
          ...mutation,
          id: all.length,
          file,
          line: text.slice(0, mutation.start).split('\n').length,
        });
  }
  return all;
}

/** @param {readonly Mutant[]} mutants @param {number} count @param {number} seed @returns {Mutant[]} */
function choose(mutants, count, seed) {
  const all = [...mutants];
  const next = random(seed);
  for (let left = all.length - 1; left > 0; left--) {
    const at = Math.floor(next() * (left + 1));
    [all[left], all[at]] = [/** @type {any} */ (all[at]), /** @type {any} */ (all[left])];
  }
  return all.slice(0, count);
}

/** A process that runs tests; started again after it was ended. */
class Worker {
  /** @param {string} changes */
  constructor(changes) {
    this.changes = changes;
    /** @type {((answer: any) => void) | undefined} */
    this.answered = undefined;
  }

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
    if ((await this.answer()) === undefined) throw new Problem('A process for tests did not start.');
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
   * @param {{ awake: number, limits: Record<string, number>, file: string, bail: boolean }} job
   * @returns {Promise<{ failed: string[], duration: number, passed: Record<string, number> } | undefined>} undefined: ended,
   *   or too long
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

/**
 * Workers with these changes built in. @param {number} width @param {readonly Mutant[]} mutants
 */
function startWorkers(width, mutants) {
  const changes = path.join(work, 'changes.json');
  fs.writeFileSync(changes, JSON.stringify(grouped(mutants)));
  const workers = Array.from({ length: width }, () => new Worker(changes));
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
  return { workers, withWorker };
}

/** @param {readonly string[]} files */
const digest = (files) => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\n`).update(fs.readFileSync(path.join(root, file)));
  return hash.digest('hex');
};

/**
 * How often the tests of a file pass the place of each change. `failed`: they fail with no change awake, perhaps only since
 * all the changes built in make them slow.
 * @typedef {{ digest: string, passed: Record<string, number>, duration: number, failed: boolean }} Places
 */

/** @param {readonly Mutant[]} all @param {number} width @returns {Promise<Record<string, Places>>} by file of tests */
async function passedPlaces(all, width) {
  const kept = path.join(work, 'places.json');
  const files = sourcesBelow('test').filter((file) => /^test\/(core|keyservice|protocol)\//.test(file));
  const isTest = (/** @type {string} */ file) =>
    file.endsWith('.test.ts') && !file.endsWith('.process.test.ts');
  const key = digest([
    ...sourcesBelow('src'),
    ...files.filter((file) => !isTest(file)),
    'scripts/mutations.mjs',
    'scripts/mutants.mjs',
    'scripts/mutateWorker.mjs',
  ]);
  /** @type {{ key: string, files: Record<string, Places> }} */
  const before = fs.existsSync(kept) ? JSON.parse(fs.readFileSync(kept, 'utf8')) : { key: '', files: {} };
  /** @type {Record<string, Places>} */
  const places = {};
  /** @type {string[]} */
  const open = [];
  for (const file of files.filter(isTest)) {
    const known = before.key === key ? before.files[file] : undefined;
    if (known?.digest === digest([file])) places[file] = known;
    else open.push(file);
  }
  if (open.length === 0) return places;
  console.log(`first ${open.length} files of tests with no change awake`);
  const { workers, withWorker } = startWorkers(width, all);
  await Promise.all(
    open.map((file) =>
      withWorker(async (worker) => {
        const mine = digest([file]);
        const ended = await worker.run({ awake: -1, limits: {}, file, bail: false });
        const failed = ended === undefined || ended.failed.length > 0;
        if (failed) console.log(`fails without any change: ${ended?.failed[0] ?? file}`);
        places[file] = { digest: mine, passed: ended?.passed ?? {}, duration: ended?.duration ?? 0, failed };
      }),
    ),
  );
  await Promise.all(workers.map((worker) => worker.end()));
  fs.writeFileSync(kept, JSON.stringify({ key, files: places }));
  return places;
}

runMain(async () => {
  const args = process.argv.slice(2);
  /** @param {string} flag @param {string} otherwise */
  const valueOf = (flag, otherwise) =>
    args.includes(flag) ? (args[args.indexOf(flag) + 1] ?? otherwise) : otherwise;
  const width = Number(valueOf('--workers', '2'));
  await ensurePackages((text) => console.log(text));
  const all = allMutants();
  const only = valueOf('--only', '');
  const mutants = choose(
    all.filter(({ file }) => file.includes(only)),
    Number(valueOf('--count', '300')),
    Number(valueOf('--seed', '1')),
  );
  if (mutants.length === 0) throw new Problem('There is nothing to change.');
  const near = valueOf('--tests', '');
  const most = Number(valueOf('--most', '12')) || Infinity;
  fs.mkdirSync(work, { recursive: true });
  const places = await passedPlaces(all, width);
  /** Files of tests that pass a place, and how often. @type {Map<number, Map<string, number>>} */
  const passed = new Map();
  /** @type {Map<string, number>} */
  const durations = new Map();
  for (const [file, { passed: counts, duration }] of Object.entries(places)) {
    if (!file.includes(near)) continue;
    durations.set(file, duration);
    for (const [id, count] of Object.entries(counts)) {
      const files = passed.get(Number(id)) ?? new Map();
      files.set(file, count);
      passed.set(Number(id), files);
    }
  }
  console.log(`${mutants.length} of ${all.length} changes`);
  const { workers, withWorker } = startWorkers(width, mutants);

  /** By file of tests, whether they pass with these changes built in and none awake. @type {Map<string, boolean>} */
  const known = new Map();
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

  /** @param {string} file @param {Worker} worker */
  async function healthy(file, worker) {
    const before = known.get(file);
    if (before !== undefined) return before;
    const well = await passes(file, worker);
    known.set(file, well);
    return well;
  }

  /** Whether tests pass with no change awake. @param {string} file @param {Worker} worker */
  async function passes(file, worker) {
    const ended = await worker.run({ awake: -1, limits: {}, file, bail: true });
    if (ended?.failed.length === 0) return true;
    console.log(`left out, as it fails without any change: ${ended?.failed[0] ?? file}`);
    return false;
  }

  /** @param {Mutant} mutant @param {Worker} worker @returns {Promise<Verdict>} */
  async function judge(mutant, worker) {
    const files = [...(passed.get(mutant.id) ?? new Map())];
    if (files.length === 0) return { mutant, end: 'not reached', by: '' };
    // Tests of the same topic first, then those of the nearest folder, of these what holds results whole, then what is soon
    // done.
    const topic = path.basename(mutant.file, '.ts').toLowerCase();
    const folders = path.dirname(mutant.file).split('/').slice(1);
    const rank = (/** @type {string} */ file) => {
      const name = path.basename(file).toLowerCase();
      const own = path.dirname(file).split('/').slice(1);
      const apart = own.findIndex((folder, i) => folder !== folders[i]);
      return (
        (name.startsWith(topic) ? 0 : 1e8) -
        (apart < 0 ? own.length : apart) * 1e7 +
        (name === 'whole.test.ts' ? 0 : 1e6) +
        (durations.get(file) ?? 0)
      );
    };
    const order = files
      .map(([file]) => file)
      .sort((a, b) => rank(a) - rank(b))
      .slice(0, most);
    // A file at a time, as the first that fails is enough.
    for (const file of order) {
      if (!(await healthy(file, worker))) continue;
      const count = passed.get(mutant.id)?.get(file) ?? 0;
      const limits = { [mutant.id]: 100 * count + 100_000 };
      const ended = await worker.run({ awake: mutant.id, limits, file, bail: true });
      if (ended === undefined) {
        // On a busy machine the tests may take as long without a change: that would notice nothing.
        if (await passes(file, worker)) return { mutant, end: 'timeout', by: file };
        continue;
      }
      const [first] = ended.failed;
      if (first === undefined) continue;
      // A busy machine fails what is timed.
      if (/timed out|to be less than/.test(first) && !(await passes(file, worker))) continue;
      return { mutant, end: 'noticed', by: first };
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
