/** The parts of the chat by the names that the contract gives them. */
import type { ScChatApi } from '../../src/page/script-api.js';
import { patience, poll } from '../driver/poll.js';
import type { Found, Locator, Page } from '../driver.js';
import type { Person } from './backend.js';

export const launcher: Locator = { role: 'button', name: /^Open chat/ };
export const panel: Locator = { role: 'dialog', name: 'Chat' };
export const closeButton: Locator = { role: 'button', name: 'Close chat' };
export const loginForm: Locator = { role: 'form', name: 'Log in' };
export const registrationForm: Locator = { role: 'form', name: 'Create account' };
export const profileForm: Locator = { role: 'form', name: 'Profile' };
export const log: Locator = { role: 'log', name: /^Conversation/ };
export const messageField: Locator = { role: 'textbox', name: 'Message' };

export const button = (name: string): Locator => ({ role: 'button', name });
export const field = (name: string): Locator => ({ role: 'textbox', name });

/** A part of a part: `inside(loginForm, inside(panel))` is the form in the panel. */
export const inside = (part: Locator, outer: Locator | undefined): Locator =>
  outer ? { ...part, within: outer } : part;

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s');

/** A message of the conversation, by its author and its whole text. */
export const message = (author: string, text: string, within?: Locator): Locator =>
  inside(
    { role: 'article', name: new RegExp(`^${author}\\b[^:]*(?::\\d\\d[^:]*)?: ${escaped(text)}(?: \\([^()]*\\))?$`) },
    within,
  );
export const own = (text: string, within?: Locator) => message('You', text, within);
export const reply = (text: string, within?: Locator) => message('Support', text, within);

/** The conversation as it stands there, "You: hello", without times and states. */
export async function conversation(page: Page, within?: Locator): Promise<string[]> {
  await page.waitFor(inside(log, within));
  const rows = await page.findAll({ role: 'article', within: inside(log, within) });
  return rows.map(({ name }) => told(name));
}

const told = (name: string) =>
  name.replace(/^([^:,]+)(?:, \d{1,2}:\d\d(?: [AP]M)?)?: /, '$1: ').replace(/ \([^()]*\)$/, '');

/** Puts a text in the place of what a field has. */
export async function fill(page: Page, target: Locator, text: string): Promise<void> {
  await page.click(target);
  await page.keys('Control+a', 'Delete');
  await page.type(text);
}

/** Logs in through a form that is on the screen. */
export async function logIn(page: Page, { username, password }: Person, within?: Locator): Promise<void> {
  const form = inside(loginForm, within);
  await fill(page, { role: 'textbox', name: /^(Username or email|Username|Email)$/, within: form }, username);
  await fill(page, { ...field('Password'), within: form }, password);
  await page.keys('Enter');
  await page.waitGone(form);
}

/** Opens the panel and logs in there. */
export async function openAndLogIn(page: Page, person: Person): Promise<void> {
  await page.click(launcher);
  await logIn(page, person, panel);
  await page.waitFor(inside(messageField, panel));
}

export async function say(page: Page, text: string, within?: Locator): Promise<Found> {
  await fill(page, inside(messageField, within), text);
  await page.keys('Enter');
  return page.waitFor(own(text, within));
}

/** Waits until it has the focus. */
export async function focused(page: Page, target: Locator): Promise<Found> {
  await page.waitFor(target);
  const { result } = await poll(patience, async () => {
    const found = await page.find(target);
    return found?.focused ? found : undefined;
  });
  if (result) return result;
  const { role = 'nothing', name = '' } = (await page.activeElement()) ?? {};
  throw new Error(`${page.engine}: the focus is on ${role} "${name}", not on ${JSON.stringify(target)}`);
}

declare global {
  interface Window {
    scChat: ScChatApi;
  }
}
