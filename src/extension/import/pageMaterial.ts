/** What the Import Key page imports: the material that is chosen, what else was found beside it, and its decoded form. */
import type { DraftMaterial } from '../../keyservice/draft/draft';
import type { ImportSource } from '../material/importSource';
import type { Intake } from './importIntake';
import { materialOf } from './importKnown';

export class PageMaterial {
  source: ImportSource | undefined;
  decoded: DraftMaterial | undefined;

  /** @param problem why there is no material; '' for no reason that is known */
  constructor(
    public sources: readonly ImportSource[],
    public problem: string,
  ) {
    const [first] = sources;
    if (first) this.take(first);
  }

  /** Its place among what was found. */
  at(place: string): ImportSource | undefined {
    return this.sources[Number(place)];
  }

  take(source: ImportSource): void {
    this.source = source;
    this.decoded = materialOf(source);
    this.problem = '';
  }

  /** @returns what to import of it; undefined where there is nothing, and `problem` says why */
  add(intake: Intake): ImportSource | undefined {
    if ('problem' in intake) {
      this.problem = intake.problem;
      return undefined;
    }
    const found = intake.sources;
    this.sources = [...found, ...this.sources.filter((one) => !found.includes(one))];
    return found[0];
  }

  /** Nothing of it is kept. */
  forget(): void {
    this.source = this.decoded = undefined;
    this.sources = [];
  }
}
