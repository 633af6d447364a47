import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { TestBackend } from '../test-backend.js';
import './sc-auth.js';
import type { ScAuth } from './sc-auth.js';

describe('sc-auth', () => {
  let backend: TestBackend;
  beforeEach(() => {
    backend = new TestBackend();
  });
  afterEach(() => backend.close());

  it('logs in', async () => {
    const el = await fixture<ScAuth>(html`<sc-auth api-base=${backend.base}></sc-auth>`);
    await expect(el).to.be.accessible();
    const root = el.shadowRoot!;
    (root.querySelector('#username') as HTMLInputElement).value = 'ada';
    (root.querySelector('#current-password') as HTMLInputElement).value = 'quartz';
    (root.querySelector('[part=submit]') as HTMLElement).click();
    await aTimeout(50);
    console.log(JSON.stringify(backend.requests), root.querySelector('#title')?.textContent);
    expect(root.querySelector('form')).to.equal(null);
  });
});
