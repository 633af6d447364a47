import assert from 'node:assert/strict';
import { type FaultRow, row } from './row.js';
import { eventually, must, pause, type Scene } from './scene.js';

/** Fills the storage to the last byte. */
const fill = `
  document.fill = () => {
    let size = 4_000_000;
    let index = 0;
    while (size >= 1) {
      try { localStorage.setItem('host' + index++, 'x'.repeat(size)); } catch { size = Math.floor(size / 2); }
    }
  };`;

export const logIn = async (scene: Scene, account = scene.user) => {
  await scene.page.waitFor({ role: 'form', name: 'Log in' });
  await scene.run(
    (tools, { username, password }) => {
      const form = tools.deep('form')!;
      const put = (input: HTMLInputElement, value: string) => {
        input.value = value;
        input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
        input.dispatchEvent(new Event('change', { bubbles: true }));
      };
      const [name, secret] = form.querySelectorAll<HTMLInputElement>('input:not([type=checkbox])');
      put(name!, username);
      put(secret!, password);
    },
    { username: account.username, password: account.password },
  );
  await scene.page.click({ role: 'button', name: 'Log in', within: { role: 'form', name: 'Log in' } });
};

const both = '<sc-chat></sc-chat><sc-auth></sc-auth>';

const blocked: Record<string, string> = {
  throws: `{ get() { throw new DOMException('denied', 'SecurityError'); } }`,
  null: '{ value: null }',
  missing: '{ value: undefined }',
};

export const storage: FaultRow[] = [
  row({
    row: 68,
    title: 'The storage is full at the login',
    holds: 'logged in for this page, with a note that it will not be remembered',
    area: 'storage',
    scene: { login: false, body: both, head: `<script>${fill}</script>` },
    async act(scene) {
      await scene.run(() => (document as unknown as { fill(): void }).fill());
      await logIn(scene);
    },
    async hold(scene) {
      await scene.isOpen();
      await scene.send('from memory');
      await scene.shows('from memory');
      must((await scene.events('sc-error')).some(({ detail }) => detail['code'] === 'storage'));
      await scene.page.waitFor({ text: /Your browser keeps nothing here/ });
      await scene.run(() => localStorage.clear());
    },
  }),
  row({
    row: 69,
    title: 'The storage is full while messages wait',
    holds: 'they are sent from memory',
    area: 'storage',
    scene: { head: `<script>${fill}</script>` },
    async act(scene) {
      const refuse = scene.proxy.add({ on: 'handshake', do: { refuse: true } });
      scene.proxy.cut();
      await scene.run(() => (document as unknown as { fill(): void }).fill());
      await scene.send('one');
      await scene.send('two');
      scene.proxy.remove(refuse);
      await scene.run(tools => tools.hear('online'));
    },
    async hold(scene) {
      await scene.shows('one');
      await scene.shows('two');
      must((await scene.events('sc-error')).some(({ detail }) => detail['code'] === 'storage'));
      await scene.run(() => localStorage.clear());
    },
  }),
  row({
    row: 70,
    title: 'The storage throws, is null, or is not there',
    holds: 'everything works, in memory',
    area: 'storage',
    scene: { ready: false, login: false, body: both },
    judge: { warns: /^\[sc-chat\] storage/ },
    async hold(scene) {
      const page = await (await fetch(scene.host.url())).text();
      for (const [name, descriptor] of Object.entries(blocked)) {
        const block = ['localStorage', 'sessionStorage']
          .map(area => `Object.defineProperty(window, '${area}', ${descriptor});`)
          .join('');
        scene.host.set(`/${name}`, page.replace('<meta charset="utf-8">', `$&<script>${block}</script>`));
        if (!scene.pages.length) await scene.newPage();
        await scene.page.goto(scene.host.url(`/${name}`));
        await logIn(scene);
        await scene.isOpen();
        await scene.run((tools, text) => tools.send(text), `storage ${name}`);
        await scene.shows(`storage ${name}`);
      }
      assert.deepEqual(
        await scene.recordTexts(),
        Object.keys(blocked).map(name => `storage ${name}`),
      );
    },
  }),
  row({
    row: 71,
    title: 'In a sandboxed frame without an origin of its own',
    holds: 'everything works, in memory',
    area: 'storage',
    scene: { ready: false, login: false, body: '<iframe sandbox="allow-scripts allow-forms" src="/frame"></iframe>' },
    async act(scene) {
      const { token } = scene.user;
      scene.host.set(
        '/frame',
        `<!doctype html><body><script>
          const tell = what => parent.postMessage(what, '*');
          addEventListener('error', event => tell('error ' + event.message));
          addEventListener('unhandledrejection', event => tell('error ' + event.reason));
          try { localStorage; tell('has storage'); } catch { tell('no storage'); }
        </script>
        <script src="${scene.host.url('/dist/sc-chat.js')}" data-api-base="${scene.proxy.url}" data-launcher="off"></script>
        <sc-chat></sc-chat>
        <script>
          scChat.whenReady().then(() => scChat.identify(${JSON.stringify(token)}));
          addEventListener('sc-connection', event => {
            if (event.detail.status === 'open') document.querySelector('sc-chat').send('from the sandbox');
          });
          addEventListener('sc-message-status', event => tell(event.detail.status));
        </script>`,
      );
      await scene.newPage();
      await scene.page.goto(scene.host.url('/empty'));
      scene.host.set(
        '/',
        `<!doctype html><body><script>document.told = []; addEventListener('message', event => document.told.push(event.data));</script>
        <iframe sandbox="allow-scripts allow-forms" src="/frame"></iframe>`,
      );
      await scene.page.goto(scene.host.url());
    },
    judge: { links: 1, loggedOut: true },
    async hold(scene) {
      await eventually(async () => {
        const told = await scene.page.evaluate(() => (document as unknown as { told: string[] }).told);
        assert.deepEqual(told, ['no storage', 'queued', 'sending', 'sent']);
      });
      assert.deepEqual(await scene.recordTexts(), ['from the sandbox']);
    },
  }),
  row({
    row: 72,
    title: 'What is kept is corrupt, of a wrong shape, huge, or of a later version',
    holds: 'it is dropped, the visitor starts from the defaults, and the next load is clean',
    area: 'storage',
    scene: { ready: false, login: false },
    judge: { loggedOut: true },
    async hold(scene) {
      const page = await scene.newPage();
      const key = `sc-chat:${scene.proxy.url}:session`;
      const { token, pk } = scene.user;
      const values: Record<string, string> = {
        corrupt: '{"v":1,"tok',
        shape: '[]',
        string: '"text"',
        number: '7',
        huge: 'x'.repeat(4_000_000),
        later: JSON.stringify({ v: 2, token, scheme: 'Token', pk: String(pk) }),
        header: JSON.stringify({ v: 1, token: 'a b\nc', scheme: 'Token', pk: '1' }),
      };
      for (const [name, value] of Object.entries(values)) {
        await page.goto(scene.host.url('/empty'));
        await page.evaluate(
          (key, value) => {
            localStorage.clear();
            localStorage.setItem(key, value);
          },
          key,
          value,
        );
        await scene.load();
        await scene.page.waitFor({ role: 'button', name: 'Log in to chat' });
        assert.equal(scene.requests('/').length, 0, `${name}: nothing was asked`);
      }
      const prefix = `sc-chat:${scene.proxy.url}:`;
      await scene.keepSession();
      await page.evaluate(
        (prefix, pk) => {
          for (const name of [
            `box:${pk}:auto:gone`,
            `draft:${pk}:auto`,
            `read:${pk}:auto`,
            `room:${pk}`,
            `newest:${pk}`,
            'open',
            'healed',
          ])
            localStorage.setItem(prefix + name, '{"v":9,"x":[');
          localStorage.setItem(`${prefix}box:${pk}:auto:other`, '[{"id":1},null,{"id":"a","text":{}}]');
        },
        prefix,
        pk,
      );
      await scene.load();
      await scene.isOpen();
      assert.deepEqual(await scene.messages(), []);
      await scene.run(tools => tools.compose(''));
      await scene.send('clean again');
      await scene.shows('clean again');
    },
  }),
  row({
    row: 73,
    title: 'The host page calls localStorage.clear()',
    holds: 'this window goes on, another one logs out, and nothing goes round in circles',
    area: 'storage',
    judge: { loggedOut: true },
    async act(scene) {
      const other = await scene.window();
      await scene.run(() => localStorage.clear());
      await other.waitFor({ role: 'button', name: 'Log in to chat' });
      const from = scene.proxy.log.length;
      await pause(500);
      return { other, quiet: scene.proxy.log.length - from };
    },
    async hold(scene, { quiet }) {
      assert.ok(quiet < 5, `${quiet} events`);
      await scene.run((tools, text) => tools.send(text), 'still logged in here');
      await scene.shows('still logged in here');
    },
  }),
  row({
    row: 74,
    title: 'The host page writes other keys, a hundred a second, in another window',
    holds: 'the session is untouched',
    area: 'storage',
    async act(scene) {
      const other = await scene.newPage();
      await other.goto(scene.host.url('/empty'));
      const from = { attempts: scene.attempts().length, requests: scene.requests('/').length };
      await other.evaluate(async () => {
        for (let index = 0; index < 200; index++) {
          localStorage.setItem(`host-${index % 7}`, String(index));
          if (index % 2) localStorage.removeItem(`host-${index % 5}`);
          await new Promise(done => setTimeout(done, 10));
        }
      });
      return from;
    },
    async hold(scene, { attempts, requests }) {
      assert.equal(scene.attempts().length, attempts);
      must(scene.requests('/').length - requests <= 1);
      await scene.send('undisturbed');
      await scene.shows('undisturbed');
    },
  }),
  row({
    row: 76,
    title: 'The host page has keys like "token", "user" and "chat" of its own',
    holds: 'they are never read',
    area: 'storage',
    scene: {
      ready: false,
      head: `<script>
        document.read = [];
        const { getItem } = Storage.prototype;
        Storage.prototype.getItem = function (key) { document.read.push(key); return getItem.call(this, key); };
      </script>`,
    },
    judge: { loggedOut: true },
    async act(scene) {
      await scene.page.goto(scene.host.url('/empty'));
      await scene.page.evaluate(token => {
        localStorage.clear();
        for (const key of [
          'token',
          'user',
          'chat',
          'session',
          'auth',
          'length',
          'key',
          'getItem',
          'constructor',
          '__proto__',
        ])
          localStorage.setItem(key, key === 'token' ? token : '{"name":"host"}');
      }, 'the-token-of-the-host-page');
      await scene.load();
    },
    async hold(scene) {
      await scene.page.waitFor({ role: 'button', name: 'Log in to chat' });
      const read = await scene.run(() => (document as unknown as { read: string[] }).read);
      assert.deepEqual(
        read.filter(key => !key.startsWith('sc-chat:')),
        [],
      );
      assert.equal(scene.requests('/').length, 0);
    },
  }),
  row({
    row: 77,
    title: 'The visitor clears the site’s data while the page is open',
    holds: 'logged out when the page is next looked at',
    area: 'storage',
    judge: { loggedOut: true },
    async act(scene) {
      if (scene.engine === 'chromium') {
        const cdp = await scene.page.cdp();
        await cdp.send('Storage.clearDataForOrigin', { origin: scene.host.origin, storageTypes: 'local_storage' });
      } else await scene.run(() => localStorage.clear());
      await scene.run(tools => {
        tools.hide();
        tools.show();
      });
    },
    async hold(scene) {
      await scene.page.waitFor({ role: 'button', name: 'Log in to chat' });
      await eventually(() => assert.equal(scene.proxy.stats().sockets, 0));
    },
  }),
];
