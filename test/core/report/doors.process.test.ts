/** Every door gives the same report: the core, the command line and MCP, as real processes. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tools } from '../../../src/agent/tools';
import { reportOf, reportText } from '../../../src/core/report/report';
import type { Reports } from '../../../src/core/report/reports';
import { awsReportJudge } from '../../../src/keyservice/rules/reportJudge';
import { artefacts } from './artefacts';
import { builtPackage, type BuiltPackage, root } from './builtPackage';

const at = '2026-11-30T00:00:00Z';
const options = { at: new Date(at), judge: awsReportJudge };
const all = artefacts(path.join(root, 'media/samples'));

let built: BuiltPackage;
let place: string;
let cli: string;
/** With every artefact. */
let folder: string;

beforeAll(async () => {
  built = await builtPackage();
  ({ place, cli } = built);
  folder = path.join(place, 'artefacts');
  fs.mkdirSync(folder);
  for (const { name, bytes } of all) fs.writeFileSync(path.join(folder, name), bytes);
}, 240_000);
afterAll(() => built.remove());

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(args: readonly string[], input?: string | Buffer, cwd = folder): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd,
    maxBuffer: 1 << 30,
    ...(input === undefined ? {} : { input }),
  });
  return { code: status, out: stdout.toString(), err: stderr.toString() };
}

async function connected(): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [cli, 'mcp', '--root', folder],
      stderr: 'pipe',
    }),
  );
  return client;
}

async function called(
  client: Client,
  name: string,
  given: object,
): Promise<{ text: string; isError: boolean }> {
  const answer = await client.callTool({ name, arguments: given as Record<string, unknown> });
  const content = answer.content as { type: string; text: string }[];
  expect(content).toHaveLength(1);
  expect(content[0]?.type).toBe('text');
  return { text: content[0]!.text, isError: answer.isError === true };
}

describe('500 artefacts', () => {
  const expected = new Map(
    all.map(({ name, bytes }) => [name, reportText(reportOf(Uint8Array.from(bytes), { ...options, name }))]),
  );

  it('have the same reports on the command line, together and one by one', () => {
    const { code, out } = run(['explain', '--json', '--at', at, ...all.map(({ name }) => name)]);
    expect(code).toBe(0);
    const together = JSON.parse(out) as Reports;
    expect(together).toMatchObject({ searched: 500, skipped: 0, complete: true });
    expect(`${JSON.stringify(together, undefined, 2)}\n`).toBe(out);
    const withMaterial = [...expected].filter(([, text]) => !text.includes('"materials": []'));
    expect(together.reports.map((one) => reportText(one))).toEqual(withMaterial.map(([, text]) => text));
    for (let i = 0; i < all.length; i += 50) {
      const { name, bytes } = all[i]!;
      expect(run(['explain', '--json', '--at', at, name]).out, name).toBe(expected.get(name));
      const piped = run(['explain', '--json', '--at', at, '--stdin-name', name], bytes);
      expect(piped.out, name).toBe(expected.get(name));
    }
  }, 240_000);

  it('have the same reports over MCP', async () => {
    const client = await connected();
    try {
      for (const { name } of all) {
        const { text, isError } = await called(client, 'keyMaterial_explain', { path: name, at });
        expect(isError).toBe(false);
        expect(text === expected.get(name), name).toBe(true);
      }
    } finally {
      await client.close();
    }
  }, 240_000);
});

describe('MCP', () => {
  let client: Client;
  beforeAll(async () => {
    client = await connected();
  });
  afterAll(() => client.close());

  it('lists the tools that a folder can serve, as reading only', async () => {
    expect(client.getServerVersion()).toMatchObject({ name: 'key-material' });
    const { tools: listed } = await client.listTools();
    expect(listed.map(({ name }) => name)).toEqual(
      tools.map(({ name }) => name).filter((name) => name !== 'keyMaterial_keys'),
    );
    for (const { annotations, inputSchema } of listed) {
      expect(annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false });
      expect(() => new Ajv().compile(inputSchema)).not.toThrow();
    }
  });

  it('finds, checks a chain, compares, and reads a range of lines', async () => {
    const found = JSON.parse(
      (await called(client, 'keyMaterial_find', { include: '*-chain.*', at })).text,
    ) as Reports;
    expect(found.reports.length).toBeGreaterThan(1);
    const name = all.find((one) => one.name.endsWith('-chain.pem'))!.name;
    const chain = JSON.parse(
      (await called(client, 'keyMaterial_checkChain', { paths: [name], at })).text,
    ) as {
      paths: { verdict: string }[];
    };
    expect(chain.paths.map(({ verdict }) => verdict)).toContain('good');
    const blocks = all.filter((one) => one.name.endsWith('-block.txt'));
    const compared = JSON.parse(
      (await called(client, 'keyMaterial_compare', { pathA: blocks[0]!.name, pathB: blocks[0]!.name, at }))
        .text,
    ) as { fields: { state: string }[] };
    expect(new Set(compared.fields.map(({ state }) => state))).toEqual(new Set(['same']));
    const ranged = await called(client, 'keyMaterial_explain', {
      path: name,
      startLine: 12,
      endLine: 26,
      at,
    });
    expect(JSON.parse(ranged.text)).toMatchObject({ materials: [{ place: { line: 12 } }] });
  });
});

describe('the command line', () => {
  const good = all.find(({ name }) => name.endsWith('-kdh.der'))!.name;
  const bad = all.find(({ name }) => name.endsWith('-expired.crt'))!.name;

  it('ends with 0, 1 and 2 as linters do', () => {
    expect(run(['lint', '--at', at, good]).code).toBe(0);
    expect(run(['lint', '--at', at, bad])).toMatchObject({
      code: 1,
      out: expect.stringContaining('x509_expired') as string,
    });
    expect(run(['lint', '--at', at, '--fail-on', 'never', bad]).code).toBe(0);
    expect(run(['find', '--at', at, '--fail-on', 'material', good]).code).toBe(1);
    expect(run(['lint', 'not-there.txt'])).toMatchObject({ code: 2, out: '' });
    expect(run(['print-the-key']).code).toBe(2);
    expect(run(['lint', '--fail-on', 'often', good]).code).toBe(2);
    expect(run([]).code).toBe(2);
    expect(run(['--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('key-material COMMAND') as string,
    });
  });

  it('reads globs and folders, without what .gitignore excludes', () => {
    const tree = path.join(place, 'tree');
    fs.mkdirSync(path.join(tree, 'a/b'), { recursive: true });
    fs.mkdirSync(path.join(tree, 'node_modules'));
    for (const file of ['a/one.crt', 'a/b/two.crt', 'a/b/three.txt', 'ignored.crt', 'node_modules/four.crt'])
      fs.copyFileSync(path.join(folder, bad), path.join(tree, file));
    fs.writeFileSync(path.join(tree, '.gitignore'), 'ignored.crt\n');
    const places = (...args: string[]): string[] =>
      run(['find', ...args], undefined, tree)
        .out.split('\n')
        .filter(Boolean)
        .map((line) => line.split(':')[0]!);
    expect(places('.')).toEqual(['a/one.crt', 'a/b/three.txt', 'a/b/two.crt']);
    expect(places('**/*.crt')).toEqual(['a/one.crt', 'a/b/two.crt']);
    expect(places('ignored.crt')).toEqual(['ignored.crt']);
  });

  it('checks chains and manifests', () => {
    const chain = all.find(({ name }) => name.endsWith('-chain.pem'))!.name;
    expect(run(['chain', '--at', at, chain])).toMatchObject({
      code: 1,
      out: expect.stringContaining('Chain 1: good') as string,
    });
    const manifest = all.find(({ name }) => name.endsWith('-import.csv'))!.name;
    const checked = run(['manifest', 'check', '--json', '--at', at, manifest]);
    expect(checked.code).toBe(1);
    expect(JSON.parse(checked.out)).toMatchObject({
      format: 'key-material-manifest',
      rows: [{ number: 1 }, { number: 2 }, { number: 3 }],
    });
  });

  it('a manifest report holds no block, where members are mixed up either', () => {
    const block =
      'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34';
    for (const text of [
      `keyBlock,wrappingKey\n${block.slice(0, 90)},alias/x\n`,
      `${block},wrappingKey\nx,y\n`,
      `keyBlock,wrappingKey,alias,tags,enabled\nx,${block},${block},${block},${block}\n`,
      JSON.stringify({
        version: 1,
        [block]: 1,
        keys: [{ keyBlock: 1, wrappingKey: block, checkValue: block, [block]: block }],
      }),
    ]) {
      const { out } = run(['manifest', 'check', '--json'], text);
      expect(out).toContain('key-material-manifest');
      expect(out).not.toContain(block.slice(16, 28));
    }
  });
});

describe('SARIF', () => {
  const schemaFile = path.join(root, '../shared/schemas/sarif-2.1.0.json');
  const log = (): {
    runs: {
      results: {
        partialFingerprints: object;
        ruleId: string;
        locations: { physicalLocation: { region: { startLine: number } } }[];
      }[];
      tool: { driver: { rules: { id: string; help: { text: string } }[] } };
    }[];
  } => JSON.parse(run(['lint', '--aws', '--sarif', '--at', at, '.']).out) as never;

  it.skipIf(!fs.existsSync(schemaFile))('is valid against the schema that OASIS publishes', () => {
    // Draft 4 calls the identifier otherwise; nothing else of it is other than in draft 7.
    const { $schema, id, ...schema } = JSON.parse(fs.readFileSync(schemaFile, 'utf8')) as Record<
      string,
      unknown
    >;
    expect($schema).toContain('draft-04');
    const validate = new Ajv({ strict: false, validateFormats: false }).compile({
      ...schema,
      $id: String(id),
    });
    for (const args of [
      ['lint', '--aws', '.'],
      ['lint', all.find(({ name }) => name.endsWith('-kdh.der'))!.name],
    ]) {
      const { out } = run([...args, '--sarif', '--at', at]);
      expect(validate(JSON.parse(out)), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    }
    expect(validate({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false);
  });

  it('has the help of each rule as in docs/findings.md, and a fingerprint that a new line above does not change', () => {
    const findings = fs.readFileSync(path.join(root, 'docs/findings.md'), 'utf8');
    const [made] = log().runs;
    expect(made!.results.length).toBeGreaterThan(200);
    for (const { id, help } of made!.tool.driver.rules) {
      const row = findings.split('\n').find((line) => line.startsWith(`| \`${id}\` |`));
      expect(row, id).toBeDefined();
      const cells = row!.replaceAll('\\', '').split(' | ');
      expect(help.text.replaceAll('\\', '').replace(/\s+/g, ' '), id).toContain(
        cells[2]!.replace(/\s+/g, ' '),
      );
    }
    const prints = made!.results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
    expect(new Set(prints).size).toBe(prints.length);
    const one = (text: string): object =>
      (
        JSON.parse(run(['lint', '--sarif', '--at', at, '--stdin-name', 'x'], text).out) as ReturnType<
          typeof log
        >
      ).runs[0]!.results[0]!;
    const text = fs.readFileSync(
      path.join(folder, all.find(({ name }) => name.endsWith('-expired.crt'))!.name),
      'utf8',
    );
    const [here, below] = [one(text), one(`\n\n${text}`)] as {
      partialFingerprints: object;
      locations: object;
    }[];
    expect(below!.partialFingerprints).toEqual(here!.partialFingerprints);
    expect(below!.locations).not.toEqual(here!.locations);
  });
});

it('one fault is one finding: what follows from it is listed after it, and not counted', () => {
  const whole = fs.readFileSync(path.join(root, 'media/samples/expired.crt'), 'utf8');
  // A line is missing: the length that the structure declares does not fit any more.
  const damaged = whole.replace(/\n.{64}\n/, '\n');
  const { out, err, code } = run(['lint', '--at', at], damaged);
  const lines = out.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^stdin:\d+:\d+: warning pem_broken: /);
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines.slice(1)) expect(line).toMatch(/ \(follows from pem_broken\)$/);
  // As grave as the worst of it.
  expect(out).toMatch(/^stdin\S* error /m);
  expect([code, err]).toEqual([1, '1 item of key material: 1 error, 0 warnings, 0 notes in 1 source.\n']);
  const shown = run(['explain', '--at', at], damaged).out;
  expect(shown).toMatch(/^ {2}warning pem_broken: .*\n {2}\w+ \w+: .* \(follows from pem_broken\)$/m);
  const { results } = (
    JSON.parse(run(['lint', '--sarif', '--at', at], damaged).out) as {
      runs: { results: { ruleId: string; level: string; relatedLocations: object[] }[] }[];
    }
  ).runs[0]!;
  expect(results).toMatchObject([{ ruleId: 'pem_broken', level: 'error' }]);
  expect(results[0]!.relatedLocations).toHaveLength(lines.length - 1);
});
