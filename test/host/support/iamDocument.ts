/** What docs/iam.md says: its tables of commands and resources, and its policies. */
import { CheckFailed } from './check';

export interface DocumentedCommand {
  readonly command: string;
  readonly required: readonly string[];
  /** Action to what is missing without it. */
  readonly optional: ReadonlyMap<string, string>;
}

/** Cells of the table under a heading, without its head. */
function table(text: string, heading: string): string[][] {
  const from = text.indexOf(`\n## ${heading}\n`);
  if (from < 0) throw new CheckFailed(`no heading ${heading}`);
  const end = text.indexOf('\n## ', from + 1);
  const rows = text
    .slice(from, end < 0 ? undefined : end)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  return rows.slice(2);
}

const list = (cell = ''): string[] => cell.split(',').flatMap((name) => name.trim() || []);

export function documentedCommands(text: string): readonly DocumentedCommand[] {
  const commands: { command: string; required: string[]; optional: Map<string, string> }[] = [];
  for (const [command = '', required, optional = '', missing = ''] of table(
    text,
    'Actions of each command',
  )) {
    if (command !== '') commands.push({ command, required: list(required), optional: new Map() });
    if (optional !== '') commands.at(-1)?.optional.set(optional, missing);
  }
  return commands;
}

/** Resources of each action, with every Region and account: "arn:aws:payment-cryptography:*:*:key/*". */
export function documentedResources(text: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    table(text, 'Resources of the actions').flatMap(([actions, resources = '']) => {
      const patterns = [...resources.matchAll(/`([^`]+)`/g)].map(([, one = '']) =>
        one === '*' ? one : `arn:aws:payment-cryptography:*:*:${one}`,
      );
      return list(actions).map((action) => [action, patterns] as const);
    }),
  );
}

/** JSON blocks, each a whole policy. */
export const documentedPolicies = (text: string): readonly string[] =>
  [...text.matchAll(/```json\n([^`]*)```/g)].map(([, json = '']) => json);

/** Conditions of the table of condition keys. */
export const documentedConditions = (text: string): readonly string[] =>
  table(text, 'Condition keys').map((cells) => (cells[2] ?? '').replace(/^`|`$/g, ''));

/** A policy of these actions alone, each on its documented resource. */
export function policyOf(
  actions: readonly string[],
  resources: ReadonlyMap<string, readonly string[]>,
): string {
  const Statement = actions.map((action) => {
    const Resource = resources.get(action);
    if (!Resource) throw new CheckFailed(`no resource is documented for ${action}`);
    return { Effect: 'Allow', Action: `payment-cryptography:${action}`, Resource };
  });
  // A policy needs a statement; this one is about another service.
  const none = { Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [none, ...Statement] });
}
