import * as vscode from 'vscode';

/** The user pressed Back. */
export const back = Symbol('back');
/** A value, Back, or nothing where the user gave up (Escape). */
export type Answer<T> = T | typeof back | undefined;

/** What stands around a question of a sequence. */
export interface Frame {
  readonly title: string;
  readonly step?: number;
  readonly totalSteps?: number;
  readonly canGoBack: boolean;
}

export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: T;
  /** Heading over this and the following choices. */
  readonly group?: string;
}

export interface InputQuestion {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly password?: boolean;
  /** What is wrong with the text, or to be said of it; `entered` once Enter was pressed: then nothing means right. */
  readonly check: (text: string, entered: boolean) => InputRemark | undefined;
}

export interface InputRemark {
  readonly message: string;
  readonly severity: 'error' | 'info';
}

/** The questions that commands ask. An interface, so that tests can answer them in real VS Code. */
export interface Prompts {
  pick<T>(
    frame: Frame,
    question: { placeholder: string; choices: readonly Choice<T>[]; active?: T | undefined },
  ): Promise<Answer<T>>;
  pickMany<T>(
    frame: Frame,
    question: { placeholder: string; choices: readonly Choice<T>[]; picked: readonly T[] },
  ): Promise<Answer<readonly T[]>>;
  input(frame: Frame, question: InputQuestion): Promise<Answer<string>>;
}

type Item<T> = vscode.QuickPickItem & { value?: T };

function itemsOf<T>(choices: readonly Choice<T>[]): Item<T>[] {
  const items: Item<T>[] = [];
  for (const { label, description, detail, value, group } of choices) {
    if (group !== undefined) items.push({ label: group, kind: vscode.QuickPickItemKind.Separator });
    items.push({
      label,
      value,
      ...(description === undefined ? {} : { description }),
      ...(detail === undefined ? {} : { detail }),
    });
  }
  return items;
}

function framed(input: vscode.QuickInput, frame: Frame): void {
  input.title = frame.title;
  input.step = frame.step;
  input.totalSteps = frame.totalSteps;
  // What was typed must survive a look at another window: a custodian reads from paper or another screen.
  input.ignoreFocusOut = true;
}

/** Shows an input until it is answered, goes back or is hidden, and disposes it. */
function answered<T>(
  input: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  frame: Frame,
  listen: (give: (answer: Answer<T>) => void) => vscode.Disposable[],
): Promise<Answer<T>> {
  framed(input, frame);
  if (frame.canGoBack) input.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    const subscriptions: vscode.Disposable[] = [];
    const give = (answer: Answer<T>): void => {
      resolve(answer);
      for (const subscription of subscriptions) subscription.dispose();
      // An input box hands its text on to nobody after this.
      input.value = '';
      input.dispose();
    };
    subscriptions.push(
      ...listen(give),
      input.onDidTriggerButton((button) => {
        if (button === vscode.QuickInputButtons.Back) give(back);
      }),
      input.onDidHide(() => give(undefined)),
    );
    input.show();
  });
}

/** VS Code's own quick inputs. */
export const prompts: Prompts = {
  pick<T>(
    frame: Frame,
    question: { placeholder: string; choices: readonly Choice<T>[]; active?: T | undefined },
  ): Promise<Answer<T>> {
    const quickPick = vscode.window.createQuickPick<Item<T>>();
    const items = itemsOf(question.choices);
    quickPick.placeholder = question.placeholder;
    quickPick.matchOnDescription = true;
    quickPick.matchOnDetail = true;
    quickPick.items = items;
    const active = items.find((item) => item.value !== undefined && item.value === question.active);
    if (active) quickPick.activeItems = [active];
    return answered<T>(quickPick, frame, (give) => [
      quickPick.onDidAccept(() => {
        const [chosen] = quickPick.selectedItems;
        if (chosen && 'value' in chosen) give(chosen.value);
      }),
    ]);
  },

  pickMany<T>(
    frame: Frame,
    question: { placeholder: string; choices: readonly Choice<T>[]; picked: readonly T[] },
  ): Promise<Answer<readonly T[]>> {
    const quickPick = vscode.window.createQuickPick<Item<T>>();
    const items = itemsOf(question.choices);
    quickPick.placeholder = question.placeholder;
    quickPick.canSelectMany = true;
    quickPick.items = items;
    quickPick.selectedItems = items.filter(
      (item) => item.value !== undefined && question.picked.includes(item.value),
    );
    return answered<readonly T[]>(quickPick, frame, (give) => [
      quickPick.onDidAccept(() => give(quickPick.selectedItems.map((item) => item.value as T))),
    ]);
  },

  input(frame: Frame, question: InputQuestion): Promise<Answer<string>> {
    const box = vscode.window.createInputBox();
    box.prompt = question.prompt;
    box.placeholder = question.placeholder;
    box.value = question.value ?? '';
    box.password = question.password === true;
    const say = (remark: InputRemark | undefined): void => {
      box.validationMessage = remark && {
        message: remark.message,
        severity:
          remark.severity === 'error'
            ? vscode.InputBoxValidationSeverity.Error
            : vscode.InputBoxValidationSeverity.Info,
      };
    };
    return answered<string>(box, frame, (give) => [
      box.onDidChangeValue((text) => say(text === '' ? undefined : question.check(text, false))),
      box.onDidAccept(() => {
        const remark = question.check(box.value, true);
        if (remark) say(remark);
        else give(box.value);
      }),
    ]);
  },
};
