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
import type { Answer, Frame, Ui } from '../flow/ui';
import { runSteps } from '../flow/steps';
import type { CatalogueKey } from '../service/keyCatalogue';
import type { ServiceTools } from '../service/tools';
import { askPair, askWhatNow } from './agreedPair';
import { askAuthority, type Authority } from './askAuthority';
import { askCertificate } from './askCertificate';
import { askDerived, askFunction, askHash, askSharedInformation } from './askDerivation';
import { askBlock } from './askKeyBlock';
import { keepChoices, keptChoices } from '../service/choicesKept';
import { finishDraft, finishSteps, take } from './finishDraft';
import type { ImportSource } from '../material/importSource';
import { openCertificates } from './openMaterial';
import { knownKey } from '../service/serviceKeys';

/** Kept for the next time; the shared information is not. */
interface Derivation {
  algorithm: SymmetricKeyAlgorithm;
  derivation: KeyDerivationFunction;
  hash: KeyDerivationHashAlgorithm;
}

interface Answers extends Derivation {
  block: KeyBlock | undefined;
  pair: CatalogueKey | undefined;
  partner: Certificate | undefined;
  authority: Authority | undefined;
  /** Upper-case hex. */
  sharedInformation: string;
}

const flow = 'agreed';

export async function importAgreed(tools: ServiceTools, ui: Ui, source?: ImportSource): Promise<void> {
  const given = source?.kind === 'keyBlock' ? decodeKeyBlock(source.text) : undefined;
  const last = keptChoices<Derivation>(tools, flow);
  const answers: Answers = {
    block: given,
    pair: undefined,
    partner: undefined,
    authority: undefined,
    sharedInformation: '',
    algorithm: last.algorithm ?? 'AES_256',
    derivation: last.derivation ?? 'NIST_SP800',
    hash: last.hash ?? 'SHA_256',
  };
  const known = openCertificates();
  const carried = (): readonly KeyAlgorithm[] =>
    answers.block ? judgeKeyBlock(answers.block).keyAlgorithms : [];
  await runSteps(vscode.l10n.t('Import by Key Agreement (ECDH)'), [
    {
      ask: async (frame) =>
        take(await askPair(tools, ui, frame, given ? carried() : [], answers.pair), (pair) => {
          answers.pair = pair;
        }),
    },
    {
      when: () => given === undefined,
      ask: async (frame) => take(await askWhatNow(tools, ui, frame, answers.pair!), () => undefined),
    },
    {
      when: () => given === undefined,
      ask: async (frame) =>
        take(await askBlock(ui, frame, answers.block), (block) => (answers.block = block)),
    },
    {
      ask: async (frame) =>
        take(await askPartner(ui, frame, answers, known), (partner) => (answers.partner = partner)),
    },
    {
      ask: async (frame) =>
        take(
          await askAuthority(tools, ui, frame, answers.partner!, known, answers.authority),
          (authority) => (answers.authority = authority),
        ),
    },
    {
      ask: async (frame) =>
        take(
          await askDerived(ui, frame, answers.block, answers.algorithm, carried()),
          (algorithm) => (answers.algorithm = algorithm),
        ),
    },
    {
      ask: async (frame) =>
        take(
          await askFunction(ui, frame, answers.derivation),
          (derivation) => (answers.derivation = derivation),
        ),
    },
    {
      ask: async (frame) => take(await askHash(ui, frame, answers.hash), (hash) => (answers.hash = hash)),
    },
    {
      ask: async (frame) =>
        take(
          await askSharedInformation(ui, frame, answers.sharedInformation),
          (text) => (answers.sharedInformation = text),
        ),
    },
    {
      count: finishSteps,
      ask: async (frame) => {
        const { algorithm, derivation, hash } = answers;
        await keepChoices(tools, flow, { algorithm, derivation, hash });
        return finish(tools, ui, frame, answers);
      },
    },
  ]);
}

async function askPartner(
  ui: Ui,
  frame: Frame,
  { pair, partner }: Answers,
  known: Certificate[],
): Promise<Answer<Certificate>> {
  const curve = pair!.summary.KeyAttributes.KeyAlgorithm;
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
      active: partner,
    },
    known,
  );
}

function finish(
  tools: ServiceTools,
  ui: Ui,
  frame: Frame,
  { block, pair, partner, authority, algorithm, derivation, hash, sharedInformation }: Answers,
): ReturnType<typeof finishDraft> {
  return finishDraft(tools, ui, frame, {
    headline: vscode.l10n.t(
      'TR-31 key block under a key agreed with {0}',
      partner!.subject.label || partner!.subject.text,
    ),
    plan: (choices, context) =>
      planAgreedKeyBlock(
        {
          block: block!,
          own: knownKey(pair!),
          partner: partner!,
          authority: knownKey(authority!.key),
          deriveAlgorithm: algorithm,
          derivation,
          hash,
          sharedInformation: fromHex(sharedInformation) ?? new Uint8Array(),
        },
        choices,
        context,
      ),
    relied: [partner!, ...(authority!.certificate ? [authority!.certificate] : [])],
    advice: ({ kind }) =>
      kind === 'validation'
        ? vscode.l10n.t(
            'Mostly the derived keys differ, so that the MAC of the block does not hold: compare function, hash, length of the derived key and shared information with the other party. The shared secret has the length of the field, 66 bytes for P-521, with its leading zeros.',
          )
        : undefined,
  });
}
