import { expect, fixture, html } from '@open-wc/testing';
import { fakeBackend } from '../../page/testing/backend.js';
import { configurePage, resetPage } from '../context.js';
import { destroyChats } from '../registry.js';
import { ScElement } from '../sc-element.js';

/** Shows what an element inside is given. */
class Probe extends ScElement {
  get seen() {
    return { options: this.options, chat: this.chat, target: this.scope.target, strings: this.t };
  }
}

// In this order on purpose: the inner element is there before its provider is one.
customElements.define('sc-probe', Probe);
const early = document.createElement('div');
early.innerHTML = '<sc-provider room="11"><sc-probe></sc-probe></sc-provider>';
document.body.append(early);
const earlyProbe = early.querySelector<Probe>('sc-probe')!;
const roomBefore = earlyProbe.seen.options.room;
const { ScProvider } = await import('./sc-provider.js');

const probe = (root: ParentNode, selector = 'sc-probe') => root.querySelector<Probe>(selector)!.seen;

describe('sc-provider', () => {
  beforeEach(() => {
    fakeBackend();
  });
  afterEach(() => {
    resetPage();
    destroyChats(true);
  });

  it('passes an accessibility audit', async () => {
    const element = await fixture(html`<sc-provider><p>Content</p></sc-provider>`);
    await expect(element).to.be.accessible();
    expect(getComputedStyle(element).display).to.equal('contents');
  });

  it('hands its options to elements that were there first', () => {
    expect(roomBefore).to.equal('auto');
    expect(earlyProbe.seen.options.room).to.equal('11');
    early.remove();
  });

  it('lets the nearest option win', async () => {
    configurePage({ room: '1', theme: 'dark', heading: 'Page', strings: { heading: 'A', close: 'B' } });
    const element = await fixture(html`
      <sc-provider room="2" heading="Outer" .strings=${{ close: 'C', profile: 'D' }}>
        <sc-provider heading="Inner"><sc-probe room="3" .strings=${{ profile: 'E' }}></sc-probe></sc-provider>
      </sc-provider>
    `);
    const { options, strings } = probe(element);
    expect(options).to.include({ room: '3', heading: 'Inner', theme: 'dark' });
    expect(strings).to.include({ heading: 'A', close: 'C', profile: 'E' });
  });

  it('follows changes of its attributes and of the page', async () => {
    const element = await fixture<InstanceType<typeof ScProvider>>(
      html`<sc-provider room="2"><sc-probe></sc-probe></sc-provider>`,
    );
    element.setAttribute('room', '5');
    await element.updateComplete;
    expect(probe(element).options.room).to.equal('5');
    element.removeAttribute('room');
    await element.updateComplete;
    expect(probe(element).options.room).to.equal('auto');
    configurePage({ room: '6' });
    expect(probe(element).options.room).to.equal('6');
  });

  it('turns dark when its own option, its provider or the page says so', async () => {
    const element = await fixture<InstanceType<typeof ScProvider>>(
      html`<sc-provider><sc-probe></sc-probe></sc-provider>`,
    );
    const inner = element.querySelector('sc-probe')!;
    const dark = () => inner.matches(':state(dark)');
    expect(dark()).to.be.false;
    element.theme = 'dark';
    await element.updateComplete;
    expect(dark()).to.be.true;
    element.theme = 'auto';
    await element.updateComplete;
    expect(dark()).to.be.false;
    configurePage({ theme: 'dark' });
    expect(dark(), 'the page, under a provider that says auto').to.be.false;
    Object.assign(element, { theme: undefined });
    await element.updateComplete;
    expect(dark()).to.be.true;
  });

  it('serves elements that are moved in and out', async () => {
    const element = await fixture(html`
      <div>
        <sc-provider id="one" room="1"><sc-probe></sc-probe></sc-provider><sc-provider id="two" room="2"></sc-provider>
      </div>
    `);
    const moved = element.querySelector<Probe>('sc-probe')!;
    element.querySelector('#two')!.append(moved);
    expect(moved.seen.options.room).to.equal('2');
    element.append(moved);
    expect(moved.seen.options.room).to.equal('auto');
    expect(moved.seen.target).to.equal(document);
  });

  it('takes properties that were set before it was upgraded', async () => {
    const host = await fixture(html`<div></div>`);
    const raw = document.createElement('template');
    raw.innerHTML = '<sc-provider><sc-probe></sc-probe></sc-provider>';
    const element = raw.content.firstElementChild as InstanceType<typeof ScProvider>;
    element.room = '9';
    host.append(element);
    await element.updateComplete;
    expect(probe(host).options.room).to.equal('9');
  });

  it('keeps two backends apart and shares one', async () => {
    const element = await fixture(html`
      <div>
        <sc-provider api-base="https://a.example"><sc-probe id="a"></sc-probe></sc-provider>
        <sc-provider api-base="https://b.example"><sc-probe id="b"></sc-probe></sc-provider>
        <sc-probe id="c" api-base="https://a.example/"></sc-probe>
      </div>
    `);
    expect(probe(element, '#a').chat).not.to.equal(probe(element, '#b').chat);
    expect(probe(element, '#a').chat).to.equal(probe(element, '#c').chat);
  });

  it('is where the events of those inside are dispatched', async () => {
    const element = await fixture(html`<sc-provider><sc-probe></sc-probe></sc-provider>`);
    expect(probe(element).target).to.equal(element);
  });
});
