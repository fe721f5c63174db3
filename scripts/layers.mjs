// The layers of the house, each with types of its own.
import path from 'node:path';
import { root } from './paths.mjs';

/** Projects of TypeScript, lowest layer first, as `tsc -p` takes them. */
export const layers = [
  'src/core',
  'src/protocol',
  'src/keyservice',
  'src/keyservice/aws',
  'src/keyservice/simulator',
  'src/keyservice/testsource',
  'src/agent',
  'src/cli',
  'src',
  'src/tsconfig.desktop.json',
  'webview',
  'test',
  'scripts',
];

/** The configuration of a layer. @param {string} layer */
export const configOf = (layer) =>
  path.join(root, layer.endsWith('.json') ? layer : `${layer}/tsconfig.json`);
