/**
 * The commands: id → what a command needs → how its code is loaded. Titles come from the manifest. The table here
 * holds those that work without a key service; serviceCommands.ts has the others, which no browser loads. Both tables
 * are loaded when a command is first run (registerCommands.ts).
 */
import type * as vscode from 'vscode';
import type { CommandCall, RunCommand } from './registerCommands';
import type { FindController } from './search/controller';

/** By the name of a need, what a command that has it is given. */
type Needs<N> = Record<keyof N, unknown[]>;

/** `load` fetches the code when the command is run, so that activation stays small. */
type Row<N extends Needs<N>, Need extends keyof N> = {
  [Name in Need]: { readonly needs: Name; readonly load: () => Promise<(...given: N[Name]) => unknown> };
}[Need];

/** Rows by the id of the command in the manifest. */
export type CommandTable<N extends Needs<N>> = Readonly<Record<string, Row<N, keyof N>>>;

/**
 * Runs a command with what it needs. If that is missing, the guard tells the user why and does not run the command.
 * The result goes to whoever executes the command, VS Code's own process among them, so most guards return none.
 */
export type Guards<N extends Needs<N>> = {
  readonly [Need in keyof N]: (
    load: () => Promise<(...given: N[Need]) => unknown>,
    call: CommandCall,
  ) => Promise<unknown>;
};

/** Runs a row with what it needs. */
export const runRow = <N extends Needs<N>, Need extends keyof N>(
  { needs, load }: Row<N, Need>,
  guards: Guards<N>,
  call: CommandCall,
): Promise<unknown> => guards[needs](load, call);

interface CommonNeeds {
  /** The element that a menu was opened on, and all that are selected. */
  nothing: [argument: unknown, selected: unknown];
  context: [context: vscode.ExtensionContext, argument: unknown];
  /** A trusted workspace, and the user's consent to clear keys on this machine. */
  clearKeys: [context: vscode.ExtensionContext, argument: unknown];
  search: [find: FindController];
}

/** Commands that both hosts have. */
export const commonCommands: CommandTable<CommonNeeds> = {
  'keyMaterial.decodeKeyBlock': {
    needs: 'context',
    load: async () => (await import('./inspector/decodeKeyBlock')).decodeCommand,
  },
  'keyMaterial.compareKeyBlocks': {
    needs: 'context',
    load: async () => (await import('./inspector/compareCommand')).compareCommand,
  },
  'keyMaterial.copyKeyBlockAsJson': {
    needs: 'nothing',
    load: async () => {
      const { copyCommand } = await import('./inspector/copyCommands');
      return (argument) => copyCommand(argument, 'json');
    },
  },
  'keyMaterial.copyKeyBlockAsMarkdown': {
    needs: 'nothing',
    load: async () => {
      const { copyCommand } = await import('./inspector/copyCommands');
      return (argument) => copyCommand(argument, 'markdown');
    },
  },
  'keyMaterial.verifyKeyBlock': {
    // It asks for consent to clear keys itself: a block that no KBPK can verify needs none.
    needs: 'context',
    load: async () => (await import('./clearKeys/keyFlows')).verifyKeyBlock,
  },
  'keyMaterial.wrapKey': {
    needs: 'clearKeys',
    load: async () => (await import('./clearKeys/keyFlows')).wrapKey,
  },
  'keyMaterial.rewrapKeyBlock': {
    needs: 'clearKeys',
    load: async () => (await import('./clearKeys/keyFlows')).rewrapKeyBlock,
  },
  'keyMaterial.calculateKcv': {
    needs: 'clearKeys',
    load: async () => (await import('./clearKeys/calculateKcv')).calculateKcv,
  },
  'keyMaterial.explainCheckValues': {
    // A test key is only one way to explain them: the guard of clear keys comes with that choice.
    needs: 'context',
    load: async () => (await import('./reports/explainCheckValues')).explainCommand,
  },
  'keyMaterial.reconcileKeys': {
    needs: 'context',
    load: async () => (await import('./reports/reconcileKeys')).reconcileCommand,
  },
  'keyMaterial.materialReport': {
    needs: 'nothing',
    load: async () => (await import('./reports/keyMaterialReport')).reportCommand,
  },
  'keyMaterial.copyFileReport': {
    needs: 'nothing',
    load: async () => (await import('./reports/copyFileReport')).copyFileReport,
  },
  'keyMaterial.saveReport': {
    needs: 'nothing',
    load: async () => {
      const { saveReport } = await import('./reports/reportPages');
      const { vscodeUi } = await import('./flow/vscodeUi');
      return (argument) => saveReport(vscodeUi, argument);
    },
  },
  'keyMaterial.saveCeremonyRecord': {
    needs: 'nothing',
    load: async () => (await import('./reports/ceremonyRecord')).ceremonyCommand,
  },
  'keyMaterial.forgetKeys': {
    needs: 'nothing',
    load: async () => (await import('./clearKeys/keyFlows')).forgetKeys,
  },
  'keyMaterial.findKeyBlocks': inSearch((find) => find.search()),
  'keyMaterial.findKeyBlocks.refresh': inSearch((find) => find.search()),
  'keyMaterial.findKeyBlocks.stop': inSearch((find) => find.stop()),
  'keyMaterial.findKeyBlocks.clear': inSearch((find) => find.clear()),
  'keyMaterial.findKeyBlocks.copyCsv': inSearch((find) => find.copy('csv')),
  'keyMaterial.findKeyBlocks.copyMarkdown': inSearch((find) => find.copy('markdown')),
  'keyMaterial.inspect': {
    needs: 'context',
    load: async () => (await import('./viewer/inspectKeyMaterial')).inspect,
  },
  'keyMaterial.openAsText': {
    needs: 'nothing',
    load: async () => (await import('./viewer/structureCommands')).openAsTextCommand,
  },
  'keyMaterial.compareWith': {
    needs: 'nothing',
    load: async () => (await import('./viewer/structureCommands')).compareCommand,
  },
  'keyMaterial.copyAsPem': {
    needs: 'nothing',
    load: async () => (await import('./viewer/copyAsPem')).copyAsPem,
  },
  'keyMaterial.exportChain': {
    needs: 'nothing',
    load: async () => (await import('./viewer/structureCommands')).exportChainCommand,
  },
  'keyMaterial.openTr34Token': {
    needs: 'nothing',
    load: async () => (await import('./clearKeys/tr34Flows')).openToken,
  },
  'keyMaterial.buildTr34Token': {
    needs: 'context',
    load: async () => (await import('./clearKeys/tr34Flows')).buildToken,
  },
  'keyMaterial.assembleTr34Token': {
    needs: 'context',
    load: async () => (await import('./clearKeys/tr34Responses')).assembleToken,
  },
  'keyMaterial.generateTr34Parties': {
    needs: 'context',
    load: async () => {
      const { generateParties } = await import('./clearKeys/tr34Parties');
      return (context) => generateParties(context);
    },
  },
  'keyMaterial.getStarted': {
    needs: 'context',
    load: async () => (await import('./walkthrough/open')).openWalkthrough,
  },
  'keyMaterial.openSampleBlock': {
    needs: 'nothing',
    load: async () => (await import('./walkthrough/open')).openSampleBlock,
  },
  'keyMaterial.openSampleToken': {
    needs: 'context',
    load: async () => (await import('./walkthrough/open')).openSampleToken,
  },
};

/** A command on the search and its results: its code is the controller's. */
function inSearch(run: (find: FindController) => unknown): Row<CommonNeeds, 'search'> {
  return { needs: 'search', load: () => Promise.resolve(run) };
}

/** What runs the commands of both hosts: made once for a window. */
export function commonRunner(context: vscode.ExtensionContext): RunCommand {
  let search: Promise<FindController> | undefined;
  context.subscriptions.push({ dispose: () => void search?.then((find) => find.dispose()) });
  const guards: Guards<CommonNeeds> = {
    nothing: async (load, { args }) => {
      await (
        await load()
      )(args[0], args[1]);
    },
    context: async (load, { args }) => {
      await (
        await load()
      )(context, args[0]);
    },
    clearKeys: async (load, { title, args }) => {
      const { requireClearKeys } = await import('./testKeys/clearKeys');
      if (await requireClearKeys(title)) await (await load())(context, args[0]);
    },
    search: async (load) => {
      search ??= import('./search/controller').then(({ FindController }) => new FindController());
      // How much was found: no text of a file is in it.
      return (await load())(await search);
    },
  };
  return async (id, call) => {
    const row = commonCommands[id];
    return row && runRow(row, guards, call);
  };
}
