import { expect, fixture, fixtureCleanup, html, nextFrame, oneEvent, waitUntil } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { fakeBackend, keepSession, kept } from '../../page/testing/backend.js';
import { configurePage, resetPage } from '../context.js';
import '../../index.js';
import { destroyChats } from '../registry.js';
import type { ScWidget } from './sc-widget.js';

const base = 'https://chat.example';

/** Everything inside, through all shadow roots. */
const all = (root: ParentNode): Element[] =>
  [...root.querySelectorAll('*')].flatMap(element => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
const nameOf = (element: Element) => element.getAttribute('aria-label') ?? element.textContent!.trim();
const seen = (element: Element) =>
  element.checkVisibility?.({ visibilityProperty: true }) ?? (element as HTMLElement).offsetParent !== null;
const buttons = (widget: ScWidget) =>
  all(widget.shadowRoot!).filter(element => element.localName === 'button' && seen(element));
const button = (widget: ScWidget, name: string | RegExp) =>
  buttons(widget).find(element => (typeof name === 'string' ? nameOf(element) === name : name.test(nameOf(element)))) as
    | HTMLButtonElement
    | undefined;
const field = (widget: ScWidget, name: string) =>
  all(widget.shadowRoot!).find(element => element.getAttribute('name') === name) as HTMLInputElement | undefined;
const focused = () => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element as HTMLElement | null;
};
const dialog = (widget: ScWidget) => widget.shadowRoot!.querySelector<HTMLElement>('[role=dialog]')!;
const has = (widget: ScWidget, state: string) => widget.matches(`:state(${state})`);

describe('sc-widget', () => {
  let backend: ReturnType<typeof fakeBackend>;
  // A failed comparison of elements or requests would keep the reporter busy for ever: only plain values are compared.
  const make = (template = html`<sc-widget></sc-widget>`) => fixture<ScWidget>(template);

  const open = async (widget: ScWidget) => {
    button(widget, /^Open chat/)!.click();
    await waitUntil(() => widget.shadowRoot!.activeElement, 'the focus is inside');
    await nextFrame();
  };
  const logIn = async (widget: ScWidget) => {
    await waitUntil(() => field(widget, 'password'));
    field(widget, 'username')!.value = 'ada';
    field(widget, 'password')!.value = 'correct horse';
    field(widget, 'password')!.form!.requestSubmit();
    await waitUntil(() => has(widget, 'logged-in'), 'logged in');
    await nextFrame();
  };

  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
    backend = fakeBackend();
    configurePage({ apiBase: base });
  });
  afterEach(() => {
    fixtureCleanup();
    // First the elements: one that outlives its options would ask the page's own origin.
    fixtureCleanup();
    destroyChats(true);
    resetPage();
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`passes an accessibility audit in each state, ${theme}`, async () => {
      const widget = await make(html`<sc-widget theme=${theme}></sc-widget>`);
      // What fades in has no contrast yet.
      widget.style.setProperty('--sc-duration', '0s');
      await expect(widget).to.be.accessible();
      await open(widget);
      await expect(widget).to.be.accessible();
      await logIn(widget);
      await expect(widget).to.be.accessible();
      button(widget, 'Profile')!.click();
      await widget.updateComplete;
      await expect(widget).to.be.accessible();
    });
  }

  it('asks nobody and keeps nothing before it is opened', async () => {
    const widget = await make();
    await nextFrame();
    expect(backend.requests.length).to.equal(0);
    expect(backend.sockets.size).to.equal(0);
    expect(kept().length).to.equal(0);
    expect(dialog(widget).children.length).to.equal(0);
  });

  it('opens by the launcher and closes by button and Escape, with the focus in and back', async () => {
    const widget = await make();
    await open(widget);
    expect(widget.open).to.be.true;
    expect(has(widget, 'open')).to.be.true;
    expect(dialog(widget).getAttribute('aria-label')).to.equal('Chat');
    expect(dialog(widget).hasAttribute('aria-modal')).to.be.false;
    expect(buttons(widget).filter(element => nameOf(element) === 'Close chat')).to.have.length(1);
    expect(button(widget, /^Open chat/)).to.be.undefined;
    await waitUntil(() => focused()?.getAttribute('name') === 'username');

    button(widget, 'Close chat')!.click();
    await widget.updateComplete;
    expect(widget.open).to.be.false;
    expect(focused() === button(widget, 'Open chat')).to.be.true;

    await open(widget);
    await sendKeys({ press: 'Escape' });
    await widget.updateComplete;
    expect(widget.open).to.be.false;
    expect(focused() === button(widget, 'Open chat')).to.be.true;
  });

  it('says so after the change', async () => {
    const widget = await make();
    setTimeout(() => widget.show());
    const event = await oneEvent(widget, 'sc-open');
    expect(dialog(widget).hidden).to.be.false;
    expect(event.bubbles && event.composed).to.be.true;
    setTimeout(() => widget.hide());
    await oneEvent(widget, 'sc-close');
    expect(dialog(widget).inert).to.be.true;
  });

  it('leaves the focus where it is when the page opens it by itself', async () => {
    const input = await fixture<HTMLInputElement>(html`<input aria-label="Page" />`);
    input.focus();
    const widget = await make(html`<sc-widget open></sc-widget>`);
    await nextFrame();
    expect(widget.open).to.be.true;
    expect(document.activeElement === input).to.be.true;
    widget.open = false;
    await widget.updateComplete;
    expect(document.activeElement === input).to.be.true;
  });

  it('is opened by any button of the page, which gets the focus back', async () => {
    const widget = await make();
    const opener = await fixture<HTMLButtonElement>(html`<button data-sc-open><b>Talk</b></button>`);
    opener.firstElementChild!.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
    await waitUntil(() => widget.shadowRoot!.activeElement);
    widget.hide();
    await widget.updateComplete;
    expect(document.activeElement === opener).to.be.true;
  });

  it('shows the chat after the login, with the focus in it', async () => {
    const widget = await make();
    await open(widget);
    expect(button(widget, 'Profile')).to.be.undefined;
    await logIn(widget);
    expect(seen(widget.shadowRoot!.querySelector('sc-chat')!)).to.be.true;
    expect(seen(widget.shadowRoot!.querySelector('sc-auth')!)).to.be.false;
    await waitUntil(() => focused()?.localName === 'textarea', 'the focus is in the message field');
  });

  it('moves between the chat and the profile, where one logs out', async () => {
    const widget = await make();
    await open(widget);
    await logIn(widget);
    expect(button(widget, 'Log out')).to.be.undefined;
    button(widget, 'Profile')!.click();
    await waitUntil(() => button(widget, 'Save'));
    expect(button(widget, 'Log out')).to.exist;
    button(widget, 'Back to chat')!.click();
    await widget.updateComplete;
    expect(seen(widget.shadowRoot!.querySelector('sc-chat')!)).to.be.true;
    button(widget, 'Profile')!.click();
    await waitUntil(() => button(widget, 'Log out'));
    button(widget, 'Log out')!.focus();
    button(widget, 'Log out')!.click();
    await waitUntil(() => button(widget, 'Log in'));
    expect(has(widget, 'logged-in')).to.be.false;
    expect(widget.open).to.be.true;
    await nextFrame();
    expect(widget.shadowRoot!.activeElement, 'the focus stays inside').to.exist;
  });

  it('keeps what was typed while it is closed', async () => {
    const widget = await make();
    await open(widget);
    await waitUntil(() => field(widget, 'username'));
    field(widget, 'username')!.value = 'ada';
    widget.hide();
    await widget.updateComplete;
    await open(widget);
    expect(field(widget, 'username')!.value).to.equal('ada');
  });

  it('counts what is unread on the launcher', async () => {
    const widget = await make();
    await widget.prepare();
    const chat = widget.shadowRoot!.querySelector('sc-chat')!;
    const tell = async (count: number) => {
      chat.dispatchEvent(new CustomEvent('sc-unread', { detail: { count }, bubbles: true, composed: true }));
      await widget.updateComplete;
    };
    await tell(3);
    expect(button(widget, /^Open chat/)!.getAttribute('aria-label')).to.contain('3');
    expect(widget.shadowRoot!.querySelector('.badge')!.textContent).to.equal('3');
    expect(has(widget, 'unread')).to.be.true;
    await tell(120);
    expect(widget.shadowRoot!.querySelector('.badge')!.textContent).to.equal('99+');
    await tell(0);
    expect(widget.shadowRoot!.querySelector('.badge')).to.be.null;
    expect(has(widget, 'unread')).to.be.false;
  });

  it('connects a kept session in the background only when asked to', async () => {
    keepSession(base, backend.token);
    const quiet = await make();
    await nextFrame();
    expect(backend.requests.length).to.equal(0);
    quiet.remove();
    const widget = await make(html`<sc-widget connect="on-load"></sc-widget>`);
    await waitUntil(() => backend.sockets.size === 1, 'the socket is open');
    expect(widget.open).to.equal(false);
  });

  it('reopens on the next page, without the focus', async () => {
    const first = await make();
    await open(first);
    first.remove();
    destroyChats(false);
    const second = await make();
    await nextFrame();
    expect(second.open).to.be.true;
    expect(document.activeElement === document.body).to.be.true;
    second.hide();
    await second.updateComplete;
    second.remove();
    destroyChats(false);
    expect((await make()).open).to.be.false;
  });

  it('keeps everything when it is moved in one task', async () => {
    const widget = await make();
    await open(widget);
    await logIn(widget);
    const asked = backend.requests.length;
    const box = await fixture(html`<div></div>`);
    box.append(widget);
    await nextFrame();
    expect(widget.open).to.be.true;
    expect(backend.requests.length).to.equal(asked);
    expect(backend.sockets.size).to.be.at.most(1);
  });

  // The runner cannot set the viewport of WebKit.
  const fixedViewport = /AppleWebKit/.test(navigator.userAgent) && !/Chrome/.test(navigator.userAgent);
  (fixedViewport ? xit : it)('fills the visible part of a small screen and scrolls nothing', async () => {
    await setViewport({ width: 400, height: 700 });
    try {
      const widget = await make();
      await open(widget);
      await new Promise(resolve => setTimeout(resolve, 300));
      const { x, y, width, height } = dialog(widget).getBoundingClientRect();
      expect([x, y, Math.round(width), Math.round(height)]).to.deep.equal([0, 0, innerWidth, innerHeight]);
      for (const input of all(widget.shadowRoot!).filter(
        element => element.matches('input:not([type=checkbox]), textarea') && seen(element),
      ))
        expect(parseFloat(getComputedStyle(input).fontSize), input.getAttribute('name')!).to.be.at.least(16);
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
  });

  it('stands in its corner, also from right to left, and is never taller than the page', async () => {
    const widget = await make(html`<div dir="rtl"><sc-widget position="top-end"></sc-widget></div>`).then(
      box => (box as unknown as Element).querySelector<ScWidget>('sc-widget')!,
    );
    const at = () => widget.shadowRoot!.querySelector('.launcher')!.getBoundingClientRect();
    expect([at().left, at().top]).to.deep.equal([16, 16]);
    expect([at().width, at().height]).to.deep.equal([56, 56]);
    widget.position = 'bottom-start';
    await widget.updateComplete;
    expect(Math.round(at().right)).to.equal(document.documentElement.clientWidth - 16);
    expect(Math.round(at().bottom)).to.equal(innerHeight - 16);
    widget.open = true;
    await widget.updateComplete;
    expect(dialog(widget).offsetHeight).to.be.at.most(innerHeight - 104);
  });

  it('keeps keys that are typed into a field from the page', async () => {
    const widget = await make();
    await open(widget);
    await waitUntil(() => focused()?.getAttribute('name') === 'username');
    const heard: string[] = [];
    const hear = (event: KeyboardEvent) => heard.push(event.key);
    document.addEventListener('keydown', hear);
    await sendKeys({ press: 's' });
    await sendKeys({ press: 'Tab' });
    document.removeEventListener('keydown', hear);
    expect(heard).to.deep.equal(['Tab']);
  });

  it("shows the page's own content in its slots", async () => {
    const widget = await make(html`
      <sc-widget open><b slot="header">Shop</b><i slot="logged-out">Welcome</i><u slot="empty">Ask</u></sc-widget>
    `);
    await widget.updateComplete;
    const slot = (name: string) => widget.shadowRoot!.querySelector<HTMLSlotElement>(`slot[name=${name}]`)!;
    for (const name of ['header', 'logged-out', 'empty'])
      expect(slot(name).assignedElements().length, name).to.equal(1);
    await nextFrame();
  });
});
