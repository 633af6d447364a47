import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { atom } from 'nanostores';

@customElement('x-zz')
class Zz extends LitElement {
  @property() name = 'a';
  override render() {
    return html`<button>Hello ${this.name}</button>`;
  }
}
describe('zz', () => {
  it('axe', async () => {
    const el = await fixture<Zz>(html`<x-zz name="b"></x-zz>`);
    atom(1).set(2);
    await expect(el).to.be.accessible();
    await sendKeys({ press: 'Tab' });
    expect(document.activeElement).to.equal(el);
    expect(document.visibilityState).to.equal('visible');
  });
  it.skip('later', () => undefined);
  it('fails by error', async () => {
    setTimeout(() => {
      throw new Error('boom');
    });
    await new Promise(done => setTimeout(done, 50));
  });
  it('fails by rejection', async () => {
    void Promise.reject(new Error('bang'));
    await new Promise(done => setTimeout(done, 50));
  });
});
