// Node imports no blob: URLs: what a browser would import under one is given to it as a data: URL.
import { resolveObjectURL } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { importedFiles, moduleLoader } from '../../src/browser/modules';

const dataUrls = new Map<string, Promise<string>>();

function dataUrl(blob: string): Promise<string> {
  let url = dataUrls.get(blob);
  if (url === undefined) {
    url = (async () => {
      let text = (await resolveObjectURL(blob)?.text()) ?? '';
      for (const [inner] of text.matchAll(/blob:nodedata:[\w-]+/g))
        text = text.replace(inner, await dataUrl(inner));
      return `data:text/javascript,${encodeURIComponent(`${text}\n// ${blob}`)}`;
    })();
    dataUrls.set(blob, url);
  }
  return url;
}

const load = async (url: string): Promise<unknown> => import(/* @vite-ignore */ await dataUrl(url));

function loaderOf(files: Record<string, string>) {
  const read: string[] = [];
  const importFile = moduleLoader(
    {
      read: (name) => {
        read.push(name);
        const text = files[name];
        return text === undefined ? Promise.reject(new Error(`no ${name}`)) : Promise.resolve(text);
      },
      place: (name) => `test:/${name}`,
    },
    { default: 'whole', version: '1.0' },
    load,
  );
  return { read, load: async (name: string) => (await importFile)(name) };
}

const files = {
  'main.mjs':
    'import{a}from"./c/A.mjs";import{b as x}from"./c/B.mjs";import*as v from"vscode";import{version as y}from"vscode";import"./c/B.mjs";export const sum=a+x,version=v.version+y;export const later=()=>import("./c/L.mjs");export const text=\'from "./c/A.mjs"\';',
  'c/A.mjs': 'import{b}from"./B.mjs";export const a=b+1;',
  'c/B.mjs': 'export const b=(globalThis.browserModulesRuns=(globalThis.browserModulesRuns??0)+1)*10;',
  'c/L.mjs': 'export{b}from"./B.mjs";export const c=import("./M.mjs").then(m=>m.m);',
  'c/M.mjs': 'export const m="M";',
};

describe('modules in the browser', () => {
  it('find in the browser’s entry what other hosts have in theirs, and there is one of it', async () => {
    const { read, load } = loaderOf({
      'web.mjs': 'const log=[];export{log as $1_a};export const later=()=>import("./c/S.mjs");',
      'c/S.mjs': 'import{$1_a as log}from"../extension.mjs";log.push("S");export const seen=log;',
    });
    const main = await load('web.mjs');
    const { seen } = await (main.later as () => Promise<{ seen: string[] }>)();
    expect(seen).toEqual(['S']);
    expect(main.$1_a).toBe(seen);
    expect(read).toEqual(['web.mjs', 'c/S.mjs']);
  });

  it('load what they import, once, and the rest when it is asked for', async () => {
    const { read, load } = loaderOf(files);
    const main = await load('main.mjs');
    expect(main).toMatchObject({ sum: 21, version: '1.01.0', text: 'from "./c/A.mjs"' });
    expect(read).toEqual(['main.mjs', 'c/A.mjs', 'c/B.mjs']);
    const later = await (main.later as () => Promise<{ b: number; c: Promise<string> }>)();
    expect(later.b).toBe(10);
    expect(await later.c).toBe('M');
    expect(read).toEqual(['main.mjs', 'c/A.mjs', 'c/B.mjs', 'c/L.mjs', 'c/M.mjs']);
    expect(globalThis).not.toHaveProperty('keyMaterialShared');
  });

  it('reject with the error of a file that is missing, and read it again when asked again', async () => {
    const some: Record<string, string> = { ...files };
    delete some['c/L.mjs'];
    const { read, load } = loaderOf(some);
    const { later } = (await load('main.mjs')) as { later: () => Promise<unknown> };
    await expect(later()).rejects.toThrow('no c/L.mjs');
    some['c/L.mjs'] = files['c/L.mjs'];
    expect(await later()).toMatchObject({ b: expect.any(Number) as number });
    expect(read.filter((name) => name === 'c/L.mjs')).toHaveLength(2);
  });

  it('tell imports from texts that look like some', () => {
    expect(
      importedFiles('c/X.mjs', 'import"./A.mjs";const t="from \\"./B.mjs\\"";import("./L.mjs");u("./N.mjs")'),
    ).toEqual({ atOnce: ['c/A.mjs'], later: ['c/L.mjs'] });
  });
});
