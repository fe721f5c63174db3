/** Import of a key block under a key that both parties derive (ECDH): own pair, the other party's certificate, derivation. */
import * as vscode from 'vscode';
import { fromHex } from '../../core/crypto/bytes';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import type { KeyBlock } from '../../core/keyblock/types';
import type { Certificate } from '../../core/x509/certificateTypes';
import type {
  KeyDerivationFunction,
  KeyDerivationHashAlgorithm,
  SymmetricKeyAlgorithm,
} from '../../keyservice/model/enums';
import { planAgreedKeyBlock } from '../../keyservice/plans/keyBlockPlans';
import { awsKeyAlgorithm } from '../../keyservice/rules/certificates';
import { judgeKeyBlock } from '../../keyservice/rules/keyBlocks';
import type { KeyAlgorithm } from '../../keyservice/rules/keyAttributes';
import type { Key } from '../../keyservice/operations';
import { flow } from '../flow/flow';
import type { Answer, Frame, Ui } from '../flow/ui';
import type { CatalogueKey } from '../service/keyCatalogue';
import { askPair, askWhatNow } from './agreedPair';
import { askAuthority, type Authority } from './askAuthority';
import { askCertificate } from './askCertificate';
import { askBlock, askDerived, askFunction, askHash, askSharedInformation } from './agreedQuestions';
import { keepChoices, keptChoices } from '../service/tools';
import { checkAndFinish, finishSteps } from './confirmImport';
import type { ImportStart } from './importRun';
import { openCertificates } from './openMaterial';
import { knownKey } from '../service/pickKey';

/** Kept for the next time; the shared information is not. */
interface Derivation {
  readonly algorithm: SymmetricKeyAlgorithm;
  readonly derivation: KeyDerivationFunction;
  readonly hash: KeyDerivationHashAlgorithm;
}

interface Answers extends Derivation {
  readonly pair: CatalogueKey;
  readonly partner: Certificate;
  readonly authority: Authority;
  /** Upper-case hex. */
  readonly sharedInformation: string;
}

const kept = 'agreed';

export async function importAgreed(start: ImportStart): Promise<void> {
  const { tools, ui, source } = start;
  const given = source?.kind === 'keyBlock' ? decodeKeyBlock(source.text) : undefined;
  const last = keptChoices<Derivation>(tools, kept);
  const known = openCertificates();
  const carriedBy = (block: KeyBlock | undefined): readonly KeyAlgorithm[] =>
    block ? judgeKeyBlock(block).keyAlgorithms : [];
  await flow(vscode.l10n.t('Import by Key Agreement (ECDH)'))
    .ask('pair', (frame, _, former: CatalogueKey | undefined) =>
      askPair(start, frame, carriedBy(given), former),
    )
    .askWhen(
      () => !given,
      'now',
      (frame, { pair }) => askWhatNow(start, frame, pair),
    )
    .askWhen(
      () => !given,
      'block',
      (frame, _, former: KeyBlock | undefined) => askBlock(ui, frame, former),
    )
    .ask('partner', (frame, { pair }, former: Certificate | undefined) =>
      askPartner(ui, frame, { pair, known, active: former }),
    )
    .ask('authority', (frame, { partner }, former: Authority | undefined) =>
      askAuthority(start, frame, { subject: partner, known, active: former }),
    )
    .ask('algorithm', (frame, { block = given }, former: SymmetricKeyAlgorithm | undefined) =>
      askDerived(ui, frame, block, { carried: carriedBy(block), active: former }),
    )
    .ask('derivation', (frame, _, former: KeyDerivationFunction | undefined) =>
      askFunction(ui, frame, former ?? 'NIST_SP800'),
    )
    .ask('hash', (frame, _, former: KeyDerivationHashAlgorithm | undefined) =>
      askHash(ui, frame, former ?? 'SHA_256'),
    )
    .ask('sharedInformation', (frame, _, former: string | undefined) =>
      askSharedInformation(ui, frame, former ?? ''),
    )
    .ask(
      'key',
      async (frame, { block = given, ...answers }) => {
        const { algorithm, derivation, hash } = answers;
        await keepChoices(tools, kept, { algorithm, derivation, hash });
        return finish(start, frame, block!, answers);
      },
      { count: finishSteps },
    )
    .run({ answers: { algorithm: 'AES_256', ...last } });
}

async function askPartner(
  ui: Ui,
  frame: Frame,
  { pair, known, active }: { pair: CatalogueKey; known: Certificate[]; active: Certificate | undefined },
): Promise<Answer<Certificate>> {
  const curve = pair.summary.KeyAttributes.KeyAlgorithm;
  return askCertificate(
    ui,
    frame,
    {
      placeholder: vscode.l10n.t('Certificate of the other party, of the same curve: {0}', curve),
      fits: vscode.l10n.t('of the same curve'),
      refusal: ({ publicKey }) =>
        awsKeyAlgorithm(publicKey) === curve
          ? undefined
          : vscode.l10n.t(
              'Its key is {0}, the own key pair {1}: both have to be of one curve.',
              publicKey.name,
              curve,
            ),
      active,
    },
    known,
  );
}

function finish(
  start: ImportStart,
  frame: Frame,
  block: KeyBlock,
  { pair, partner, authority, algorithm, derivation, hash, sharedInformation }: Answers,
): Promise<Answer<Key>> {
  return checkAndFinish(start, frame, {
    headline: vscode.l10n.t(
      'TR-31 key block under a key agreed with {0}',
      partner.subject.label || partner.subject.text,
    ),
    plan: (choices, context) =>
      planAgreedKeyBlock(
        {
          block,
          own: knownKey(pair),
          partner,
          authority: knownKey(authority.key),
          deriveAlgorithm: algorithm,
          derivation,
          hash,
          sharedInformation: fromHex(sharedInformation) ?? new Uint8Array(),
        },
        choices,
        context,
      ),
    relied: [partner, ...(authority.certificate ? [authority.certificate] : [])],
    advice: ({ kind }) =>
      kind === 'validation'
        ? vscode.l10n.t(
            'Mostly the derived keys differ, so that the MAC of the block does not hold: compare function, hash, length of the derived key and shared information with the other party. The shared secret has the length of the field, 66 bytes for P-521, with its leading zeros.',
          )
        : undefined,
  });
}
