/** A way to import, and what is known when it begins. */
import type { ServiceTools } from '../service/tools';
import type { Ui } from '../flow/ui';
import type { ImportSource } from '../material/importSource';

/** What was chosen before the flow began. */
export interface ImportWishes {
  /** `id` of the flow. */
  readonly flow?: string;
  /** ARN of the wrapping key to begin with. */
  readonly wrappingKey?: string;
  /** `id` of the kept import parameters to begin with. */
  readonly parameters?: string;
}

export type RunImport = (
  tools: ServiceTools,
  ui: Ui,
  source?: ImportSource,
  wishes?: ImportWishes,
) => Promise<void>;

export interface ImportFlow {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Kinds of material that it takes; the first flow that takes what was found is begun without a question. */
  readonly takes: readonly ImportSource['kind'][];
  readonly load: () => Promise<RunImport>;
}
