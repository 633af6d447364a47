import { expect, fixture, html, nextFrame, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import fc from 'fast-check';
import type { Message } from '../../state/timeline.js';
import { tokens } from '../../styles/tokens.js';
import { linkify } from '../links.js';
import { createTestConversation, makeMessages, texts } from '../testing/conversation.js';
import './sc-message-list.js';
import type { MessageList } from './sc-message-list.js';

/** Stands for `<sc-chat>`: a box of a size, with the tokens that the list needs. */
class TestFrame extends HTMLElement {
  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.append(document.createElement('slot'));
    root.adoptedStyleSheets = [tokens.styleSheet!];
  }
}
customElements.define('test-frame', TestFrame);

const at = Date.UTC(2024, 4, 1, 8);
const say = (id: string, text: string, part: Partial<Message> = {}): Message => ({
  id,
  kind: 'server',
  text,
  name: '',
  at,
  ...part,
});

const settle = async (list: MessageList) => {
  for (let turn = 0; turn < 6; turn++) {
    await list.updateComplete;
    await nextFrame();
  }
};

const make = async (messages: readonly Message[] = [], part: Partial<MessageList> = {}, width = 400) => {
  const test = createTestConversation(messages);
  const frame = await fixture<HTMLElement>(html`<test-frame lang="en">
    <sc-message-list .conversation=${test.conversation} .t=${texts} .label=${'Conversation'}></sc-message-list>
  </test-frame>`);
  const list = frame.querySelector('sc-message-list')!;
  Object.assign(list, { leave: () => {}, ...part });
  list.style.cssText = `block-size: 400px; inline-size: ${width}px; background: white; color: black`;
  await settle(list);
  const root = list.shadowRoot!;
  return {
    ...test,
    list,
    root,
    scroller: root.querySelector<HTMLElement>('[role=log]')!,
    rows: () => [...root.querySelectorAll<HTMLElement>('.row')],
    texts: () => [...root.querySelectorAll('.words')].map(text => text.textContent),
    top: (element: Element) => element.getBoundingClientRect().top,
    button: (name: string | RegExp) =>
      [...root.querySelectorAll('button')].find(
        button => !button.hidden && button.textContent!.trim().match(name)?.index === 0,
      ),
  };
};

const rowsIn = (nodes: NodeList) =>
  [...nodes].flatMap(node =>
    node instanceof Element ? (node.matches('.row') ? [node] : [...node.querySelectorAll('.row')]) : [],
  );
const bottomGap = (scroller: HTMLElement) => Math.abs(scroller.scrollTop);

describe('sc-message-list', function () {
  // Some of them wait for hundreds of frames.
  this.timeout(40_000);

  describe('accessibility', () => {
    const failed = say('f', 'Not so fast', { kind: 'own', status: 'failed', reason: 'refused' });
    const states: [string, Message[]][] = [
      ['empty', []],
      [
        'messages',
        [...makeMessages(8), failed, { id: 'gap:1', kind: 'gap', text: '', name: '' }, say('z', 'https://a.example')],
      ],
    ];
    for (const [name, messages] of states)
      for (const scheme of ['light', 'dark'])
        it(`passes an audit: ${name}, ${scheme}`, async () => {
          const { list } = await make(messages, { divider: 'm4' });
          const frame = list.parentElement!;
          frame.style.colorScheme = scheme;
          list.style.background = 'var(--_surface)';
          await expect(list).to.be.accessible();
        });

    it('is a log of its name that speaks nothing by itself', async () => {
      const { scroller } = await make(makeMessages(3));
      expect(scroller.getAttribute('aria-label')).to.equal('Conversation');
      expect(scroller.getAttribute('aria-live')).to.equal('off');
    });
  });

  describe('many messages', () => {
    it('has the newest ones in the document, and never more than 240', async () => {
      const all = makeMessages(10_000);
      const { rows, root, scroller, list } = await make(all);
      expect(rows().length).to.be.within(60, 240);
      expect(root.querySelector('.row:last-child .words')!.textContent).to.contain('Message 99');
      let most = 0;
      const seen = new Set<string>();
      for (let turn = 0; turn < 60; turn++) {
        scroller.scrollTop -= 3_000;
        await nextFrame();
        await list.updateComplete;
        most = Math.max(most, rows().length);
        for (const text of root.querySelectorAll('.words')) seen.add(text.textContent!);
      }
      expect(most).to.be.at.most(240);
      expect(seen.size).to.be.greaterThan(600);
    });

    it('adds one row for one message and leaves the others as they are', async () => {
      const { add, rows, root, list } = await make(makeMessages(10_010));
      const before = rows();
      const added: Element[] = [];
      const removed: Element[] = [];
      const observer = new MutationObserver(records => {
        for (const { addedNodes, removedNodes } of records) {
          added.push(...rowsIn(addedNodes));
          removed.push(...rowsIn(removedNodes));
        }
      });
      observer.observe(root, { subtree: true, childList: true });
      add(say('new', 'Hello', { at: at + 10_011 * 60_000 }));
      await settle(list);
      observer.disconnect();
      expect(added.length).to.equal(1);
      expect(removed.length).to.equal(0);
      expect(rows().slice(0, -1)).to.deep.equal(before);
    });

    it('draws a burst once a frame and stays within its rows', async () => {
      const { add, rows, list, scroller } = await make(makeMessages(500));
      for (let index = 0; index < 1_000; index++) add(say(`b${index}`, `Burst ${index}`));
      await settle(list);
      expect(rows().length).to.be.at.most(240);
      expect(rows().at(-1)!.textContent).to.contain('Burst 999');
      expect(bottomGap(scroller)).to.be.at.most(1);
    });
  });

  describe('reading position', () => {
    it('keeps it to a pixel over twenty pages of older messages', async () => {
      const { before, list, scroller, root, top } = await make(makeMessages(300, 5_000));
      scroller.scrollTop = -600;
      await settle(list);
      const edge = top(scroller);
      const anchor = [...root.querySelectorAll('.bubble')].find(bubble => top(bubble) > edge)!;
      const start = top(anchor);
      for (let page = 1; page <= 20; page++) {
        before(...makeMessages(50, 5_000 - page * 50));
        await settle(list);
        expect(Math.abs(top(anchor) - start)).to.be.at.most(1);
      }
    });

    it('keeps it while the window slides up and down through everything', async () => {
      const { list, scroller, root, top, rows } = await make(makeMessages(2_000));
      const step = async (by: number) => {
        const edge = top(scroller);
        const anchor = [...root.querySelectorAll('.bubble')].find(bubble => top(bubble) > edge + 100)!;
        const from = top(anchor);
        const old = scroller.scrollTop;
        scroller.scrollTop += by;
        const moved = scroller.scrollTop - old;
        await settle(list);
        if (anchor.isConnected) expect(Math.abs(top(anchor) - (from - moved))).to.be.at.most(1);
        expect(rows().length).to.be.at.most(240);
      };
      for (let turn = 0; turn < 25; turn++) await step(-900);
      expect(root.querySelector('.words')!.textContent).to.not.contain('Message 1999');
      for (let turn = 0; turn < 15; turn++) await step(700);
    });

    it('does not move a reader who is further up when messages arrive or change', async () => {
      const { add, change, list, scroller, root, top } = await make(makeMessages(200));
      scroller.scrollTop = -500;
      await settle(list);
      const edge = top(scroller);
      const anchor = [...root.querySelectorAll('.bubble')].find(bubble => top(bubble) > edge)!;
      const start = top(anchor);
      for (let index = 0; index < 5; index++) {
        add(say(`n${index}`, 'A new one\nof two lines'));
        await settle(list);
      }
      change('m198', { status: 'failed', reason: 'refused', text: 'Changed\n\n\nto more lines' });
      await settle(list);
      expect(Math.abs(top(anchor) - start)).to.be.at.most(1);
    });

    it('keeps it at another width', async () => {
      const { list, scroller, root, top } = await make(makeMessages(200), {}, 600);
      scroller.scrollTop = -1_500;
      await settle(list);
      const edge = top(scroller);
      const anchor = [...root.querySelectorAll('.post')].find(
        message => message.getBoundingClientRect().bottom > edge,
      )!;
      const start = top(anchor) - edge;
      list.style.inlineSize = '300px';
      await settle(list);
      expect(Math.abs(top(anchor) - top(scroller) - start)).to.be.at.most(1);
    });

    it('follows the end only while the reader is there', async () => {
      const told: boolean[] = [];
      const { add, list, scroller, rows, button } = await make(makeMessages(100), {
        followed: following => void told.push(following),
      });
      add(say('x', 'Here I am'));
      await settle(list);
      expect(bottomGap(scroller)).to.be.at.most(1);
      expect(button(/^Jump/)).to.equal(undefined);
      scroller.scrollTop = -800;
      await settle(list);
      expect(told).to.deep.equal([false]);
      add(say('y', 'And here'));
      await settle(list);
      expect(bottomGap(scroller)).to.be.greaterThan(500);
      button(/^Jump to latest/)!.click();
      await settle(list);
      expect(bottomGap(scroller)).to.be.at.most(1);
      expect(rows().at(-1)!.textContent).to.contain('And here');
      expect(told).to.deep.equal([false, true]);
    });

    it('counts the unread on the way back', async () => {
      const { $unread, list, scroller, button } = await make(makeMessages(100));
      scroller.scrollTop = -800;
      $unread.set({ count: 3, from: 'm99' });
      await settle(list);
      expect(button(/^Jump/)!.textContent!.trim()).to.equal('Jump to latest, 3 new');
    });
  });

  describe('older messages', () => {
    it('asks for them before the reader gets there, and offers another try', async () => {
      const { $history, list, scroller, asked, button } = await make(makeMessages(100));
      $history.set({ status: 'ready', more: true });
      await settle(list);
      expect(asked).to.deep.equal([]);
      for (let turn = 0; turn < 2; turn++) {
        scroller.scrollTop = -100_000;
        await settle(list);
      }
      expect(asked[0]).to.deep.equal(['older']);
      $history.set({ status: 'failed', more: true });
      await settle(list);
      const count = asked.length;
      button('Try again')!.click();
      expect(asked.length).to.equal(count + 1);
    });

    it('asks at once where the first ones do not fill the box', async () => {
      const { $history, list, asked } = await make(makeMessages(2));
      $history.set({ status: 'ready', more: true });
      await settle(list);
      expect(asked).to.deep.include(['older']);
    });

    it('offers to read the history again', async () => {
      const { $history, list, asked, button } = await make();
      $history.set({ status: 'failed', more: false });
      await settle(list);
      button('Try again')!.click();
      expect(asked).to.deep.equal([['older']]);
    });
  });

  describe('messages', () => {
    it('groups what one author says in a row, with author and time once', async () => {
      const { root } = await make([
        say('1', 'One'),
        say('2', 'Two', { at: at + 60_000 }),
        say('3', 'Three', { at: at + 600_000 }),
        say('4', 'Mine', { kind: 'own', status: 'sent', at: at + 600_000 }),
      ]);
      expect(root.querySelectorAll('.author').length).to.equal(2);
      expect(root.querySelectorAll('time').length).to.equal(3);
      expect(root.querySelector('time')!.dateTime).to.equal(new Date(at + 60_000).toISOString());
    });

    it('says of the newest own message only that it is sent', async () => {
      const own = (id: string, part: Partial<Message> = {}) => say(id, id, { kind: 'own', status: 'sent', ...part });
      const { root, change, list } = await make([own('a'), say('b', 'b'), own('c'), own('d', { status: 'sending' })]);
      const words = () => [...root.querySelectorAll('.status')].map(status => status.textContent!.trim());
      expect(words()).to.deep.equal(['Sending…']);
      change('d', { status: 'sent' });
      await settle(list);
      expect(words()).to.deep.equal(['Sent']);
      change('a', { status: 'queued' });
      change('c', { status: 'checking' });
      await settle(list);
      expect(words()).to.deep.equal(['Waiting to be sent', 'Checking…', 'Sent']);
    });

    it('says why one failed, and tries again', async () => {
      const edited: string[] = [];
      const { root, button, asked, change, list } = await make(
        [say('a', 'Hm', { kind: 'own', status: 'failed', reason: 'unconfirmed' })],
        { edit: text => void edited.push(text) },
      );
      expect(root.querySelector('.status')!.textContent).to.equal('Not sent: it may have arrived');
      button('Retry')!.click();
      expect(asked).to.deep.equal([['retry', 'a']]);
      change('a', { reason: 'too-long' });
      await settle(list);
      button('Retry')!.click();
      expect(asked.at(-1)).to.deep.equal(['withdraw', 'a']);
      expect(edited).to.deep.equal(['Hm']);
    });

    it('shows the server’s own words', async () => {
      const { root } = await make([
        say('a', 'x', { kind: 'own', status: 'failed', reason: 'server', words: 'Slow down' }),
      ]);
      expect(root.querySelector('.status')!.textContent).to.equal('Not sent: Slow down');
    });

    it('parts days, what was not read, and what may be missing', async () => {
      const { root } = await make(
        [
          say('a', 'x'),
          { id: 'gap:1', kind: 'gap', text: '', name: '' },
          say('b', 'y', { at: at + 86_400_000 }),
          say('c', 'z', { at: Date.now() }),
        ],
        { divider: 'c' },
      );
      const lines = [...root.querySelectorAll('.sep')].map(line => line.textContent);
      expect(lines).to.deep.equal([
        'Wednesday, May 1, 2024',
        'Messages may be missing',
        'Thursday, May 2, 2024',
        'Today',
      ]);
      expect(root.querySelector('.divider')!.textContent).to.equal('New');
    });

    it('cuts long ones at twenty lines, and shows all without moving their beginning', async () => {
      const { root, button, list, scroller, top } = await make([
        ...makeMessages(30),
        say('long', 'line\n'.repeat(60)),
        say('short', 'x'.repeat(400)),
        ...makeMessages(4, 40),
      ]);
      const text = [...root.querySelectorAll<HTMLElement>('.words')].find(item =>
        item.textContent!.startsWith('line'),
      )!;
      expect(text.clientHeight).to.be.closeTo(20 * parseFloat(getComputedStyle(text).lineHeight), 2);
      expect([...root.querySelectorAll('button')].filter(item => !item.hidden).length).to.equal(1);
      scroller.scrollTop = -300;
      await settle(list);
      const start = top(text);
      button('Show all')!.click();
      await settle(list);
      expect(text.clientHeight).to.be.greaterThan(1_000);
      expect(Math.abs(top(text) - start)).to.be.at.most(1);
      expect(button('Show all')).to.equal(undefined);
      expect((root.activeElement as HTMLElement).className).to.contain('post');
    });
  });

  describe('keyboard', () => {
    const focusList = async (root: ShadowRoot) => {
      root.querySelector<HTMLElement>('[role=article][tabindex="0"]')!.focus();
      await nextFrame();
    };
    const now = (root: ShadowRoot) => root.activeElement?.querySelector('.words')?.textContent;
    const press = async (list: MessageList, key: string) => {
      await sendKeys({ press: key });
      await settle(list);
    };

    it('is one tab stop, the newest message first', async () => {
      const { root } = await make([...makeMessages(5), say('l', 'https://a.example https://b.example')]);
      const stops = [...root.querySelectorAll<HTMLElement>('[role=article]')].filter(({ tabIndex }) => tabIndex === 0);
      expect(stops.length).to.equal(1);
      expect(stops[0]!.textContent).to.contain('https://a.example');
      expect([...root.querySelectorAll('a')].every(link => link.tabIndex === 0)).to.equal(true);
    });

    it('travels with arrows, Home and End, beyond what is in the document', async () => {
      const { root, list, rows } = await make(makeMessages(1_000));
      await focusList(root);
      await press(list, 'ArrowUp');
      expect(now(root)).to.match(/^Message 998/);
      await press(list, 'ArrowDown');
      expect(now(root)).to.match(/^Message 999/);
      await press(list, 'Home');
      expect(now(root)).to.match(/^Message 0/);
      expect(rows().length).to.be.at.most(240);
      await press(list, 'ArrowUp');
      expect(now(root)).to.match(/^Message 0/);
      await press(list, 'End');
      expect(now(root)).to.match(/^Message 999/);
    });

    it('takes keys that come faster than frames one after the other', async () => {
      const { root, list, rows } = await make(makeMessages(1_000));
      await focusList(root);
      await press(list, 'Home');
      for (const key of ['End', 'ArrowUp', 'ArrowUp', 'ArrowUp'])
        root.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
      await waitUntil(() => now(root)?.startsWith('Message 996'));
      await settle(list);
      expect(rows().at(-1)!.textContent).to.contain('Message 999');
    });

    it('stays at the oldest messages where a new one comes at once', async () => {
      const { root, list, $messages, rows } = await make(makeMessages(1_000));
      await focusList(root);
      root.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true, composed: true }));
      await Promise.resolve();
      $messages.set([...$messages.get(), ...makeMessages(1, 1_000)]);
      await settle(list);
      expect(now(root)).to.match(/^Message 0/);
      expect(rows()[0]!.textContent).to.contain('Message 0');
    });

    it('leaves with Escape, which nobody else hears', async () => {
      let left = 0;
      const { root, list } = await make(makeMessages(3), { leave: () => void left++ });
      let heard = 0;
      list.addEventListener('keydown', () => heard++);
      await focusList(root);
      await press(list, 'Escape');
      expect(left).to.equal(1);
      expect(heard).to.equal(0);
    });
  });

  describe('security', () => {
    const hostile = [
      '<img src=x onerror="window.sentinel=1">',
      '<svg onload=window.sentinel=1>',
      '<script>window.sentinel=1</script>',
      '<iframe srcdoc="<script>parent.sentinel=1</script>"></iframe>',
      '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.sentinel=1&gt;">',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a template is what it looks like to others.
      '${window.sentinel=1} {{constructor.constructor("window.sentinel=1")()}}',
      '&lt;img src=x onerror=window.sentinel=1&gt;',
      '"><img src=x onerror=window.sentinel=1>',
    ];

    it('shows what looks like markup as text, in texts and names', async () => {
      const { root, texts: shown } = await make(
        hostile.flatMap((text, index) => [
          say(`t${index}`, text),
          say(`n${index}`, 'x', { kind: 'participant', name: text }),
          say(`w${index}`, 'y', { kind: 'own', status: 'failed', reason: 'server', words: text }),
        ]),
      );
      await new Promise(resolve => setTimeout(resolve, 50));
      expect(root.querySelectorAll('img, svg, script, iframe, math, style, [onerror], [onload]').length).to.equal(
        // Where constructed style sheets are missing, Lit's own.
        root.querySelectorAll(':host > style').length,
      );
      expect('sentinel' in window).to.equal(false);
      for (const text of hostile) expect(shown()).to.include(text);
    });

    it('shows any text as it is, in elements of its own only', async () => {
      const { root, texts: shown, $messages, list } = await make();
      const piece = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(...hostile, ' ', '\n', 'https://a.example/'),
      );
      const string = fc.array(piece, { minLength: 1, maxLength: 6 }).map(pieces => pieces.join(''));
      await fc.assert(
        fc.asyncProperty(fc.array(string, { minLength: 60, maxLength: 60 }), async strings => {
          $messages.set(
            strings.map((text, index) => say(`${index}`, text, { kind: 'participant', name: text, at: at + index })),
          );
          await list.updateComplete;
          const expected = strings.map(text =>
            linkify(text)
              .map(token => token.text)
              .join(''),
          );
          expect(shown()).to.deep.equal(expected);
          const tags = new Set(Array.from(root.querySelectorAll('.rows *'), element => element.localName));
          for (const tag of tags) expect(['div', 'p', 'span', 'time', 'bdi', 'a', 'button']).to.include(tag);
          for (const link of root.querySelectorAll('a')) expect(link.protocol).to.match(/^(https?|mailto):$/);
        }),
        { numRuns: 20 },
      );
    });

    it('links with rel and target, and only what is safe', async () => {
      const { root } = await make([
        say('a', 'See https://example.com/a?b=1, javascript:alert(1) and mailto:a@b.example.'),
      ]);
      const links = [...root.querySelectorAll('a')];
      expect(links.map(link => link.href)).to.deep.equal(['https://example.com/a?b=1', 'mailto:a@b.example']);
      for (const link of links) {
        expect(link.rel).to.equal('noopener noreferrer ugc');
        expect(link.target).to.equal('_blank');
      }
    });

    it('keeps the direction of one text out of its neighbours', async () => {
      const { root } = await make([
        say('a', '\u202eevil\u202d', { kind: 'participant', name: 'Mal\u202elory' }),
        say('b', 'مرحبا', { at: at + 600_000 }),
      ]);
      for (const text of root.querySelectorAll('.words')) {
        expect(text.getAttribute('dir')).to.equal('auto');
        expect(getComputedStyle(text).unicodeBidi).to.equal('isolate');
      }
      expect(root.querySelector('bdi')!.textContent).to.equal('Mallory');
    });

    it('lets nobody be the support by name', async () => {
      const { root } = await make([
        say('a', 'x'),
        say('b', 'y', { kind: 'participant', name: 'Support\u200b', at: at + 600_000 }),
      ]);
      const [real, fake] = [...root.querySelectorAll('.post')];
      expect(real!.matches('.server')).to.equal(true);
      expect(fake!.matches('.server')).to.equal(false);
    });
  });

  it('copies plain text', async () => {
    const { root, scroller } = await make([say('a', 'Copy https://a.example me')]);
    const selection = (root as unknown as { getSelection?(): Selection }).getSelection?.() ?? document.getSelection()!;
    selection.selectAllChildren(root.querySelector('.words')!);
    if (!String(selection)) return;
    const data = new DataTransfer();
    const event = new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true });
    scroller.dispatchEvent(event);
    if (event.clipboardData) {
      expect(event.clipboardData.getData('text/plain')).to.equal('Copy https://a.example me');
      expect(event.clipboardData.getData('text/html')).to.equal('');
    }
  });

  it('shows its greeting only when it is known that there is nothing', async () => {
    const { $history, root, list } = await make();
    expect(root.querySelector('[part=empty]')).to.not.equal(null);
    $history.set({ status: 'loading', more: false });
    await settle(list);
    expect(root.querySelector('[part=empty]')).to.equal(null);
    await waitUntil(() => root.querySelector('.later'));
  });
});
