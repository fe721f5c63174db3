/** report: what files hold of keys, and the reasons to move it. */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { KeyBlockScanner } from '../core/input/keyBlockScanner';
import { textOf } from '../core/input/material';
import { cbomOf } from '../keyservice/materialReport/cbom';
import { assetsOfFile, keyBlockAsset, largestFile, type Asset } from '../keyservice/materialReport/inventory';
import {
  materialReport,
  materialReportCsv,
  materialReportJson,
  materialReportMarkdown,
} from '../keyservice/materialReport/report';
import { standardInput } from './chain';
import type { Values } from './options';
import { CommandProblem, failOn, momentOf, packageVersion, Tally, warn, write } from './outcome';
import { sourcesOf } from './sources';

/** As in the editor: more is said aloud, and not read. */
const mostAssets = 100_000;

export async function report(args: readonly string[], values: Values): Promise<number> {
  const level = failOn(values['fail-on'], 'never');
  const at = momentOf(values.at);
  const forms = (['json', 'csv', 'cyclonedx'] as const).filter((form) => values[form] === true);
  if (forms.length > 1) throw new CommandProblem('Give one of --json, --csv and --cyclonedx.');
  if (values.kcv === true && forms[0] !== 'cyclonedx') throw new CommandProblem('--kcv needs --cyclonedx.');
  const assets: Asset[] = [];
  const skipped: { path: string; reason: string }[] = [];
  const tally = new Tally();
  let files = 0;
  for await (const { name, file } of sourcesOf(args)) {
    if (assets.length >= mostAssets) {
      skipped.push({
        path: name,
        reason: `the report already has ${mostAssets} items: this and later files`,
      });
      break;
    }
    try {
      const note = await readSource(name, file, assets);
      files++;
      if (note !== undefined) skipped.push({ path: name, reason: note });
    } catch (error) {
      if (error instanceof CommandProblem) throw error;
      warn(`${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
      skipped.push({ path: name, reason: 'could not be read' });
      tally.unread++;
    }
  }
  const made = materialReport(
    { name: args.length === 0 ? 'stdin' : args.join(', '), files, skipped },
    assets,
    at,
  );
  tally.materials = assets.length;
  // A reason is not a verdict.
  made.hits.forEach(() => tally.count('warning'));
  switch (forms[0]) {
    case 'json':
      await write(materialReportJson(made));
      break;
    case 'csv':
      await write(materialReportCsv(made));
      break;
    case 'cyclonedx': {
      const tool = { name: 'Key Material Inspector', version: packageVersion() };
      await write(cbomOf(made, { kcv: values.kcv === true, random: (bytes) => randomBytes(bytes), tool }));
      break;
    }
    default:
      await write(materialReportMarkdown(made));
  }
  return tally.exitCode(level);
}

/** @returns what was not looked at, in words */
async function readSource(
  name: string,
  file: string | undefined,
  assets: Asset[],
): Promise<string | undefined> {
  if (file === undefined) {
    assets.push(...assetsOfFile(await standardInput(), name));
    return undefined;
  }
  if ((await stat(file)).size <= largestFile) {
    assets.push(...assetsOfFile(await readFile(file), name));
    return undefined;
  }
  return readLarge(name, file, assets);
}

/** Bytes at the front that decide whether a file is text. */
const sampleSize = 64 * 1024;
const pieceSize = 512 * 1024;

/** Of a large text the key blocks only, piece by piece. */
async function readLarge(name: string, file: string, assets: Asset[]): Promise<string> {
  const megabytes = largestFile / (1024 * 1024);
  const scanner = new KeyBlockScanner('utf16');
  let decoder: TextDecoder | undefined;
  let held = '';
  const search = (piece: string, last: boolean): void => {
    held += piece;
    const { found, keep } = scanner.push(held, last);
    held = keep === 0 ? '' : held.slice(-keep);
    for (const { material, start } of found)
      assets.push(keyBlockAsset(material.text, `${name}:${start.line + 1}`));
  };
  for await (const chunk of createReadStream(file, { highWaterMark: pieceSize }) as AsyncIterable<Buffer>) {
    if (!decoder) {
      if (textOf(chunk.subarray(0, sampleSize)) === undefined)
        return `binary, and larger than ${megabytes} MB`;
      const [first, second] = chunk;
      decoder = new TextDecoder(
        first === 0xff && second === 0xfe
          ? 'utf-16le'
          : first === 0xfe && second === 0xff
            ? 'utf-16be'
            : 'utf-8',
      );
    }
    search(decoder.decode(chunk, { stream: true }), false);
    if (assets.length >= mostAssets)
      return `larger than ${megabytes} MB: not all of its key blocks are listed`;
  }
  search(decoder?.decode() ?? '', true);
  return `larger than ${megabytes} MB: only key blocks were searched for`;
}
