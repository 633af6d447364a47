import assert from 'node:assert/strict';
import { type FaultRow, row } from './row.js';
import { eventually, must, pause, type Scene } from './scene.js';

const both = '<sc-chat></sc-chat><sc-auth></sc-auth>';
const sendButton = { role: 'button', name: 'Send' };

/** Puts values into the fields of the form by their order, as a password manager does: no key is pressed. */
const fillForm = (scene: Scene, ...values: string[]) =>
  scene.run(
    (tools, ...values) => {
      const inputs = tools.deep('form')!.querySelectorAll<HTMLInputElement>('input:not([type=checkbox])');
      for (const [index, value] of values.entries()) {
        const input = inputs[index]!;
        input.value = value;
        input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
        input.dispatchEvent(new Event('change', { bubbles: true }));
      }
    },
    ...values,
  );

export const input: FaultRow[] = [
  row({
    row: 119,
    title: 'Names and rooms like ".", "..", "", "/", "%2e%2e", emoji, 300 characters',
    holds: 'the socket’s address always has its four segments, or there is none',
    area: 'input',
    also: 'src/api/address.test.ts',
    scene: { ready: false, room: true },
    judge: { warns: /room=/, loggedOut: true },
    async hold(scene) {
      const names = ['.', '..', '', '/', 'a/b', '?', '#', '%2e%2e', '%', '😀', 'x'.repeat(300), 'a\\b', '\ud800', ' '];
      let name = '';
      scene.proxy.add({
        on: 'http',
        path: '/auth/user/',
        do: { replace: text => JSON.stringify({ ...JSON.parse(text), username: name }) },
      });
      for (name of names) {
        const before = scene.attempts().length;
        await scene.load();
        await eventually(() => assert.ok(scene.attempts().length > before, `a socket for ${JSON.stringify(name)}`));
        const path = scene.attempts().at(-1)!.path;
        assert.equal(path.split('?')[0]!.split('/').length - 2, 4, path);
        assert.ok(!path.includes('?') && !path.includes('#'), path);
        assert.ok(path.startsWith(`/connection/${scene.number}/`), path);
      }
      for (const room of ['.', '..', '/', '?', '1/2', '007', '😀', 'x'.repeat(300), '-1']) {
        await scene.run((tools, room) => tools.deep('sc-chat')!.setAttribute('room', room), room);
        await pause(60);
      }
      for (const { path } of scene.attempts()) assert.match(path, /^\/connection\/\d{1,15}\/[^/]+\/[^/]+\/$/);
    },
  }),
  row({
    row: 120,
    title: 'Half a surrogate pair is pasted and sent',
    holds: 'made well-formed, sent and recognised: no error',
    area: 'input',
    async act(scene) {
      scene.draft = undefined;
      await scene.run(tools => {
        tools.compose('half \ud800 pair');
      });
      await scene.page.click(sendButton);
      scene.accepted.push('half \ufffd pair');
    },
    async hold(scene) {
      await scene.shows('half \ufffd pair');
      assert.deepEqual(await scene.recordTexts(), ['half \ufffd pair']);
      assert.equal(scene.frames('half'), 1);
    },
  }),
  row({
    row: 122,
    title: 'Enter while an input method composes, a double click, Enter held down',
    holds: 'exactly one message each',
    area: 'input',
    async act(scene) {
      scene.draft = undefined;
      const press = (more: KeyboardEventInit) =>
        scene.run((tools, more) => {
          const field = tools.deep('sc-composer')!.shadowRoot!.querySelector('textarea')!;
          field.dispatchEvent(
            new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true, ...more }),
          );
        }, more);
      await scene.run(tools => tools.compose('日本'));
      await press({ isComposing: true });
      await press({ keyCode: 229 });
      await pause(200);
      assert.deepEqual(await scene.texts('own'), []);
      assert.equal((await scene.audit()).composer?.value, '日本');
      await press({});
      await scene.run(tools => {
        tools.compose('held down');
      });
      await press({});
      for (let times = 0; times < 5; times++) await press({ repeat: true });
      await scene.run(tools => {
        tools.compose('clicked twice');
      });
      await scene.page.click(sendButton);
      await scene.page.click(sendButton);
      scene.accepted.push('日本', 'held down', 'clicked twice');
    },
    async hold(scene) {
      await scene.shows('clicked twice');
      await eventually(async () => assert.deepEqual(await scene.recordTexts(), ['日本', 'held down', 'clicked twice']));
    },
  }),
  row({
    row: 123,
    title: '5 MB are pasted',
    holds: 'cut to what can be sent, with a notice, and the page does not freeze',
    area: 'input',
    scene: { rate: 1 },
    async act(scene) {
      scene.draft = undefined;
      return scene.run(tools => {
        const field = tools.deep('sc-composer')!.shadowRoot!.querySelector('textarea')!;
        field.focus();
        tools.compose('');
        const data = new DataTransfer();
        data.setData('text/plain', 'paste '.repeat(900_000));
        const event = new ClipboardEvent('paste', { bubbles: true, composed: true, cancelable: true });
        // Firefox empties the clipboard that a script gives to an event.
        Object.defineProperty(event, 'clipboardData', { value: data });
        const began = tools.clock.real();
        field.dispatchEvent(event);
        const taken = event.defaultPrevented;
        return new Promise<{ took: number; taken: boolean; length: number }>(done =>
          requestAnimationFrame(() => done({ took: tools.clock.real() - began, taken, length: field.value.length })),
        );
      });
    },
    async hold(scene, { took, taken, length }) {
      must(taken);
      assert.ok(length <= 4_000 && length > 3_900, `${length} characters`);
      assert.ok(took < 500, `${took} ms`);
      await scene.page.waitFor({ text: 'It was too long and is cut.' });
    },
  }),
  row({
    row: 124,
    title: 'Only spaces, or only what cannot be seen',
    holds: 'cannot be sent',
    area: 'input',
    async act(scene) {
      scene.draft = undefined;
      for (const text of ['   ', '\n\n', '\u200b', '\u200b \u2060\ufeff\u200d', '\u00a0']) {
        await scene.run((tools, text) => tools.compose(text), text);
        await eventually(async () =>
          assert.equal((await scene.page.find(sendButton))?.disabled, true, JSON.stringify(text)),
        );
        await scene.page.click(sendButton);
      }
    },
    async hold(scene) {
      await pause(200);
      assert.deepEqual(await scene.texts(), []);
      assert.deepEqual(scene.proxy.log.frames('up'), []);
    },
  }),
  row({
    row: 125,
    title: 'The login is sent twice, takes 20 s, and the form is taken away meanwhile',
    holds: 'one request; given up after 15 s; a late answer logs nobody in',
    area: 'input',
    scene: { login: false, body: both, rate: 10 },
    judge: { loggedOut: true },
    async act(scene) {
      const posts = () => scene.requests('/auth/login/').length;
      const slow = scene.proxy.add({ on: 'http', path: '/auth/login/', do: { delay: 20_000 / scene.rate } });
      await scene.page.waitFor({ role: 'form', name: 'Log in' });
      await fillForm(scene, scene.user.username, scene.user.password);
      await scene.run(tools => {
        const form = tools.deep('form') as HTMLFormElement;
        form.requestSubmit();
        form.requestSubmit();
      });
      await pause(300);
      const twice = posts();
      await scene.page.waitFor({ text: 'The service does not answer. Please try again.' });
      scene.proxy.remove(slow);
      scene.proxy.add({ on: 'http', path: '/auth/login/', do: { delay: 1_000 } });
      await fillForm(scene, scene.user.username, scene.user.password);
      await scene.run(tools => (tools.deep('form') as HTMLFormElement).requestSubmit());
      await eventually(() => assert.equal(posts(), 2));
      await scene.run(tools => tools.deep('sc-auth')!.remove());
      await pause(1_500);
      return twice;
    },
    async hold(scene, twice) {
      assert.equal(twice, 1);
      assert.deepEqual(await scene.events('sc-login'), []);
      await scene.page.waitFor({ role: 'button', name: 'Log in to chat' });
      assert.equal(scene.attempts().length, 0);
    },
  }),
  row({
    row: 126,
    title: 'Logged out while login, profile and history are under way',
    holds: 'their late answers log nobody in, and show nothing',
    area: 'input',
    scene: { rate: 1, ready: false, body: `${both}<sc-profile></sc-profile>` },
    judge: { loggedOut: true },
    async arrange(scene) {
      await scene.server.seed(scene.user.username, 3, '5');
    },
    async act(scene) {
      scene.proxy.add({ on: 'http', path: '/auth/user/', do: { delay: 800 } });
      scene.proxy.add({ on: 'http', path: '/chats/', do: { delay: 800 } });
      const logOut = () => scene.run(() => (window as unknown as { scChat: { logout(): void } }).scChat.logout());
      await scene.load();
      await eventually(() => must(scene.requests('/auth/user/').length >= 1));
      await logOut();
      await pause(1_200);
      await fillForm(scene, scene.user.username, scene.user.password);
      await scene.run(tools => (tools.deep('form') as HTMLFormElement).requestSubmit());
      await eventually(() => must(scene.requests('/auth/user/').length >= 2));
      await logOut();
      await pause(1_500);
    },
    async hold(scene) {
      await scene.page.waitFor({ text: 'Log in to see your conversation.' });
      assert.deepEqual(await scene.messages(), []);
      assert.equal(await scene.run(() => (window as unknown as { scChat: { user: unknown } }).scChat.user), null);
      await eventually(() => assert.equal(scene.proxy.stats().sockets, 0));
      const kept = await scene.run(() => JSON.stringify(localStorage));
      assert.ok(!kept.includes('"token'), kept);
    },
  }),
  row({
    row: 127,
    title: 'A password manager fills the form; the password is pasted',
    holds: 'logged in; the password is in no attribute, no storage, no event',
    area: 'input',
    scene: { login: false, body: both },
    async act(scene) {
      await scene.page.waitFor({ role: 'form', name: 'Log in' });
      const hints = await scene.run(tools =>
        [...tools.deep('form')!.querySelectorAll<HTMLInputElement>('input:not([type=checkbox])')].map(
          each => each.autocomplete,
        ),
      );
      await fillForm(scene, scene.user.username, scene.user.password);
      await scene.run(tools => (tools.deep('form') as HTMLFormElement).requestSubmit());
      return hints;
    },
    async hold(scene, hints) {
      assert.deepEqual(hints, ['username', 'current-password']);
      await scene.isOpen();
      const kept = await scene.run(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
      must(!kept.includes(scene.user.password));
      await scene.run(tools => tools.send('hello'));
      await scene.shows('hello');
      const values = await scene.run(tools => tools.deepAll('input').map(each => (each as HTMLInputElement).value));
      must(!values.includes(scene.user.password));
    },
  }),
  row({
    row: 129,
    title: 'A registration with a name that is taken, a weak password, errors of fields nobody knows',
    holds: 'under the field, else above the form; nothing is swallowed',
    area: 'input',
    scene: { login: false, body: '<sc-auth view="register"></sc-auth>' },
    judge: { loggedOut: true },
    async act(scene) {
      const { username } = scene.user;
      await scene.page.waitFor({ role: 'form', name: 'Create account' });
      const submit = () => scene.run(tools => (tools.deep('form') as HTMLFormElement).requestSubmit());
      await fillForm(scene, username, 'new@example.com', 'A-long-enough-1', 'A-long-enough-1');
      await submit();
      await scene.page.waitFor({ text: /already exists/ });
      const taken = await scene.page.find({ role: 'textbox', name: 'Username' });
      await fillForm(scene, `${username}n`, 'new@example.com', 'password123', 'password123');
      await submit();
      await scene.page.waitFor({ text: /too common/ });
      const weak = await scene.page.find({ role: 'textbox', name: 'Password' });
      scene.proxy.add({
        on: 'http',
        path: '/registration/',
        method: 'POST',
        do: {
          status: 400,
          body: { postcode: ['Enter a postcode.'], nested: { deep: ['Deep trouble.'] }, detail: 'And this.' },
        },
      });
      await fillForm(scene, `${username}n`, 'new@example.com', 'A-long-enough-2', 'A-long-enough-2');
      await submit();
      return { taken, weak };
    },
    async hold(scene, { taken, weak }) {
      assert.ok(taken?.invalid, 'the username');
      assert.match(taken.description, /already exists/);
      assert.ok(weak?.invalid, 'the password');
      assert.match(weak.description, /too common/);
      for (const text of [/Enter a postcode\./, /Deep trouble\./, /And this\./]) await scene.page.waitFor({ text });
      assert.equal(scene.server.sockets().length, 0);
    },
  }),
];
