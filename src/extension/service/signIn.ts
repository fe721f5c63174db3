/** Signs in to AWS IAM Identity Center in a terminal that stays open until its text was read. */
import * as vscode from 'vscode';
import { logFailure } from '../ui/log';
import { keyServices, type SignIn, type SignInEnd } from '../host/keyServices';

/** Shows a terminal that runs `aws sso login`. A terminal of a shell would read the profile's name its own way. */
export async function signInWithTerminal(profile: string, done: () => Promise<void>): Promise<void> {
  const services = await keyServices();
  const pty = new SignInTerminal((write) => services.signIn(profile, write), done);
  vscode.window.createTerminal({ name: vscode.l10n.t('AWS sign-in'), pty, isTransient: true }).show();
}

/** Shows what a program writes. Ctrl-C ends the program; after its end, any key closes the terminal. */
export class SignInTerminal implements vscode.Pseudoterminal {
  private readonly writing = new vscode.EventEmitter<string>();
  private readonly closing = new vscode.EventEmitter<void>();
  readonly onDidWrite = this.writing.event;
  readonly onDidClose = this.closing.event;
  private running: SignIn | undefined;
  private over = false;

  /**
   * @param start is called when the terminal can show something
   * @param done is called once it was signed in
   */
  constructor(
    private readonly start: (write: (text: string) => void) => Promise<SignIn>,
    private readonly done: () => Promise<void> = () => Promise.resolve(),
  ) {}

  open(): void {
    void this.run();
  }

  private async run(): Promise<void> {
    const end = await this.start((text) => this.write(text)).then(
      (running) => {
        this.running = running;
        // Closed while it was started.
        if (this.over) running.stop();
        return running.ended;
      },
      (): SignInEnd => ({ kind: 'failed', reason: 'start' }),
    );
    this.over = true;
    if (end.kind === 'done')
      void this.done().catch((error: unknown) => logFailure('After the sign-in', error));
    this.write(`\n${endText(end)}\n${vscode.l10n.t('Press any key to close this terminal.')}\n`);
  }

  private write(text: string): void {
    this.writing.fire(text.replace(/\r?\n/g, '\r\n'));
  }

  handleInput(keys: string): void {
    if (this.over) this.closing.fire();
    else if (keys.includes('\u0003')) this.running?.stop();
  }

  close(): void {
    this.over = true;
    this.running?.stop();
  }
}

function endText(end: SignInEnd): string {
  switch (end.kind) {
    case 'done':
      return vscode.l10n.t('Signed in. Keys are being loaded. Try your action again.');
    case 'noProgram':
      return vscode.l10n.t(
        'The program "aws" was not found. Install AWS CLI version 2, or add it to the PATH and restart VS Code.',
      );
    case 'failed':
      return vscode.l10n.t('The sign-in failed ({0}).', end.reason);
  }
}
