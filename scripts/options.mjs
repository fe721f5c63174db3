// What a script is asked to do on its command line.
import { parseArgs } from 'node:util';
import { Problem } from './problem.mjs';

/**
 * @template {NonNullable<import('node:util').ParseArgsConfig['options']>} T
 * @param {T} options of node:util @param {string} [usage] shown with what is wrong
 * @throws {Problem}
 */
export function readOptions(options, usage = '') {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new Problem(`${error instanceof Error ? error.message : String(error)}\n${usage}`.trim());
  }
}

/**
 * @param {string} name @param {string} text @param {number} least @param {number} most
 * @returns {number}
 * @throws {Problem}
 */
export function wholeNumber(name, text, least, most = Number.MAX_SAFE_INTEGER) {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  throw new Problem(`--${name} takes a whole number ${range}, not ${text}.`);
}
