import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

interface Manifest {
  publisher: string;
  icon: string;
  main: string;
  browser: string;
  engines: { vscode: string };
  devDependencies: Record<string, string>;
  dependencies?: Record<string, string>;
  repository?: unknown;
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { supported: unknown } };
  contributes: {
    commands: { command: string; title: string; category?: string }[];
    menus: Record<string, { command?: string; when?: string }[]>;
    configuration: { title: string; properties: Record<string, { default?: unknown; scope?: string }> }[];
    [point: string]: unknown;
  };
}
const manifest = JSON.parse(read('package.json')) as Manifest;
const nls = JSON.parse(read('package.nls.json')) as Record<string, string>;

/** Sources of the extension, one string a file. */
function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sources(file);
    return file.endsWith('.ts') ? [read(file)] : [];
  });
}
const extensionSource = sources('src/extension').join('\n');

describe('manifest', () => {
  it('commands are registered by their tables alone', () => {
    const files = sources('src').filter((source) => /\bregister(TextEditor)?Command\(/.test(source));
    // One loop over the manifest for all hosts.
    expect(files).toHaveLength(1);
    for (const file of files) expect(file).toMatch(/\bregisterCommand\(contributed\.command, /);
  });

  it('commands carry one category and a title from package.nls.json', () => {
    for (const command of manifest.contributes.commands) {
      expect(command.category).toBe('%command.category%');
      expect(command.title).toMatch(/^%.+%$/);
    }
  });

  it('menus name declared commands', () => {
    const declared = new Set(manifest.contributes.commands.map((c) => c.command));
    for (const items of Object.values(manifest.contributes.menus))
      for (const item of items) if (item.command) expect(declared).toContain(item.command);
  });

  it('every %key% exists in package.nls.json and every entry there is used', () => {
    const used = [...read('package.json').matchAll(/"%([^%"]+)%"/g)].map((m) => m[1]!);
    expect([...new Set(used)].sort()).toEqual(Object.keys(nls).sort());
    for (const text of Object.values(nls)) expect(text.trim()).not.toBe('');
  });

  it('every setting is read, and every setting that is read is declared', () => {
    const declared = manifest.contributes.configuration.flatMap((c) => Object.keys(c.properties)).sort();
    const typed = [...read('src/extension/ui/settings.ts').matchAll(/^ {2}'?([a-zA-Z.]+)'?: /gm)].map(
      (m) => `keyMaterial.${m[1]!}`,
    );
    expect(typed.sort()).toEqual(declared);
    for (const key of declared) expect(extensionSource).toContain(`'${key.slice('keyMaterial.'.length)}'`);
  });

  it('walkthroughs lead to commands that there are, with pictures that follow the theme and say what they show', () => {
    const walkthroughs = manifest.contributes.walkthroughs as {
      steps: { description: string; media: { svg: string; altText: string }; completionEvents: string[] }[];
    }[];
    const commands = new Set(manifest.contributes.commands.map((one) => one.command));
    const steps = walkthroughs.flatMap((one) => one.steps);
    expect(steps).toHaveLength(5);
    for (const { description, media, completionEvents } of steps) {
      const text = nls[description.slice(1, -1)] ?? '';
      const named = [...text.matchAll(/\(command:([^)?]+)/g)].map((found) => found[1]!);
      expect(named.length).toBeGreaterThan(0);
      for (const event of completionEvents) {
        expect(event).toMatch(/^on(Command|Context):keyMaterial\./);
        if (event.startsWith('onCommand:')) named.push(event.slice('onCommand:'.length));
      }
      for (const name of named) expect(commands).toContain(name);
      const svg = read(media.svg);
      // Colours are the theme's alone, and nothing is loaded or run.
      expect(svg).not.toMatch(/#[0-9a-f]{3,8}\b|rgb\(|<(script|image|style|foreignObject|a)\b|href|url\(/i);
      expect(svg).toContain('var(--vscode-');
      // The page of walkthroughs lets no style attribute through.
      expect(svg).not.toMatch(/\bstyle=/);
      expect((nls[media.altText.slice(1, -1)] ?? '').length).toBeGreaterThan(20);
    }
  });

  it('supports exactly the VS Code whose types it compiles against', () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']!}`);
  });

  it('declares its limits, has no invented repository, and ships no dependency folder', () => {
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
    expect(manifest.repository).toBeUndefined();
    expect(manifest.dependencies ?? {}).toEqual({});
  });

  it('restores every webview panel it can serialise', () => {
    const types = [...extensionSource.matchAll(/registerWebviewPanelSerializer\(\s*(?:'([^']+)'|(\w+))/g)];
    expect(types.length).toBeGreaterThan(0);
    expect(manifest.activationEvents).toContain('onWebviewPanel:keyMaterial.inspector');
  });

  it('has a 128 × 128 PNG icon', () => {
    const png = readFileSync(path.join(root, manifest.icon));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([128, 128]);
  });

  it('pins every dependency exactly', () => {
    for (const version of Object.values(manifest.devDependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('repository', () => {
  it('installs without scripts, and the lockfile names no registry host', () => {
    expect(read('.npmrc')).toContain('ignore-scripts=true');
    expect(read('.npmrc')).toContain('omit-lockfile-registry-resolved=true');
    const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { resolved?: string }> };
    expect(Object.values(lock.packages).filter((p) => p.resolved !== undefined)).toEqual([]);
  });

  it('has the documents a user and a contributor look for', () => {
    for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'])
      expect(statSync(path.join(root, file)).size).toBeGreaterThan(200);
    expect(read('LICENSE')).toContain('Version 2.0, January 2004');
    expect(existsSync(path.join(root, manifest.icon))).toBe(true);
  });

  it('webview code sets text, never markup', () => {
    for (const source of sources('webview'))
      expect(source).not.toMatch(/\.(innerHTML|outerHTML)\b|insertAdjacentHTML|document\.write/);
  });

  it('keeps its panels without retainContextWhenHidden', () => {
    expect(extensionSource).not.toContain('retainContextWhenHidden');
  });
});
