import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { mostGiven, type FromStructurePage } from '../../src/protocol/structure';
import { focusWhenHere } from '../ui/focus';
import { painter } from '../ui/painter';
import { tooLarge } from './drop';
import { verdictMark } from './statements';

/** Milliseconds without a key before what was typed is read; what was pasted is read at once. */
const pause = 400;

/** The page while there is nothing to show: a box, a zone to drop on, and two buttons. */
export class AskPage {
  private problem = '';
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private readonly paint: () => void;

  /** @param text what was typed before the page was hidden */
  constructor(
    root: HTMLElement,
    private readonly send: (message: FromStructurePage) => void,
    text: string,
  ) {
    this.paint = painter(() => this.page(), root);
    this.paint();
    // Set once: what is in the box is the user's.
    this.box.value = text;
    focusWhenHere(() => this.box);
  }

  private get box(): HTMLTextAreaElement {
    return document.getElementById('given') as HTMLTextAreaElement;
  }

  /** '' where nothing is wrong. The box keeps what is in it. */
  say(problem: string): void {
    this.problem = problem;
    this.paint();
  }

  /** Text that was dropped. */
  take(text: string): void {
    if (text === '') return;
    this.box.value = text;
    this.read();
  }

  private page(): TemplateResult {
    return html`<div class="ask">
      <h1>${l10n.t('Drop or paste key material')}</h1>
      <p id="wanted">
        ${l10n.t('A certificate, CRL, request, TR-34 token, CMS message, key store or key block.')}
      </p>
      <label for="given">${l10n.t('PEM, base64 or hex')}</label>
      <textarea
        id="given"
        rows="10"
        spellcheck="false"
        autocomplete="off"
        aria-describedby="wanted problem"
        @input=${(event: InputEvent) => this.changed(event.inputType)}
      ></textarea>
      <p id="problem" class="problem" role="status">
        ${this.problem === '' ? nothing : html`${verdictMark('warn')}<span>${this.problem}</span>`}
      </p>
      <div class="actions">
        <vscode-button appearance="secondary" @click=${() => this.send({ type: 'clipboard' })}
          >${l10n.t('Clipboard')}</vscode-button
        >
        <vscode-button appearance="secondary" @click=${() => this.send({ type: 'chooseFile' })}
          >${l10n.t('Select a File…')}</vscode-button
        >
      </div>
      <div class="dropZone">
        <p>${l10n.t('Drop files here with Shift held.')}</p>
        <p class="reference">
          ${l10n.t(
            'Without Shift, VS Code opens them in an editor. Only the content is read, at most {0} MB; nothing is sent or stored.',
            mostGiven / 1_048_576,
          )}
        </p>
      </div>
    </div>`;
  }

  private changed(how: string): void {
    clearTimeout(this.waiting);
    if (how.startsWith('insertFrom')) this.read();
    else this.waiting = setTimeout(() => this.read(), pause);
  }

  private read(): void {
    const { value } = this.box;
    if (value.length > mostGiven) this.say(tooLarge(value.length));
    else this.send({ type: 'paste', text: value });
  }
}
