import { expect, fixture, html, nextFrame, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { realClock } from '../../api/clock.js';
import { configurePage, resetPage } from '../context.js';
import type { ChatEventMap } from '../events.js';
import { KEY, type StoredRecord, TestBackend } from '../testing/backend.js';
import { createTestSockets } from '../testing/sockets.js';
import { lineOf } from './connection-line.js';
import './sc-chat.js';
import type { ScChat } from './sc-chat.js';

const record = (id: number, message: string, part: Partial<StoredRecord> = {}): StoredRecord => ({
  id,
  name: 'ada',
  email: 'ada@example.com',
  room: '42',
  message,
  serverMessage: `ada, you have sent this message: ${message}. Thanks for contact us.`,
  created_at: new Date(Date.now() - 600_000 + id * 1_000).toISOString(),
  ...part,
});

/** What the page's live region says. */
const said = () =>
  [...document.body.children]
    .map(child => child.shadowRoot?.querySelector('[aria-live=polite]')?.textContent ?? '')
    .join('');
const regions = () =>
  [...document.body.children].filter(child => child.shadowRoot?.querySelector('[aria-live=polite]'));

describe('sc-chat', () => {
  let backend: TestBackend;
  let net: ReturnType<typeof createTestSockets>;
  let heard: [string, unknown][];
  const types = ['sc-connection', 'sc-before-send', 'sc-send', 'sc-message-status', 'sc-message', 'sc-unread'] as const;
  const hear = (event: Event) => heard.push([event.type, (event as CustomEvent).detail]);
  const of = <Type extends keyof ChatEventMap>(type: Type) =>
    heard.filter(([name]) => name === type).map(([, detail]) => detail as ChatEventMap[Type]);

  beforeEach(() => {
    net = createTestSockets();
    backend = new TestBackend({ WebSocket: net.WebSocket, clock: realClock });
    heard = [];
    configurePage({ apiBase: backend.base });
    for (const type of types) document.addEventListener(type, hear);
  });
  afterEach(() => {
    for (const type of types) document.removeEventListener(type, hear);
    backend.close();
    resetPage();
  });

  const logIn = () =>
    localStorage.setItem(
      `sc-chat:${backend.base}:session`,
      JSON.stringify({ v: 1, token: KEY, scheme: 'Token', pk: '7' }),
    );
  const parts = (chat: ScChat) => {
    const root = chat.shadowRoot!;
    const list = () => root.querySelector('sc-message-list')?.shadowRoot ?? undefined;
    const composer = () => root.querySelector('sc-composer')?.shadowRoot ?? undefined;
    return {
      root,
      log: () => list()!.querySelector('[role=log]')!,
      texts: () => [...list()!.querySelectorAll('.words')].map(text => text.textContent),
      field: () => composer()!.querySelector('textarea')!,
      line: () => root.querySelector('.connection')?.textContent?.trim().replace(/\s+/g, ' '),
      button: (name: string) =>
        [...root.querySelectorAll('button'), ...(list()?.querySelectorAll('button') ?? [])].find(
          button => button.textContent!.trim() === name,
        ),
    };
  };
  const make = async (template = html`<sc-chat room="42"></sc-chat>`) => {
    const chat = await fixture<ScChat>(template);
    chat.style.blockSize = '500px';
    return { chat, ...parts(chat) };
  };
  const makeOpen = async (template?: ReturnType<typeof html>) => {
    logIn();
    const made = await make(template);
    await waitUntil(() => net.open, 'a socket is open');
    await waitUntil(() => made.root.querySelector('sc-composer')?.shadowRoot?.querySelector('textarea'));
    await waitUntil(() => !made.root.querySelector('sc-message-list')!.shadowRoot!.querySelector('.later'));
    return made;
  };

  describe('accessibility', () => {
    for (const theme of ['light', 'dark'] as const) {
      it(`passes an audit: logged out, ${theme}`, async () => {
        const { chat, button } = await make(html`<sc-chat theme=${theme}></sc-chat>`);
        await expect(chat).to.be.accessible();
        button('Log in to chat')!.click();
        await chat.updateComplete;
        await expect(chat).to.be.accessible();
      });

      it(`passes an audit: messages, ${theme}`, async () => {
        backend.history = [record(1, 'Hello'), record(2, 'A link: https://a.example', { serverMessage: '' })];
        const { chat } = await makeOpen(html`<sc-chat room="42" theme=${theme}></sc-chat>`);
        await expect(chat).to.be.accessible();
      });

      it(`passes an audit: trouble, ${theme}`, async () => {
        const { chat, line } = await makeOpen(html`<sc-chat room="42" theme=${theme}></sc-chat>`);
        net.open!.end(4_600);
        await waitUntil(line);
        await expect(chat).to.be.accessible();
      });
    }
  });

  describe('logged out', () => {
    it('turns its box into the form, and after it the chat has the focus', async () => {
      const { root, chat, button, field } = await make();
      button('Log in to chat')!.click();
      await waitUntil(() => root.activeElement?.localName === 'sc-auth', 'the form has the focus');
      const form = root.querySelector('sc-auth')!.shadowRoot!;
      form.querySelector<HTMLInputElement>('#username')!.value = 'ada';
      form.querySelector<HTMLInputElement>('#current-password')!.value = 'quartz';
      form.querySelector<HTMLElement>('[part=submit]')!.click();
      await waitUntil(() => root.querySelector('sc-composer'));
      await waitUntil(() => root.activeElement?.localName === 'sc-composer', 'the field has the focus');
      expect(field().value).to.equal('');
      expect(chat.matches(':state(logged-in)')).to.equal(true);
    });

    it('says only a sentence where the page has a form of its own', async () => {
      const box = await fixture(html`<div><sc-auth></sc-auth><sc-chat></sc-chat></div>`);
      const { root, button } = parts(box.querySelector('sc-chat')!);
      expect(button('Log in to chat')).to.equal(undefined);
      expect(root.textContent).to.contain('Log in to see your conversation.');
    });

    it('shows what the page puts there instead', async () => {
      const { root } = await make(html`<sc-chat><p slot="logged-out">Members only</p></sc-chat>`);
      expect(root.querySelector<HTMLSlotElement>('slot[name=logged-out]')!.assignedElements()[0]!.textContent).to.equal(
        'Members only',
      );
    });

    it('keeps a text for after the login, and the draft of who was logged out', async () => {
      const { chat, field, root, button } = await makeOpen();
      await sendKeys({ press: 'Tab' });
      field().focus();
      await sendKeys({ type: 'Begun' });
      chat['chat'].session.logout();
      await waitUntil(() => button('Log in to chat'));
      expect(chat.send('From the page')).to.equal(undefined);
      await chat['chat'].session.login({ username: 'ada', password: 'quartz' }, true);
      await waitUntil(() => root.querySelector('sc-composer')?.shadowRoot?.querySelector('textarea'));
      expect(field().value).to.equal('Begun\nFrom the page');
    });

    it('says that the session has ended', async () => {
      const { root, chat } = await makeOpen();
      backend.on('GET /chats/getChats/', { status: 401, body: { detail: 'Invalid token.' } });
      chat['conversation']!.reconnect();
      // The next attempt keeps a second's distance, and is drawn from a range.
      await waitUntil(() => root.textContent!.includes('Your session has ended'), undefined, { timeout: 6_000 });
    });
  });

  describe('talking', () => {
    it('shows previous messages, sends, and shows the reply', async () => {
      backend.history = [record(1, 'Before')];
      const { texts, field, log } = await makeOpen();
      await waitUntil(() => texts().length === 2);
      expect(log().getAttribute('aria-label')).to.equal('Conversation');
      field().focus();
      await sendKeys({ type: 'World' });
      await sendKeys({ press: 'Enter' });
      await waitUntil(() => texts().length === 4);
      expect(texts()[2]).to.equal('World');
      expect(texts()[3]).to.contain('you have sent this message: World');
      expect(of('sc-send').map(({ text }) => text)).to.deep.equal(['World']);
      const { id } = of('sc-send')[0]!;
      expect(
        of('sc-message-status')
          .filter(detail => detail.id === id)
          .map(({ status }) => status),
      ).to.deep.equal(['queued', 'sending', 'sent']);
      expect(of('sc-message').map(({ author }) => author)).to.deep.equal([{ kind: 'server', name: 'Support' }]);
      expect(Object.isFrozen(of('sc-message')[0]!.author)).to.equal(true);
    });

    it('paints the own message in the frame after Enter', async () => {
      const { texts, field } = await makeOpen();
      net.settings.answers = false;
      field().value = 'Now';
      field().dispatchEvent(new InputEvent('input', { bubbles: true }));
      field().dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true }),
      );
      await nextFrame();
      // The rest of this very frame.
      await new Promise(resolve => setTimeout(resolve));
      expect(texts()).to.deep.equal(['Now']);
    });

    it('leaves the text where the page refuses it', async () => {
      const { field, texts } = await makeOpen();
      document.addEventListener('sc-before-send', event => event.preventDefault(), { once: true });
      field().focus();
      await sendKeys({ type: 'Rude' });
      await sendKeys({ press: 'Enter' });
      expect(field().value).to.equal('Rude');
      expect(of('sc-before-send')).to.deep.equal([{ room: '42', text: 'Rude' }]);
      expect(of('sc-send')).to.deep.equal([]);
      expect(texts()).to.deep.equal([]);
    });

    it('gives a message that was too long back to be written anew', async () => {
      const { field, button, chat } = await makeOpen();
      net.settings.answers = false;
      chat.send('Very long');
      await waitUntil(() => net.open!.sent.length);
      net.open!.end(1009);
      await waitUntil(() => button('Retry'));
      button('Retry')!.click();
      expect(field().value).to.equal('Very long');
    });

    it('returns to the newest message on an own one', async () => {
      backend.history = Array.from({ length: 60 }, (_, index) => record(index, `Line ${index}`));
      const { log, chat } = await makeOpen();
      log().scrollTop = -2_000;
      await nextFrame();
      await nextFrame();
      chat.send('Here');
      await waitUntil(() => Math.abs(log().scrollTop) < 1);
    });

    it('hands keys to the message field and back', async () => {
      backend.history = [record(1, 'Before')];
      const { root, field } = await makeOpen();
      root
        .querySelector('sc-message-list')!
        .shadowRoot!.querySelector<HTMLElement>('[role=article][tabindex="0"]')!
        .focus();
      await sendKeys({ press: 'Escape' });
      expect(root.activeElement?.localName).to.equal('sc-composer');
      let typed = 0;
      const count = () => typed++;
      document.addEventListener('keydown', count);
      field().focus();
      await sendKeys({ press: 'a' });
      expect(typed).to.equal(0);
      await sendKeys({ press: 'Escape' });
      expect(typed).to.equal(1);
      document.removeEventListener('keydown', count);
    });

    it('shows the greeting, or what the page puts in its place', async () => {
      const { root } = await makeOpen(html`<sc-chat room="42" greeting="Hi! What can we do?"></sc-chat>`);
      expect(root.querySelector('slot[name=empty]')!.textContent).to.equal('Hi! What can we do?');
    });
  });

  describe('others', () => {
    const other = (message: string) => ({ message, name: 'Bea', email: 'bea@example.com' });

    it('are spoken once, several as their number, the own ones never', async () => {
      const { chat, texts } = await makeOpen();
      expect(regions().length).to.equal(1);
      net.settings.answers = false;
      chat.send('Mine');
      net.open!.hear(other('Hello'));
      await waitUntil(() => said(), 'it is said', { timeout: 3_000 });
      expect(said()).to.equal('Bea: Hello');
      for (let count = 0; count < 5; count++) net.open!.hear(other(`Line ${count}`));
      await waitUntil(() => said() !== 'Bea: Hello', 'it is said', { timeout: 4_000 });
      expect(said()).to.equal('5 new messages');
      expect(texts().length).to.equal(7);
      expect(of('sc-message').length).to.equal(6);
      expect(of('sc-message')[0]!.author).to.deep.equal({ kind: 'participant', name: 'Bea' });
    });

    it('count as unread until they are in sight', async () => {
      backend.history = Array.from({ length: 60 }, (_, index) => record(index, `Line ${index}`));
      const { chat, log, root } = await makeOpen();
      await waitUntil(() => chat['seen']);
      log().scrollTop = -2_000;
      await nextFrame();
      await nextFrame();
      net.open!.hear(other('News'));
      expect(of('sc-unread')).to.deep.equal([{ count: 1 }]);
      await waitUntil(() => chat.matches(':state(unread)'));
      const list = root.querySelector('sc-message-list')!.shadowRoot!;
      await waitUntil(() => list.querySelector('.jump'));
      list.querySelector<HTMLElement>('.jump')!.click();
      await waitUntil(() => of('sc-unread').length === 2);
      expect(of('sc-unread')[1]).to.deep.equal({ count: 0 });
      await waitUntil(() => list.querySelector('.divider'));
      await waitUntil(() => !chat.matches(':state(unread)'));
    });

    it('count as unread in a chat that cannot be seen', async () => {
      const { chat } = await makeOpen();
      await waitUntil(() => chat['seen']);
      chat.style.display = 'none';
      await waitUntil(() => !chat['seen']);
      net.open!.hear(other('Psst'));
      expect(of('sc-unread')).to.deep.equal([{ count: 1 }]);
      chat.style.display = '';
      await waitUntil(() => of('sc-unread').length === 2);
    });

    it('cannot make elements of their names or texts', async () => {
      const { root, texts } = await makeOpen();
      const evil = '<img src=x onerror="window.sentinel=1">';
      net.open!.hear({ message: evil, name: evil, email: 'x@y.example' });
      await waitUntil(() => texts().length);
      const list = root.querySelector('sc-message-list')!.shadowRoot!;
      expect(list.querySelectorAll('img, svg, script, iframe, [onerror]').length).to.equal(0);
      expect(texts()).to.deep.equal([evil]);
      expect('sentinel' in window).to.equal(false);
    });
  });

  describe('connection', () => {
    it('says nothing of a drop that is soon over', async () => {
      const { line } = await makeOpen();
      const lines = new Set<string | undefined>();
      net.open!.end(1006);
      for (let turn = 0; turn < 60; turn++) {
        await nextFrame();
        lines.add(line());
        if (turn > 20 && net.open) break;
      }
      expect([...lines]).to.deep.equal([undefined]);
    });

    it('says "Connecting…" after a second', async () => {
      logIn();
      backend.on('GET /auth/user/', () => new Promise(() => {}));
      const { root, line } = await make();
      const from = performance.now();
      await waitUntil(() => root.querySelector('.connection'), '', { timeout: 3_000 });
      expect(performance.now() - from).to.be.greaterThan(700);
      expect(line()).to.equal('Connecting…');
    });

    it('offers to try again where the server has closed for good', async () => {
      const { line, button, chat } = await makeOpen();
      const count = net.sockets.length;
      net.open!.end(4_600);
      await waitUntil(line);
      expect(line()).to.equal('The server closed the connection. Try again');
      expect(chat.matches(':state(offline)')).to.equal(true);
      button('Try again')!.click();
      await waitUntil(() => net.sockets.length > count && net.open, '', { timeout: 3_000 });
      await waitUntil(() => !line());
      expect(of('sc-connection').map(({ status }) => status)).to.include.members(['open', 'failed']);
    });

    it('has words for each reason', () => {
      expect(lineOf({ status: 'open' })).to.equal(undefined);
      expect(lineOf({ status: 'reconnecting', code: 'server' })).to.equal('link-server');
      expect(lineOf({ status: 'reconnecting', code: 'bad-answer' })).to.equal('link-bad-answer');
      expect(lineOf({ status: 'reconnecting', code: 'origin-refused' })).to.equal('link-reconnecting');
      expect(lineOf({ status: 'failed', code: 'csp' })).to.equal('link-csp');
      expect(lineOf({ status: 'failed', code: 'mixed-content' })).to.equal('link-mixed-content');
      expect(lineOf({ status: 'failed', code: 'storage' })).to.equal('link-failed');
      expect(lineOf({ status: 'polling', code: 'origin-refused' })).to.equal('link-polling');
      expect(lineOf({ status: 'offline', code: 'offline' })).to.equal('link-offline');
    });
  });

  describe('life', () => {
    it('keeps its socket when it is moved, and ends it when it is removed', async () => {
      const { chat } = await makeOpen();
      const socket = net.open!;
      const box = document.createElement('div');
      chat.after(box);
      box.append(chat);
      await nextFrame();
      expect(socket.readyState).to.equal(1);
      chat.remove();
      await nextFrame();
      expect(socket.readyState).to.equal(3);
      expect(regions().length).to.equal(0);
      box.append(chat);
      await waitUntil(() => net.open);
      expect(regions().length).to.equal(1);
    });

    it('changes the room', async () => {
      const { chat } = await makeOpen();
      const first = net.open!;
      chat.room = '43';
      await waitUntil(() => net.open && net.open !== first);
      expect(first.readyState).to.equal(3);
      expect(net.open!.parts[0]).to.equal('43');
    });

    it('says which room it is where there are several', async () => {
      logIn();
      const box = await fixture(html`<div><sc-chat room="1"></sc-chat><sc-chat room="2"></sc-chat></div>`);
      const names = () =>
        [...box.querySelectorAll('sc-chat')].map(chat =>
          chat
            .shadowRoot!.querySelector('sc-message-list')
            ?.shadowRoot?.querySelector('[role=log]')
            ?.getAttribute('aria-label'),
        );
      await waitUntil(() => String(names()) === 'Conversation 1,Conversation 2');
      expect(regions().length).to.equal(1);
      box.querySelector('sc-chat')!.remove();
      await waitUntil(() => String(names()) === 'Conversation');
    });

    it('leaves nothing behind over many mounts', async () => {
      logIn();
      const box = await fixture<HTMLElement>(html`<div></div>`);
      for (let turn = 0; turn < 30; turn++) {
        const chat = document.createElement('sc-chat');
        chat.room = '42';
        box.append(chat);
        await chat.updateComplete;
        await nextFrame();
        chat.remove();
        await nextFrame();
      }
      expect(net.sockets.filter(({ readyState }) => readyState !== 3).length).to.equal(0);
      expect(regions().length).to.equal(0);
    });
  });
});
