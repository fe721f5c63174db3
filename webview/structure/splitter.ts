import * as l10n from '@vscode/l10n';
import { element } from '../ui/painter';

/** Smallest and largest part of the tree, in percent. */
const least = 15;
const most = 85;
/** One press of an arrow key. */
const step = 2;
/** Below this width the panes are under each other: as in the style sheet. */
const stacked = '(max-width: 900px)';

/**
 * The line between tree and bytes: dragged, or moved by arrow keys (WAI-ARIA window splitter). Until it is moved the
 * bytes take what they need; a double click or Enter goes back to that.
 */
export class Splitter {
  readonly node = element('div', {
    class: 'splitter',
    role: 'separator',
    tabindex: '0',
    'aria-label': l10n.t('Width of tree and bytes'),
    'aria-valuemin': String(least),
    'aria-valuemax': String(most),
  });

  /**
   * @param panes element that holds both
   * @param share percent of the tree that was chosen before
   * @param moved tells a new share; undefined: the bytes take what they need again
   */
  constructor(
    private readonly panes: HTMLElement,
    private share: number | undefined,
    private readonly moved: (share: number | undefined) => void,
  ) {
    const narrow = window.matchMedia(stacked);
    const turn = (): void => {
      this.node.setAttribute('aria-orientation', narrow.matches ? 'horizontal' : 'vertical');
      this.place();
    };
    narrow.addEventListener('change', turn);
    turn();
    this.node.addEventListener('pointerdown', (event) => this.drag(event));
    this.node.addEventListener('dblclick', () => this.to(undefined));
    this.node.addEventListener('keydown', (event) => this.key(event));
    this.node.addEventListener('focus', () => this.place());
  }

  private get isNarrow(): boolean {
    return window.matchMedia(stacked).matches;
  }

  private place(): void {
    this.panes.classList.toggle('split', this.share !== undefined);
    this.panes.style.setProperty('--share', `${this.share ?? 50}%`);
    this.node.setAttribute('aria-valuenow', String(Math.round(this.share ?? this.measured())));
  }

  /** Where the line is while nobody moved it. */
  private measured(): number {
    const whole = this.panes.getBoundingClientRect();
    const own = this.node.getBoundingClientRect();
    const part = this.isNarrow ? (own.top - whole.top) / whole.height : (own.left - whole.left) / whole.width;
    return Number.isFinite(part) ? part * 100 : 50;
  }

  private to(share: number | undefined): void {
    this.share = share === undefined ? undefined : Math.max(least, Math.min(most, share));
    this.place();
    this.moved(this.share);
  }

  private drag(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.node.focus();
    this.node.setPointerCapture(event.pointerId);
    const move = ({ clientX, clientY }: PointerEvent): void => {
      const { left, top, width, height } = this.panes.getBoundingClientRect();
      this.to(((this.isNarrow ? (clientY - top) / height : (clientX - left) / width) || 0) * 100);
    };
    const end = (): void => this.node.removeEventListener('pointermove', move);
    this.node.addEventListener('pointermove', move);
    this.node.addEventListener('lostpointercapture', end, { once: true });
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const now = this.share ?? this.measured();
    const [less, more] = this.isNarrow ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
    const places: Readonly<Record<string, number | undefined>> = {
      [less]: now - step,
      [more]: now + step,
      Home: least,
      End: most,
      Enter: undefined,
    };
    if (!Object.hasOwn(places, event.key)) return;
    event.preventDefault();
    this.to(places[event.key]);
  }
}
