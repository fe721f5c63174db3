/**
 * Which words of `openssl x509 -text` are which of our fields. Every extension that OpenSSL prints with structure is
 * written from our fields alone, so that whatever it prints and ours lack shows as a difference.
 */
import type { Field } from '../../../src/core/findings';
import type { Extension } from '../../../src/core/x509/certificateExtension';

/** OpenSSL's title of an extension, and our fields in its words; undefined where it prints bytes. */
interface Mapping {
  readonly title: string;
  readonly text: ((extension: Extension) => string) | undefined;
}

const usages: Readonly<Record<string, string>> = {
  digitalSignature: 'Digital Signature',
  nonRepudiation: 'Non Repudiation',
  keyEncipherment: 'Key Encipherment',
  dataEncipherment: 'Data Encipherment',
  keyAgreement: 'Key Agreement',
  keyCertSign: 'Certificate Sign',
  cRLSign: 'CRL Sign',
  encipherOnly: 'Encipher Only',
  decipherOnly: 'Decipher Only',
};
const purposes: Readonly<Record<string, string>> = {
  serverAuth: 'TLS Web Server Authentication',
  clientAuth: 'TLS Web Client Authentication',
  codeSigning: 'Code Signing',
  emailProtection: 'E-mail Protection',
  timeStamping: 'Time Stamping',
  OCSPSigning: 'OCSP Signing',
  msSmartcardLogin: 'Microsoft Smartcard Login',
  anyExtendedKeyUsage: 'Any Extended Key Usage',
  basicOCSPResponse: 'Basic OCSP Response',
};
const netscape: Readonly<Record<string, string>> = {
  'SSL client': 'SSL Client',
  'SSL server': 'SSL Server',
  'object signing': 'Object Signing',
  'object signing CA': 'Object Signing CA',
};
const reasonWords: Readonly<Record<string, string>> = {
  unspecified: 'Unspecified',
  keyCompromise: 'Key Compromise',
  cACompromise: 'CA Compromise',
  affiliationChanged: 'Affiliation Changed',
  superseded: 'Superseded',
  cessationOfOperation: 'Cessation Of Operation',
  certificateHold: 'Certificate Hold',
  privilegeWithdrawn: 'Privilege Withdrawn',
  aACompromise: 'AA Compromise',
};
const methods: Readonly<Record<string, string>> = {
  ocsp: 'OCSP',
  caIssuers: 'CA Issuers',
  caRepository: 'CA Repository',
  timeStamping: 'AD Time Stamping',
};
const holds: Readonly<Record<string, string>> = { holdInstructionReject: 'Hold Instruction Reject' };

const word = (table: Readonly<Record<string, string>>, value: string): string => table[value] ?? value;
const words = (table: Readonly<Record<string, string>>, values: string): string =>
  values
    .split(', ')
    .map((value) => word(table, value))
    .join(', ');
const children = ({ children: parts = [] }: Field): readonly Field[] => parts;
const lines = (texts: readonly string[]): string => texts.join('\n');

/** The only child of that id; '' where there is none. */
function part(field: Pick<Field, 'children'>, id: string): string {
  return field.children?.find((one) => one.id === id)?.meaning ?? '';
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
function time(text: string): string {
  const [day = '', clock = ''] = text.split(' ');
  const [year = '', month = '', date = ''] = day.split('-');
  return `${months[Number(month) - 1]} ${Number(date)} ${clock} ${year} GMT`;
}

/** RFC 4514 from the last to the first, to OpenSSL's order. */
function relativeNames(text: string): { type: string; value: string }[] {
  return text
    .split(/(?<!\\),/)
    .filter((one) => one !== '')
    .map((one) => ({
      type: one.slice(0, one.indexOf('=')).replace('STREET', 'street'),
      value: one.slice(one.indexOf('=') + 1).replace(/\\([,+"\\<>; #])/g, '$1'),
    }))
    .reverse();
}
const oneLineName = (text: string): string =>
  relativeNames(text)
    .map(({ type, value }) => `${type} = ${/[,+"\\<>;]/.test(value) ? `"${value}"` : value}`)
    .join(', ');
const slashName = (text: string): string =>
  relativeNames(text)
    .map(({ type, value }) => `/${type}=${value}`)
    .join('');

/** OpenSSL writes all eight groups, in capitals. */
function address(text: string): string {
  // Of the wrong length, too: letters where octets of an address belong.
  if (/^".*"$/.test(text)) return `<invalid length=${text.length - 2}>`;
  return text
    .split('/')
    .map((one) => {
      // Of the wrong length, which ours shows in hex.
      if (!/[.:]/.test(one)) return `<invalid length=${one.length / 2}>`;
      if (!one.includes(':')) return one;
      const [before = [], after = []] = one.split('::').map((half) => half.split(':').filter(Boolean));
      const zeros = one.includes('::') ? new Array<string>(8 - before.length - after.length).fill('0') : [];
      return [...before, ...zeros, ...after].join(':').toUpperCase();
    })
    .join('/');
}

const otherKinds: Readonly<Record<string, string>> = {
  upn: 'UPN',
  smtpUtf8Mailbox: 'SmtpUTF8Mailbox',
  xmppAddress: 'XmppAddr',
};

/** As in a list of values (i2v_GENERAL_NAME). */
function listedName(name: Field): string {
  const { id, meaning } = name;
  if (id === 'directoryName') return `DirName:${slashName(meaning)}`;
  if (id === 'ip') return `IP Address:${address(meaning)}`;
  const kind = otherKinds[id];
  if (kind !== undefined) return `othername: ${kind}::${meaning}`;
  if (id === 'otherName')
    return `othername: ${part(name, 'type')}::${children(name).some((one) => one.id === 'value') ? part(name, 'value') : '<unsupported>'}`;
  return printedName(name);
}

/** As on a line of its own (GENERAL_NAME_print). */
function printedName(name: Field): string {
  const { id, meaning } = name;
  const simple: Readonly<Record<string, string>> = {
    dns: 'DNS:',
    email: 'email:',
    uri: 'URI:',
    registeredId: 'Registered ID:',
  };
  const kind = simple[id];
  if (kind !== undefined) return kind + meaning;
  if (id === 'directoryName') return `DirName:${oneLineName(meaning)}`;
  if (id === 'ip') return `IP:${address(meaning)}`;
  if (otherKinds[id] !== undefined) return `othername:${otherKinds[id]}:${meaning}`;
  throw new Error(`no words for a name of kind ${id}`);
}

const printed = (fields: readonly Field[]): string => lines(fields.map(printedName));
const listed = (fields: readonly Field[]): string => fields.map(listedName).join(', ');

function pointParts(point: Field, reasonsTitle = 'Reasons'): string {
  return lines(
    children(point).map((one) => {
      switch (one.id) {
        case 'fullName':
          return `Full Name:\n${printed(children(one))}`;
        case 'relativeName':
          return `Relative Name:\n${oneLineName(one.meaning)}`;
        case 'reasons':
          return `${reasonsTitle}:\n${words(reasonWords, one.meaning)}`;
        case 'crlIssuer':
          return `CRL Issuer:\n${printed(children(one))}`;
        default:
          throw new Error(`no words for ${one.id}`);
      }
    }),
  );
}

function issuingPoint({ fields }: Extension): string {
  const flags = [
    ['onlyUserCertificates', 'Only User Certificates'],
    ['onlyCaCertificates', 'Only CA Certificates'],
    ['indirectCrl', 'Indirect CRL'],
  ] as const;
  const find = (id: string): Field | undefined => fields.find((one) => one.id === id);
  const point = find('distributionPoint');
  const reasons = find('reasons');
  const attribute = find('onlyAttributeCertificates');
  return lines([
    ...(point ? [pointParts(point)] : []),
    ...flags.flatMap(([id, text]) => (find(id)?.meaning === 'yes' ? [text] : [])),
    ...(reasons ? [`Only Some Reasons:\n${words(reasonWords, reasons.meaning)}`] : []),
    ...(attribute ? ['Only Attribute Certificates'] : []),
  ]);
}

const anyPolicy = 'anyPolicy (2.5.29.32.0)';
/** "domainValidated (2.23.140.1.2.1)" is an OID alone to OpenSSL, but for one. */
const policyId = (text: string): string =>
  text === anyPolicy ? 'X509v3 Any Policy' : (/\(([\d.]+)\)$/.exec(text)?.[1] ?? text);

function policyText(policy: Field): string {
  return lines([
    `Policy: ${policyId(policy.meaning)}`,
    ...children(policy).map((qualifier) => {
      if (qualifier.id === 'cps') return `CPS: ${qualifier.meaning}`;
      if (qualifier.id !== 'userNotice') throw new Error(`no words for ${qualifier.id}`);
      const numbers = children(qualifier).filter(({ id }) => id === 'noticeNumber');
      const organization = part(qualifier, 'organization');
      const text = children(qualifier).find(({ id }) => id === 'explicitText');
      return lines([
        'User Notice:',
        ...(organization === '' ? [] : [`Organization: ${organization}`]),
        ...(numbers.length === 0
          ? []
          : [`Number${numbers.length > 1 ? 's' : ''}: ${numbers.map(({ meaning }) => meaning).join(', ')}`]),
        // OpenSSL 3.0 prints nothing of a BMPString.
        ...(text ? [`Explicit Text: ${text.raw.startsWith('1e') ? '' : text.meaning}`] : []),
      ]);
    }),
  ]);
}

function access({ fields }: Extension): string {
  return lines(
    fields.map((entry) => {
      const method = entry.id === 'accessMethod' ? entry.name : word(methods, entry.id);
      return children(entry)
        .map((name) => `${method} - ${listedName(name)}`)
        .join('');
    }),
  );
}

const colonHex = (hex: string): string => hex.replace(/(..)(?=.)/g, '$1:');

function authorityKey({ fields }: Extension): string {
  // OpenSSL 3.0 writes "keyid:" only where there is more.
  return lines(
    fields.map((one) => {
      if (one.id === 'keyIdentifier') return fields.length > 1 ? `keyid:${one.meaning}` : one.meaning;
      if (one.id === 'issuer') return listed(children(one));
      return `serial:${colonHex(one.meaning)}`;
    }),
  );
}

function timestamps({ fields }: Extension): string {
  const algorithms: Readonly<Record<string, string>> = {
    'ECDSA with SHA256': 'ecdsa-with-SHA256',
    'RSA with SHA256': 'sha256WithRSAEncryption',
  };
  return lines(
    fields.map((sct) => {
      // Always with its thousandths.
      const when = time(part(sct, 'timestamp').replace(/(:\d\d) UTC/, '$1.000 UTC'));
      return lines([
        'Signed Certificate Timestamp:',
        `Version : ${part(sct, 'version')} (0x0)`,
        `Log ID : ${part(sct, 'logId')}`,
        `Timestamp : ${when}`,
        `Extensions: ${part(sct, 'sctExtensions') || 'none'}`,
        `Signature : ${word(algorithms, part(sct, 'signatureAlgorithm'))}`,
        part(sct, 'signature'),
      ]);
    }),
  );
}

const value = ({ field }: Extension): string => field.meaning;
const point = ({ fields }: Extension): string => lines(fields.map((one) => pointParts(one)));

/** By our name of the extension. */
const mappings: Readonly<Record<string, Mapping>> = {
  basicConstraints: {
    title: 'X509v3 Basic Constraints',
    text: ({ field }) => {
      const path = part(field, 'pathLength');
      return `CA:${part(field, 'ca') === 'yes' ? 'TRUE' : 'FALSE'}${path === '' ? '' : `, pathlen:${path}`}`;
    },
  },
  keyUsage: { title: 'X509v3 Key Usage', text: ({ field }) => words(usages, field.meaning) },
  extKeyUsage: {
    title: 'X509v3 Extended Key Usage',
    text: ({ fields }) => fields.map(({ meaning }) => word(purposes, meaning)).join(', '),
  },
  subjectKeyIdentifier: { title: 'X509v3 Subject Key Identifier', text: value },
  authorityKeyIdentifier: { title: 'X509v3 Authority Key Identifier', text: authorityKey },
  subjectAltName: { title: 'X509v3 Subject Alternative Name', text: ({ fields }) => listed(fields) },
  issuerAltName: { title: 'X509v3 Issuer Alternative Name', text: ({ fields }) => listed(fields) },
  certificateIssuer: { title: 'X509v3 Certificate Issuer', text: ({ fields }) => listed(fields) },
  nameConstraints: {
    title: 'X509v3 Name Constraints',
    text: ({ fields }) =>
      lines(
        fields.map(
          (one) => `${one.id === 'permitted' ? 'Permitted' : 'Excluded'}:\n${printed(children(one))}`,
        ),
      ),
  },
  certificatePolicies: {
    title: 'X509v3 Certificate Policies',
    text: ({ fields }) => lines(fields.map(policyText)),
  },
  policyMappings: {
    title: 'X509v3 Policy Mappings',
    text: ({ fields }) =>
      fields
        .map(
          (one) =>
            `${policyId(part(one, 'issuerDomainPolicy'))}:${policyId(part(one, 'subjectDomainPolicy'))}`,
        )
        .join(', '),
  },
  policyConstraints: {
    title: 'X509v3 Policy Constraints',
    text: ({ fields }) =>
      fields
        .map(({ id, meaning }) =>
          id === 'requireExplicitPolicy'
            ? `Require Explicit Policy:${meaning}`
            : `Inhibit Policy Mapping:${meaning}`,
        )
        .join(', '),
  },
  inhibitAnyPolicy: { title: 'X509v3 Inhibit Any Policy', text: ({ field }) => part(field, 'skipCerts') },
  cRLDistributionPoints: { title: 'X509v3 CRL Distribution Points', text: point },
  freshestCRL: { title: 'X509v3 Freshest CRL', text: point },
  issuingDistributionPoint: { title: 'X509v3 Issuing Distribution Point', text: issuingPoint },
  authorityInfoAccess: { title: 'Authority Information Access', text: access },
  subjectInfoAccess: { title: 'Subject Information Access', text: access },
  privateKeyUsagePeriod: {
    title: 'X509v3 Private Key Usage Period',
    text: ({ fields }) =>
      fields
        .map(({ id, meaning }) => `${id === 'notBefore' ? 'Not Before' : 'Not After'}: ${time(meaning)}`)
        .join(', '),
  },
  tlsFeature: {
    title: 'TLS Feature',
    text: ({ fields }) => fields.map(({ meaning }) => meaning.split(' ')[0]).join(', '),
  },
  signedCertificateTimestamps: { title: 'CT Precertificate SCTs', text: timestamps },
  ctPoison: { title: 'CT Precertificate Poison', text: () => 'NULL' },
  ocspNoCheck: { title: 'OCSP No Check', text: () => '' },
  // OpenSSL prints the header of the octets too.
  ocspNonce: { title: 'OCSP Nonce', text: ({ field }) => `0410${field.meaning}` },
  ocspCrlReferences: {
    title: 'OCSP CRL ID',
    text: ({ field }) =>
      lines([
        `crlUrl: ${part(field, 'crlUrl')}`,
        `crlNum: ${Number(part(field, 'crlNumber')).toString(16)}`,
        `crlTime: ${time(part(field, 'crlTime'))}`,
      ]),
  },
  ocspResponse: {
    title: 'Acceptable OCSP Responses',
    text: ({ fields }) => lines(fields.map(({ meaning }) => word(purposes, meaning))),
  },
  ocspArchiveCutoff: { title: 'OCSP Archive Cutoff', text: ({ field }) => time(field.meaning) },
  ocspServiceLocator: {
    title: 'OCSP Service Locator',
    text: ({ field, fields }) =>
      lines([
        `Issuer: ${oneLineName(part(field, 'issuer'))}`,
        ...fields
          .filter(({ id }) => id !== 'issuer')
          .map((entry) => `${word(methods, entry.id)} - ${printed(children(entry))}`),
      ]),
  },
  cRLNumber: { title: 'X509v3 CRL Number', text: value },
  deltaCRLIndicator: { title: 'X509v3 Delta CRL Indicator', text: value },
  cRLReason: { title: 'X509v3 CRL Reason Code', text: ({ field }) => word(reasonWords, field.meaning) },
  invalidityDate: { title: 'Invalidity Date', text: ({ field }) => time(field.meaning) },
  holdInstructionCode: { title: 'Hold Instruction Code', text: ({ field }) => word(holds, field.meaning) },
  netscapeCertType: { title: 'Netscape Cert Type', text: ({ field }) => words(netscape, field.meaning) },
  netscapeComment: { title: 'Netscape Comment', text: value },
  netscapeBaseUrl: { title: 'Netscape Base Url', text: value },
  netscapeRevocationUrl: { title: 'Netscape Revocation Url', text: value },
  netscapeCaRevocationUrl: { title: 'Netscape CA Revocation Url', text: value },
  netscapeRenewalUrl: { title: 'Netscape Renewal Url', text: value },
  netscapeCaPolicyUrl: { title: 'Netscape CA Policy Url', text: value },
  netscapeSslServerName: { title: 'Netscape SSL Server Name', text: value },
  // OpenSSL names these and prints their bytes, the last two under names of its own.
  subjectDirectoryAttributes: { title: 'X509v3 Subject Directory Attributes', text: undefined },
  qcStatements: { title: 'qcStatements', text: undefined },
  ocspPreferredAlgorithms: { title: 'Extended OCSP Status', text: undefined },
  ocspExtendedRevoke: { title: 'valid', text: undefined },
};

/** Known to OpenSSL and not to us, which show them as they are. */
const titles: Readonly<Record<string, string>> = { '2.23.42.7.0': 'setCext-hashedRoot' };

/** Our extension in OpenSSL's words; where it has none, the title alone. */
export function inOpensslWords(extension: Extension): { title: string; text: string | undefined } {
  const mapping = Object.hasOwn(mappings, extension.name) ? mappings[extension.name] : undefined;
  return {
    title: mapping?.title ?? titles[extension.oid] ?? extension.oid,
    text: mapping?.text?.(extension),
  };
}

/** Names of the extensions with words above. */
export const mappedExtensions = Object.keys(mappings);

/** White space does not count: OpenSSL breaks lines of octets, and leaves a break out where reasons follow. */
export function squeezed(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/: (?=[0-9A-F]{2}\b)/g, ':')
    .replace(/ ?= ?/g, '=')
    .trim();
}

export interface PrintedExtension {
  readonly title: string;
  readonly critical: boolean;
  readonly text: string;
}

const beginnings = /^( *)(?:X509v3 extensions|CRL extensions|CRL entry extensions|Requested Extensions):/;

/** The extensions in OpenSSL's text: one list for each place that has any. */
export function printedExtensions(text: string): PrintedExtension[][] {
  const found: { title: string; critical: boolean; text: string }[][] = [];
  let indent: number | undefined;
  for (const line of text.split('\n')) {
    const beginning = beginnings.exec(line);
    if (beginning) {
      indent = beginning[1]!.length + 4;
      found.push([]);
      continue;
    }
    if (indent === undefined) continue;
    if (/^ *(?:Signature Algorithm|Serial Number): |^(?:No )?Revoked Certificates/.test(line)) {
      indent = undefined;
      continue;
    }
    const list = found.at(-1)!;
    const header = new RegExp(`^ {${indent}}(\\S.*?): ?(critical)?$`).exec(line);
    if (header) list.push({ title: header[1]!, critical: header[2] !== undefined, text: '' });
    else if (list.length > 0) list.at(-1)!.text += `${line}\n`;
  }
  return found;
}
