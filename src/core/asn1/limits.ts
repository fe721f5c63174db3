/** Bounds of one reading; each one that is reached shows as a finding. */
export interface Asn1Limits {
  /** Levels of nesting that are opened; default 10 000, at most 65 000. */
  readonly depth?: number;
  /** Nodes of a full index; default 4 000 000. */
  readonly nodes?: number;
  /** Nodes of one list of children, which are objects; default 1 000 000. */
  readonly children?: number;
  /** Time of a full index; default 10 000. */
  readonly milliseconds?: number;
  /** Findings listed one by one; default 1 000. */
  readonly findings?: number;
  /** False: content of OCTET STRING and BIT STRING is never opened. */
  readonly embedded?: boolean;
  /** Offsets of single OCTET STRING and BIT STRING values that are to stay closed. */
  readonly closed?: ReadonlySet<number>;
}

export type ResolvedLimits = Required<Asn1Limits>;

const none: ReadonlySet<number> = new Set<number>();

/** Limits with their defaults; depth is at most 65 000, children of one value at most 1 000 000. */
export function resolveLimits(limits: Asn1Limits = {}): ResolvedLimits {
  return {
    depth: Math.min(65_000, limits.depth ?? 10_000),
    nodes: limits.nodes ?? 4_000_000,
    children: Math.min(limits.children ?? 1_000_000, limits.nodes ?? 1_000_000),
    milliseconds: limits.milliseconds ?? 10_000,
    findings: limits.findings ?? 1_000,
    embedded: limits.embedded ?? true,
    closed: limits.closed ?? none,
  };
}
