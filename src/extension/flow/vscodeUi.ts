import * as vscode from 'vscode';
import { requireClearKeys } from '../testKeys/clearKeys';
import { logFailure } from '../ui/log';
import { keysViewId } from '../ui/settings';
import {
  back,
  type Answer,
  type Choice,
  type Frame,
  type InputQuestion,
  type InputRemark,
  type PickQuestion,
  type Ui,
} from './ui';

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

/** VS Code's own dialogs. */
export const vscodeUi: Ui = {
  pick<T>(frame: Frame, question: PickQuestion<T>): Promise<Answer<T>> {
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

  async file(question) {
    const chosen = await vscode.window.showOpenDialog({ ...question, filters: { ...question.filters } });
    return chosen?.[0];
  },
  async files(question) {
    const asked = { ...question, filters: { ...question.filters }, canSelectMany: true };
    return (await vscode.window.showOpenDialog(asked)) ?? [];
  },
  clearKeys: (purpose) => requireClearKeys(purpose),
  warn: (message) => void vscode.window.showWarningMessage(message),
  tell: async (message, ...actions) => vscode.window.showInformationMessage(message, ...actions),
  done: (message) => void vscode.window.setStatusBarMessage(message, 8000),
  confirm: async (message, detail, ...actions) =>
    vscode.window.showInformationMessage(message, { modal: true, detail }, ...actions),
  failed: async (message, detail, ...actions) =>
    vscode.window.showErrorMessage(message, { modal: true, detail }, ...actions),
  progress: (title, task) =>
    Promise.resolve(
      vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title, cancellable: true },
        async (progress, token) => {
          const abort = new AbortController();
          const subscription = token.onCancellationRequested(() => abort.abort());
          try {
            return await task(abort.signal, (message) => progress.report({ message }));
          } finally {
            subscription.dispose();
          }
        },
      ),
    ),
  save: async ({ title, name, filters }) => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    return vscode.window.showSaveDialog({
      title,
      ...(filters ? { filters: { ...filters } } : {}),
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
    });
  },
  afterwards: (task) => void task().catch((error: unknown) => logFailure('What follows an import', error)),
  shortly: async (body) => vscode.window.withProgress({ location: { viewId: keysViewId } }, body),
  copy: async (text) => vscode.env.clipboard.writeText(text),
};
