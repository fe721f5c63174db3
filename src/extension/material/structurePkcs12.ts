/** The story of a PKCS#12 file: what shows without the passphrase, then what is in it. Keys are named, not decrypted. */
import * as vscode from 'vscode';
import { pkcs12Finding } from '../../core/crypto/pkcs12FindingTexts';
import type { Encryption } from '../../core/crypto/passphraseCipher';
import {
  clearKeys,
  needsPassphrase,
  type Pkcs12Store,
  type StoredBag,
  type StoredSafe,
} from '../../core/crypto/pkcs12Store';
import { pemFinding } from '../../core/input/findingTexts';
import { readCertificate } from '../../core/x509/certificate';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Section, Statement } from '../../protocol/structure';
import { localised } from '../ui/localise';
import type { OverviewDecoder, OverviewInput } from './overview';
import { fact, ofFinding, section, validityWords, verdict } from './structureStatements';

export const openPkcs12Title = (): string => vscode.l10n.t('Open with Passphrase…');

export const pkcs12Overview: OverviewDecoder = (input) => {
  if (input.type !== 'PFX') return Promise.resolve(undefined);
  const store = input.store ?? input.reading.store;
  if (!store)
    return Promise.resolve({
      verdicts: [verdict('unknown', vscode.l10n.t('Not opened'))],
      sections: [
        section('store', vscode.l10n.t('PKCS#12 key store'), [
          verdict(
            'unknown',
            vscode.l10n.t('Not opened: it is signed with a certificate instead of a passphrase, or damaged.'),
          ),
        ]),
      ],
      findings: [],
      certificates: [],
    });
  const inClear = clearKeys(store);
  const findings = [
    ...(store.macHolds === false ? [pkcs12Finding('pkcs12_mac_invalid', store.mac?.span)] : []),
    ...inClear.map(({ span }) => pemFinding('private_key_not_encrypted', span)),
  ];
  return Promise.resolve({
    verdicts: verdicts(store, inClear.length),
    sections: [
      outerSection(store),
      ...certificateSection(store, input),
      ...keySection(store, input),
      ...otherSection(store),
    ],
    findings,
    certificates: [],
  });
};

function verdicts(store: Pkcs12Store, keysInClear: number): Statement[] {
  const { mac, macHolds, opened, safes } = store;
  const list: Statement[] = [];
  if (needsPassphrase(store))
    list.push({
      ...verdict('unknown', vscode.l10n.t('Not opened')),
      action: { id: 'openPkcs12', title: openPkcs12Title() },
    });
  if (!mac) list.push(verdict('unknown', vscode.l10n.t('MAC: none in the file')));
  else if (macHolds === true) list.push(verdict('ok', vscode.l10n.t('MAC')));
  else if (macHolds === false) list.push(verdict('wrong', vscode.l10n.t('MAC does not match')));
  else list.push(verdict('unknown', vscode.l10n.t('MAC not checked')));
  const closed = safes.filter(({ bags }) => !bags).length;
  if (opened && closed > 0)
    list.push(verdict('unknown', vscode.l10n.t('{0} of {1} parts not read', closed, safes.length)));
  if (keysInClear > 0) list.push(verdict('warn', vscode.l10n.t('Private key not encrypted')));
  return list;
}

function outerSection(store: Pkcs12Store): Section {
  const { version, safes } = store;
  return section('store', vscode.l10n.t('Protection'), [
    ...(version === undefined ? [] : [fact(vscode.l10n.t('Version'), String(version))]),
    macStatement(store),
    ...safes.map((safe, at) => safeStatement(safe, at + 1, store)),
  ]);
}

function macStatement({ mac, macHolds }: Pkcs12Store): Statement {
  const label = vscode.l10n.t('MAC');
  if (!mac)
    return {
      ...verdict('unknown', vscode.l10n.t('none: it cannot be checked whether the file was changed')),
      label,
    };
  const { name, hash, iterations, span } = mac;
  if (!hash)
    return { ...verdict('unknown', vscode.l10n.t('not checked: {0} is not read here', name), span), label };
  const how =
    iterations === undefined
      ? vscode.l10n.t('HMAC with {0}', name)
      : vscode.l10n.t('HMAC with {0}, {1}', name, times(iterations));
  if (macHolds === undefined)
    return {
      ...verdict('unknown', vscode.l10n.t('{0}: not checked without the passphrase', how), span),
      label,
    };
  return macHolds
    ? { ...verdict('ok', vscode.l10n.t('{0}: verified', how), span), label }
    : {
        ...verdict('wrong', vscode.l10n.t('{0}: does not match, the file was changed or damaged', how), span),
        label,
      };
}

function times(iterations: number): string {
  const count = iterations.toLocaleString(vscode.env.language);
  return iterations === 1 ? vscode.l10n.t('1 iteration') : vscode.l10n.t('{0} iterations', count);
}

/** What people call the encryptions of PKCS#12 itself. */
const shortNames: Readonly<Record<string, string>> = {
  pbeWithSHAAnd128BitRC4: 'RC4-128',
  'pbeWithSHAAnd2-KeyTripleDES-CBC': 'TDES-112',
  'pbeWithSHAAnd128BitRC2-CBC': 'RC2-128',
  'pbeWithSHAAnd40BitRC2-CBC': 'RC2-40',
};

/** "PBES2, PBKDF2 with hmacWithSHA256, aes256-CBC, 2,048 iterations". */
export function encryptionWords({ name, iterations }: Encryption): string {
  const english = String(name);
  const known = (Object.hasOwn(shortNames, english) ? shortNames[english] : undefined) ?? localised(name);
  return iterations === undefined ? known : `${known}, ${times(iterations)}`;
}

function safeStatement(
  { encryption, bags, problem, span }: StoredSafe,
  at: number,
  { opened }: Pkcs12Store,
): Statement {
  const label = vscode.l10n.t('Part {0}', at);
  const count =
    bags === undefined
      ? ''
      : bags.length === 1
        ? vscode.l10n.t('1 entry')
        : vscode.l10n.t('{0} entries', bags.length);
  if (!encryption) return fact(label, vscode.l10n.t('not completely encrypted: {0}', count), span);
  const how = encryptionWords(encryption);
  if (bags) return fact(label, vscode.l10n.t('decrypted: {0} ({1})', count, how), span);
  const unread = encryption.problem?.code;
  const text =
    unread === 'damaged' || problem?.code === 'damaged'
      ? vscode.l10n.t('not checked: its encryption is damaged')
      : unread === 'too_many_iterations'
        ? vscode.l10n.t('not checked: the passphrase iteration count is too high ({0})', how)
        : unread !== undefined
          ? vscode.l10n.t('not checked: {0} is not read here', how)
          : opened
            ? vscode.l10n.t('not opened by this passphrase ({0})', how)
            : vscode.l10n.t('encrypted, not opened ({0})', how);
  return { ...verdict('unknown', text, span), label };
}

/** A bag with the number of its part where it is one. */
const bagsOf = ({ safes }: Pkcs12Store, ...kinds: StoredBag['kind'][]): StoredBag[] =>
  safes.flatMap(({ bags = [] }) => bags.filter(({ kind }) => kinds.includes(kind)));

function openAction(bag: StoredBag, { places }: OverviewInput): Pick<Statement, 'action'> {
  const place = places?.get(bag);
  return place === undefined
    ? {}
    : { action: { id: 'openPart', title: vscode.l10n.t('Show'), argument: place } };
}

function naming({ friendlyName, localKeyId }: StoredBag): Statement[] {
  return [
    ...(friendlyName === undefined ? [] : [fact('friendlyName', friendlyName)]),
    ...(localKeyId === undefined ? [] : [fact('localKeyId', localKeyId, undefined, true)]),
  ];
}

function certificateSection(store: Pkcs12Store, input: OverviewInput): Section[] {
  const bags = bagsOf(store, 'certificate');
  if (bags.length === 0) return [];
  return [
    section(
      'certificates',
      vscode.l10n.t('Certificates'),
      bags.map((bag) => {
        const read = readCertificate(bag.bytes);
        if (!read.wellFormed)
          return {
            ...verdict('unknown', vscode.l10n.t('not read: this is not an X.509 certificate')),
            inside: naming(bag),
          };
        const dates = validityWords({ from: read.notBefore?.date, to: read.notAfter?.date }, input.now);
        return {
          ...fact(nameOf(read), dates.text, bag.span),
          // A tick here would read as one for the certificate.
          status: dates.status === 'ok' ? ('none' as const) : dates.status,
          inside: naming(bag),
          ...openAction(bag, input),
        };
      }),
    ),
  ];
}

const nameOf = ({ subject }: Certificate): string =>
  subject.label || subject.text || vscode.l10n.t('Certificate');

function keySection(store: Pkcs12Store, input: OverviewInput): Section[] {
  const bags = bagsOf(store, 'shroudedKey', 'clearKey');
  if (bags.length === 0) return [];
  const exposed = new Set(clearKeys(store));
  return [
    section(
      'keys',
      vscode.l10n.t('Private keys'),
      bags.map((bag, at) => {
        const title =
          bags.length === 1 ? vscode.l10n.t('Private key') : vscode.l10n.t('Private key {0}', at + 1);
        const inside = [...naming(bag), ...certificateOfKey(bag, store)];
        if (exposed.has(bag))
          return { ...ofFinding(pemFinding('private_key_not_encrypted', bag.span)), label: title, inside };
        const text = bag.encryption
          ? vscode.l10n.t('encrypted, not decrypted here ({0})', encryptionWords(bag.encryption))
          : vscode.l10n.t('encrypted with its part of the file, wiped after reading');
        return { ...fact(title, text, bag.span), inside, ...openAction(bag, input) };
      }),
    ),
  ];
}

/** By the identifier alone: whether the keys are equal, only the decrypted key would tell. */
function certificateOfKey({ localKeyId }: StoredBag, store: Pkcs12Store): Statement[] {
  const label = vscode.l10n.t('Certificate');
  if (localKeyId === undefined) return [];
  const found = bagsOf(store, 'certificate').filter((one) => one.localKeyId === localKeyId);
  if (found.length > 0)
    return [
      fact(
        label,
        vscode.l10n.t(
          '{0} (same localKeyId; the keys are not compared)',
          found.map(({ bytes }) => nameOf(readCertificate(bytes))).join(', '),
        ),
      ),
    ];
  return store.safes.some(({ bags }) => !bags)
    ? []
    : [{ ...verdict('warn', vscode.l10n.t('none in this file has this localKeyId')), label }];
}

function otherSection(store: Pkcs12Store): Section[] {
  const bags = bagsOf(store, 'crl', 'other');
  if (bags.length === 0) return [];
  return [
    section(
      'otherBags',
      vscode.l10n.t('Other entries'),
      bags.map((bag) => ({ ...fact(bag.type, bag.friendlyName ?? '', bag.span) })),
    ),
  ];
}
