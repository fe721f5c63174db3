// Type-aware lint, and the house's import rules (CONTRIBUTING.md, "Who may import whom").
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const pure = [
  'vscode',
  'node:*',
  'fs',
  'path',
  'os',
  'crypto',
  'buffer',
  'util',
  'stream',
  'http',
  'https',
  'net',
];

const isPattern = (name) => /[*!]/.test(name);

/**
 * A layer's forbidden imports: package names (with "!" in front: allowed after all), and folders given by the part of a
 * path that names them.
 */
function forbid(files, message, packages, folders) {
  return {
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          // By exact name: a folder of ours is called crypto too.
          paths: packages.filter((name) => !isPattern(name)).map((name) => ({ name, message })),
          patterns: [
            { group: packages.filter(isPattern), message },
            ...(folders.length > 0 ? [{ regex: `(^|/)(${folders.join('|')})(/|$)`, message }] : []),
          ],
        },
      ],
    },
  };
}

/**
 * Rooms of the extension, lowest first, and which others each may use. Files beside them (register.ts and the like)
 * put the rooms together and may use all.
 */
const rooms = {
  ui: [],
  host: [],
  testKeys: ['ui', 'host'],
  flow: ['ui', 'host', 'testKeys'],
  material: ['ui', 'host', 'testKeys', 'flow'],
  viewer: ['ui', 'host', 'testKeys', 'flow', 'material'],
  inspector: ['ui', 'host', 'testKeys', 'flow', 'material'],
  service: ['ui', 'host', 'testKeys', 'flow', 'material'],
  history: ['ui', 'host', 'testKeys', 'flow', 'material', 'service'],
  clearKeys: ['ui', 'host', 'testKeys', 'flow', 'material', 'viewer', 'inspector', 'service', 'history'],
  parameters: ['ui', 'host', 'testKeys', 'flow', 'material', 'service'],
  search: ['ui', 'host', 'testKeys', 'flow', 'material', 'service'],
  agent: ['ui', 'host', 'testKeys', 'flow', 'material', 'service', 'search'],
  walkthrough: ['ui', 'host', 'testKeys', 'flow', 'material', 'viewer', 'service'],
  import: ['ui', 'host', 'testKeys', 'flow', 'material', 'inspector', 'service', 'history', 'parameters'],
  keys: [
    ...['ui', 'host', 'testKeys', 'flow', 'material', 'viewer', 'inspector', 'service', 'parameters'],
    ...['history', 'import'],
  ],
  manifest: ['ui', 'host', 'testKeys', 'flow', 'material', 'service', 'history', 'parameters', 'import'],
  testPayload: [
    ...['ui', 'host', 'testKeys', 'flow', 'material', 'service', 'clearKeys', 'parameters'],
    'import',
  ],
  reports: [
    ...['ui', 'host', 'testKeys', 'flow', 'material', 'service', 'history', 'search', 'import', 'manifest'],
  ],
};

const sdk = ['@aws-sdk/*', '@smithy/*'];
/** Loaded when first needed, so behind the one room that does so. */
const asn1Libraries = ['asn1js', '@peculiar/*', 'reflect-metadata', 'reflect-metadata/*'];
/** Ways around lit's escaping, and the one around the content security policy. */
const unsafeLit = ['lit-html/directives/unsafe-*', 'lit-html/directives/style-map*', 'lit-html/static*'];
/** Of the command line alone. */
const mcp = ['@modelcontextprotocol/*'];
const toolkit = ['@vscode/webview-ui-toolkit', '@vscode/webview-ui-toolkit/*'];

export default tseslint.config(
  { ignores: ['dist/', '.build/', '.vscode-test/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          'src/core/tsconfig.json',
          'src/keyservice/tsconfig.json',
          'src/keyservice/aws/tsconfig.json',
          'src/keyservice/simulator/tsconfig.json',
          'src/keyservice/testsource/tsconfig.json',
          'src/protocol/tsconfig.json',
          'src/agent/tsconfig.json',
          'src/cli/tsconfig.json',
          'src/tsconfig.json',
          'src/tsconfig.desktop.json',
          'webview/tsconfig.json',
          'test/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `data[i]!` inside a loop bounded by data.length says what noUncheckedIndexedAccess cannot see.
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-console': 'error',
      'max-lines': ['warn', { max: 320, skipComments: true, skipBlankLines: true }],
      eqeqeq: 'error',
    },
  },
  forbid(
    ['src/core/**/*.ts'],
    'core knows no host, no other layer',
    [...pure, ...sdk, ...toolkit],
    ['extension', 'webview', 'protocol', 'keyservice', 'agent', 'cli'],
  ),
  forbid(
    ['src/core/*.ts', 'src/core/!(make|secondOpinion)/**/*.ts'],
    'what is read is read by core itself; make and secondOpinion are loaded when first needed',
    [...pure, ...sdk, ...toolkit, ...asn1Libraries],
    ['extension', 'webview', 'protocol', 'keyservice', 'make', 'secondOpinion'],
  ),
  forbid(
    ['src/protocol/**/*.ts'],
    'protocol is plain data; it may name types of core and keyservice',
    [...pure, ...sdk, ...toolkit],
    ['extension', 'webview'],
  ),
  forbid(
    ['src/keyservice/*.ts', 'src/keyservice/{rules,model,plans,imports,manifest,draft}/**/*.ts'],
    'the key service port is pure',
    [...pure, ...sdk, ...toolkit],
    ['extension', 'webview', 'protocol', 'aws', 'simulator', 'testsource'],
  ),
  forbid(
    ['src/keyservice/aws/**/*.ts'],
    'the AWS adapter knows the SDK and Node, and neither VS Code nor the simulator',
    ['vscode', ...toolkit],
    ['extension', 'webview', 'protocol', 'simulator', 'testsource'],
  ),
  forbid(
    ['src/keyservice/simulator/**/*.ts'],
    'the simulator is a service by itself: Node, the port and core, and the signer of AWS',
    ['vscode', ...sdk, '!@smithy/signature-v4', ...toolkit],
    ['extension', 'webview', 'protocol', 'aws', 'testsource'],
  ),
  forbid(
    ['src/keyservice/testsource/**/*.ts'],
    'the test source shares nothing with what it tests: Node, the port and core',
    ['vscode', ...sdk, ...toolkit],
    ['extension', 'webview', 'protocol', 'aws', 'simulator'],
  ),
  forbid(
    ['src/agent/**/*.ts'],
    'the agent tools are pure: what they read comes through their port',
    [...pure, ...sdk, ...toolkit, ...mcp],
    ['extension', 'webview', 'protocol', 'cli', 'aws', 'simulator', 'testsource'],
  ),
  forbid(
    ['src/cli/**/*.ts'],
    'the command line decodes offline: Node, core, the rules of the port and the agent tools',
    ['vscode', ...sdk, ...toolkit],
    ['extension', 'webview', 'protocol', 'aws', 'simulator', 'testsource'],
  ),
  forbid(
    ['src/extension/**/*.ts', 'src/browser/**/*.ts', 'src/web.ts', 'src/webLoader.ts'],
    'the extension runs in the browser too: no Node, no SDK',
    [...pure.filter((p) => p !== 'vscode'), ...sdk, ...toolkit, ...mcp],
    ['webview', 'cli'],
  ),
  // One rule a file: what holds for the whole extension is said again for each room.
  ...Object.entries(rooms).map(([room, below]) =>
    forbid(
      [`src/extension/${room}/**/*.ts`],
      `${room} may use ${below.join(', ') || 'no other room'}; no Node, no SDK`,
      [...pure.filter((p) => p !== 'vscode'), ...sdk, ...toolkit],
      ['webview', ...Object.keys(rooms).filter((other) => other !== room && !below.includes(other))].map(
        (name) => (name === 'webview' ? name : `\\.\\./${name}`),
      ),
    ),
  ),
  forbid(
    ['webview/**/*.ts'],
    'the webview knows the protocol only; text of files goes in by text bindings, and no style attributes',
    [...pure, ...sdk, ...toolkit, ...unsafeLit],
    ['core', 'keyservice', 'extension'],
  ),
  {
    // The one file that touches the toolkit, so that replacing it touches one file.
    files: ['webview/ui/toolkit.ts', 'webview/ui/toolkitModule.d.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['webview/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({
          property,
          message: 'Text from files goes in by textContent.',
        })),
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'TaggedTemplateExpression > TemplateLiteral > TemplateElement[value.raw=/[\\s"\']style\\s*=/]',
          message: 'The content security policy blocks style attributes: a class, or the property .style.',
        },
        {
          selector:
            'TaggedTemplateExpression > TemplateLiteral > TemplateElement[value.raw=/\\.(innerHTML|outerHTML|srcdoc)\\s*=/]',
          message: 'Text from files goes in by text bindings.',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    ignores: ['test/properties.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'fast-check', message: 'from test/properties.ts: with a seed' }] },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-console': 'off',
      'max-lines': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        fetch: 'readonly',
        performance: 'readonly',
        AbortController: 'readonly',
        crypto: 'readonly',
      },
    },
  },
);
