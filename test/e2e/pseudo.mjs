// A language that nobody speaks: every text of the extension in other letters, a third longer and in brackets. What is
// still plain English on the screen never went through the texts that can be translated.
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/paths.mjs';

/** VS Code's own name of such a language. */
export const pseudoLanguage = 'qps-ploc';

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const other = [...'áƀçđéƒǧĥíĵķĺɱñóƥǫŕšŧúṽŵẋýžÁɃÇĐÉƑǦĤÍĴĶĹṀÑÓƤǪŔŠŦÚṼŴẊÝŽ'];
const letters = new Map([...plain].map((letter, place) => [letter, other[place] ?? letter]));

/** What is the same in every language: what stands in the material, and names of standards, algorithms and the service. */
export const data = [
  /\bTEST [A-Z0-9 ]+\b/g,
  /\bAWS Payment Cryptography\b/g,
  /\bKey Material Inspector\b/g,
  // Names of types, fields, attributes and operations: signedData, SubjectPublicKeyInfo, DeriveKey.
  /\b[A-Z]?[a-z\d]+(?:[A-Z]+[a-z\d]*)+\b/g,
  // The type of content that CMS calls data.
  /^data$/g,
  // Columns of the lists and members of the manifests among the samples.
  /^(?:Label|Algorithm|Length|Exportable|Status|alias|usage|algorithm|exportable|enabled)$/g,
  // What is quoted of the material.
  /"[^"]*"/g,
];

/** Cells in which nothing is of ours: code, what was typed, names and values of ASN.1. */
export const notWords =
  'code, pre, script, style, textarea, .mono, .characters, .hex, .tree .name, .tree .value, .tree .tag, .nodeBar .path';

/** What VS Code itself says in its lists, boxes and hovers: no language pack is installed. */
export const ofVsCode = [
  /^(?:Copy|Back|OK|Cancel|Show fixes|Mark Done|Progress|Info|Clear Notification|More Actions)\b.*$/g,
  /^\d+ problems? in file .*$/g,
  /Inspect (?:this|the response) in the accessible view.*$/gm,
];

/** What is no word of a sentence: placeholders, icons, code, targets of links, tags. */
const kept = /\{\d+\}|\$\([a-z-]+\)|`[^`]*`|\]\([^)]*\)|<\/?[a-z]+>/g;

/** A text in that language. @param {string} text */
export function pseudo(text) {
  let made = '';
  let from = 0;
  const change = (/** @type {string} */ part) =>
    [...part].map((letter) => letters.get(letter) ?? letter).join('');
  for (const match of text.matchAll(kept)) {
    made += change(text.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  made += change(text.slice(from));
  return `⟦${made}${'·'.repeat(Math.ceil(text.length * 0.3))}⟧`;
}

/**
 * Puts the language into an installed extension.
 * @param {string} extensions the folder of installed extensions
 * @returns {Set<string>} the words of its English texts, in lower case
 */
export function speakPseudo(extensions) {
  const name = fs.readdirSync(extensions).find((one) => one.includes('key-material-inspector'));
  if (name === undefined) throw new Error(`The extension is not installed in ${extensions}.`);
  const folder = path.join(extensions, name);
  /** @type {Set<string>} */
  const words = new Set();
  fs.mkdirSync(path.join(folder, 'l10n'), { recursive: true });
  for (const [from, to] of /** @type {const} */ ([
    [path.join(folder, 'package.nls.json'), `package.nls.${pseudoLanguage}.json`],
    // No part of the VSIX: its texts are the keys in the code.
    [path.join(root, 'l10n/bundle.l10n.json'), `l10n/bundle.l10n.${pseudoLanguage}.json`],
  ])) {
    /** @type {Record<string, string>} */
    const texts = JSON.parse(fs.readFileSync(from, 'utf8'));
    for (const text of Object.values(texts))
      for (const [word] of text.replace(kept, ' ').matchAll(/[A-Za-z]{4,}/g)) words.add(word.toLowerCase());
    const made = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, pseudo(text)]));
    fs.writeFileSync(path.join(folder, to), JSON.stringify(made));
  }
  return words;
}

/**
 * English that is left in what a surface shows: two words of the extension's texts in a row, or one that begins a text.
 * @param {readonly string[]} texts of the surface @param {ReadonlySet<string>} words
 * @param {readonly RegExp[]} data what stands in the material, and names that no language changes
 */
export function englishIn(texts, words, data) {
  const found = new Set();
  for (const text of texts) {
    let left = text;
    for (const one of data) left = left.replace(one, '¤');
    for (const [run] of left.matchAll(/(?<![\p{L}\d_.-])[A-Za-z]{2,}(?: [a-z]{2,})*(?![\p{L}\d_])/gu)) {
      const known = run.split(' ').filter((word) => words.has(word.toLowerCase()) && /[a-z]/.test(word));
      if (known.length >= 2 || (known.length === 1 && run === left.trim()))
        found.add(`${run}   (in: ${text.slice(0, 120)})`);
    }
  }
  return [...found];
}
