import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import {
  commonCommands,
  commonRunner,
  runRow,
  type CommandTable,
  type Guards,
} from '../../src/extension/commands';
import { registerCommands } from '../../src/extension/registerCommands';
import { serviceCommands, serviceGuards, type ServiceParts } from '../../src/extension/serviceCommands';
import { useKeyServices } from '../../src/extension/host/keyServices';

type Run = (...args: unknown[]) => Promise<unknown>;

/** What the commands registered and showed. */
const shown = vi.hoisted(() => ({
  registered: new Map<string, Run>(),
  errors: [] as string[],
  warnings: [] as string[],
  logged: [] as string[],
  executed: [] as unknown[][],
}));

vi.mock('vscode', async () => {
  const { vscodeStub } = await import('../extension/support/vscodeStub');
  class Disposable {
    static from(...parts: { dispose(): void }[]): Disposable {
      return new Disposable(() => {
        for (const part of parts) part.dispose();
      });
    }
    constructor(readonly dispose: () => void) {}
  }
  const keep = (list: string[]) => (message: string) => {
    list.push(message);
    return Promise.resolve(undefined);
  };
  return {
    ...vscodeStub,
    Disposable,
    commands: {
      executeCommand: (...given: unknown[]) => {
        shown.executed.push(given);
        return Promise.resolve();
      },
      registerCommand: (id: string, run: Run) => {
        expect(shown.registered.has(id), `${id} registered twice`).toBe(false);
        shown.registered.set(id, run);
        return new Disposable(() => shown.registered.delete(id));
      },
    },
    window: {
      createOutputChannel: () => ({ error: keep(shown.logged), dispose: () => undefined }),
      showErrorMessage: keep(shown.errors),
      showWarningMessage: keep(shown.warnings),
    },
    workspace: { isTrusted: false },
  };
});

const root = path.resolve(__dirname, '../..');
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
const { contributes } = read('package.json') as {
  contributes: {
    commands: { command: string; title: string }[];
    menus: { commandPalette: { command: string; when: string }[] };
  };
};
const nls = read('package.nls.json') as Record<string, string>;
const declared = contributes.commands.map(({ command }) => command);
/** The manifest as VS Code hands it to the extension. */
const translated = contributes.commands.map(({ command, title }) => ({
  command,
  title: nls[title.slice(1, -1)]!,
}));
const contextWith = (commands: readonly { command: string; title: unknown }[]) =>
  ({
    extension: { packageJSON: { contributes: { commands } } },
    subscriptions: [],
  }) as unknown as vscode.ExtensionContext;
/** Registers the commands of the manifest; those of a table can be run. */
const registerTable = <N extends Record<keyof N, unknown[]>>(
  context: vscode.ExtensionContext,
  table: CommandTable<N>,
  guards: Guards<N>,
): vscode.Disposable =>
  registerCommands(context, async (id, call) => {
    const row = table[id];
    return row && runRow(row, guards, call);
  });
const registerCommon = (): vscode.Disposable => registerCommands(parts.context, commonRunner(parts.context));
const parts = { context: contextWith(translated), tools: {} } as ServiceParts;

/** Registers, runs one command and gives back what it resolved to. */
async function runOf(registered: vscode.Disposable, id: string, ...args: unknown[]): Promise<unknown> {
  try {
    return await shown.registered.get(id)!(...args);
  } finally {
    registered.dispose();
  }
}

afterEach(() => {
  expect([...shown.registered.keys()]).toEqual([]);
  for (const list of [shown.errors, shown.warnings, shown.logged, shown.executed]) list.length = 0;
});

describe('command tables', () => {
  it('have one row for every command of the manifest, and no other', () => {
    const rows = [...Object.keys(commonCommands), ...Object.keys(serviceCommands(parts))];
    expect(rows.sort()).toEqual([...declared].sort());
  });

  it('agree with the palette: what needs a key service is not offered where there is none', () => {
    const when = new Map(contributes.menus.commandPalette.map((item) => [item.command, item.when]));
    // Set by the connection and the views of the key service only.
    const ofService =
      /^keyMaterial\.(hasKeyServices|serviceChosen|awsChosen|waiting|keys\.(more|read|refused|filtered))$/;
    // Those of an entry of the history are offered beside it only.
    const offered = Object.keys(serviceCommands(parts)).filter((id) => when.get(id) !== 'false');
    for (const id of offered) expect(when.get(id) ?? '', id).toMatch(ofService);
    for (const id of Object.keys(commonCommands)) expect(when.get(id) ?? '', id).not.toMatch(ofService);
  });

  it('offer about twenty commands while no service is chosen and nothing is open', () => {
    const when = new Map(contributes.menus.commandPalette.map((item) => [item.command, item.when]));
    const offered = declared.filter((id) => ['', 'keyMaterial.hasKeyServices'].includes(when.get(id) ?? ''));
    expect(offered.length).toBeGreaterThan(15);
    expect(offered.length).toBeLessThanOrEqual(22);
    const titles = offered.map(
      (id) => nls[contributes.commands.find((one) => one.command === id)!.title.slice(1, -1)],
    );
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('are registered whole, each command once', () => {
    const registered = registerCommon();
    expect([...shown.registered.keys()].sort()).toEqual([...declared].sort());
    registered.dispose();
  });
});

describe('a command', () => {
  const failing = {
    'keyMaterial.wrapKey': {
      needs: 'nothing' as const,
      load: () =>
        Promise.resolve(() => {
          throw new RangeError('key 0123456789ABCDEF\n    at key 0123456789ABCDEF');
        }),
    },
  };
  const guards = {
    nothing: async (load: () => Promise<() => unknown>): Promise<unknown> => (await load())(),
  };

  it('that fails is reported by its title, and logged by kind and place without what the error says', async () => {
    await runOf(registerTable(parts.context, failing, guards), 'keyMaterial.wrapKey');
    expect(shown.errors).toEqual([
      'Wrap Key failed. See the Key Material log for details (it never contains key data).',
    ]);
    expect(shown.logged).toHaveLength(1);
    expect(shown.logged[0]).toMatch(/^Wrap Key failed: RangeError at .*commands\.test\.ts/);
    expect(shown.logged[0]).not.toContain('0123456789ABCDEF');
  });

  it('that fails to load is reported in the same way', async () => {
    const table = {
      'keyMaterial.wrapKey': { needs: 'nothing' as const, load: () => Promise.reject(new Error('gone')) },
    };
    await runOf(registerTable(parts.context, table, guards), 'keyMaterial.wrapKey');
    expect(shown.errors).toHaveLength(1);
    expect(shown.logged).toHaveLength(1);
  });

  it('has the title of the user’s language, which VS Code pairs with the original', async () => {
    const context = contextWith([
      { command: 'keyMaterial.wrapKey', title: { value: 'Schlüssel verpacken…', original: 'Wrap Key…' } },
    ]);
    await runOf(registerTable(context, failing, guards), 'keyMaterial.wrapKey');
    expect(shown.errors[0]).toMatch(/^Schlüssel verpacken failed\./);
  });

  it('is given what its need yields, and its result goes to whoever executed it', async () => {
    const table = {
      'keyMaterial.wrapKey': {
        needs: 'nothing' as const,
        load: () => Promise.resolve((...given: unknown[]) => given),
      },
    };
    const result = await runOf(
      registerTable(parts.context, table, {
        nothing: async (load: () => Promise<(...given: unknown[]) => unknown>, { title, args }) =>
          (await load())(title, ...args),
      }),
      'keyMaterial.wrapKey',
      1,
      2,
    );
    expect(result).toEqual(['Wrap Key', 1, 2]);
  });
});

describe('in Restricted Mode', () => {
  it('a command that goes to a key service is refused before anything of it is loaded', async () => {
    useKeyServices(() => Promise.reject(new Error('not connected in Restricted Mode')));
    const table = serviceCommands(parts);
    const rows = Object.entries(table).filter(([, { needs }]) => needs === 'trust');
    expect(rows.length).toBeGreaterThan(4);
    for (const [id, row] of rows) {
      const load = vi.spyOn(row, 'load');
      await runOf(registerTable(parts.context, table, serviceGuards(parts)), id);
      expect(load, id).not.toHaveBeenCalled();
    }
    expect(shown.warnings).toHaveLength(rows.length);
    expect(shown.errors).toEqual([]);
  });

  it('a command that takes clear keys is refused by its title', async () => {
    const rows = Object.entries(commonCommands).filter(([, { needs }]) => needs === 'clearKeys');
    expect(rows.map(([id]) => id)).toEqual([
      'keyMaterial.wrapKey',
      'keyMaterial.rewrapKeyBlock',
      'keyMaterial.calculateKcv',
    ]);
    for (const [id, row] of rows) {
      const load = vi.spyOn(row, 'load');
      await runOf(registerCommon(), id);
      expect(load, id).not.toHaveBeenCalled();
      load.mockRestore();
    }
    expect(shown.warnings).toEqual(
      ['Wrap Key', 'Rewrap Key Block', 'Calculate KCV'].map(
        (title) => `${title} is not available in Restricted Mode.`,
      ),
    );
    expect(shown.errors).toEqual([]);
  });
});

describe('on a key service', () => {
  it('an action on a key is given the connected service and the argument', async () => {
    const service = { target: { kind: 'simulator', account: '111122223333' } };
    const connection = { connect: () => Promise.resolve(service), chosen: { choice: { kind: 'simulator' } } };
    const connected = { ...parts, tools: { connection } } as unknown as ServiceParts;
    const table = serviceCommands(connected);
    const row = table['keyMaterial.keys.copyArn']!;
    const action = vi.fn();
    vi.spyOn(row as { load: () => Promise<unknown> }, 'load').mockResolvedValue(action);
    await runOf(
      registerTable(parts.context, table, serviceGuards(connected)),
      'keyMaterial.keys.copyArn',
      'arn:key',
    );
    expect(shown.errors).toEqual([]);
    expect(action).toHaveBeenCalledWith(
      expect.objectContaining({ service, target: service.target, tools: connected.tools }),
      'arn:key',
    );
  });

  it('a command on import parameters works on those that its argument names', async () => {
    const list = [
      { id: 'a', materialType: 'TR34_KEY_BLOCK' },
      { id: 'b', materialType: 'KEY_CRYPTOGRAM' },
    ];
    const kept = { ...parts, tools: { parameters: { list: () => Promise.resolve(list) } } };
    const usable = kept as unknown as ServiceParts;
    const registered = registerTable(parts.context, serviceCommands(usable), serviceGuards(usable));
    await runOf(registered, 'keyMaterial.importParameters.use', { kept: { id: 'b' } });
    expect(shown.errors).toEqual([]);
    expect(shown.executed).toEqual([['keyMaterial.importKey', { flow: 'cryptogram', parameters: 'b' }]]);
  });
});
