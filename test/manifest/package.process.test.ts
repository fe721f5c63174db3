/** npm run package, in two copies of the checkout: the same bytes, and what lies beside the VSIX is true of it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, checked by the tsconfig of the scripts
import { filesIn as inZip } from '../../scripts/zip.mjs';
// @ts-expect-error plain JavaScript, checked by the tsconfig of the scripts
import { billOfMaterials } from '../../scripts/billOfMaterials.mjs';

const filesIn = inZip as (zip: Buffer) => Map<string, Buffer>;
const root = path.resolve(__dirname, '../..');
const sources = [
  ...['package.json', 'package.nls.json', 'tsconfig.json', 'esbuild.mjs', '.vscodeignore', 'LICENSE'],
  ...['README.md', 'CHANGELOG.md', 'SECURITY.md', 'src', 'webview', 'media', 'scripts'],
];
const { name: extension, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
};
/** 2026-11-28T12:00:00Z */
const epoch = '1795867200';

interface Component {
  readonly type: string;
  readonly 'bom-ref': string;
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly licenses?: readonly ({ license: { id: string } } | { expression: string })[];
  readonly hashes?: readonly { alg: string; content: string }[];
  readonly components?: readonly Component[];
}
interface Bill {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly version: number;
  readonly metadata: { readonly timestamp: string; readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}
const billOf = billOfMaterials as (extension: object, packages: readonly object[], vsix: Uint8Array) => Bill;

interface Packed {
  readonly place: string;
  readonly vsix: Buffer;
  readonly sum: Buffer;
  readonly bill: Buffer;
  readonly printed: string;
}

/** A checkout of its own, and what it packages. @param mode of its LICENSE @param zone of its process */
async function packaged(place: string, mode: number, zone: string): Promise<Packed> {
  for (const file of sources) cpSync(path.join(root, file), path.join(place, file), { recursive: true });
  symlinkSync(realpathSync(path.join(root, 'node_modules')), path.join(place, 'node_modules'), 'junction');
  chmodSync(path.join(place, 'LICENSE'), mode);
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/package.mjs', '--out', 'out'], {
    cwd: place,
    env: { ...process.env, SOURCE_DATE_EPOCH: epoch, TZ: zone },
  });
  const read = (ending: string): Buffer =>
    readFileSync(path.join(place, 'out', `${extension}-${version}${ending}`));
  return {
    place,
    vsix: read('.vsix'),
    sum: read('.vsix.sha256'),
    bill: read('.cdx.json'),
    printed: stdout,
  };
}

/** Names of packages of which something is in a bundle, by esbuild's own account. */
function bundledNames(place: string): Set<string> {
  const names = new Set<string>();
  for (const bundle of ['extension', 'web', 'webview']) {
    const { outputs } = JSON.parse(readFileSync(path.join(place, `.build/meta/${bundle}.json`), 'utf8')) as {
      outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
    };
    for (const { inputs } of Object.values(outputs))
      for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
        const inside = file.split('node_modules/').at(-1)!.split('/');
        if (file.includes('node_modules/') && bytesInOutput > 0)
          names.add(inside[0]!.startsWith('@') ? inside.slice(0, 2).join('/') : inside[0]!);
      }
  }
  return names;
}

const fullName = ({ group, name }: Component): string => (group === undefined ? name : `${group}/${name}`);

describe('npm run package', () => {
  let folder: string;
  let first: Packed;
  let second: Packed;
  let bill: Bill;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'kmi-package-'));
    first = await packaged(path.join(folder, 'one'), 0o644, 'UTC');
    second = await packaged(path.join(folder, 'in', 'another folder'), 0o600, 'Asia/Tokyo');
    bill = JSON.parse(first.bill.toString()) as Bill;
  }, 240_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('gives the same bytes in two folders, time zones and modes of files', () => {
    const [one, other] = [filesIn(first.vsix), filesIn(second.vsix)];
    expect([...other.keys()]).toEqual([...one.keys()]);
    expect([...one].filter(([file, bytes]) => !other.get(file)!.equals(bytes)).map(([file]) => file)).toEqual(
      [],
    );
    expect(second.vsix.equals(first.vsix)).toBe(true);
    expect(second.sum).toEqual(first.sum);
    expect(second.bill).toEqual(first.bill);
  });

  it('holds what is loaded on demand: every file that a bundle imports', () => {
    const files = filesIn(first.vsix);
    const bundles = [...files].filter(([file]) => /^extension\/dist\/.*\.mjs$/.test(file));
    expect(bundles.length).toBeGreaterThan(100);
    const imported = bundles.flatMap(([file, bytes]) =>
      [...bytes.toString().matchAll(/(?:from|import)\s*\(?\s*["'](\.{1,2}\/[\w./-]+)["']/g)].map(
        ([, target]) => path.posix.join(path.posix.dirname(file), target!),
      ),
    );
    expect(imported.length).toBeGreaterThan(100);
    expect(imported.filter((file) => !files.has(file))).toEqual([]);
  });

  it('writes the SHA-256 of the VSIX beside it, as sha256sum checks it', () => {
    const digest = createHash('sha256').update(first.vsix).digest('hex');
    expect(first.sum.toString()).toBe(`${digest}  ${extension}-${version}.vsix\n`);
    expect(bill.metadata.component.hashes).toEqual([{ alg: 'SHA-256', content: digest }]);
  });

  it('prints its parts, which make up the whole', () => {
    const parts = new Map(
      [...first.printed.matchAll(/^ *([\d.]+) kB {2}(.+)$/gm)].map(([, size, part]) => [part, Number(size)]),
    );
    for (const part of ['src/core', 'src/keyservice', 'AWS SDK', 'asn1js and @peculiar/x509', 'our pages'])
      expect(parts.get(part), part).toBeGreaterThan(10);
    const sum = [...parts.values()].reduce((all, size) => all + size, 0);
    // Each is rounded.
    expect(Math.abs(sum - first.vsix.length / 1000)).toBeLessThan(0.05 * parts.size);
    expect(first.printed).toContain(`${(first.vsix.length / 1000).toFixed(1)} kB in all`);
  });

  it('packs a README without what VS Code cannot open, and the licences of what is bundled', () => {
    const files = filesIn(first.vsix);
    const readme = files.get('extension/readme.md')!.toString();
    expect(readme).toMatch(/^# Key Material Inspector/);
    expect(readme).not.toMatch(/!\[|\]\((?!https:)|npm start/);
    const notices = files.get('extension/ThirdPartyNotices.txt')!.toString();
    for (const one of bill.components) expect(notices).toContain(`${fullName(one)} ${one.version} (`);
  });

  it('lists the packages that are really in the bundles, each as the lockfile has it', () => {
    const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version: string; license?: string }>;
    };
    const names = bundledNames(first.place);
    expect(names).toContain('@aws-sdk/client-payment-cryptography');
    expect(new Set(bill.components.map(fullName))).toEqual(names);
    for (const none of ['vitest', 'mocha', 'typescript', 'esbuild']) expect(names).not.toContain(none);
    for (const one of bill.components) {
      const locked = Object.entries(packages)
        .filter(([place]) => place.endsWith(`node_modules/${fullName(one)}`))
        .map(([, found]) => found);
      expect(locked.map((found) => found.version)).toContain(one.version);
      const [licence] = one.licenses!;
      expect(locked.map((found) => found.license)).toContain(
        'expression' in licence! ? licence.expression : licence!.license.id,
      );
    }
  });

  // The members that the JSON schema of CycloneDX 1.6 requires, and the rules that it gives in words.
  it('makes a bill of materials that is CycloneDX 1.6', () => {
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
    expect(bill.serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(bill.metadata.timestamp).toBe('2026-11-28T12:00:00Z');
    expect(bill.metadata.component).toMatchObject({ type: 'application', name: extension, version });
    const nested = bill.components.flatMap(({ components = [] }) => components);
    const all = [bill.metadata.component, ...bill.components, ...nested];
    for (const one of all) {
      expect(['application', 'library']).toContain(one.type);
      expect(one.name).toMatch(/^\S+$/);
      for (const licence of one.licenses ?? [])
        if ('license' in licence)
          expect(licence.license.id).toMatch(/^(0BSD|Apache-2\.0|BSD-[23]-Clause|ISC|MIT)$/);
    }
    for (const one of bill.components) {
      expect(one.purl).toBe(`pkg:npm/${fullName(one).replace('@', '%40')}@${one.version}`);
      expect(one.licenses).toHaveLength(1);
    }
    const refs = all.map((one) => one['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    const graph = new Map(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    expect(graph.size).toBe(bill.dependencies.length);
    for (const [ref, targets] of graph) {
      expect(refs).toContain(ref);
      expect(new Set(targets).size).toBe(targets.length);
      for (const target of targets) expect(refs).toContain(target);
    }
    // Nothing is bundled for nobody.
    const reached = new Set<string>();
    const visit = (ref: string): void => {
      if (reached.has(ref)) return;
      reached.add(ref);
      for (const target of graph.get(ref) ?? []) visit(target);
    };
    visit(bill.metadata.component['bom-ref']);
    expect(bill.components.filter((one) => !reached.has(one['bom-ref'])).map(fullName)).toEqual([]);
  });
});

it('a package that lies in two folders is one component, an expression of licences one licence', () => {
  const one = { name: '@a/b', version: '1.0.0', license: 'MIT OR Apache-2.0', direct: true };
  const { components, dependencies } = billOf(
    { name: 'x', version: '1.0.0', license: 'Apache-2.0', description: '' },
    [
      { ...one, folder: '/m/@a/b', uses: ['/m/n/@a/b'] },
      { ...one, folder: '/m/n/@a/b', uses: [] },
    ],
    new Uint8Array(1),
  );
  expect(components).toMatchObject([
    {
      'bom-ref': 'pkg:npm/%40a/b@1.0.0',
      group: '@a',
      name: 'b',
      licenses: [{ expression: 'MIT OR Apache-2.0' }],
    },
  ]);
  expect(dependencies).toEqual([
    { ref: 'pkg:npm/x@1.0.0', dependsOn: ['pkg:npm/%40a/b@1.0.0'] },
    { ref: 'pkg:npm/%40a/b@1.0.0', dependsOn: [] },
  ]);
});
