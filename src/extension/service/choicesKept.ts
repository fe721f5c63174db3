/** Choices of the last import of a kind, proposed the next time: codes and names, never material. */
import type { ServiceTools } from './tools';

const key = (flow: string): string => `keyMaterial.import.${flow}`;

export function keptChoices<T extends object>(tools: ServiceTools, flow: string): Partial<T> {
  const value = tools.context.workspaceState.get<unknown>(key(flow));
  return typeof value === 'object' && value !== null ? value : {};
}

export async function keepChoices(tools: ServiceTools, flow: string, choices: object): Promise<void> {
  await tools.context.workspaceState.update(key(flow), choices);
}
