import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { allChats } from '../registry.js';
import { type Answer, ada, KEY, recorded, TestBackend } from '../testing/backend.js';
import {
  button,
  byRole,
  describedBy,
  field,
  focused,
  queryRole,
  readable,
  spoken,
  type,
  until,
} from '../testing/screen.js';
import { treeOf } from '../testing/tree.js';
import './sc-profile.js';
import type { ScProfile } from './sc-profile.js';

const PATCH = 'PATCH /auth/user/';
const GET = 'GET /auth/user/';

describe('sc-profile', () => {
  let backend: TestBackend;
  let el: ScProfile;

  beforeEach(() => {
    backend = new TestBackend();
  });
  afterEach(() => backend.close());

  const chat = () => allChats()[0]!;
  const show = async (attributes: Record<string, string> = {}) => {
    el = document.createElement('sc-profile');
    for (const [name, value] of Object.entries({ 'api-base': backend.base, ...attributes }))
      el.setAttribute(name, value);
    await fixture(html`${el}`);
    return el;
  };
  const logIn = async (user = ada) => {
    backend.user = { ...user };
    await chat().session.login({ username: user.username, password: 'x' }, true);
    await el.updateComplete;
  };
  const open = async (attributes: Record<string, string> = {}) => {
    await show(attributes);
    await logIn();
  };
  const save = async () => {
    const control = button(el, 'Save');
    control.focus();
    control.click();
    await until(() => !el['busy']);
    await el.updateComplete;
    await nextFrame();
  };
  const edit = async (label: string, text: string) => {
    type(field(el, label), text);
    await el.updateComplete;
  };
  const lastPatch = () => backend.to(PATCH).at(-1)?.body;

  for (const theme of ['light', 'dark']) {
    describe(`is accessible, ${theme}`, () => {
      const audit = async () => {
        await Promise.all(el.shadowRoot!.getAnimations().map(({ finished }) => finished));
        await expect(el).to.be.accessible();
      };
      it('logged out', async () => {
        await show({ theme });
        await audit();
      });
      it('logged in, saved and refused', async () => {
        await open({ theme, 'edit-username': '', extra: '' });
        await audit();
        await edit('First name', 'Augusta');
        await save();
        await audit();
        backend.on(PATCH, await recorded('user: PATCH 151 characters'));
        await edit('First name', 'x');
        await save();
        await audit();
      });
    });
  }

  for (const accent of ['#ff0', '#000', '#fff', '#0a7']) {
    it(`keeps the contrast with the accent ${accent}`, async () => {
      for (const theme of ['light', 'dark']) {
        await open({ accent, theme });
        await expect(el).to.be.accessible();
      }
    });
  }

  it('is told to assistive technology as a form of two names', async () => {
    await open();
    expect(await treeOf(el)).to.deep.equal([
      'form "Profile"',
      'heading "Profile" level',
      'alert',
      'textbox "First name"',
      'textbox "Last name"',
      'button "Save"',
    ]);
  });

  it('has nothing but a sentence for who is logged out', async () => {
    await show();
    expect(readable(el)).to.equal('Log in to see your profile.');
    expect(queryRole(el, 'form')).to.equal(undefined);
    expect(backend.requests).to.deep.equal([]);
  });

  it('row 50: shows all five fields, and says why the address is fixed', async () => {
    await open();
    expect(byRole(el, 'form', 'Profile')).to.exist;
    const text = readable(el);
    for (const part of ['7', 'ada', 'ada@example.com', 'It cannot be changed here.']) expect(text).to.include(part);
    expect(field(el, 'First name').value).to.equal('Ada');
    expect(field(el, 'Last name').value).to.equal('Lovelace');
    expect(el.shadowRoot!.querySelectorAll('input').length).to.equal(2);
    expect(field(el, 'First name').autocomplete).to.equal('given-name');
    expect(field(el, 'First name').hasAttribute('data-1p-ignore')).to.equal(true);
    expect(field(el, 'First name').hasAttribute('maxlength')).to.equal(false);
  });

  it('row 50: a user model with less and with more', async () => {
    await show({ extra: '' });
    backend.on(GET, { status: 200, body: { pk: 'a-b', company_name: 'Analytical Engines', tags: ['x'], vip: true } });
    await chat().session.login({ username: 'ada', password: 'x' }, true);
    await el.updateComplete;
    expect(readable(el)).to.include('Company name Analytical Engines').and.to.include('Vip true').and.to.include('a-b');
    expect(readable(el)).not.to.include('Tags');
    el.extra = false;
    await el.updateComplete;
    expect(readable(el)).not.to.include('Analytical');
  });

  it('row 51: saves, and shows what the server returned', async () => {
    await open();
    await edit('First name', '  Augusta ');
    backend.on(PATCH, { status: 200, body: { ...ada, first_name: 'Augusta' } });
    await save();
    expect(lastPatch()).to.deep.equal({ first_name: '  Augusta ' });
    expect(field(el, 'First name').value).to.equal('Augusta');
    expect(spoken(el)).to.equal('Saved: First name.');
  });

  it('says "Saved" where there was a place for it', async () => {
    await open();
    const before = el.getBoundingClientRect().height;
    await edit('First name', 'Augusta');
    await save();
    expect(spoken(el)).to.equal('Saved: First name.');
    expect(el.getBoundingClientRect().height).to.equal(before);
  });

  it('rows 52 and 56: sends what changed and nothing else', async () => {
    await open({ 'edit-username': '' });
    await save();
    expect(spoken(el)).to.equal('No changes.');
    expect(backend.to(PATCH)).to.deep.equal([]);
    await edit('Last name', 'King');
    await save();
    expect(lastPatch()).to.deep.equal({ last_name: 'King' });
  });

  it('row 53: letter case alone', async () => {
    await open({ 'edit-username': '' });
    backend.on(PATCH, await recorded('user: PATCH own username unchanged'));
    await edit('Username', 'ADA');
    await save();
    expect(focused()).to.equal(field(el, 'Username'));
    expect(describedBy(field(el, 'Username')))
      .to.include('A user with that username already exists.')
      .and.to.include('Upper and lower case alone cannot be changed here.');
    expect(field(el, 'Username').value).to.equal('ADA');
  });

  it('row 54: names a field that the server kept as it was', async () => {
    await open();
    backend.on(PATCH, { status: 200, body: { ...ada, first_name: 'Augusta' } });
    await edit('First name', 'Augusta');
    await edit('Last name', 'King');
    await save();
    expect(spoken(el)).to.equal('Saved: First name. The server kept this as it was: Last name.');
    expect(field(el, 'Last name').value).to.equal('Lovelace');
  });

  it('row 55: every message at its field, a name emptied as ""', async () => {
    await open();
    backend.on(PATCH, await recorded('user: PATCH 151 characters'));
    await edit('First name', 'x'.repeat(151));
    await edit('Last name', '');
    await save();
    expect(lastPatch()).to.deep.equal({ first_name: 'x'.repeat(151), last_name: '' });
    expect(focused()).to.equal(byRole(el, 'group', 'There is a problem'));
    expect(field(el, 'Last name').value).to.equal('');
  });

  it('row 58: a new username', async () => {
    await open({ 'edit-username': '' });
    await edit('Username', 'countess');
    await save();
    expect(spoken(el)).to.equal('Saved: Username.');
    expect(field(el, 'Username').autocomplete).to.equal('username');
  });

  it('row 60: follows another window, but never over an edit', async () => {
    await open();
    await edit('First name', 'Augusta');
    backend.user = { ...ada, first_name: 'Countess', last_name: 'King' };
    await chat().session.refresh();
    await el.updateComplete;
    expect(field(el, 'Last name').value).to.equal('King');
    expect(field(el, 'First name').value).to.equal('Augusta');
    expect(describedBy(field(el, 'First name'))).to.equal('Changed elsewhere: Countess. Saving replaces that.');
    await save();
    expect(lastPatch()).to.deep.equal({ first_name: 'Augusta' });
    expect(describedBy(field(el, 'First name'))).to.equal('');
  });

  it('keeps edits over a switch of view, a reload and a new login of the same user, and of no other', async () => {
    await open();
    await edit('First name', 'Augusta');
    el.remove();
    await show();
    expect(field(el, 'First name').value).to.equal('Augusta');
    chat().session.logout();
    await el.updateComplete;
    await logIn();
    expect(field(el, 'First name').value).to.equal('Augusta');
    chat().session.logout();
    await logIn({ ...ada, pk: 8, username: 'bob', first_name: 'Bob' });
    expect(field(el, 'First name').value).to.equal('Bob');
    expect(spoken(el)).to.equal('');
  });

  it('tells the page what changed, from the element itself', async () => {
    await open();
    let heard: CustomEvent | undefined;
    el.addEventListener('sc-profile-change', event => (heard = event));
    await edit('First name', 'Augusta');
    await save();
    expect(heard?.detail).to.deep.equal({
      user: { pk: 7, username: 'ada', first_name: 'Augusta', last_name: 'Lovelace' },
      changed: ['first_name'],
    });
  });

  it('row 28: finishes a save that the end of the session interrupted', async () => {
    await open();
    backend.on(PATCH, await recorded('user: unknown token'));
    await edit('First name', 'Augusta');
    await save();
    expect(readable(el)).to.equal('Log in to see your profile.');
    backend.on(PATCH, { status: 200, body: { ...ada, first_name: 'Augusta' } });
    backend.on('POST /auth/login/', { status: 200, body: { key: KEY.replace('c', 'd') } });
    await logIn();
    await until(() => spoken(el) === 'Saved: First name.');
    expect(backend.to(PATCH).length).to.equal(2);
    expect(field(el, 'First name').value).to.equal('Augusta');
    expect(byRole(el, 'alert').textContent?.trim()).to.equal('');
  });

  it('keeps what was typed when the backend is away, and sends once', async () => {
    await open();
    let answer = (_: Answer | Error) => {};
    backend.on(PATCH, () => new Promise<Answer | Error>(resolve => (answer = resolve)));
    await edit('First name', 'Augusta');
    const control = button(el, 'Save');
    control.focus();
    control.click();
    await el.updateComplete;
    expect(spoken(el)).to.equal('Saving…');
    control.click();
    await until(() => backend.to(PATCH).length);
    answer(new TypeError('Failed to fetch'));
    await until(() => !el['busy']);
    await el.updateComplete;
    expect(backend.to(PATCH).length).to.equal(1);
    expect(byRole(el, 'alert').textContent).to.include('The service cannot be reached.');
    expect(field(el, 'First name').value).to.equal('Augusta');
    expect(focused()).to.equal(control);
  });
});
