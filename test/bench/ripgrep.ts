/** ripgrep as a peer: where it is, and what it is asked for. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** What the rule looks for before it judges: a header at the start of a word, then more of the word. */
export const keyBlockPattern =
  '(?-u)\\b[RS]?[A-E01][0-9]{4}[0-9A-Z]{4}[0-9A-Za-z]{2}[0-9A-Z][0-9]{2}[0-9A-Za-z]{2}[0-9A-Za-z]{8}';

/** How any material may begin. */
export const materialPattern = `${keyBlockPattern}|BEGIN|MII|308[1-4]`;

/** ripgrep of the PATH, or the one that VS Code carries. */
export function ripgrep(): string | undefined {
  if (spawnSync('rg', ['--version']).status === 0) return 'rg';
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const builds = path.join(process.cwd(), '.vscode-test');
  if (!existsSync(builds)) return undefined;
  for (const build of readdirSync(builds))
    for (const inside of [
      'lib/vscode/node_modules/@vscode/ripgrep/bin',
      `lib/vscode/node_modules/@vscode/ripgrep-universal/bin/${process.platform}-${process.arch}`,
    ]) {
      const program = path.join(builds, build, inside, name);
      if (existsSync(program) && spawnSync(program, ['--version']).status === 0) return program;
    }
  return undefined;
}
