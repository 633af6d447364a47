import type { Browser } from 'puppeteer-core';
import type { PuppeteerEngine } from './puppeteer-page.js';
import type { SavedLogin } from './types.js';

/** Puts a login into the browser's own store, by the doors that the browser's own pages use. */
export const saveLogin = (engine: PuppeteerEngine, browser: Browser, login: SavedLogin): Promise<void> =>
  engine === 'chromium' ? saveInChromium(browser, login) : saveInFirefox(browser, login);

async function saveInChromium(browser: Browser, { origin, username, password }: SavedLogin): Promise<void> {
  const manager = await browser.newPage();
  await manager.goto('chrome://password-manager/passwords');
  const options = { url: origin, username, password, note: '', useAccountStore: false };
  await manager.evaluate(`chrome.passwordsPrivate.addPassword(${JSON.stringify(options)})`);
  await manager.close();
}

interface Bidi {
  send(method: string, params: object): Promise<{ result: { contexts: { context: string }[]; type: string } }>;
}

/** Needs the argument `--remote-allow-system-access`. */
async function saveInFirefox(browser: Browser, { origin, username, password }: SavedLogin): Promise<void> {
  const { connection } = browser as unknown as { connection: Bidi };
  const tree = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
  const values = [origin, origin, null, username, password, '', ''].map(value => JSON.stringify(value)).join();
  const { result } = await connection.send('script.evaluate', {
    expression: `(async () => {
      for (const name of ['rememberSignons', 'autofillForms']) Services.prefs.setBoolPref('signon.' + name, true);
      const Login = Components.Constructor('@mozilla.org/login-manager/loginInfo;1', Ci.nsILoginInfo, 'init');
      await Services.logins.addLoginAsync(new Login(${values}));
    })()`,
    awaitPromise: true,
    target: { context: tree.result.contexts[0]!.context },
  });
  if (result.type === 'exception') throw new Error(`Firefox did not save the login: ${JSON.stringify(result)}`);
}
