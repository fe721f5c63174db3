/**
 * What must still move: rules with the text that each goes back to, and its edition. A rule gives a reason to look, not
 * a verdict: what a standard does not say is not claimed, and where a rule depends on what a file does not show, its
 * text says so.
 */
import { textTable, type TemplateArguments } from '../../core/findings';
import type { AccountAsset, Asset, CertificateAsset, KeyBlockAsset } from './inventory';

export interface Hit {
  readonly rule: RuleId;
  readonly assets: readonly Asset[];
  /** Of the rule's detail. */
  readonly args: TemplateArguments;
}

interface RuleRow {
  readonly title: string;
  /** Why it matters; dates as the source has them. */
  readonly reason: string;
  /** Of one hit. */
  readonly detail: string;
  readonly source: string;
  readonly edition: string;
}

export const ruleTable = textTable(
  {
    cryptogram: {
      title: 'Cryptograms that are not key blocks',
      reason:
        'Encrypted keys are managed in structures that bind their usage. Phase 1, storage and internal links: 1 June 2019. Phase 2, networks: 1 January 2023. Phase 3, merchant hosts, POS and ATMs: 1 January 2025. A MAC, a signature (TR-34) or AES key wrap (X9.102) meets this. It applies to PIN keys only, and a file does not show whether a cryptogram holds one.',
      detail: '{0}',
      source: 'PCI PIN Security Requirements, requirement 18-3',
      edition: 'v3.1',
    },
    versionA: {
      title: 'Key blocks of version A',
      reason: 'Version A is deprecated. Its keys are variants of the KBPK, and its MAC has 4 bytes.',
      detail: 'usage {0}, algorithm {1}',
      source: 'ANSI X9.143, table 1',
      edition: '2021',
    },
    versionC: {
      title: 'Key blocks of version C',
      reason:
        'Version C binds a key as version A does: variants of the KBPK, and a MAC of 4 bytes. Versions B and D derive their keys from the KBPK.',
      detail: 'usage {0}, algorithm {1}',
      source: 'ANSI X9.143, table 1',
      edition: '2021',
    },
    tdesOverAes: {
      title: 'AES keys under a TDES key',
      reason:
        'A TDES key has at most 112 bits of security, and an AES key 128 or more. The KBPK of a version A, B or C block is a TDES key.',
      detail: 'version {0}, usage {1}',
      source: 'NIST SP 800-57 part 1, table 2',
      edition: 'revision 5 (2020)',
    },
    weakKey: {
      title: 'Certificates with a weak key',
      reason: 'The public key has less than 112 bits of security.',
      detail: '{0}: {1}',
      source: 'NIST SP 800-57 part 1, tables 2 and 4',
      edition: 'revision 5 (2020)',
    },
    weakHash: {
      title: 'Certificates signed with MD5 or SHA-1',
      reason:
        'SHA-1 is not approved for making digital signatures, and MD5 is not among the approved hash functions.',
      detail: '{0}: {1}',
      source: 'NIST SP 800-131A, section 9',
      edition: 'revision 2 (2019)',
    },
    expired: {
      title: 'Expired certificates',
      reason: 'The validity period has ended.',
      detail: '{0}: {1}',
      source: 'RFC 5280, section 4.1.2.5',
      edition: '2008',
    },
    expiring: {
      title: 'Certificates that expire within 90 days',
      reason: 'The validity period ends soon. The 90 days are a choice of this report.',
      detail: '{0}: {1}',
      source: 'RFC 5280, section 4.1.2.5',
      edition: '2008',
    },
    partyExpired: {
      title: 'TR-34 tokens with an expired party',
      reason: 'A certificate in the token has expired. A receiver that checks it refuses the token.',
      detail: '{0}: {1}',
      source: 'RFC 5280, section 4.1.2.5',
      edition: '2008',
    },
    kekUsages: {
      title: 'One KBPK over several usages',
      reason:
        'Key blocks of several usages carry the same KCV of their KBPK (KP). This is what the files show. A KCV is not proof, and this rule cites no requirement.',
      detail: 'KP {0}: usages {1}',
      source: 'ANSI X9.143, table 15 (KP)',
      edition: '2021',
    },
    exportable: {
      title: 'Exportable keys, by usage',
      reason:
        'Keys that may leave the system under another key. A count, for the owner of each usage to confirm.',
      detail: 'usage {0}: {1}',
      source: 'ANSI X9.143, table 6 (exportability)',
      edition: '2021',
    },
    duplicates: {
      title: 'Possible duplicates',
      reason:
        'Different blocks or keys have the same KCV, method and algorithm. They may hold one key. Six digits are equal by chance once in 16.7 million pairs.',
      detail: 'KCV {0}: {1}',
      source: 'ANSI X9.143, table 15 (KC)',
      edition: '2021',
    },
    noAlias: {
      title: 'Keys without an alias',
      reason: 'Applications can name such a key by its ARN only.',
      detail: '{0}, usage {1}',
      source: 'AWS Payment Cryptography User Guide, aliases',
      edition: 'as of 2025',
    },
    disabled: {
      title: 'Disabled keys',
      reason: 'A disabled key cannot be used. The date is shown where the service reported it.',
      detail: '{0}, usage {1}{2}',
      source: 'AWS Payment Cryptography User Guide, key states',
      edition: 'as of 2025',
    },
  },
  ({ title, reason, detail }: RuleRow) => [title, reason, detail],
);

export type RuleId = keyof typeof ruleTable;
export const ruleIds = Object.keys(ruleTable) as readonly RuleId[];

const day = 24 * 60 * 60 * 1000;
const soonDays = 90;
const leastStrength = 112;

/** Hits in the order of the rules. @param now of the report */
export function judge(assets: readonly Asset[], now: Date): Hit[] {
  const blocks = assets.filter((one): one is KeyBlockAsset => one.kind === 'keyBlock');
  const certificates = assets.filter((one): one is CertificateAsset => one.kind === 'certificate');
  const keys = assets.filter((one): one is AccountAsset => one.kind === 'accountKey');
  const hits: Hit[] = [];
  const add = (rule: RuleId, of: readonly Asset[], ...args: TemplateArguments): void => {
    hits.push({ rule, assets: of, args });
  };
  for (const one of assets) if (one.kind === 'cryptogram') add('cryptogram', [one], one.detail);
  for (const version of ['A', 'C'] as const)
    for (const one of blocks)
      if (one.version === version)
        add(version === 'A' ? 'versionA' : 'versionC', [one], one.usage, one.algorithm);
  for (const one of blocks)
    if (/^[ABC]$/.test(one.version) && one.algorithm === 'A')
      add('tdesOverAes', [one], one.version, one.usage);
  for (const one of certificates) {
    if (one.strength > 0 && one.strength < leastStrength) add('weakKey', [one], one.subject, one.publicKey);
    if (one.hash === 'MD5' || one.hash === 'SHA-1') add('weakHash', [one], one.subject, one.hash);
    const left = one.notAfter && one.notAfter.getTime() - now.getTime();
    if (left === undefined) continue;
    const until = dayText(one.notAfter!);
    if (left < 0) add(one.party ? 'partyExpired' : 'expired', [one], one.subject, until);
    else if (left < soonDays * day) add('expiring', [one], one.subject, until);
  }
  addKekUsages(blocks, add);
  addExportable(blocks, keys, add);
  addDuplicates(blocks, keys, add);
  for (const key of keys) {
    if (key.state.startsWith('DELETE')) continue;
    if (key.aliases.length === 0 && key.keyClass === 'SYMMETRIC_KEY')
      add('noAlias', [key], key.id, key.usage);
    if (key.enabled === false)
      add(
        'disabled',
        [key],
        key.aliases[0] ?? key.id,
        key.usage,
        key.stopped ? `, ${dayText(key.stopped)}` : '',
      );
  }
  return ruleIds.flatMap((rule) => hits.filter((hit) => hit.rule === rule));
}

type Add = (rule: RuleId, of: readonly Asset[], ...args: TemplateArguments) => void;

/** 2026-11-28. */
export const dayText = (date: Date): string =>
  Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);

function grouped<One>(all: readonly One[], nameOf: (one: One) => string | undefined): Map<string, One[]> {
  const groups = new Map<string, One[]>();
  for (const one of all) {
    const name = nameOf(one);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(one);
    else groups.set(name, [one]);
  }
  return groups;
}

function addKekUsages(blocks: readonly KeyBlockAsset[], add: Add): void {
  const byKbpk = grouped(blocks, ({ kbpk }) =>
    kbpk && kbpk.digits.length >= 6 ? `${kbpk.digits} (${kbpk.method})` : undefined,
  );
  for (const [name, of] of byKbpk) {
    const usages = [...new Set(of.map(({ usage }) => usage))].sort();
    if (usages.length > 1) add('kekUsages', of, name, usages.join(', '));
  }
}

function addExportable(blocks: readonly KeyBlockAsset[], keys: readonly AccountAsset[], add: Add): void {
  const exportable: Asset[] = [
    ...blocks.filter(({ exportability }) => exportability === 'E' || exportability === 'S'),
    ...keys.filter((key) => key.exportable === true && !key.state.startsWith('DELETE')),
  ];
  const byUsage = grouped(exportable, (one) => ('usage' in one ? one.usage : undefined));
  for (const [usage, of] of [...byUsage].sort(([a], [b]) => (a < b ? -1 : 1)))
    add('exportable', of, usage, of.length);
}

/** One block that is in several files is one block. */
function addDuplicates(blocks: readonly KeyBlockAsset[], keys: readonly AccountAsset[], add: Add): void {
  const cipher = (algorithm: string): string =>
    /^(?:T|TDES)/.test(algorithm) ? 'T' : /^(?:A|AES)/.test(algorithm) ? 'A' : algorithm.slice(0, 1);
  const all: (KeyBlockAsset | AccountAsset)[] = [...blocks, ...keys];
  const byValue = grouped(all, ({ kcv, algorithm }) => {
    if (!kcv || kcv.digits.length < 6) return undefined;
    // Of TDES one method is in use; of AES a value counts where its method is known.
    const method = kcv.method === '' && cipher(algorithm) === 'T' ? 'ANSI_X9_24' : kcv.method;
    return method === '' ? undefined : `${kcv.digits} ${method} ${cipher(algorithm)}`;
  });
  for (const [name, of] of byValue) {
    const different = [...new Map(of.map((one) => [one.id, one])).values()];
    if (different.length < 2) continue;
    const [digits = ''] = name.split(' ');
    add('duplicates', of, digits, different.length);
  }
}
