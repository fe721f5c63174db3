/** The ways in which real tokens differ, each with what it means and who writes it so. */
import { fillTemplate, textTable, type Localisable, type Span, type TemplateArguments } from '../../findings';
import type { EnvelopedData, SignedData, SignerInfo } from '../types';

/** How the octets inside the content begin; 'any': not in an OCTET STRING, as PKCS#7 1.5 had it. */
export type Tr34ContentForm = 'sequence' | 'no_sequence' | 'content_info' | 'any' | 'broken';

export type Tr34AxisId =
  | 'envelope'
  | 'ciphertext'
  | 'oaep'
  | 'order'
  | 'versions'
  | 'signature'
  | 'crl'
  | 'key_block'
  | 'inner'
  | 'content';

export interface Tr34Axis extends Localisable {
  readonly id: Tr34AxisId;
  /** What the axis is about: English, key of the translation. */
  readonly name: string;
  /** Stable; "no_sequence", "tagged", "1/1". */
  readonly value: string;
  readonly meaning: string;
  /** Template of `meaning` and its arguments, for localisation. */
  readonly args: TemplateArguments;
  /** Products and texts known to write it so; empty where none is known. */
  readonly products: readonly string[];
  readonly span?: Span;
}

export type Tr34ProfileId = 'cms' | 'annex_b_2019' | 'annex_b_print' | 'aws_2012' | 'futurex';

export interface Tr34Profile {
  /** The nearest of the known ones. */
  readonly id: Tr34ProfileId;
  readonly name: string;
  /** Axes on which the token differs from it; empty where it is that profile. */
  readonly differences: readonly Tr34AxisId[];
  /** Axes on which it differs from what AWS's own samples send and receive. */
  readonly fromAws: readonly Tr34AxisId[];
}

const annexB = 'TR-34:2019 annex B';
const print = 'TR-34 annex B, as originally printed';
const aws = 'AWS Payment Cryptography (2012 non-CMS)';
const payshield = 'payShield B8 (version 0), assembled';
const futurex = 'Futurex VirtuCrypt';
const strict = 'CMS (RFC 5652)';

/** Name of an axis, and of each value what it means and who writes it. */
interface AxisTexts {
  readonly name: string;
  readonly values: Readonly<Record<string, readonly [string, ...string[]]>>;
}

/** Every axis on which forms of TR-34 tokens differ. */
export const tr34AxisTexts = textTable<Readonly<Record<Tr34AxisId, AxisTexts>>>(
  {
    envelope: {
      name: 'Envelope header',
      values: {
        sequence: [
          'The EnvelopedData is complete inside the content, with its SEQUENCE header.',
          strict,
          annexB,
          print,
        ],
        no_sequence: [
          'The content contains the members of EnvelopedData without their SEQUENCE header: the content octets of PKCS#7 1.5, called non-CMS or Diebold.',
          aws,
          payshield,
          futurex,
        ],
        content_info: [
          'The envelope is in its own ContentInfo inside the content. No known product does this.',
        ],
        any: ['The envelope is not in an OCTET STRING, as in PKCS#7 1.5.'],
        broken: ['The first bytes of the envelope cannot be determined.'],
        absent: ['There is no envelope.'],
      },
    },
    ciphertext: {
      name: 'Place of the encrypted key block',
      values: {
        sibling: ['The ciphertext follows the algorithm, as in CMS.', strict, annexB, futurex],
        inside_algorithm: ['The ciphertext is inside the AlgorithmIdentifier, after the IV.', print, aws],
        absent: ['There is no ciphertext.'],
      },
    },
    oaep: {
      name: 'OAEP parameters',
      values: {
        tagged: ['Hash and mask are written with their tags [0] and [1].', strict, 'paysec'],
        untagged: ['Hash, mask and label are written without their tags.', annexB, print, aws],
        untagged_no_null: ['Without their tags, and without NULL after the hash.', futurex],
        defaults: ['No parameters: SHA-1 for hash and mask, by the default of RFC 8017.'],
        other: ['The ephemeral key is not encrypted with RSA-OAEP.'],
      },
    },
    order: {
      name: 'Order of the signed attributes',
      values: {
        both: ['The published order, which is DER order here too: every verifier agrees.', annexB, aws],
        sample: [
          'The published order, not DER order: verifiers that sort first (BouncyCastle) reject the signature.',
          annexB,
          futurex,
        ],
        der: [
          'DER order, not the published one: receivers with a fixed template may not find the attributes.',
          strict,
        ],
        other: ['Neither the published order nor DER order.'],
        none: ['There are no signed attributes: the signature is over the content.', annexB],
      },
    },
    versions: {
      name: 'Versions of SignedData and SignerInfo',
      values: {
        '1/1': ['Version {0}, as in the published tokens.', annexB, print, aws],
        '3/1': ['Version {0}, as CMS specifies for content that is not data.', strict],
        '73/73': ['Version {0}: vx9-73, the number of ANSI X9.73.', futurex],
        other: ['Version {0}; not used by any known product.'],
      },
    },
    signature: {
      name: 'Signature algorithm',
      values: {
        rsaEncryption: [
          'rsaEncryption; only the digest algorithm specifies the hash.',
          annexB,
          print,
          aws,
          futurex,
        ],
        sha256WithRSAEncryption: ['sha256WithRSAEncryption, hash and key in one.', strict],
        other: ['{0}; not used by any known product.'],
      },
    },
    crl: {
      name: 'CRL',
      values: {
        present: ["The CRL of the KDH's CA is included.", annexB, print],
        absent: ['No CRL is included.', aws, futurex, 'XFS4IoT random, noRandom'],
        misplaced: ['The CRL is after the signers, as in a published sample (B.6).', 'TR-34 annex B.6'],
      },
    },
    key_block: {
      name: 'Key block inside',
      values: {
        unknown: ['Version and form of the header inside are known once the token is opened.'],
        '1/attribute': ['Version 1, the header as an attribute.', annexB, print, aws],
        '0/octet_string': ['Version 0, the header as an OCTET STRING.', 'TR-34:2019 p. 165', 'paysec'],
        other: ['Version and form of the header: {0}; not used by any known product.'],
      },
    },
    inner: {
      name: 'Inner SignedData',
      values: {
        no_sequence: ['Its members are in the content without their SEQUENCE header.', annexB],
        sequence: ['It is complete inside the content, as the text of the standard describes.'],
        content_info: ['It is in its own ContentInfo inside the content.'],
        any: ['It is not in an OCTET STRING, as in PKCS#7 1.5.'],
        broken: ['Its first bytes cannot be determined.'],
      },
    },
    content: {
      name: 'Content of the certificate message',
      values: {
        empty: ['An empty OCTET STRING.', annexB],
        absent: ['No content.', 'Clover', strict],
        other: ['Content: {0} bytes.'],
      },
    },
  },
  ({ name, values }) => [name, ...Object.values(values).flat()],
);

/** One value of an axis; what the table does not have is told as 'other'. */
export function tr34Axis(
  id: Tr34AxisId,
  value: string,
  span: Span | undefined,
  ...args: readonly (string | number)[]
): Tr34Axis {
  const { name, values } = tr34AxisTexts[id];
  const [template, ...products] = values[value] ?? values.other ?? [value];
  return {
    id,
    name,
    value,
    meaning: fillTemplate(template, args),
    template,
    args,
    products,
    ...(span ? { span } : {}),
  };
}

const profiles: readonly {
  readonly id: Tr34ProfileId;
  readonly name: string;
  readonly values: Readonly<Partial<Record<Tr34AxisId, readonly string[]>>>;
}[] = [
  profile('aws_2012', 'TR-34:2012 non-CMS (Diebold), the form AWS documents', [
    'no_sequence',
    'inside_algorithm',
    'untagged',
    'sample',
    '1/1',
    'rsaEncryption',
    'absent',
  ]),
  profile('annex_b_2019', 'TR-34:2019 annex B', [
    'sequence',
    'sibling',
    'untagged',
    'sample',
    '1/1',
    'rsaEncryption',
    'present',
  ]),
  profile('annex_b_print', 'TR-34 annex B, as originally printed', [
    'sequence',
    'inside_algorithm',
    'untagged',
    'sample',
    '1/1',
    'rsaEncryption',
    'present',
  ]),
  profile('cms', 'CMS (RFC 5652)', [
    'sequence',
    'sibling',
    'tagged',
    'der',
    '3/1',
    'sha256WithRSAEncryption',
    'present',
  ]),
  profile('futurex', 'Futurex VirtuCrypt', [
    'no_sequence',
    'sibling',
    'untagged_no_null',
    'sample',
    '73/73',
    'rsaEncryption',
    'absent',
  ]),
];

function profile(
  id: Tr34ProfileId,
  name: string,
  values: readonly [string, string, string, string, string, string, string],
): (typeof profiles)[number] {
  const axes = ['envelope', 'ciphertext', 'oaep', 'order', 'versions', 'signature', 'crl'] as const;
  return {
    id,
    name,
    values: Object.fromEntries(
      axes.map((axis, i) => {
        const value = values[i]!;
        return [axis, axis === 'order' ? [value, 'both'] : [value]];
      }),
    ),
  };
}

/** What the profiles are called. */
export const tr34ProfileTexts = textTable({ profiles }, (all) => all.map(({ name }) => name));

function differences(axes: readonly Tr34Axis[], values: (typeof profiles)[number]['values']): Tr34AxisId[] {
  return axes
    .filter(({ id, value }) => values[id] !== undefined && !values[id].includes(value))
    .map(({ id }) => id);
}

/** The profile nearest to a key token's axes. */
export function nearestProfile(axes: readonly Tr34Axis[]): Tr34Profile {
  const judged = profiles.map((one) => ({ ...one, found: differences(axes, one.values) }));
  const fromAws = judged[0]!.found;
  const best = judged.reduce((a, one) => (one.found.length < a.found.length ? one : a));
  return { id: best.id, name: best.name, differences: best.found, fromAws };
}

/** Axes of a key token. */
export function keyTokenAxes(
  signed: SignedData,
  signer: SignerInfo | undefined,
  envelope: EnvelopedData | undefined,
  form: Tr34ContentForm | undefined,
  order: string,
  crl: { value: string; span: Span | undefined },
  contentSpan: Span | undefined,
): Tr34Axis[] {
  const recipient = envelope?.recipients[0];
  const oaep = recipient?.oaep;
  const oaepForm = !oaep
    ? 'other'
    : oaep.form === 'untagged' && !oaep.hashNull
      ? 'untagged_no_null'
      : oaep.form;
  return [
    tr34Axis('envelope', form ?? 'absent', contentSpan),
    tr34Axis('ciphertext', envelope?.content?.position ?? 'absent', envelope?.content?.span),
    tr34Axis('oaep', oaepForm, recipient?.algorithm.span),
    ...signedAxes(signed, signer, order, crl),
    tr34Axis('key_block', 'unknown', undefined),
  ];
}

/** Axes that every signed token has. */
export function signedAxes(
  signed: SignedData,
  signer: SignerInfo | undefined,
  order: string,
  crl: { value: string; span: Span | undefined },
): Tr34Axis[] {
  const versions = `${signed.version ?? '?'}/${signer?.version ?? '?'}`;
  const algorithm = signer?.signatureAlgorithm.name ?? 'none';
  return [
    tr34Axis('order', order, signer?.span),
    tr34Axis('versions', versions, signer?.span, versions),
    tr34Axis('signature', algorithm, signer?.signatureAlgorithm.span, algorithm),
    tr34Axis('crl', crl.value, crl.span),
  ];
}
