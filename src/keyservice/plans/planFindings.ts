import { type Finding, type TemplateArguments } from '../../core/findings';
import { awsPlanFinding, type AwsPlanRule } from './planTexts';

/** Collects the findings of a plan. */
export class PlanFindings {
  readonly all: Finding[] = [];

  add(code: AwsPlanRule, ...args: TemplateArguments): void {
    this.all.push(awsPlanFinding(code, undefined, args));
  }

  /** Those of other rules; their spans count in the material. */
  take(findings: readonly Finding[]): void {
    this.all.push(...findings);
  }
}
