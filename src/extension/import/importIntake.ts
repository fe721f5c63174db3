/** What was pasted, dropped or chosen on the Import Key page: material, or why there is none in it. */
import * as vscode from 'vscode';
import type { FromImportPage } from '../../protocol/importPage';
import type { Ui } from '../flow/ui';
import type { ImportSource } from '../material/importSource';
import { fileOf, readFile } from '../material/structureFile';
import { cryptogramProblem, sourcesOfContent, sourcesOfFile, sourcesOfText } from './findSource';
import { sourceOfHsmResponse } from './hsmResponse';
import { requestInFile, requestInText, type FoundSources } from './findRequest';
import { openCertificates } from './openMaterial';

export type Intake =
  { readonly sources: readonly [ImportSource, ...ImportSource[]] } | { readonly problem: string };

type Given = Extract<FromImportPage, { type: 'paste' | 'drop' | 'chooseFile' }>;

/** Undefined where no file was chosen. */
export async function intakeOf(ui: Ui, given: Given): Promise<Intake | undefined> {
  switch (given.type) {
    case 'paste':
      return (
        intakeOfRequest(requestInText(given.text, vscode.l10n.t('pasted'))) ??
        intake(
          sourcesOfText(given.text, vscode.l10n.t('pasted')).map((one) => ({ ...one, origin: undefined })),
          new TextEncoder().encode(given.text),
          vscode.l10n.t('No key block, token, cryptogram or certificate in this text.'),
        )
      );
    case 'drop': {
      const file = fileOf(given.name, given.bytes);
      const request = file.isText
        ? requestInText(new TextDecoder().decode(given.bytes), given.name)
        : undefined;
      return (
        intakeOfRequest(request) ??
        intake(
          sourcesOfContent(file),
          given.bytes,
          vscode.l10n.t('No key block, token, cryptogram or certificate in {0}.', given.name),
        )
      );
    }
    case 'chooseFile': {
      const uri = await ui.file({ title: vscode.l10n.t('Key Material to Import') });
      if (!uri) return undefined;
      const request = intakeOfRequest(await requestInFile(uri));
      if (request) return request;
      const { bytes } = await readFile(uri);
      return intake(
        await sourcesOfFile(uri),
        bytes,
        vscode.l10n.t('No key block, token, cryptogram or certificate in that file.'),
      );
    }
  }
}

function intakeOfRequest(found: FoundSources | undefined): Intake | undefined {
  if (!found) return undefined;
  const [first, ...more] = found.sources;
  return first ? { sources: [first, ...more] } : { problem: found.problem };
}

/** @param bytes as they were given: they may be the response of an HSM */
async function intake(
  sources: readonly ImportSource[],
  bytes: Uint8Array,
  otherwise: string,
): Promise<Intake> {
  const [first, ...more] = sources;
  if (first) return { sources: [first, ...more] };
  const certificates = openCertificates().map(({ value }) => value);
  const response = await sourceOfHsmResponse(bytes, vscode.l10n.t('HSM response'), certificates);
  if (typeof response === 'object') return { sources: [response] };
  const cut = cryptogramProblem(new TextDecoder().decode(bytes.subarray(0, 4000)));
  return { problem: response ?? cut ?? otherwise };
}
