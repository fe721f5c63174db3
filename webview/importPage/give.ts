/** Where the material comes from: found, pasted, dropped or in a file. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import {
  longestPaste,
  mostDropped,
  type FromImportPage,
  type ImportPageModel,
} from '../../src/protocol/importPage';

type Post = (message: FromImportPage) => void;

/** The box keeps what was pasted, whatever else changes. */
export class Give {
  private text = '';
  private tooLarge = '';

  constructor(
    private readonly post: Post,
    private readonly paint: () => void,
  ) {}

  /** Where nothing is there to import. */
  part({ problem }: ImportPageModel): TemplateResult {
    const said = this.tooLarge || problem;
    return html`<section class="give" aria-label=${l10n.t('Key material')}>
      <p>
        ${l10n.t('Paste a key block, TR-34 token, RSA cryptogram or certificates, drop a file, or select one.')}
      </p>
      <label for="paste">${l10n.t('Key material')}</label>
      <textarea
        id="paste"
        rows="6"
        spellcheck="false"
        maxlength=${longestPaste}
        aria-describedby="pasteProblem"
        aria-invalid=${said === '' ? nothing : 'true'}
        placeholder="D0112P0AE00E0000…"
        .value=${live(this.text)}
        @input=${(event: Event) => (this.text = (event.currentTarget as HTMLTextAreaElement).value)}
        @paste=${() => setTimeout(() => this.send(), 0)}
      ></textarea>
      <p id="pasteProblem" class="problem" role="status">${said}</p>
      <div class="fieldActions">
        <vscode-button @click=${() => this.send()}>${l10n.t('Continue')}</vscode-button>
        <vscode-button appearance="secondary" @click=${() => this.post({ type: 'chooseFile' })}
          >${l10n.t('Select a File…')}</vscode-button
        >
      </div>
      <p class="reference">
        ${l10n.t('To drop a file here, hold Shift while dragging. Only its content is read.')}
      </p>
    </section>`;
  }

  private send(): void {
    if (this.text.trim() === '') return;
    this.tooLarge = '';
    this.post({ type: 'paste', text: this.text.slice(0, longestPaste) });
  }

  /** Files that are dropped anywhere on the page. */
  async dropped(event: DragEvent): Promise<void> {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (!file) return;
    if (file.size > mostDropped) {
      this.tooLarge = l10n.t('{0} is too large for key material.', file.name);
      this.paint();
      return;
    }
    this.tooLarge = '';
    this.post({ type: 'drop', name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  }
}

/** The material that is imported, and what else could be. */
export function sourcePart(
  { source, sources, chosenSource, busy }: ImportPageModel,
  post: Post,
): TemplateResult {
  return html`<div class="field source">
    ${
      sources.length > 1
        ? html`<label for="source">${l10n.t('From')}</label>`
        : html`<span class="label">${l10n.t('From')}</span>`
    }
    <div class="control">
      ${
        sources.length > 1
          ? html`<select
              id="source"
              ?disabled=${busy !== ''}
              @change=${(event: Event) =>
                post({ type: 'source', id: (event.currentTarget as HTMLSelectElement).value })}
            >
              ${sources.map(
                ({ id, label }) =>
                  html`<option value=${id} .selected=${live(id === chosenSource)}>${label}</option>`,
              )}
            </select>`
          : nothing
      }
      ${
        source
          ? html`<p class="excerpt">
              <span>${source.place}</span>
              ${sources.length > 1 ? nothing : html`<span class="characters">${source.excerpt}</span>`}
              ${
                source.reveal
                  ? html`<button type="button" class="quiet" @click=${() => post({ type: 'reveal' })}>
                      ${l10n.t('Show')}
                    </button>`
                  : nothing
              }
            </p>`
          : nothing
      }
    </div>
  </div>`;
}
