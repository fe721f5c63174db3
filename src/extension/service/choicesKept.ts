/** Choices of the last import of a kind, proposed the next time: codes and names, never material. */
import type { ServiceTools } from './tools';

const key = (action: string): string => `keyMaterial.import.${action}`;

export function keptChoices<T extends object>(tools: ServiceTools, action: string): Partial<T> {
  const value = tools.context.workspaceState.get<unknown>(key(action));
  return typeof value === 'object' && value !== null ? value : {};
}

export async function keepChoices(tools: ServiceTools, action: string, choices: object): Promise<void> {
  await tools.context.workspaceState.update(key(action), choices);
}
