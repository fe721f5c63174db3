import type { ImportPageModel } from '../../src/protocol/importPage';

/** Milliseconds without a key before what was typed is judged. */
const pause = 150;

interface Typing {
  text: string;
  waiting: ReturnType<typeof setTimeout> | undefined;
  /** Models that came since it was posted and show another text. */
  missed: number;
}

/**
 * What is being typed, ahead of what the extension has judged: a model that comes late for an earlier text never takes
 * the place of it.
 */
export class Typed {
  private readonly texts = new Map<string, Typing>();

  /** @param post hands a text on */
  constructor(private readonly post: (field: string, value: string) => void) {}

  /** The text of a field: as typed, else as the model has it. */
  value(field: string, shown: string): string {
    return this.texts.get(field)?.text ?? shown;
  }

  typed(field: string, text: string): void {
    const before = this.texts.get(field);
    clearTimeout(before?.waiting);
    const typing: Typing = { text, missed: 0, waiting: undefined };
    typing.waiting = setTimeout(() => this.send(field), pause);
    this.texts.set(field, typing);
  }

  /** Posts at once what still waits. */
  flush(): void {
    for (const [field, { waiting }] of this.texts) if (waiting !== undefined) this.send(field);
  }

  private send(field: string): void {
    const typing = this.texts.get(field);
    if (typing?.waiting === undefined) return;
    clearTimeout(typing.waiting);
    typing.waiting = undefined;
    this.post(field, typing.text);
  }

  /** A model came. @param focused `id` of the field that has the focus */
  shown({ fields }: Pick<ImportPageModel, 'fields'>, focused: string | undefined): void {
    for (const [id, typing] of this.texts) {
      const field = fields.find((one) => one.id === id);
      if (!field) {
        clearTimeout(typing.waiting);
        this.texts.delete(id);
      } else if (typing.waiting === undefined) {
        // Once the extension has it, whatever a later model shows is meant so, even in the field with the focus.
        // Two models after it was posted know of it, too.
        if (field.value === typing.text || (id !== focused && ++typing.missed > 1)) this.texts.delete(id);
      }
    }
  }
}
