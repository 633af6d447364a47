import assert from 'node:assert/strict';
import type { Page } from '../driver.js';
import type { Judge } from './row.js';
import { eventually, type Scene } from './scene.js';

const count = (list: readonly string[]) => {
  const counts = new Map<string, number>();
  for (const item of list) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
};

/** What holds after every fault: the invariants I1 to I7 of the catalogue. */
export async function assertInvariants(scene: Scene, judge: Judge): Promise<void> {
  const pages = scene.pages.filter(page => scene.world.browser.pages().includes(page));
  for (const page of pages) {
    if (!(await scene.runIn(page, tools => !!tools).catch(() => false))) continue;
    if (!judge.loggedOut) await assertMessages(scene, page, judge);
    await assertQuiet(scene, page, judge);
  }
  await assertStored(scene, judge);
  // I6: sockets. What was abandoned may take its time to close, so it is waited for.
  const most = judge.links ?? (await linksOf(scene, pages));
  await eventually(() => assert.ok(scene.proxy.stats().sockets <= most, `I6: ${scene.proxy.stats().sockets} sockets`));
}

const linksOf = async (scene: Scene, pages: Page[]) => {
  let sum = 0;
  for (const page of pages)
    sum += await scene.runIn(page, tools => tools?.deepAll('sc-chat').length ?? 0).catch(() => 0);
  return sum;
};

/** I1 to I3, I5: nothing lost, nothing twice, in order, and the field as it was. */
async function assertMessages(scene: Scene, page: Page, judge: Judge): Promise<void> {
  const settled = await eventually(async () => {
    const audit = await scene.audit(page);
    const own = audit.messages.filter(({ kind }) => kind === 'own');
    for (const { text, status, retry } of own) {
      const fine = status === 'Sent' || (/^Not sent/.test(status) && retry) || judge.unsettled;
      assert.ok(fine, `I1: "${text}" is ${status}${retry ? ' with Retry' : ''}`);
    }
    const shown = count(own.map(({ text }) => text));
    for (const [text, times] of count(scene.accepted)) {
      const least = judge.many ? Math.min(times, shown.get(text) ?? 0) : times;
      assert.equal(shown.get(text) ?? 0, least, `I1, I2: "${text}" was taken ${times} times and is shown`);
    }
    return audit;
  });
  const own = settled.messages.filter(({ kind }) => kind === 'own');
  const order = own.filter(({ text }) => scene.accepted.includes(text)).map(({ text }) => text);
  if (!judge.reordered)
    assert.deepEqual(order, scene.accepted.slice(-order.length || undefined), 'I3: the order on the screen');
  if (scene.draft !== undefined && page === scene.page) {
    assert.equal(settled.composer?.value, scene.draft, 'I5: the text in the field');
    if (scene.caret !== undefined) assert.equal(settled.composer?.start, scene.caret, 'I5: the caret');
  }
  const chats = await scene.runIn(page, tools => tools.deepAll('sc-chat').length);
  assert.ok(settled.timers < 20 + 5 * chats, `I6: ${settled.timers} timers`);
}

/** I1 and I2 at the backend: what is shown as sent is there, and nothing is there twice. */
async function assertStored(scene: Scene, judge: Judge): Promise<void> {
  const stored = await scene.recordTexts();
  const counts = count(stored);
  for (const [text, times] of count(scene.accepted))
    assert.ok((counts.get(text) ?? 0) <= times, `I2: "${text}" is stored ${counts.get(text)} times, sent ${times}`);
  if (judge.loggedOut || !(await scene.runIn(scene.page, tools => !!tools).catch(() => false))) return;
  const messages = await scene.messages();
  const sent = messages.filter(({ kind, status }) => kind === 'own' && status === 'Sent').map(({ text }) => text);
  const mine = new Set(scene.accepted);
  for (const [text, times] of count(sent.filter(text => mine.has(text))))
    assert.equal(counts.get(text) ?? 0, times, `I1: "${text}" is shown as sent ${times} times and stored`);
  if (judge.reordered) return;
  const all = stored.filter(text => mine.has(text));
  const inOrder = judge.many ? all.slice(-sent.length) : all;
  assert.deepEqual(
    inOrder,
    sent.filter(text => mine.has(text)),
    'I3: the order at the backend',
  );
}

/** I4 and I7: no error, no line, no secret. */
async function assertQuiet(scene: Scene, page: Page, { warns, errors }: Judge): Promise<void> {
  const failed = (await page.errors()).filter(({ message }) => !errors?.test(message));
  assert.deepEqual(failed, [], 'I4: errors on the page');
  const lines = await page.console();
  // One line a cause for the integrator is the contract; the same one twice is not.
  const said = lines.filter(({ text }) => !warns?.test(text)).map(({ text }) => text);
  const odd = said.filter((text, index) => !/^\[sc-chat\] [a-z-]+: /.test(text) || said.indexOf(text) !== index);
  assert.deepEqual(odd, [], 'I4: lines in the console');
  const { attributes, events } = await scene.audit(page);
  const places = {
    console: lines.map(({ text }) => text).join('\n'),
    attributes,
    events: JSON.stringify(events),
    addresses: scene.proxy.log.map(({ path }) => path).join('\n'),
    'address bar': await page.url(),
  };
  for (const [place, text] of Object.entries(places))
    for (const secret of scene.secrets()) assert.ok(!text.includes(secret), `I7: a secret in the ${place}`);
}
