/**
 * The report as a cryptography bill of materials: CycloneDX 1.6 (ECMA-424), components of type cryptographic-asset.
 * `value` of key material is never set. A KCV is a property of six digits, and only where it was asked for.
 */
import { printableJson } from '../../core/report/printable';
import type { AccountAsset, Asset, CertificateAsset, KeyBlockAsset } from './inventory';
import type { MaterialReport } from './report';

export interface CbomOptions {
  /** Six digits of KCVs that are written in the material, as properties. */
  readonly kcv: boolean;
  /** 32 hexadecimal digits of the serial number. */
  readonly random: (bytes: number) => Uint8Array;
  readonly tool: { readonly name: string; readonly version: string };
}

type Json = Record<string, unknown>;

const prefix = 'key-material-inspector';

/** JSON, two spaces. One component for each different item; its places are properties. */
export function cbomOf({ assets, at }: MaterialReport, options: CbomOptions): string {
  const algorithms = new Map<string, Json>();
  const refOf = (name: string): string => {
    const ref = `algorithm/${name}`;
    if (!algorithms.has(ref)) algorithms.set(ref, algorithmComponent(ref, name));
    return ref;
  };
  const components = [...different(assets)].flatMap(([ref, of]): Json[] => {
    const [asset] = of;
    const made = asset && component(asset, ref, refOf);
    if (!made) return [];
    const properties = [
      ...of.map(({ place }) => ({ name: `${prefix}:place`, value: place })),
      ...propertiesOf(asset, options),
    ];
    return [{ ...made, properties }];
  });
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuid(options.random(16))}`,
    version: 1,
    metadata: {
      timestamp: at.toISOString(),
      tools: { components: [{ type: 'application', ...options.tool }] },
    },
    components: [...algorithms.values(), ...components],
  };
  return `${printableJson(bom)}\n`;
}

/** Items by reference: one block in three files is one component. What has no id is named by its place. */
function different(assets: readonly Asset[]): Map<string, Asset[]> {
  const found = new Map<string, Asset[]>();
  for (const asset of assets) {
    const ref = `${asset.kind}/${asset.id === '' ? asset.place : asset.id}`;
    const known = found.get(ref);
    if (!known) found.set(ref, [asset]);
    else if (!known.some(({ place }) => place === asset.place)) known.push(asset);
  }
  return found;
}

const cipherNames: Readonly<Record<string, string>> = {
  A: 'AES',
  T: 'TDES',
  D: 'DES',
  H: 'HMAC',
  I: 'HMAC',
  J: 'HMAC',
  R: 'RSA',
  E: 'ECC',
  S: 'DSA',
};

function component(asset: Asset, ref: string, refOf: (name: string) => string): Json | undefined {
  const of = (name: string, cryptoProperties: Json): Json => ({
    type: 'cryptographic-asset',
    'bom-ref': ref,
    name,
    cryptoProperties,
  });
  switch (asset.kind) {
    case 'keyBlock':
      return of(`Key block ${asset.usage}`, keyBlockProperties(asset, refOf));
    case 'accountKey':
      return of(asset.aliases[0] ?? asset.id, accountProperties(asset, refOf));
    case 'certificate':
      return of(asset.subject === '' ? asset.serial : asset.subject, certificateProperties(asset));
    case 'cryptogram':
    case 'atalla':
    case 'tr34':
      return of(
        { cryptogram: 'Key cryptogram', atalla: 'Atalla key block', tr34: 'TR-34 token' }[asset.kind],
        material({ type: 'key', ...(asset.id === '' ? {} : { id: asset.id }), format: asset.detail }),
      );
    case 'privateKey':
      return of('Private key', material({ type: 'private-key', format: asset.detail }));
    case 'request':
    case 'crl':
      return undefined;
  }
}

const material = (properties: Json): Json => ({
  assetType: 'related-crypto-material',
  relatedCryptoMaterialProperties: properties,
});

/** The length of the key is encrypted, so that no size is given but for DES. */
function keyBlockProperties(
  { id, version, algorithm }: KeyBlockAsset,
  refOf: (name: string) => string,
): Json {
  const name = cipherNames[algorithm];
  const kbpk = /^[ABC0]$/.test(version) ? 'TDES' : /^[DE1]$/.test(version) ? 'AES' : undefined;
  return material({
    type: name === 'RSA' || name === 'ECC' || name === 'DSA' ? 'private-key' : 'secret-key',
    id,
    ...(name === undefined ? {} : { algorithmRef: refOf(name) }),
    ...(name === 'DES' ? { size: 64 } : {}),
    format: `X9.143 version ${version}`,
    securedBy: {
      mechanism: 'key block',
      ...(kbpk === undefined ? {} : { algorithmRef: refOf(kbpk) }),
    },
  });
}

const sizes: Readonly<Record<string, number>> = {
  TDES_2KEY: 128,
  TDES_3KEY: 192,
  AES_128: 128,
  AES_192: 192,
  AES_256: 256,
  RSA_2048: 2048,
  RSA_3072: 3072,
  RSA_4096: 4096,
  ECC_NIST_P256: 256,
  ECC_NIST_P384: 384,
  ECC_NIST_P521: 521,
};

function accountProperties(key: AccountAsset, refOf: (name: string) => string): Json {
  const { id, algorithm, keyClass, created } = key;
  const size = sizes[algorithm];
  return material({
    type:
      keyClass === 'PUBLIC_KEY' ? 'public-key' : keyClass === 'SYMMETRIC_KEY' ? 'secret-key' : 'private-key',
    id,
    state: stateOf(key),
    algorithmRef: refOf(algorithm.split('_')[0] ?? algorithm),
    ...(size === undefined ? {} : { size }),
    ...(created === undefined ? {} : { creationDate: created.toISOString() }),
    securedBy: { mechanism: 'HSM' },
  });
}

function stateOf({ state, enabled }: AccountAsset): string {
  if (state === 'CREATE_IN_PROGRESS') return 'pre-activation';
  if (state.startsWith('DELETE')) return 'deactivated';
  return enabled === false ? 'suspended' : 'active';
}

function certificateProperties({ subject, issuer, notBefore, notAfter }: CertificateAsset): Json {
  return {
    assetType: 'certificate',
    certificateProperties: {
      subjectName: subject,
      issuerName: issuer,
      ...(notBefore ? { notValidBefore: notBefore.toISOString() } : {}),
      ...(notAfter ? { notValidAfter: notAfter.toISOString() } : {}),
      certificateFormat: 'X.509',
    },
  };
}

const primitives: Readonly<Record<string, string>> = {
  AES: 'block-cipher',
  TDES: 'block-cipher',
  DES: 'block-cipher',
  HMAC: 'mac',
  RSA: 'pke',
  ECC: 'other',
  DSA: 'signature',
};

const algorithmComponent = (ref: string, name: string): Json => ({
  type: 'cryptographic-asset',
  'bom-ref': ref,
  name,
  cryptoProperties: {
    assetType: 'algorithm',
    algorithmProperties: { primitive: primitives[name] ?? 'unknown' },
  },
});

function propertiesOf(asset: Asset, { kcv }: CbomOptions): { name: string; value: string }[] {
  const property = (name: string, value: string): { name: string; value: string } => ({
    name: `${prefix}:${name}`,
    value,
  });
  const made: { name: string; value: string }[] = [];
  if (asset.kind === 'keyBlock' || asset.kind === 'accountKey') {
    made.push(property('usage', asset.usage));
    if (kcv && asset.kcv?.digits.length === 6)
      made.push(
        property('kcv', asset.kcv.digits),
        ...(asset.kcv.method === '' ? [] : [property('kcvMethod', asset.kcv.method)]),
      );
  }
  if (asset.kind === 'keyBlock') made.push(property('exportability', asset.exportability));
  if (asset.kind === 'accountKey' && asset.exportable !== undefined)
    made.push(property('exportable', String(asset.exportable)));
  if (asset.kind === 'certificate')
    made.push(property('serial', asset.serial), property('publicKey', asset.publicKey));
  return made;
}

/** RFC 9562, version 4. */
function uuid(random: Uint8Array): string {
  const bytes = random.slice(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
