/** The reports of several sources. */
import { moment } from './moment';
import { reportNotice } from './report';
import type { Report } from './types';

export interface Reports {
  readonly format: 'key-material-reports';
  readonly version: 1;
  readonly notice: string;
  readonly at: string;
  /** Of sources that have material, in their order. */
  readonly reports: readonly Report[];
  /** How many sources were read, and how many could not be. */
  readonly searched: number;
  readonly skipped: number;
  /** False where a limit ended the search. */
  readonly complete: boolean;
}

/** Puts reports together. @param reports those with material */
export function reportsOf(
  reports: readonly Report[],
  { at, ...counts }: Pick<Reports, 'searched' | 'skipped' | 'complete'> & { readonly at: Date },
): Reports {
  const { searched, skipped, complete } = counts;
  return {
    format: 'key-material-reports',
    version: 1,
    notice: reportNotice,
    at: moment(at),
    reports,
    searched,
    skipped,
    complete,
  };
}
