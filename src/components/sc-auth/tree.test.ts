import { expect, fixture, html } from '@open-wc/testing';
import { type Answer, TestBackend } from '../testing/backend.js';
import { button, field, type, until } from '../testing/screen.js';
import { treeOf } from '../testing/tree.js';
import './sc-auth.js';
import type { ScAuth } from './sc-auth.js';

describe('sc-auth, as assistive technology is told', () => {
  let backend: TestBackend;
  let el: ScAuth;
  beforeEach(() => {
    backend = new TestBackend();
  });
  afterEach(() => backend.close());

  const show = async (view: 'login' | 'register' = 'login') => {
    el = await fixture(html`<sc-auth api-base=${backend.base} view=${view} password-help="on"></sc-auth>`);
  };
  const press = async (name: string) => {
    button(el, name).click();
    await until(() => !el['busy']);
    await el.updateComplete;
  };
  const fill = (values: Record<string, string>) => {
    for (const [label, text] of Object.entries(values)) type(field(el, label), text);
  };
  const logIn = async (answer?: Answer) => {
    if (answer) backend.on('POST /auth/login/', answer);
    await show();
    fill({ 'Username or email': 'ada', Password: 'x' });
    await press('Log in');
  };
  const links = ['button "Create an account"', 'button "Forgot password?"'];

  it('login', async () => {
    await show();
    expect(await treeOf(el)).to.deep.equal([
      'form "Log in"',
      'heading "Log in" level',
      'alert',
      'textbox "Username or email" required',
      'textbox "Password" required',
      'button "Show password"',
      'checkbox "Keep me logged in" checked',
      'button "Log in"',
      ...links,
    ]);
  });

  it('login refused, the password shown', async () => {
    await logIn({ status: 400, body: { non_field_errors: ['Unable to log in.'] } });
    await press('Show password');
    expect(await treeOf(el)).to.deep.equal([
      'form "Log in"',
      'heading "Log in" level',
      'alert',
      'textbox "Username or email" required',
      'textbox "Password" required focused',
      'button "Show password" pressed',
      'checkbox "Keep me logged in" checked',
      'button "Log in"',
      ...links,
    ]);
  });

  it('login throttled', async () => {
    await logIn({ status: 429, body: { detail: 'Slow down.' } });
    expect(await treeOf(el)).to.include('button "Log in" disabled');
  });

  it('registration with errors', async () => {
    await show('register');
    await press('Create account');
    expect(await treeOf(el)).to.deep.equal([
      'form "Create account"',
      'heading "Create account" level',
      'group "There is a problem" focused',
      'link "Username: Please fill this in."',
      'link "Password: Please fill this in."',
      'link "Repeat password: Please fill this in."',
      'alert',
      'textbox "Username" invalid required',
      'textbox "Email"',
      'textbox "Password" invalid required',
      'button "Show password"',
      'textbox "Repeat password" invalid required',
      'button "Show repeated password"',
      'button "Create account"',
      'button "I already have an account"',
    ]);
  });

  it('check your inbox', async () => {
    backend.on('POST /registration/', { status: 201, body: { detail: 'Verification e-mail sent.' } });
    await show('register');
    fill({ Username: 'ada', Email: 'ada@example.com', Password: 'quartz-9', 'Repeat password': 'quartz-9' });
    await press('Create account');
    expect(await treeOf(el)).to.deep.equal([
      'heading "Check your inbox" level focused',
      'alert',
      'button "Back to log in"',
      'button "Send the email again" disabled',
    ]);
  });

  it('reset', async () => {
    await show();
    await press('Forgot password?');
    expect(await treeOf(el)).to.deep.equal([
      'form "Reset password"',
      'heading "Reset password" level',
      'alert',
      'textbox "Email" required',
      'button "Send link"',
      'button "Back to log in"',
    ]);
  });

  it('logged in, and the change of the password', async () => {
    await logIn();
    expect(await treeOf(el)).to.deep.equal(['button "Log out"', 'button "Change password"']);
    await press('Change password');
    expect(await treeOf(el)).to.deep.equal([
      'form "Change password"',
      'heading "Change password" level focused',
      'alert',
      'textbox "New password" required',
      'button "Show new password"',
      'textbox "Repeat password" required',
      'button "Show repeated password"',
      'button "Change password"',
      'button "Cancel"',
    ]);
  });
});
