/**
 * A record of a key ceremony as Markdown that is made to be printed and signed. Facts only: never a component, never a
 * wrapped byte. "Verified" stands for what the product itself compared, and the record says with what.
 */
import { english, textTable, type Localisable } from '../../core/findings';
import { escapeTableText, markdownTable } from '../../core/plainText';

type Say = (text: Localisable) => string;

export interface RecordedKcv {
  /** "ANSI X9.24", "CMAC"; undefined where it is not known. */
  readonly method?: string;
  readonly digits: string;
  /** TDES and DES values are printed with 6 digits at most, others with 10. */
  readonly cipher?: 'TDES' | 'AES';
}

/**
 * 'verified': computed here and found right. 'equal': the two values are the same; whether the expected one came from the
 * form or from the file that the key is in, a note does not say.
 */
export type CheckOutcome = 'verified' | 'equal' | 'different' | 'notCompared';

export interface RecordedCheck {
  readonly what:
    /** The KCV that the service reported, and the one that was expected: from the form, the file, or computed here. */
    | 'kcv'
    /** The MAC of a key block under the KBPK that was entered. */
    | 'mac';
  readonly outcome: CheckOutcome;
  /** The other side: an expected KCV, or the KCV of the KBPK. */
  readonly against?: RecordedKcv;
}

export interface RecordedStep {
  /** "Import of a TR-31 key block under alias/kek-main". */
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly target?: {
    readonly profile: string;
    readonly account?: string;
    readonly region: string;
    readonly simulator: boolean;
  };
  /** In words, with its code. */
  readonly usage?: string;
  readonly algorithm?: string;
  readonly exportability?: string;
  readonly alias?: string;
  readonly arn?: string;
  readonly requestId?: string;
  readonly kcvs: readonly RecordedKcv[];
  readonly checks: readonly RecordedCheck[];
  /** SHA-256 of what was imported, hexadecimal. */
  readonly fingerprint?: string;
}

export interface CeremonyRecord {
  /** As typed; may be empty. */
  readonly names: readonly string[];
  /** Of the ceremony, as typed. */
  readonly place: string;
  readonly steps: readonly RecordedStep[];
  readonly made: Date;
  /** Minutes by which local time is ahead of UTC, for a moment: of `Date.getTimezoneOffset`, negated. */
  readonly offset: (time: Date) => number;
}

export const ceremonyTexts = textTable(
  {
    title: 'Key Ceremony Record',
    who: 'Who',
    present: 'Present',
    place: 'Place',
    service: 'Service',
    simulator: 'Simulator of Key Material Inspector: not a production system',
    profile: 'Profile',
    account: 'Account',
    region: 'Region',
    made: 'Record made',
    step: '{0}. {1}',
    item: 'Item',
    value: 'Value',
    time: 'Time',
    usage: 'Usage',
    algorithm: 'Algorithm',
    exportability: 'Exportability',
    alias: 'Alias',
    arn: 'ARN',
    requestId: 'Request ID',
    kcv: 'KCV',
    kcvBy: 'KCV ({0})',
    fingerprint: 'SHA-256 of the imported bytes',
    checks: 'How It Was Checked',
    check: 'Check',
    result: 'Result',
    against: 'Compared with',
    checkKcv: 'KCV reported by the service and expected KCV',
    checkMac: 'MAC of the key block under the KBPK that was entered',
    verified: 'verified',
    equal: 'equal. Confirm that the expected KCV is from the key ceremony form',
    different: 'DIFFERENT',
    notCompared: 'not compared by this program',
    noChecks: 'This program compared nothing. Compare the KCV with the key ceremony form.',
    kbpk: 'KBPK with KCV {0}',
    signatures: 'Signatures',
    role: 'Name',
    date: 'Date and time',
    signature: 'Signature',
    closing:
      'Verified means that this program compared the two values that are named. All else is for the people present to check.',
  },
  (text) => [text],
);

/** At least as many lines to sign as a ceremony has people. */
const fewestSigners = 3;

/** @param say puts templates into the reader's language */
export function ceremonyMarkdown(record: CeremonyRecord, say: Say = english): string {
  const text = texts(say);
  const { names, steps, made, offset } = record;
  const time = (at: number): string => zonedTime(new Date(at), offset(new Date(at)));
  const parts = [`# ${text('title')}\n`, `## ${text('who')}\n`, whoTable(record, text, time(made.getTime()))];
  steps.forEach((step, number) => parts.push(...stepParts(step, number + 1, text, time)));
  const signers = [...names, ...Array<string>(Math.max(0, fewestSigners - names.length)).fill('')];
  parts.push(
    `## ${text('signatures')}\n`,
    markdownTable(
      [text('role'), text('date'), text('signature')],
      signers.map((name) => [name, '', '']),
    ),
    `${text('closing')}\n`,
  );
  return parts.join('\n');
}

type Text = (id: keyof typeof ceremonyTexts, ...args: (string | number)[]) => string;

function texts(say: Say): Text {
  return (id, ...args) => say({ template: ceremonyTexts[id], args });
}

function whoTable({ names, place, steps }: CeremonyRecord, text: Text, made: string): string {
  const targets = steps.flatMap(({ target }) => target ?? []);
  const distinct = (values: readonly (string | undefined)[]): string =>
    [...new Set(values.filter((one) => one !== undefined && one !== ''))].join(', ');
  const rows: (readonly [string, string])[] = [
    [text('present'), names.join(', ')],
    [text('place'), place],
    [text('profile'), distinct(targets.map(({ profile }) => profile))],
    [text('account'), distinct(targets.map(({ account }) => account))],
    [text('region'), distinct(targets.map(({ region }) => region))],
    ...(targets.some(({ simulator }) => simulator) ? [[text('service'), text('simulator')] as const] : []),
    [text('made'), made],
  ];
  return markdownTable(
    [text('item'), text('value')],
    rows.filter(([, value]) => value !== ''),
  );
}

function stepParts(step: RecordedStep, number: number, text: Text, time: (at: number) => string): string[] {
  const rows: (readonly [string, string | undefined])[] = [
    [text('time'), time(step.time)],
    [text('usage'), step.usage],
    [text('algorithm'), step.algorithm],
    [text('exportability'), step.exportability],
    [text('alias'), step.alias],
    ...step.kcvs.map(
      (kcv) => [kcv.method === undefined ? text('kcv') : text('kcvBy', kcv.method), printed(kcv)] as const,
    ),
    [text('arn'), step.arn],
    [text('requestId'), step.requestId],
    [text('fingerprint'), step.fingerprint === undefined ? undefined : inGroups(step.fingerprint)],
  ];
  const checks = step.checks.map((check) => [
    text(check.what === 'mac' ? 'checkMac' : 'checkKcv'),
    text(check.outcome),
    check.against === undefined
      ? ''
      : check.what === 'mac'
        ? text('kbpk', printed(check.against))
        : printed(check.against),
  ]);
  return [
    `## ${text('step', number, escapeTableText(step.title))}\n`,
    markdownTable(
      [text('item'), text('value')],
      rows.flatMap(([label, value]) => (value === undefined || value === '' ? [] : [[label, value]])),
    ),
    `### ${text('checks')}\n`,
    checks.length === 0
      ? `${text('noChecks')}\n`
      : markdownTable([text('check'), text('result'), text('against')], checks),
  ];
}

/** In pairs, which is how they are read aloud: 6 digits at most of a TDES key, 10 of any other. */
export function printed({ digits, cipher }: RecordedKcv): string {
  const most = cipher === 'AES' ? 10 : 6;
  return digits.slice(0, most).replace(/..(?=.)/g, '$& ');
}

/** "A5E9 0012 …": groups of four. */
export const inGroups = (hex: string): string => hex.toUpperCase().replace(/.{4}(?=.)/g, '$& ');

/** "2026-11-28 14:05:09 +01:00". */
export function zonedTime(at: Date, offset: number): string {
  const local = new Date(at.getTime() + offset * 60_000).toISOString();
  const size = Math.abs(offset);
  const two = (value: number): string => String(value).padStart(2, '0');
  const zone =
    offset === 0 ? 'UTC' : `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${local.slice(0, 10)} ${local.slice(11, 19)} ${zone}`;
}
