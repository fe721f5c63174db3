import type {
  ByteSpan,
  ChainCertificate,
  ChainModel,
  FromStructurePage,
  Notice,
  PictureBox,
  Section,
  Statement,
  StatementStatus,
  StructureStrings,
  TimeBar,
  ViewFinding,
} from '../../src/protocol/structure';
import { control, element } from '../ui/dom';
import { fillIn } from './words';

export type Send = (message: FromStructurePage) => void;
export type GoTo = (span: ByteSpan) => void;

const marks: Readonly<Record<StatementStatus, string>> = {
  ok: '✓',
  wrong: '✗',
  unknown: '?',
  warn: '!',
  none: '',
};
const severityMarks = { error: '✗', warning: '!', info: 'i' } as const;

/** Icon for the eye, word for the ear. */
function verdictMark(status: StatementStatus, strings: StructureStrings): HTMLElement {
  const mark = element('span', { class: `verdict ${status}` });
  if (status === 'none') return mark;
  mark.append(
    element('span', { 'aria-hidden': 'true' }, marks[status]),
    element('span', { class: 'heard' }, `${strings[status]}: `),
  );
  return mark;
}

/** Sentences above everything else. */
export function noticeBar(notices: readonly Notice[], strings: StructureStrings, send: Send): HTMLElement[] {
  return notices.map((notice) => {
    const line = element(
      'div',
      { class: `notice ${notice.status}` },
      verdictMark(notice.status, strings),
      element('span', {}, notice.text),
    );
    if (notice.action) {
      const { id, title } = notice.action;
      const button = control('vscode-button', { appearance: 'secondary' }, title);
      button.addEventListener('click', () => send({ type: 'action', id, argument: 0 }));
      line.append(button);
    }
    return line;
  });
}

export function overviewPage(
  sections: readonly Section[],
  strings: StructureStrings,
  send: Send,
  goTo: GoTo,
): HTMLElement {
  return element(
    'div',
    { class: 'sections' },
    ...sections.map((section) => sectionPart(section, strings, send, goTo)),
  );
}

function sectionPart(section: Section, strings: StructureStrings, send: Send, goTo: GoTo): HTMLElement {
  const heading = element('h2', { id: `section-${section.id}` }, section.title);
  const list = element(
    'ul',
    { class: 'statements' },
    ...section.statements.map((statement) => statementLine(statement, strings, send, goTo)),
  );
  return element(
    'section',
    { 'aria-labelledby': `section-${section.id}` },
    heading,
    ...(section.picture
      ? [element('div', { class: 'picture' }, pictureBox(section.picture, strings, goTo))]
      : []),
    ...(section.bar ? [timeLine(section.bar, strings)] : []),
    list,
  );
}

/** A box of the picture with what is inside it; its name leads to its bytes. */
function pictureBox({ label, span, inside }: PictureBox, strings: StructureStrings, goTo: GoTo): HTMLElement {
  const box = element('div', { class: 'pictureBox' });
  if (span) {
    const place = fillIn(strings.offset, span.start);
    const name = element(
      'button',
      { type: 'button', class: 'link', 'aria-label': `${label}, ${place}` },
      label,
    );
    name.addEventListener('click', () => goTo(span));
    box.append(name);
  } else box.append(element('span', {}, label));
  if (inside.length > 0)
    box.append(
      element('div', { class: 'pictureRow' }, ...inside.map((one) => pictureBox(one, strings, goTo))),
    );
  return box;
}

function statementLine(
  statement: Statement,
  strings: StructureStrings,
  send: Send,
  goTo: GoTo | undefined,
): HTMLElement {
  const { label, text, mono, span, status, action } = statement;
  const line = element('li', { class: label === '' ? 'statement sentence' : 'statement' });
  if (label !== '') line.append(element('span', { class: 'label' }, label));
  line.append(
    element(
      'span',
      { class: mono === true ? 'said mono' : 'said' },
      verdictMark(status, strings),
      element('span', {}, text),
    ),
  );
  if (action) {
    const button = control('vscode-button', { appearance: 'secondary' }, action.title);
    button.addEventListener('click', () =>
      send({ type: 'action', id: action.id, argument: action.argument ?? 0 }),
    );
    line.append(element('span', { class: 'act' }, button));
  }
  const links = element('span', { class: 'links' });
  if (span && goTo) links.append(spanLink(span, label || text, strings, goTo));
  if (mono === true) {
    const copy = element(
      'button',
      { type: 'button', class: 'link', 'aria-label': `${strings.copy} ${label}` },
      strings.copy,
    );
    copy.addEventListener('click', () => send({ type: 'copyText', text }));
    links.append(copy);
  }
  line.append(links);
  return line;
}

function spanLink(span: ByteSpan, what: string, strings: StructureStrings, goTo: GoTo): HTMLElement {
  const place = fillIn(strings.offset, span.start);
  const link = element(
    'button',
    { type: 'button', class: 'link', 'aria-label': `${place}, ${what.slice(0, 80)}` },
    place,
  );
  link.addEventListener('click', () => goTo(span));
  return link;
}

/** A bar on a line with today marked; words say the same. Places are set by script, which the policy allows. */
function timeLine(bar: TimeBar, strings: StructureStrings): HTMLElement {
  const filled = element('div', { class: `filled ${bar.status}` });
  filled.style.left = `${bar.from * 100}%`;
  filled.style.width = `${Math.max(0.5, (bar.to - bar.from) * 100)}%`;
  const now = element('div', { class: 'now' });
  now.style.left = `${bar.now * 100}%`;
  const nowWord = element('span', { class: bar.now > 0.85 ? 'nowWord left' : 'nowWord' }, strings.now);
  now.append(nowWord);
  return element(
    'div',
    { class: 'timeLine', role: 'img', 'aria-label': bar.text },
    element('div', { class: 'way' }, filled, now),
    element('div', { class: 'ends' }, element('span', {}, bar.ends[0]), element('span', {}, bar.ends[1])),
  );
}

/** Chains from the top down, each certificate under its issuer. */
export function chainPage(
  chain: ChainModel | undefined,
  strings: StructureStrings,
  send: Send,
): HTMLElement[] {
  if (!chain) return [element('p', {}, strings.noChain)];
  const notes = chain.notes.length === 0 ? [] : [list(chain.notes, strings, send)];
  return [
    ...notes,
    ...(chain.paths.length > 0 ? [purposeChooser(chain, strings, send)] : []),
    ...chain.paths.map((path, place) => {
      const id = `chain-${place}`;
      return element(
        'section',
        { class: 'path', 'aria-labelledby': id },
        element('h2', { id }, verdictMark(path.status, strings), path.title),
        element(
          'ol',
          { class: 'chain' },
          ...path.certificates.map((certificate, level) => chainLine(certificate, level, strings, send)),
        ),
        element('h3', {}, strings.aws),
        list(path.aws, strings, send),
      );
    }),
  ];
}

/** What the leaf is for decides what AWS asks of it. */
function purposeChooser(chain: ChainModel, strings: StructureStrings, send: Send): HTMLElement {
  const select = element('select', { id: 'purpose' });
  for (const [i, title] of chain.purposes.entries())
    select.append(
      element('option', { value: String(i), ...(i === chain.purpose ? { selected: '' } : {}) }, title),
    );
  select.addEventListener('change', () =>
    send({ type: 'action', id: 'chainPurpose', argument: Number(select.value) }),
  );
  return element('div', { class: 'parts' }, element('label', { for: 'purpose' }, strings.purpose), select);
}

function list(statements: readonly Statement[], strings: StructureStrings, send: Send): HTMLElement {
  // Places in a chain are those of the certificate itself, not of the shown part: no links.
  return element(
    'ul',
    { class: 'statements' },
    ...statements.map((statement) => statementLine(statement, strings, send, undefined)),
  );
}

function chainLine(
  certificate: ChainCertificate,
  level: number,
  strings: StructureStrings,
  send: Send,
): HTMLElement {
  const { name, status, verdict, facts, bar, details } = certificate;
  const more = element(
    'details',
    {},
    element('summary', {}, strings.details, element('span', { class: 'heard' }, ` ${name}`)),
    list(details, strings, send),
  );
  const line = element(
    'li',
    { class: level === 0 ? 'certificate top' : 'certificate' },
    element(
      'div',
      { class: 'card' },
      element(
        'div',
        { class: 'who' },
        element('strong', {}, name),
        ' ',
        verdictMark(status, strings),
        element('span', {}, verdict),
      ),
      element('div', { class: 'facts' }, facts),
      more,
    ),
    ...(bar ? [timeLine(bar, strings)] : []),
  );
  line.style.setProperty('--level', String(Math.min(level, 8)));
  return line;
}

export function findingsPage(
  findings: readonly ViewFinding[],
  more: number,
  strings: StructureStrings,
  goTo: GoTo,
): HTMLElement[] {
  if (findings.length === 0)
    return [
      element(
        'p',
        { class: 'finding' },
        element('span', { class: 'verdict ok', 'aria-hidden': 'true' }, '✓'),
        element('span', {}, strings.noFindings),
      ),
    ];
  const items = findings.map((finding) => {
    const line = element(
      'li',
      { class: `finding ${finding.severity}` },
      element('span', { class: 'verdict', 'aria-hidden': 'true' }, severityMarks[finding.severity]),
      element(
        'span',
        { class: 'said' },
        element('strong', {}, strings[finding.severity]),
        ` ${finding.message} `,
        element('span', { class: 'reference' }, finding.reference),
      ),
    );
    if (finding.span) line.append(spanLink(finding.span, finding.message, strings, goTo));
    return line;
  });
  if (more > 0)
    items.push(
      element(
        'li',
        { class: 'finding' },
        element('span', { class: 'verdict' }),
        fillIn(strings.moreFindings, more),
      ),
    );
  return [element('ul', { class: 'findings' }, ...items)];
}
