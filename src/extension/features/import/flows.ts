/** Every way to import: one line each. What a flow needs is loaded when it is chosen. */
import type { ServiceTools } from '../keyService/tools';
import type { ImportPrompts } from './importPrompts';
import type { ImportSource } from './importSource';

export type RunImport = (tools: ServiceTools, asks: ImportPrompts, source?: ImportSource) => Promise<void>;

export interface ImportFlow {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Kinds of material that it takes; the first flow that takes what was found is begun without a question. */
  readonly takes: readonly ImportSource['kind'][];
  readonly load: () => Promise<RunImport>;
}

/** In the order in which they are offered. */
export function importFlows(): readonly ImportFlow[] {
  return [];
}

/** A way that is there, by its name; for one flow that offers another. */
export function importFlow(id: string): ImportFlow | undefined {
  return importFlows().find((flow) => flow.id === id);
}
