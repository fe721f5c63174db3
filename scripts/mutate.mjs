// npm run mutate: makes small random changes of the domain, one at a time, and prints those that no unit test notices.
// Usage: npm run mutate -- [--count 300] [--seed 1] [--only WORD] [--tests WORD] [--most 12] [--workers 2] [--missed].
// --only, --tests: changed files, or files of tests, with this word in their path. --most: files of tests that judge a
// change, the nearest first; with 0 all that pass its place. --missed: only what nobody noticed in the last run, for
// which tests may be there now.
//
// The changes are built in while a file of tests is bundled, all asleep; nothing is written into the checkout. First the tests
// of these folders run once with all changes built in and none awake, which shows which files of tests pass the place of
// which change; that is kept in .build/ and done again only for files of tests whose bundle changed. Then each change is
// awake in a run of those. Tests of the quick tier only (test:quick). Exit code 1 where fewer than 85 % are noticed.
//
// A change has a name that depends on its file, its line and what is changed, so the same seed chooses the same changes
// while others come, go or are listed as equivalent.
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
/** Milliseconds that a file of tests may take by itself, with all changes built in. */
const patienceAlone = 10 * 60_000;

/**
 * A change: `id` is its number in this run, `name` the same in every run.
 * @typedef {import('./mutations.mjs').Mutation & { id: number, name: string, file: string, line: number }} Mutant
 */
/** @typedef {{ failed: string[], duration: number, passed: Record<string, number>, inputs: string[] }} Answer */
/** @typedef {{ mutant: Mutant, end: 'noticed' | 'survived' | 'timeout' | 'not reached', by: string }} Verdict */

/** @param {string} text */
const short = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** @param {string} folder @returns {string[]} TypeScript files below it, by their paths from the checkout */
const sourcesBelow = (folder) =>
  fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort();

/** Every change that can be made. @returns {Mutant[]} */
function allMutants() {
  /** @type {Mutant[]} */
  const all = [];
  for (const file of folders.flatMap(sourcesBelow)) {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    const lines = text.split('\n');
    /** How often a line has had the same change. @type {Map<string, number>} */
    const seen = new Map();
    for (const mutation of mutationsOf(file, text)) {
      const line = text.slice(0, mutation.start).split('\n').length;
      const what = [file, lines[line - 1]?.trim(), mutation.kind, mutation.words].join('\n');
      const nth = seen.get(what) ?? 0;
      seen.set(what, nth + 1);
      all.push({ ...mutation, id: all.length, name: short(`${what}\n${nth}`), file, line });
    }
  }
  return all;
}

/** Changes without those known to change nothing. @param {readonly Mutant[]} all */
function withoutEquivalents(all) {
  const key = (/** @type {{ file: string, words: string }} */ { file, words }) => `${file}\n${words}`;
  const found = new Set(all.map(key));
  for (const one of equivalents)
    if (!found.has(key(one)))
      throw new Problem(`scripts/mutants.mjs is out of date: ${one.file} has no "${one.words}" any more.`);
  const known = new Set(equivalents.map(key));
  return all.filter((one) => !known.has(key(one)));
}

/** @param {readonly Mutant[]} mutants @param {number} count @param {number} seed @returns {Mutant[]} */
function choose(mutants, count, seed) {
  const order = new Map(mutants.map((one) => [one, short(`${seed} ${one.name}`)]));
  const orderOf = (/** @type {Mutant} */ one) => order.get(one) ?? '';
  return [...mutants].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)).slice(0, count);
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

  /** @param {number} [within] milliseconds @returns {Promise<any>} undefined where there is none in time, or it ended */
  answer(within = patience) {
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(undefined), within);
      this.answered = (answer) => {
        clearTimeout(late);
        resolve(answer);
      };
    });
  }

  /**
   * @param {{ awake: number, limits: Record<string, number>, file: string, bail: boolean }} job
   * @param {number} [within] milliseconds
   * @returns {Promise<Answer | undefined>} undefined: ended, or too long
   */
  async run(job, within) {
    if (this.child === undefined) await this.begin();
    const answer = this.answer(within);
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

/** @type {Map<string, string>} */
const contents = new Map();
/** @param {string} file its text, shortened */
function contentOf(file) {
  const whole = path.join(root, file);
  const known = contents.get(file) ?? short(fs.existsSync(whole) ? fs.readFileSync(whole, 'utf8') : '');
  contents.set(file, known);
  return known;
}

/** Of files, by what is in them. @param {readonly string[]} files */
const digest = (files) => short(files.map((file) => `${file} ${contentOf(file)}`).join('\n'));

/**
 * How often the tests of a file pass the place of each change, by the change's name. `inputs`: the files of its bundle.
 * `failed`: they fail with no change awake, perhaps only since all the changes built in make them slow.
 * @typedef {{ digest: string, inputs: string[], passed: Record<string, number>, duration: number, failed: boolean }} Places
 */

/** @param {readonly Mutant[]} all @param {number} width @returns {Promise<Record<string, Places>>} by file of tests */
async function passedPlaces(all, width) {
  const kept = path.join(work, 'places.json');
  const files = sourcesBelow('test').filter((file) =>
    /^test\/(core|keyservice|protocol)\/.*(?<!\.process)\.test\.ts$/.test(file),
  );
  const key = digest(['scripts/mutations.mjs', 'scripts/mutateWorker.mjs']);
  /** @type {{ key: string, files: Record<string, Places> }} */
  const before = fs.existsSync(kept) ? JSON.parse(fs.readFileSync(kept, 'utf8')) : { key: '', files: {} };
  /** @type {Record<string, Places>} */
  const places = {};
  for (const file of files) {
    const known = before.key === key ? before.files[file] : undefined;
    if (known && known.digest === digest(known.inputs)) places[file] = known;
  }
  const open = files.filter((file) => places[file] === undefined);
  if (open.length === 0) return places;
  console.log(`first ${open.length} files of tests with no change awake`);
  /** Whether it answered. @param {string} file @param {Worker} worker @param {number} [within] */
  const look = async (file, worker, within) => {
    const answer = await worker.run({ awake: -1, limits: {}, file, bail: false }, within);
    if (answer === undefined) return false;
    const { inputs, duration } = answer;
    const failed = answer.failed.length > 0;
    if (failed) console.log(`fails without any change: ${answer.failed[0]}`);
    const passed = Object.fromEntries(
      Object.entries(answer.passed).map(([id, count]) => [all[Number(id)]?.name ?? '', count]),
    );
    places[file] = { digest: digest(inputs), inputs, passed, duration, failed };
    fs.writeFileSync(kept, JSON.stringify({ key, files: places }));
    return true;
  };
  const { workers, withWorker } = startWorkers(width, all);
  /** @type {string[]} */
  const silent = [];
  await Promise.all(
    open.map((file) =>
      withWorker(async (worker) => {
        if (!(await look(file, worker))) silent.push(file);
      }),
    ),
  );
  // A busy machine, not the tests, may be why: once more, with the machine to itself and more time. A file that is silent
  // then too is asked again by the next run.
  const [alone] = workers;
  for (const file of silent)
    if (alone && !(await look(file, alone, patienceAlone)))
      console.log(`gives no answer, so its tests judge nothing in this run: ${file}`);
  await Promise.all(workers.map((worker) => worker.end()));
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
  const lastMissed = path.join(work, 'missed.json');
  /** Names of changes. @type {string[] | undefined} */
  const again = args.includes('--missed') ? JSON.parse(fs.readFileSync(lastMissed, 'utf8')) : undefined;
  const mutants = choose(
    withoutEquivalents(all).filter(
      ({ file, name }) => file.includes(only) && (again?.includes(name) ?? true),
    ),
    Number(valueOf('--count', '300')),
    Number(valueOf('--seed', '1')),
  );
  if (mutants.length === 0) throw new Problem('There is nothing to change.');
  const near = valueOf('--tests', '');
  const most = Number(valueOf('--most', '12')) || Infinity;
  fs.mkdirSync(work, { recursive: true });
  const places = await passedPlaces(all, width);
  /** Files of tests that pass a place, and how often, by the change's name. @type {Map<string, Map<string, number>>} */
  const passed = new Map();
  /** @type {Map<string, number>} */
  const durations = new Map();
  for (const [file, { passed: counts, duration }] of Object.entries(places)) {
    if (!file.includes(near)) continue;
    durations.set(file, duration);
    for (const [name, count] of Object.entries(counts)) {
      const files = passed.get(name) ?? new Map();
      files.set(file, count);
      passed.set(name, files);
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
    const files = [...(passed.get(mutant.name) ?? new Map())];
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
      const count = passed.get(mutant.name)?.get(file) ?? 0;
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
  fs.writeFileSync(lastMissed, JSON.stringify(survivors.map(({ mutant }) => mutant.name)));
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
