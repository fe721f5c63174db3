// The Import Key page: what is typed is never lost to a late model, and what each phase says.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aside } from '../../webview/importPage/aside';
import { resultPart } from '../../webview/importPage/end';
import { failurePart } from '../../webview/ui/ends';
import { fieldsSection, type FieldContext } from '../../webview/importPage/fields';
import { Typed } from '../../webview/importPage/typed';
import type { ImportField, ImportPageModel } from '../../src/protocol/importPage';
import { flagsOf, textOf } from './templateText';

const field = (id: string, value: string, more: Partial<ImportField> = {}): ImportField => ({
  id,
  label: id,
  kind: 'text',
  value,
  placeholder: '',
  origin: '',
  hint: '',
  optional: false,
  options: [],
  verdicts: [],
  actions: [],
  ...more,
});

const model = (more: Partial<ImportPageModel> = {}): ImportPageModel => ({
  title: 'Import Key Block (TR-31)',
  target: 'Simulator',
  live: false,
  source: { place: 'keys.log, line 12', excerpt: 'D0112P0TB00E0000…', reveal: true },
  sources: [],
  problem: '',
  fields: [],
  steps: [],
  becomes: [],
  verdicts: [],
  request: undefined,
  ready: true,
  obstacle: '',
  obstacleField: '',
  busy: '',
  locked: false,
  result: undefined,
  failure: undefined,
  restore: undefined,
  ...more,
});

describe('what is being typed', () => {
  const posted: [string, string][] = [];
  let typed: Typed;
  beforeEach(() => {
    vi.useFakeTimers();
    posted.length = 0;
    typed = new Typed((id, value) => posted.push([id, value]));
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is posted after a pause, or at once when the field is left', () => {
    typed.typed('alias', 'p');
    typed.typed('alias', 'pe');
    vi.advanceTimersByTime(149);
    expect(posted).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(posted).toEqual([['alias', 'pe']]);
    typed.typed('tags', 'env=test');
    typed.flush();
    typed.flush();
    expect(posted.slice(1)).toEqual([['tags', 'env=test']]);
    vi.advanceTimersByTime(1000);
    expect(posted).toHaveLength(2);
  });

  it('stays over a model that was made for an earlier text', () => {
    typed.typed('alias', 'pek');
    typed.flush();
    typed.typed('alias', 'pek-01');
    typed.shown({ fields: [field('alias', 'pek')] }, 'alias');
    expect(typed.value('alias', 'pek')).toBe('pek-01');
    vi.advanceTimersByTime(150);
    // The field was left before the answer came: once late, then as typed.
    typed.shown({ fields: [field('alias', 'pek')] }, undefined);
    expect(typed.value('alias', 'pek')).toBe('pek-01');
    typed.shown({ fields: [field('alias', 'pek-01')] }, undefined);
    expect(typed.value('alias', 'next')).toBe('next');
  });

  it('gives way to what the extension cleared once it had the text, also in the field with the focus', () => {
    typed.typed('alias', 'pek-01');
    typed.flush();
    typed.shown({ fields: [field('alias', 'pek-01')] }, 'alias');
    expect(typed.value('alias', '')).toBe('');
    typed.typed('alias', 'pek-02');
    typed.shown({ fields: [field('alias', '')] }, 'alias');
    expect(typed.value('alias', '')).toBe('pek-02');
  });

  it('gives way to what the extension cleared', () => {
    typed.typed('alias', 'pek-01');
    typed.flush();
    typed.shown({ fields: [field('alias', '')] }, undefined);
    typed.shown({ fields: [field('alias', '')] }, undefined);
    expect(typed.value('alias', '')).toBe('');
  });

  it('ends with its field', () => {
    typed.typed('alias', 'pek-01');
    typed.shown({ fields: [] }, 'alias');
    vi.advanceTimersByTime(1000);
    expect(posted).toEqual([]);
    expect(typed.value('alias', 'x')).toBe('x');
  });
});

describe('the page', () => {
  const context: FieldContext = {
    post: () => undefined,
    typed: new Typed(() => undefined),
    paint: () => undefined,
    submit: () => undefined,
  };

  it('can be typed in while the page reads, and not once the import is sent', () => {
    const fields = [field('alias', 'alias/en'), field('way', '', { kind: 'choice' })];
    const shown = (more: Partial<ImportPageModel>): unknown[] => {
      const section = fieldsSection(model({ fields, ...more }), context);
      return [...flagsOf(section, 'readonly'), ...flagsOf(section, 'disabled')];
    };
    expect(shown({})).toEqual([false, false, true]);
    expect(shown({ busy: 'Checking…' })).toEqual([false, true, true]);
    expect(shown({ busy: 'Importing…', locked: true })).toEqual([true, true, true]);
  });

  it('shows at each field where its value came from, what is wrong, and why others cannot be chosen', () => {
    const wrapping = field('wrappingKey', 'arn:1', {
      kind: 'choice',
      origin: "Identified by the block's KP",
      options: [
        { id: 'arn:1', label: 'alias/kek-main · AES_128', group: '', refusal: '' },
        { id: 'arn:2', label: 'alias/kek-old · TDES_2KEY', group: 'Not usable', refusal: 'It is weaker.' },
      ],
      verdicts: [{ state: 'warning', text: 'It expires soon.' }],
    });
    const alias = field('alias', '', { optional: true, hint: 'Aliases can appear in logs.' });
    const text = textOf(fieldsSection(model({ fields: [alias, wrapping] }), context));
    expect(text).toContain("Identified by the block's KP");
    expect(text).toContain('alias/kek-old · TDES_2KEY — It is weaker.');
    expect(text).toMatch(/! Warning : It expires soon\./);
    // What must be answered comes first.
    expect(text.indexOf('wrappingKey')).toBeLessThan(text.indexOf('Aliases can appear in logs.'));
    expect(text).toContain('(optional)');
  });

  it('says beside the fields what the key becomes, and marks what deserves a second look', () => {
    const text = textOf(
      aside(
        model({
          becomes: [
            { label: 'Usage', value: 'PIN encryption (P0)', danger: false },
            { label: 'Exportable', value: 'yes: may leave the account again', danger: true },
          ],
          verdicts: [{ state: 'notChecked', text: 'MAC not verified.' }],
          steps: [{ name: 'TEST KDH CA', how: 'as root', state: 'open' }],
        }),
        () => undefined,
        { requestOpen: false },
      ),
    );
    expect(text).toMatch(/Exportable ! Warning : yes: may leave/);
    expect(text).toMatch(/\? Not checked : MAC not verified\./);
    expect(text).toMatch(/TEST KDH CA as root is imported/);
  });

  it('shows a failure with its lines, and a result with its verdicts first', () => {
    const failure = { title: 'The key was not imported', lines: ['one', 'two'], field: '', actions: [] };
    expect(textOf(failurePart(failure, () => undefined))).toMatch(/The key was not imported.*one.*two/);
    expect(textOf(failurePart({ ...failure, past: true }, () => undefined))).toMatch(
      /Before your change: The key was not imported/,
    );
    expect(failurePart(undefined, () => undefined)).toBeTypeOf('symbol');
    const text = textOf(
      resultPart(
        {
          title: 'Imported alias/pek-01',
          verdicts: [{ state: 'verified', text: 'KCV 08D7B4 matches the expected KCV 08D7B4' }],
          rows: [{ id: 'arn', label: 'ARN', value: 'arn:aws:…', danger: false }],
          actions: [{ id: 'show', label: 'Show in Tree' }],
        },
        () => undefined,
      ),
    );
    expect(text.indexOf('✓')).toBeLessThan(text.indexOf('arn:aws'));
    expect(text).toContain('Show in Tree');
  });
});
