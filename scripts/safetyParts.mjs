// What keeps one import one key, each part as one edit of the source that switches it off, and the tests that have to
// fail then. A text is found in its file exactly once, else the part is out of date (test/manifest/safety.test.ts).

/**
 * @typedef {object} SafetyPart
 * @property {string} name
 * @property {string} file
 * @property {string} from text of the file
 * @property {string} to what takes its place
 * @property {readonly string[]} tests of which at least one has to fail
 */

const imports = 'test/keyservice/imports';
const once = `${imports}/once.process.test.ts`;
const patience = `${imports}/patience.process.test.ts`;
const places = `${imports}/places.test.ts`;
const account = `${imports}/account.test.ts`;
const answers = `${imports}/answers.test.ts`;
const tags = `${imports}/tags.test.ts`;
const again = `${imports}/again.test.ts`;
const approval = `${imports}/approval.test.ts`;
const differs = `${imports}/differs.test.ts`;
const identity = `${imports}/identity.test.ts`;
const notes = `${imports}/notes.test.ts`;
const unreadable = `${imports}/unreadable.test.ts`;
const aliases = `${imports}/aliases.test.ts`;
const locks = 'test/extension/locks.process.test.ts';
const nameKey = 'test/extension/nameKey.test.ts';
const awsAccount = 'test/keyservice/awsAccount.test.ts';

const importOnce = 'src/keyservice/imports/importOnce.ts';
const settle = 'src/keyservice/imports/settle.ts';
const unsettled = 'src/keyservice/imports/unsettled.ts';
const outcome = 'src/keyservice/imports/outcome.ts';
const noteStore = 'src/keyservice/imports/noteStore.ts';
const identityFile = 'src/keyservice/imports/identity.ts';
const lockFile = 'src/desktop/locks.ts';
const adapter = 'src/keyservice/aws/service.ts';
const rowRun = 'src/keyservice/manifest/rowRun.ts';

/** @type {readonly SafetyPart[]} */
export const safetyParts = [
  {
    name: 'lock of an import',
    file: lockFile,
    from: 'if (others.length === 0) return heldLock(mine, token);',
    to: 'return heldLock(mine, token);',
    tests: [once, locks],
  },
  {
    name: 'lock of a stopped process',
    file: lockFile,
    from: "const life = record === 'unreadable' ? 'elsewhere' : await lifeOf(record);",
    to: "const life = record === 'unreadable' ? 'elsewhere' : (await stat(file).then(({ mtimeMs }) => Date.now() - mtimeMs > 60_000, () => false)) ? 'dead' : await lifeOf(record);",
    tests: [locks],
  },
  {
    name: 'lock of another machine',
    file: lockFile,
    from: "if (machine !== here.machine) return 'elsewhere';",
    to: '',
    tests: [locks],
  },
  {
    name: 'lock of an earlier boot',
    file: lockFile,
    from: "if (boot !== here.boot) return boot === '' || here.boot === '' ? 'elsewhere' : 'dead';",
    to: '',
    tests: [locks],
  },
  {
    name: 'lock of another process space',
    file: lockFile,
    from: "if (space !== here.space) return 'elsewhere';",
    to: '',
    tests: [locks],
  },
  {
    name: 'lock of a file that cannot be read',
    file: lockFile,
    from: "return whole ? (value as LockRecord) : 'unreadable';",
    to: 'return whole ? (value as LockRecord) : undefined;',
    tests: [locks],
  },
  {
    name: 'note created once',
    file: 'src/desktop/durable.ts',
    from: 'made = await linked(beside, path, bytes);',
    to: 'await rename(beside, path);',
    tests: [notes, locks],
  },
  {
    name: 'lock still held before the call',
    file: importOnce,
    from: 'if (!(await this.lock.held())) throw new LockLost();',
    to: '',
    tests: [once],
  },
  {
    name: 'note after turn, credentials and account',
    file: importOnce,
    from: 'if (!this.service.honoursReady) await ready();',
    to: 'await ready();',
    tests: [patience],
  },
  {
    name: 'note before the call',
    file: adapter,
    from: 'await ready?.();',
    to: 'setTimeout(() => void ready?.(), 1);',
    tests: [patience, awsAccount],
  },
  {
    name: 'open note is settled before anything is sent',
    file: importOnce,
    from: 'if (open) {',
    to: 'if (open && (await this.ports.store.drop(open), false)) {',
    tests: [places, answers],
  },
  {
    name: 'patience',
    file: settle,
    from: "if (settled.kind !== 'absent' || left <= 0) return settled;",
    to: 'return settled;',
    tests: [patience, places],
  },
  {
    name: 'patience from the end of the call',
    file: settle,
    from: 'const left = note.quiet ? clock.patience - passedSince(note.quiet, at) : clock.patience;',
    to: 'const left = clock.patience - (clock.now() - note.startedAt);',
    tests: [patience],
  },
  {
    name: 'patience by uptime',
    file: 'src/desktop/noteFolder.ts',
    from: 'milliseconds: Math.round(os.uptime() * 1000)',
    to: 'milliseconds: Date.now()',
    tests: [patience],
  },
  {
    name: 'patience of manifest rows',
    file: rowRun,
    from: '        store,\n        clock,\n        newId,',
    to: '        store,\n        clock: { ...clock, patience: 0 },\n        newId,',
    tests: [patience],
  },
  {
    name: 'patience before "none" by hand',
    file: unsettled,
    from: "if (!quiet || clock.patience - passedSince(quiet, answer.noneAt) > 0) return 'early';",
    to: 'void quiet;',
    tests: [patience, notes],
  },
  {
    name: 'by hand only for the call that was judged',
    file: unsettled,
    from: 'const now = notes.find(({ id }) => id === note.id);',
    to: 'const now = notes.at(-1);',
    tests: [patience],
  },
  {
    name: 'look for the tag',
    file: settle,
    from: 'if (await hasTag(service, KeyArn, note.id, signal))',
    to: 'if (false)',
    tests: [answers],
  },
  {
    name: 'tag of this very import',
    file: settle,
    from: 'if (output.Tags.some(({ Key, Value }) => Key === importTag && Value === id)) return true;',
    to: 'if (output.Tags.some(({ Key }) => Key === importTag)) return true;',
    tests: [answers],
  },
  {
    name: 'last look at keys of every usage',
    file: settle,
    from: "left > 0 ? 'likely' : 'every'",
    to: "'likely'",
    tests: [differs],
  },
  {
    name: 'no key is adopted without a tag',
    file: settle,
    from: "if (candidates.length === 0) return { kind: 'absent' };",
    to: "if (candidates.length === 0) return { kind: 'absent' };\n  if (candidates.length === 1) return { kind: 'found', key: candidates[0] as Key };",
    tests: [tags],
  },
  {
    name: 'no import goes without its tag by itself',
    file: importOnce,
    from: "? { kind: 'tagRefused', cause: result.cause }",
    to: '? this.call(withoutTags(input), this.noteOf(id, number, { tagged: false }))',
    tests: [tags],
  },
  {
    name: 'keys listed before an untagged call',
    file: settle,
    from: 'const before = note.knownKeys && new Set(note.knownKeys);',
    to: 'const before = undefined as ReadonlySet<string> | undefined;',
    tests: [tags],
  },
  {
    name: 'no look is not "absent"',
    file: settle,
    from: "if (isDenied(error)) return { kind: 'unseen', cause: error };",
    to: "if (isDenied(error)) return { kind: 'absent' };",
    tests: [tags],
  },
  {
    name: 'account in the identity',
    file: identityFile,
    from: 'textBytes([service, account, region, kind, material].join',
    to: 'textBytes([service, region, kind, material].join',
    tests: [identity, places],
  },
  {
    name: 'store of a simulator in the identity',
    file: identityFile,
    from: ': `simulator:${store}`;',
    to: ': `simulator:${endpoint}`;',
    tests: [identity, places],
  },
  {
    name: 'identity needs an account',
    file: identityFile,
    from: 'if (account === undefined || !/^\\d{12}$/.test(account)) return undefined;',
    to: "if (account === undefined) return { service: 'aws', account: '', region };",
    tests: [identity, account],
  },
  {
    name: 'scheme tag and case in the identity',
    file: identityFile,
    from: 'return textBytes(block.slice(0, headerLength) + digits);',
    to: 'return textBytes(text);',
    tests: [identity, places],
  },
  {
    name: 'look only in the place of the note',
    file: unsettled,
    from: 'if (!place || !samePlace(place, note.identity))',
    to: 'if (!place)',
    tests: [places],
  },
  {
    name: 'reads of a look are bound to the account',
    file: settle,
    from: '...(target.account === undefined ? {} : { account: target.account }),',
    to: '',
    tests: [account],
  },
  {
    name: 'account check in the adapter',
    file: adapter,
    from: 'if (found.account === account) return;',
    to: 'if (found.account !== undefined) return;',
    tests: [account, awsAccount],
  },
  {
    name: 'call signed with the set that was checked',
    file: adapter,
    from: 'const outcome = await once(signer, operation, input, signal, attempt).then(',
    to: 'const outcome = await once(signers.hold(await options.credentials()), operation, input, signal, attempt).then(',
    tests: [account, awsAccount],
  },
  {
    name: 'damaged note stops',
    file: noteStore,
    from: "if (!note) throw new UnreadableNote(name, this.folder.path(name), 'damaged');",
    to: 'if (!note) return undefined;',
    tests: [unreadable],
  },
  {
    name: 'note that cannot be opened stops',
    file: noteStore,
    from: 'throw new UnreadableNote(\n        name,\n        this.folder.path(name),\n        error instanceof Error ? error.message : String(error),\n      );',
    to: 'return error instanceof Error ? undefined : undefined;',
    tests: [unreadable, notes],
  },
  {
    name: 'note of another import is not taken',
    file: 'src/keyservice/imports/note.ts',
    from: 'return isNote(value) && noteName(value) === name ? value : undefined;',
    to: 'return isNote(value) ? value : undefined;',
    tests: [notes],
  },
  {
    name: 'number of a note that was set aside',
    file: noteStore,
    from: 'else if (!(await this.isAside(name, number))) return { notes: eachOnce(notes), next: number };',
    to: 'else return { notes: eachOnce(notes), next: number };',
    tests: [unreadable, notes],
  },
  {
    name: 'damaged journal',
    file: 'src/keyservice/manifest/journal.ts',
    from: 'return { lines, damaged: place + 1 };',
    to: 'continue;',
    tests: [unreadable],
  },
  {
    name: 'settled import asks',
    file: importOnce,
    from: "if (last && this.request.again?.after !== last.number) return { kind: 'before', notes: before };",
    to: '',
    tests: [again],
  },
  {
    name: 'import again knows the latest key',
    file: importOnce,
    from: "if (last && this.request.again?.after !== last.number) return { kind: 'before', notes: before };",
    to: "if (last && !this.request.again) return { kind: 'before', notes: before };",
    tests: [again],
  },
  {
    name: 'import again has a note of its own',
    file: importOnce,
    from: 'return this.send(open ? open.number : next);',
    to: 'return this.send(1);',
    tests: [again],
  },
  {
    name: 'each reason of a row once',
    file: 'src/keyservice/manifest/preflight.ts',
    from: 'if (done) {',
    to: 'if (done && false) {',
    tests: [again],
  },
  {
    name: 'equal rows of a manifest',
    file: 'src/keyservice/manifest/preflight.ts',
    from: "findings.push(manifestFinding('manifest_block_twice', row.places.keyBlock, [twice]));",
    to: 'void twice;',
    tests: [places],
  },
  {
    name: 'found key as it is wanted now',
    file: outcome,
    from: "if (differences.length > 0) return { kind: 'differs', key, differences, note };",
    to: '',
    tests: [differs],
  },
  {
    name: 'note of an import that waits for approval',
    file: outcome,
    from: 'if (!isUndecided(note, key)) return undefined;',
    to: 'if (note.id.length > 0) return undefined;',
    tests: [approval],
  },
  {
    name: 'refused import that is told before anything is sent',
    file: unsettled,
    from: 'return await foundKey(note, await keyAt(service, note.waiting.arn, signal), wanted, ports);',
    to: "const made = await foundKey(note, await keyAt(service, note.waiting.arn, signal), wanted, ports);\n      return made.kind === 'refused' ? undefined : made;",
    tests: [approval],
  },
  {
    name: 'answer without a key, in the adapter',
    file: adapter,
    from: 'if (!isComplete(operation, members)) throw incomplete(operation, $metadata);',
    to: '',
    tests: [awsAccount],
  },
  {
    name: 'answer without a key, in the import',
    file: importOnce,
    from: "if (typeof key?.KeyArn === 'string')\n        return (",
    to: 'if (note)\n        return (',
    tests: [answers],
  },
  {
    name: 'effect of an error that the model does not name',
    file: 'src/keyservice/errors.ts',
    from: 'const refused = status >= 400 && status < 500 && (modelled.has(name) || ofTheFront.has(name));',
    to: 'const refused = status >= 400 && status < 500;',
    tests: [answers],
  },
  {
    name: 'effect of 5xx',
    file: 'src/keyservice/errors.ts',
    from: 'const refused = status >= 400 && status < 500 && (modelled.has(name) || ofTheFront.has(name));',
    to: 'const refused = status >= 400 && (modelled.has(name) || ofTheFront.has(name) || status >= 500);',
    tests: [answers],
  },
  {
    name: 'alias is asked for before it is given',
    file: 'src/extension/import/aliasOfKey.ts',
    from: 'const asked = await ownerOf(service, alias);',
    to: 'const asked = taken.targetOf(alias) as string | undefined | KeyServiceError;',
    tests: [nameKey],
  },
  {
    name: 'alias in use is not moved',
    file: 'src/extension/import/aliasOfKey.ts',
    from: 'failure = await giveAlias(service, alias, key.KeyArn, owner !== undefined);\n    else if',
    to: "failure = await giveAlias(service, alias, key.KeyArn, owner !== undefined);\n    else if (typeof owner === 'string') failure = await giveAlias(service, alias, key.KeyArn, true);\n    else if",
    tests: [nameKey],
  },
  {
    name: 'alias of a row is asked for before it is given',
    file: rowRun,
    from: 'const pointsTo = await this.target(alias);',
    to: "const pointsTo = '' as string | undefined;",
    tests: [aliases],
  },
  {
    name: 'no alias where the check value differs',
    file: rowRun,
    from: "if (compared === 'different') return this.outcome('differs', key);",
    to: "if (compared === 'different') void this.outcome('differs', key);\n      if (compared === 'different') return this.withAlias(key);",
    tests: [aliases],
  },
];
