/** What a command at a field of the import page brings. */
import type { Certificate } from '../../core/x509/certificateTypes';
import type { DraftAnswers, DraftKey, Found } from '../../keyservice/draft/draft';

/** What a command brought. */
export interface FieldChange {
  readonly certificates?: readonly Found<Certificate>[];
  readonly randomNumbers?: readonly Found<Uint8Array>[];
  readonly foreignKeys?: readonly DraftKey[];
  readonly answers?: DraftAnswers;
}
