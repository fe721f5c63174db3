// Which key service: the simulator and the profiles of a private configuration, chosen by keyboard, always in sight.
import fs from 'node:fs';
import { journey } from './journey.mjs';
import { ok } from './workbench.mjs';

/** @param {import('./journey.mjs').Ground} ground */
function prepare({ config }) {
  fs.writeFileSync(
    config,
    `[profile payments-test]
region = us-east-1
role_arn = arn:aws:iam::111122223333:role/import
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/custodian
[profile base]
aws_access_key_id = TESTKEY
aws_secret_access_key = test
region = us-east-1
[profile local]
aws_access_key_id = SIMULATOR
aws_secret_access_key = test
region = us-east-2
services = local
[services local]
payment_cryptography =
  endpoint_url = http://127.0.0.1:9
[profile half]
aws_access_key_id = TESTKEY
[profile slow]
region = us-east-1
credential_process = sleep 600
[profile missing]
region = us-east-1
credential_process = no-such-credential-helper --json
[profile sso]
region = us-east-1
sso_session = company
sso_account_id = 111122223333
sso_role_name = Custodian
[sso-session company]
sso_start_url = https://company.example/start
sso_region = eu-west-1
`,
  );
}

journey('Key service', { themes: ['light', 'dark'], prepare }, async (workbench) => {
  const { page } = workbench;
  const status = (/** @type {RegExp} */ name) => page.locator('.statusbar').getByRole('button', { name });
  await workbench.check(
    'profiles are listed by kind, the simulator first, what is broken apart',
    async () => {
      await workbench.openFile('notes.txt');
      ok((await status(/Key service/).count()) === 0, 'a service is shown before one was chosen');
      await workbench.command('Key Material: Select AWS Profile…');
      const rows = page.locator('.quick-input-list .monaco-list-row');
      await rows.filter({ hasText: 'payments-test' }).waitFor({ timeout: 30_000 });
      const texts = await rows.allInnerTexts();
      ok(/Simulator/.test(texts[0] ?? ''), `first: ${texts[0]}`);
      ok(/role · 111122223333 · us-east-1/.test(texts.join('\n')), texts.join(' | '));
      ok(
        /half[\s\S]*aws_access_key_id without aws_secret_access_key/.test(texts.join('\n')),
        texts.join(' | '),
      );
      await workbench.picture('select-profile');
    },
  );
  await workbench.check('the simulator, chosen by keyboard, stands in the status bar', async () => {
    await page.keyboard.press('Enter');
    await status(/Key service: Simulator/).waitFor({ timeout: 20_000 });
    await workbench.picture('simulator-chosen');
  });
  await workbench.check('an MFA code that is not given ends in nothing, and says so nowhere', async () => {
    await workbench.command('Key Material: Select AWS Profile…');
    await workbench.pick('payments-test');
    await status(/Key service: payments-test · us-east-1/).waitFor({ timeout: 20_000 });
    const input = workbench.quickInput();
    await page
      .locator('.quick-input-title', { hasText: 'MFA code for payments-test' })
      .waitFor({ timeout: 20_000 });
    await input.fill('12');
    await page.locator('.quick-input-message', { hasText: 'Six digits' }).waitFor();
    await workbench.picture('mfa-code');
    await page.keyboard.press('Escape');
    await page.waitForTimeout(1000);
    ok((await page.locator('.notification-toast').count()) === 0, 'a notification is shown');
  });
  await workbench.check(
    'a profile that leads to this machine is marked as a simulator, and STS is not asked',
    async () => {
      await workbench.command('Key Material: Select AWS Profile…');
      await workbench.pick('local');
      const item = status(/Key service: local · us-east-2/);
      await item.waitFor({ timeout: 20_000 });
      await page.waitForTimeout(1500);
      ok((await item.locator('.codicon-beaker').count()) === 1, 'no beaker is shown');
      ok((await page.locator('.notification-toast').count()) === 0, 'a notification is shown');
      await workbench.command('Key Material: Check Access');
      await page.locator('.view-line', { hasText: 'Not sent after the failure above.' }).first().waitFor();
      const report = await page.locator('.editor-instance .view-lines').first().innerText();
      ok(/Failed\s+sts:GetCallerIdentity/.test(report.replaceAll('\u00a0', ' ')), report);
      await workbench.picture('check-access');
      await workbench.command('View: Close Editor');
      await workbench.command('Key Material: Select AWS Profile…');
      await workbench.pick('payments-test');
      await page.locator('.quick-input-title', { hasText: 'MFA code' }).waitFor({ timeout: 20_000 });
      await page.keyboard.press('Escape');
    },
  );
  const view = page.locator('.part.sidebar');
  const rowOf = (/** @type {string} */ name) => view.getByRole('treeitem', { name, exact: true });
  /** Chooses a profile with the view open. @param {string} profile */
  const choose = async (profile) => {
    await workbench.command('Key Material: Select AWS Profile…');
    await workbench.pick(profile);
    await status(new RegExp(`Key service: ${profile} · us-east-1`)).waitFor({ timeout: 20_000 });
  };
  await workbench.check('the Keys view shows what is waited for, keeps waiting, and cancels it', async () => {
    await workbench.command('View: Show Key Material');
    await choose('slow');
    await view.getByText('Waiting for the credential process of profile slow').waitFor({ timeout: 20_000 });
    await rowOf('Keep Waiting').waitFor();
    await workbench.picture('keys-waiting');
    await rowOf('Keep Waiting').click();
    await rowOf('Keep Waiting').waitFor({ state: 'detached', timeout: 20_000 });
    await rowOf('Cancel').click();
    await view.getByText('Loading was cancelled.').waitFor({ timeout: 20_000 });
    await rowOf('Retry').waitFor();
    ok((await page.locator('.notification-toast').count()) === 0, 'a notification is shown');
  });
  await workbench.check('a wait ends when another profile is chosen, and is not heard of there', async () => {
    await rowOf('Retry').click();
    await rowOf('Cancel').waitFor({ timeout: 20_000 });
    await choose('missing');
    await view.getByText('The program of credential_process was not found').waitFor({ timeout: 20_000 });
    ok((await view.getByText('profile slow').count()) === 0, 'the former profile is spoken of');
    await workbench.picture('keys-failed');
    await workbench.command('Notifications: Clear All Notifications');
  });
  await workbench.check('an SSO session that is over is named as that, with Sign In', async () => {
    await choose('sso');
    await view.getByText('The SSO session of this profile has expired').waitFor({ timeout: 20_000 });
    ok(!/secret/.test(await view.innerText()), 'a secret is spoken of');
    await rowOf('Sign In').waitFor();
    await workbench.picture('keys-sign-in');
    await workbench.command('Notifications: Clear All Notifications');
    await choose('payments-test');
    await page.locator('.quick-input-title', { hasText: 'MFA code' }).waitFor({ timeout: 20_000 });
    await page.keyboard.press('Escape');
    await rowOf('Enter MFA Code').waitFor({ timeout: 20_000 });
    await workbench.picture('keys-mfa');
  });
  await workbench.check('another Region is chosen, also one that is not in the list', async () => {
    await workbench.command('Key Material: Select Region…');
    await workbench.quickInput().fill('eu-west-3');
    await workbench.pick('not in the AWS list');
    await status(/Key service: payments-test · eu-west-3/).waitFor();
  });
});
