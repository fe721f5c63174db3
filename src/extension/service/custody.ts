/**
 * What a careful custodian would refuse, before anything is sent: test material neither is trusted by, nor receives
 * a key from, a live account that this machine does not list for tests.
 */
import * as vscode from 'vscode';
import { sameOctets } from '../../core/octets';
import type { Certificate } from '../../core/x509/certificateTypes';
import { readCertificate } from '../../core/x509/certificate';
import type { Finding } from '../../core/findings';
import { wipe } from '../../core/crypto/bytes';
import type { ServiceTarget } from '../../keyservice/operations';
import { testKeyWarning as warningOf, type TestableKey } from '../../keyservice/rules/knownTestKeys';
import {
  custodyObjection,
  custodyVerdict,
  type ClearKey,
  type CustodyMatter,
  type CustodyVerdict,
} from '../../keyservice/rules/custody';
import { clearKeyOf, clearKeysSeen, wasLoaded } from '../testKeys/loadedKeys';
import { TestCertificates } from '../testKeys/testCertificates';
import { type ServiceTools, testAccounts } from './tools';
import { keptCertificateFiles, keptDer, keptKeys, readKeptKey } from '../testKeys/kept';

/**
 * Why a call may not be made, and how to list the account; undefined where nothing stands against it. Asks STS for
 * the account where only that can tell.
 */
export async function custodyRefusal(
  tools: Pick<ServiceTools, 'connection' | 'context'>,
  target: ServiceTarget,
  what: CustodyMatter,
): Promise<string | undefined> {
  const made = new TestCertificates(tools.context.globalState);
  const kept = await keptPublicKeys(tools.context);
  const objection = custodyObjection(what, {
    madeHere: ({ raw }) => made.made(raw),
    keyIsHere: ({ publicKey }) =>
      wasLoaded(publicKey) || kept.some((known) => sameOctets(known, publicKey.raw)),
    ...(what.wrapsUnder ? { clearKeys: [...clearKeysSeen(), ...(await keptClearKeys(tools.context))] } : {}),
  });
  const accounts = testAccounts();
  const judged = (): CustodyVerdict | undefined =>
    custodyVerdict(withAccount(tools, target), accounts, objection, what.madeFor);
  let verdict = judged();
  if (verdict?.refusal === 'accountUnknown' && isChosen(tools, target)) {
    const { learnAccount } = await import('./selectProfile');
    await learnAccount(tools.connection);
    verdict = judged();
  }
  return verdict && refusalText(verdict, what);
}

/** The warning that a key of the service may be a published test key; undefined where it is not, or may be one. */
export function testKeyWarning(key: TestableKey, target: ServiceTarget): Finding | undefined {
  return warningOf(key, { target, testAccounts: testAccounts() });
}

/** The account as STS told it for the present choice, where the target itself does not say. */
function withAccount(tools: Pick<ServiceTools, 'connection'>, target: ServiceTarget): ServiceTarget {
  const account = target.account ?? (isChosen(tools, target) ? tools.connection.chosen?.account : undefined);
  return account === undefined ? target : { ...target, account };
}

function isChosen({ connection }: Pick<ServiceTools, 'connection'>, target: ServiceTarget): boolean {
  const choice = connection.chosen?.choice;
  return choice?.kind === 'aws' && choice.profile === target.profile && choice.region === target.region;
}

/** SubjectPublicKeyInfo of every certificate whose key was made here and is kept. */
async function keptPublicKeys(
  store: Pick<ServiceTools['context'], 'globalStorageUri'>,
): Promise<Uint8Array[]> {
  const files = await keptCertificateFiles(store);
  const keys = await Promise.all(
    files.map((uri) =>
      keptDer(uri).then(
        (der) => readCertificate(der).publicKey.raw,
        () => new Uint8Array(),
      ),
    ),
  );
  return keys.filter(({ length }) => length > 0);
}

/** Key encryption keys of earlier test payloads, whose bytes are in files here. */
async function keptClearKeys(store: ServiceTools['context']): Promise<ClearKey[]> {
  const kept = await keptKeys(store);
  return Promise.all(
    kept.map(async (one): Promise<ClearKey> => {
      const { cipher, bytes, kcv } = one;
      // Where it cannot be read, its name still says the check value that is usual.
      const named: ClearKey = { cipher, bytes, checkValues: [{ value: kcv }] };
      const key = await readKeptKey(one).catch(() => undefined);
      try {
        return (key && clearKeyOf(cipher, key)) ?? named;
      } finally {
        wipe(key);
      }
    }),
  );
}

function refusalText(
  { refusal, certificate, account }: CustodyVerdict,
  { wrapsUnder }: CustodyMatter,
): string {
  const name = certificate ? nameOf(certificate) : '';
  switch (refusal) {
    case 'ownCertificateTrusted':
      return withRemedy(
        vscode.l10n.t(
          'The certificate "{0}" was created here for testing, and its key is in a file. A live account that trusts it accepts any key from anyone who can read that file.',
          name,
        ),
        account,
      );
    case 'loadedKeyTrusted':
      return withRemedy(
        vscode.l10n.t(
          'The private key of the certificate "{0}" was opened or is kept on this machine. A live account that trusts it accepts any key from anyone who has that private key.',
          name,
        ),
        account,
      );
    case 'ownCertificateReceives':
      return withRemedy(
        vscode.l10n.t(
          'The certificate "{0}" was created here for testing. A key exported to it is effectively in the clear.',
          name,
        ),
        account,
      );
    case 'loadedKeyReceives':
      return withRemedy(
        vscode.l10n.t(
          'The private key of the certificate "{0}" was opened or is stored on this machine. A key exported to it is effectively in the clear.',
          name,
        ),
        account,
      );
    case 'ownCertificateOfPair':
      return withRemedy(
        vscode.l10n.t(
          'The certificate "{0}" belongs to a test CA created here, whose private key is in a file. Anyone who can read that file can issue a certificate that passes for your key pair\'s certificate.',
          name,
        ),
        account,
      );
    case 'loadedKeyOfPair':
      return withRemedy(
        vscode.l10n.t(
          'The private key of "{0}" is loaded here. Anyone who can read its file can issue a certificate that passes for your key pair\'s certificate.',
          name,
        ),
        account,
      );
    case 'typedKey':
      return withRemedy(
        vscode.l10n.t(
          'The key of this payload was entered here in the clear, or is stored in a file. It is a test key only.',
        ),
        account,
      );
    case 'wrappingKeyHere':
      return withRemedy(
        wrapsUnder?.KeyCheckValue === undefined
          ? vscode.l10n.t(
              'The wrapping key has no KCV, so it may be one of the keys of this algorithm that are, or were, in the clear on this machine.',
            )
          : vscode.l10n.t(
              'The wrapping key (KCV {0}) may be a key that is, or was, in the clear on this machine: algorithm and KCV match. A key exported under it is then effectively in the clear.',
              wrapsUnder.KeyCheckValue,
            ),
        account,
      );
    case 'wrappingKeyPublished':
      return withRemedy(
        vscode.l10n.t(
          'The wrapping key has the KCV of a published test key ({0}). A key exported under it is effectively in the clear.',
          wrapsUnder?.KeyCheckValue ?? '',
        ),
        account,
      );
    case 'receiverUnknown':
      return vscode.l10n.t(
        'This is a test key, and the account of these import parameters is unknown. No payload was created. Forget these parameters and get new ones, or use the simulator.',
      );
    case 'accountUnknown':
      return vscode.l10n.t(
        'This is test material, and the account of this live profile is unknown, so it cannot be compared with the test accounts (setting keyMaterial.testAccounts). Nothing was sent. Sign in and try again, or use the simulator.',
      );
  }
}

function withRemedy(reason: string, account: string | undefined): string {
  return vscode.l10n.t(
    '{0} Account {1} is live and not listed for tests, so nothing was sent. If it is a test account, add {1} to the user setting keyMaterial.testAccounts; otherwise use the simulator.',
    reason,
    account ?? '',
  );
}

function nameOf({ subject }: Certificate): string {
  return subject.label === '' ? subject.text : subject.label;
}
