import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { allChats } from '../registry.js';
import { type Answer, KEY, recorded, TestBackend } from '../testing/backend.js';
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
import './sc-auth.js';
import type { ScAuth } from './sc-auth.js';

const LOGIN = 'POST /auth/login/';
const REGISTER = 'POST /registration/';
const RESET = 'POST /auth/password/reset/';
const CHANGE = 'POST /auth/password/change/';
const refused: Answer = { status: 400, body: { non_field_errors: ['Unable to log in with provided credentials.'] } };
const throttled: Answer = { status: 429, body: { detail: 'Request was throttled. Expected available in 58 seconds.' } };

describe('sc-auth', () => {
  let backend: TestBackend;
  let el: ScAuth;
  let events: string[];

  beforeEach(() => {
    backend = new TestBackend();
    events = [];
    for (const name of ['sc-login', 'sc-register', 'sc-logout', 'sc-error'] as const)
      document.addEventListener(name, note);
  });
  afterEach(() => {
    backend.close();
    for (const name of ['sc-login', 'sc-register', 'sc-logout', 'sc-error'] as const)
      document.removeEventListener(name, note);
  });
  const note = (event: Event) => events.push(`${event.type} ${JSON.stringify((event as CustomEvent).detail)}`);

  const show = async (attributes: Record<string, string> = {}) => {
    el = document.createElement('sc-auth');
    for (const [name, value] of Object.entries({ 'api-base': backend.base, ...attributes }))
      el.setAttribute(name, value);
    await fixture(html`${el}`);
    await el.updateComplete;
    return el;
  };
  const root = () => el.shadowRoot!;
  const press = async (name: string) => {
    const control = button(el, name);
    control.focus();
    control.click();
    await el.updateComplete;
  };
  const idle = async () => {
    await until(() => !el['busy']);
    await el.updateComplete;
    await nextFrame();
    await el.updateComplete;
  };
  const logIn = async (name = 'ada', password = 'quartz-9-marmalade') => {
    type(field(el, 'Username or email'), name);
    type(field(el, 'Password'), password);
    await press('Log in');
    await idle();
  };
  const fill = (values: Record<string, string>) => {
    for (const [label, text] of Object.entries(values)) type(field(el, label), text);
  };
  const register = async (values: Record<string, string> = {}) => {
    fill({
      Username: 'ada',
      Email: 'ada@example.com',
      Password: 'quartz-9-marmalade',
      'Repeat password': 'quartz-9-marmalade',
      ...values,
    });
    await press('Create account');
    await idle();
  };
  const lastBody = (route: string) => backend.to(route).at(-1)?.body;

  for (const theme of ['light', 'dark']) {
    describe(`is accessible, ${theme}`, () => {
      const audit = async () => {
        // What fades in is not yet what it will be.
        await Promise.all(
          root()
            .getAnimations()
            .map(({ finished }) => finished),
        );
        await expect(el).to.be.accessible();
      };
      it('login', async () => {
        await show({ theme, 'password-help': 'on' });
        await audit();
      });
      it('login refused', async () => {
        backend.on(LOGIN, refused);
        await show({ theme });
        await logIn();
        await audit();
      });
      it('login throttled', async () => {
        backend.on(LOGIN, throttled);
        await show({ theme });
        await logIn();
        await audit();
      });
      it('registration', async () => {
        await show({ theme, view: 'register' });
        type(field(el, 'Password'), ' 12345678');
        await el.updateComplete;
        await audit();
      });
      it('registration refused', async () => {
        backend.on(REGISTER, await recorded('register: everything blank'));
        await show({ theme, view: 'register' });
        await register();
        expect(readable(el)).to.include('There is a problem');
        await audit();
      });
      it('check your inbox', async () => {
        backend.on(REGISTER, await recorded('entry: register', 'e-mail verification mandatory'));
        await show({ theme, view: 'register' });
        await register();
        await audit();
      });
      it('reset and change of the password, logged in', async () => {
        backend.on(RESET, { status: 200, body: { detail: 'Password reset e-mail has been sent.' } });
        await show({ theme, 'password-help': 'on' });
        await press('Forgot password?');
        await audit();
        type(field(el, 'Email'), 'ada@example.com');
        await press('Send link');
        await idle();
        await audit();
        await press('Back to log in');
        await logIn();
        await audit();
        await press('Change password');
        await audit();
      });
    });
  }

  for (const accent of ['#ff0', '#000', '#fff', '#0a7']) {
    it(`keeps the contrast with the accent ${accent}`, async () => {
      backend.on(LOGIN, refused);
      for (const theme of ['light', 'dark']) {
        await show({ accent, theme, 'password-help': 'on' });
        await logIn();
        await Promise.all(
          root()
            .getAnimations()
            .map(({ finished }) => finished),
        );
        await expect(el).to.be.accessible();
      }
    });
  }

  describe('the login form', () => {
    it('has the attributes that password managers look for', async () => {
      await show();
      const form = byRole(el, 'form', 'Log in') as HTMLFormElement;
      expect(form.getAttribute('method')).to.equal('post');
      expect(form.noValidate).to.equal(true);
      expect(form.getRootNode()).to.equal(root());
      const name = field(el, 'Username or email');
      const attributes = (input: Element) =>
        Object.fromEntries(
          [...input.attributes].filter(({ name }) => name !== 'part').map(({ name, value }) => [name, value]),
        );
      expect(attributes(name)).to.deep.equal({
        id: 'username',
        name: 'username',
        type: 'text',
        autocomplete: 'username',
        autocapitalize: 'none',
        autocorrect: 'off',
        spellcheck: 'false',
        enterkeyhint: 'next',
        required: '',
      });
      expect(attributes(field(el, 'Password'))).to.include({
        id: 'current-password',
        name: 'password',
        type: 'password',
        autocomplete: 'current-password',
        autocapitalize: 'none',
        spellcheck: 'false',
        required: '',
        enterkeyhint: 'go',
      });
      expect(root().querySelectorAll('form').length).to.equal(1);
    });

    it('begins with the name that the page knows, and so does the registration', async () => {
      await show({ username: 'ada@example.com' });
      expect(field(el, 'Username or email').value).to.equal('ada@example.com');
      type(field(el, 'Username or email'), 'bob');
      await press('Create an account');
      expect(field(el, 'Username').value).to.equal('bob');
      await show({ username: 'ada@example.com', view: 'register' });
      expect(field(el, 'Email').value).to.equal('ada@example.com');
      expect(field(el, 'Username').value).to.equal('');
    });

    it('logs in and is gone, so that browsers offer to save', async () => {
      await show();
      await logIn();
      expect(root().querySelector('form, input')).to.equal(null);
      expect(readable(el)).to.include('Logged in as ada');
      expect(focused()?.textContent?.trim()).to.equal('Logged in as ada');
      expect(events).to.deep.equal([
        'sc-login {"user":{"pk":7,"username":"ada","first_name":"Ada","last_name":"Lovelace"},"via":"form"}',
      ]);
      expect(el.matches(':state(logged-in)')).to.equal(true);
    });

    it('says what is happening, and sends once', async () => {
      let answer = (_: Answer) => {};
      backend.on(LOGIN, () => new Promise<Answer>(resolve => (answer = resolve)));
      await show();
      fill({ 'Username or email': 'ada', Password: 'x' });
      await press('Log in');
      const submit = button(el, 'Log in');
      expect(spoken(el)).to.equal('Logging in…');
      expect(submit.getAttribute('aria-disabled')).to.equal('true');
      expect(focused()).to.equal(submit);
      submit.click();
      expect(backend.to(LOGIN).length).to.equal(1);
      answer({ status: 200, body: { key: KEY } });
      await idle();
      expect(queryRole(el, 'button', 'Log out')).to.exist;
    });

    it('asks for what is missing before it asks the server', async () => {
      await show();
      await press('Log in');
      await idle();
      expect(backend.to(LOGIN)).to.deep.equal([]);
      const summary = byRole(el, 'group', 'There is a problem');
      expect(focused()).to.equal(summary);
      (summary.querySelectorAll('a')[1] as HTMLElement).click();
      expect(focused()).to.equal(field(el, 'Password'));
      expect(field(el, 'Password').getAttribute('aria-invalid')).to.equal('true');
      expect(describedBy(field(el, 'Password'))).to.include('Please fill this in.');
      expect(location.hash).to.equal('');
    });

    it('stops calling a field wrong as soon as it is edited', async () => {
      await show();
      type(field(el, 'Username or email'), 'ada');
      await press('Log in');
      await idle();
      expect(focused()).to.equal(field(el, 'Password'));
      type(field(el, 'Password'), 'x');
      await el.updateComplete;
      expect(field(el, 'Password').hasAttribute('aria-invalid')).to.equal(false);
    });

    it('shows and hides the password, and sends it hidden', async () => {
      backend.on(LOGIN, () => {
        expect(field(el, 'Password').type).to.equal('password');
        return refused;
      });
      await show();
      fill({ 'Username or email': 'ada', Password: 'x' });
      const toggle = button(el, 'Show password');
      expect(toggle.getAttribute('aria-pressed')).to.equal('false');
      expect(toggle.getAttribute('aria-controls')).to.equal('current-password');
      toggle.click();
      await el.updateComplete;
      expect(toggle.getAttribute('aria-pressed')).to.equal('true');
      expect(field(el, 'Password').type).to.equal('text');
      await press('Log in');
      await idle();
      expect(field(el, 'Password').type).to.equal('password');
      expect(backend.to(LOGIN).length).to.equal(1);
    });

    it('keeps the session for the tab alone where asked to', async () => {
      await show();
      field(el, 'Keep me logged in').click();
      await logIn();
      expect(JSON.stringify(localStorage)).not.to.include(KEY);
      expect(JSON.stringify(sessionStorage)).to.include(KEY);
    });

    it('offers to stay logged in only where that can be chosen', async () => {
      await show({ persist: 'session' });
      expect(queryRole(el, 'checkbox')).to.equal(undefined);
    });

    it('warns of Caps Lock', async () => {
      await show();
      const key = new KeyboardEvent('keydown', { key: 'A', bubbles: true, modifierCapsLock: true });
      field(el, 'Password').dispatchEvent(key);
      await el.updateComplete;
      expect(spoken(el)).to.equal('Caps Lock is on.');
    });
  });

  describe('what the server says', () => {
    it('row 19: one sentence for all, the password cleared, the name kept', async () => {
      backend.on(LOGIN, await recorded('login: deactivated account, right password'));
      await show();
      await logIn();
      const password = field(el, 'Password');
      expect(byRole(el, 'alert').textContent).to.include('Unable to log in with provided credentials.');
      expect(focused()).to.equal(password);
      expect(describedBy(password)).to.include('Unable to log in with provided credentials.');
      expect(password.value).to.equal('');
      expect(field(el, 'Username or email').value).to.equal('ada');
      expect(root().querySelector('[aria-invalid]')).to.equal(null);
      expect(root().querySelector('form')).to.exist;
    });

    it('row 20: an address that is not confirmed', async () => {
      backend.on(LOGIN, await recorded('entry: login by username', 'e-mail verification mandatory'));
      await show();
      await logIn();
      expect(byRole(el, 'alert').textContent).to.include('E-mail is not verified.');
    });

    it('row 21: a blank password is said at the field', async () => {
      backend.on(LOGIN, await recorded('login: blank password'));
      await show();
      await logIn();
      expect(focused()).to.equal(field(el, 'Password'));
      expect(describedBy(field(el, 'Password'))).to.include('This field may not be blank.');
    });

    it('row 22: an address goes into both fields, anything else into one (R1)', async () => {
      await show();
      backend.on(LOGIN, refused);
      await logIn('ada@example.com');
      expect(lastBody(LOGIN)).to.include({ username: 'ada@example.com', email: 'ada@example.com' });
      await logIn('ada@home');
      expect(lastBody(LOGIN)).to.include({ username: 'ada@home', email: '' });
    });

    it('row 22: the server’s way to log in is learnt from its first refusal, and kept', async () => {
      backend.on(LOGIN, { status: 400, body: { non_field_errors: ['Must include "email" and "password".'] } });
      await show();
      await logIn('ada');
      const email = field(el, 'Email');
      expect(focused()).to.equal(email);
      expect(describedBy(email)).to.include('Must include "email" and "password".');
      expect(email.value).to.equal('ada');
      backend.on(LOGIN, { status: 200, body: { key: KEY } });
      fill({ Email: 'ada@example.com', Password: 'x' });
      await press('Log in');
      await idle();
      expect(lastBody(LOGIN)).to.deep.equal({ username: '', email: 'ada@example.com', password: 'x' });
      await press('Log out');
      expect(field(el, 'Email')).to.exist;
    });

    it('row 23: a name is never sent as an address', async () => {
      await show({ 'login-with': 'username' });
      fill({ Username: 'ada@example.com', Password: 'x' });
      await press('Log in');
      await idle();
      expect(lastBody(LOGIN)).to.deep.equal({ username: 'ada@example.com', email: '', password: 'x' });
    });

    it('row 24: a field that only the server asks for is revealed', async () => {
      backend.on(
        LOGIN,
        { status: 400, body: { email: ['This field is required.'] } },
        { status: 200, body: { key: KEY } },
      );
      await show();
      await logIn('ada');
      expect(focused()).to.equal(field(el, 'Email'));
      fill({ Email: 'ada@example.com' });
      await press('Log in');
      await idle();
      expect(lastBody(LOGIN)).to.include({ username: 'ada', email: 'ada@example.com' });
    });

    it('row 25: no token goes along with login or registration', async () => {
      await show();
      await logIn();
      await press('Log out');
      await logIn();
      for (const { headers } of backend.to(LOGIN)) expect(headers).not.to.have.property('authorization');
    });

    it('row 30: a token that is refused at once is the integrator’s matter', async () => {
      backend.on('GET /auth/user/', { status: 403, body: { detail: 'Authentication credentials were not provided.' } });
      await show();
      await logIn();
      expect(byRole(el, 'alert').textContent).to.include('You cannot log in here');
      expect(events.join()).to.include('token-refused');
      expect(field(el, 'Password').value).not.to.equal('');
    });

    it('row 32: counts down aloud at 30, 10 and 0, and holds back nothing but the button', async () => {
      backend.on(LOGIN, throttled, { status: 200, body: { key: KEY } });
      await show();
      await logIn();
      expect(byRole(el, 'alert').textContent).to.include('Request was throttled.');
      expect(readable(el)).to.include('Try again in 58 seconds.');
      const submit = button(el, 'Log in');
      expect(submit.getAttribute('aria-disabled')).to.equal('true');
      const said = new Set<string>();
      for (let second = 0; second < 58; second++) {
        submit.click();
        await el.updateComplete;
        type(field(el, 'Username or email'), `ada${second}`);
        backend.clock.advance(1000);
        await el.updateComplete;
        if (second > 0 && [27, 47, 57].includes(second)) said.add(spoken(el));
      }
      expect(backend.to(LOGIN).length).to.equal(1);
      expect([...said]).to.deep.equal(['Try again in 30 seconds.', 'Try again in 10 seconds.', 'Try again now.']);
      await press('Log in');
      await idle();
      expect(readable(el)).to.include('Logged in as');
    });

    it('row 37 and 38: a page of the server is never shown', async () => {
      backend.on(LOGIN, { status: 404, body: '<h1>Routes</h1>' }, { status: 500, body: 'Traceback: SECRET_KEY' });
      await show();
      await logIn();
      expect(byRole(el, 'alert').textContent).to.include('The service answered in an unexpected way. (404)');
      await logIn();
      expect(byRole(el, 'alert').textContent).to.include('The service has a problem.');
      expect(readable(el)).not.to.include('SECRET');
      expect(field(el, 'Password').value).not.to.equal('');
    });

    it('row 43: no answer keeps everything that was typed', async () => {
      backend.on(LOGIN, new TypeError('Failed to fetch'));
      await show();
      await logIn();
      expect(byRole(el, 'alert').textContent).to.include('The service cannot be reached.');
      expect(field(el, 'Password').value).to.equal('quartz-9-marmalade');
      expect(focused()).to.equal(button(el, 'Log in'));
    });
  });

  describe('registration', () => {
    beforeEach(() => show({ view: 'register' }));

    it('row 1: makes the account and logs in', async () => {
      backend.on(REGISTER, await recorded('register: happy'));
      await register();
      expect(root().querySelector('form')).to.equal(null);
      expect(events.map(line => line.split(' ')[0])).to.deep.equal(['sc-register', 'sc-login']);
      expect(lastBody(REGISTER)).to.deep.equal({
        username: 'ada',
        email: 'ada@example.com',
        password1: 'quartz-9-marmalade',
        password2: 'quartz-9-marmalade',
      });
    });

    it('row 2: asks to look into the inbox, and sends again after a while', async () => {
      backend.on(REGISTER, await recorded('entry: register', 'e-mail verification mandatory'));
      backend.on('POST /registration/resend-email/', { status: 200, body: { detail: 'ok' } });
      await register();
      expect(focused()?.textContent).to.equal('Check your inbox');
      expect(readable(el)).to.include('ada@example.com');
      expect(root().querySelector('form')).to.equal(null);
      expect(events).to.deep.equal([]);
      await press('Send the email again');
      expect(backend.to('POST /registration/resend-email/')).to.deep.equal([]);
      backend.clock.advance(60_000);
      await el.updateComplete;
      await press('Send the email again');
      await idle();
      // Row 66: the same words whether the address waits or not.
      expect(spoken(el)).to.equal('If it is not confirmed yet, an email with a link is on its way.');
      expect(lastBody('POST /registration/resend-email/')).to.deep.equal({ email: 'ada@example.com' });
      await press('Back to log in');
      expect(byRole(el, 'form', 'Log in')).to.exist;
    });

    it('row 3: a backend without tokens is the integrator’s matter', async () => {
      backend.on(REGISTER, { status: 204 });
      await register();
      expect(byRole(el, 'alert').textContent).to.include('You cannot log in here');
      expect(events.join()).to.include('"no-token"');
    });

    it('row 4: a JWT pair is a login', async () => {
      backend.on(REGISTER, { status: 201, body: { access: 'a.b.c', refresh: '', user: { pk: 7 } } });
      await register();
      expect(backend.to('GET /auth/user/')[0]?.headers['authorization']).to.equal('Bearer a.b.c');
    });

    it('rows 6 and 10: name and address taken: a summary whose links lead to the fields', async () => {
      backend.on(REGISTER, await recorded('register: username and e-mail taken'));
      await register();
      const summary = byRole(el, 'group', 'There is a problem');
      expect(focused()).to.equal(summary);
      expect([...summary.querySelectorAll('a')].map(link => link.textContent)).to.deep.equal([
        'Username: A user with that username already exists.',
        'Email: A user is already registered with this e-mail address.',
      ]);
      expect(field(el, 'Username').value).to.equal('ada');
      expect(field(el, 'Password').value).to.equal('quartz-9-marmalade');
      expect(byRole(el, 'alert').textContent?.trim()).to.equal('');
    });

    it('row 7: the rule for names stands there before', async () => {
      expect(describedBy(field(el, 'Username'))).to.equal('Letters, digits and @ . + - _');
      expect(field(el, 'Username').hasAttribute('pattern')).to.equal(false);
    });

    it('row 9: the server’s words about an address', async () => {
      backend.on(REGISTER, await recorded('register: not an e-mail'));
      await register({ Email: 'ana.example.com' });
      expect(focused()).to.equal(field(el, 'Email'));
      expect(describedBy(field(el, 'Email'))).to.include('Enter a valid email address.');
    });

    it('row 11: every message of a field', async () => {
      backend.on(REGISTER, await recorded('register: password short, common and all digits'));
      await register({ Password: '12345', 'Repeat password': '12345' });
      expect(focused()).to.equal(field(el, 'Password'));
      const lines = [...root().querySelectorAll('#new-password-error li')].map(line => line.textContent?.trim());
      expect(lines).to.deep.equal([
        'Error: This password is too short. It must contain at least 8 characters.',
        'Error: This password is too common.',
        'Error: This password is entirely numeric.',
      ]);
      expect(field(el, 'Password').value).to.equal('12345');
    });

    it('row 12: about the password, and yet at no field', async () => {
      backend.on(REGISTER, await recorded('register: password like the username'));
      await register();
      expect(focused()).to.equal(field(el, 'Password'));
      expect(describedBy(field(el, 'Password'))).to.include('The password is too similar to the username.');
    });

    it('rows 13 and 14: two different passwords never leave', async () => {
      await register({ 'Repeat password': 'quartz-9-Marmalade' });
      expect(backend.to(REGISTER)).to.deep.equal([]);
      expect(focused()).to.equal(field(el, 'Repeat password'));
      expect(describedBy(field(el, 'Repeat password'))).to.include('The passwords differ.');
    });

    it('rows 15 and 24: a field that no form has is named in the summary', async () => {
      backend.on(REGISTER, {
        status: 400,
        body: { phone_number: ['This field is required.'], terms: { accepted: ['No.'] } },
      });
      await register();
      const alert = byRole(el, 'alert').textContent;
      expect(alert).to.include('Phone number: This field is required.').and.to.include('Terms: No.');
    });

    it('row 16: passwords travel as they were typed, and spaces are spoken of', async () => {
      const password = ' quartz-9-marmalade ';
      fill({ Password: password });
      await el.updateComplete;
      expect(readable(el)).to.include('Spaces around it are ignored.');
      await register({ Password: password, 'Repeat password': password });
      expect(lastBody(REGISTER)).to.include({ password1: password });
    });

    it('shows quietly which rules a password meets', async () => {
      const met = () => [...root().querySelectorAll('.checks .ok')].length;
      fill({ Username: 'marguerite' });
      for (const [password, count] of [
        ['', 0],
        ['12345', 1],
        ['12345678', 2],
        ['marguerite1', 2],
        ['quartz-9-marmalade', 3],
      ] as const) {
        type(field(el, 'Password'), password);
        await el.updateComplete;
        expect(met(), password).to.equal(count);
      }
    });

    it('keeps the draft over a switch, a failure and a reload, but no password', async () => {
      backend.on(REGISTER, { status: 500 });
      await register();
      await press('I already have an account');
      expect(focused()?.textContent).to.equal('Log in');
      expect(field(el, 'Username or email').value).to.equal('ada');
      expect(field(el, 'Password').value).to.equal('');
      await press('Create an account');
      expect(field(el, 'Email').value).to.equal('ada@example.com');
      await show({ view: 'register' });
      expect(field(el, 'Username').value).to.equal('ada');
      expect(field(el, 'Password').value).to.equal('');
      expect(JSON.stringify([localStorage, sessionStorage])).not.to.include('marmalade');
    });

    it('forgets the draft with the account', async () => {
      backend.on(REGISTER, { status: 201, body: { key: KEY } });
      await register();
      expect(JSON.stringify(localStorage)).not.to.include('draft');
    });

    it('has a name of its own for each toggle', () => {
      expect(button(el, 'Show password').getAttribute('aria-controls')).to.equal('new-password');
      expect(button(el, 'Show repeated password').getAttribute('aria-controls')).to.equal('confirm-password');
      expect(field(el, 'Password').getAttribute('passwordrules')).to.equal('minlength: 8;');
    });

    it('calls new passwords new, in the registration and in the change', async () => {
      expect(field(el, 'Password').autocomplete).to.equal('new-password');
      expect(field(el, 'Repeat password').autocomplete).to.equal('new-password');
      expect(field(el, 'Username').autocomplete).to.equal('username');
      await show({ 'password-help': 'on' });
      await logIn();
      await press('Change password');
      expect(field(el, 'New password').autocomplete).to.equal('new-password');
      expect(field(el, 'Repeat password').autocomplete).to.equal('new-password');
    });
  });

  describe('the session', () => {
    it('logs out by the button, and says so', async () => {
      await show();
      await logIn();
      await press('Log out');
      expect(focused()?.textContent).to.equal('Log in');
      expect(spoken(el)).to.equal('You are logged out.');
      expect(events.at(-1)).to.equal('sc-logout {"reason":"user"}');
      await until(() => backend.to('POST /auth/logout/').length);
    });

    it('row 28: says why the session ended', async () => {
      await show();
      await logIn();
      backend.on('GET /auth/user/', await recorded('user: unknown token'));
      await allChats()[0]!.session.refresh();
      await el.updateComplete;
      expect(readable(el)).to.include('Your session has ended. Please log in.');
      expect(spoken(el)).to.equal('Your session has ended. Please log in.');
      await show();
      expect(readable(el)).to.include('Your session has ended.');
    });

    it('has no way out of the host page’s own login', async () => {
      await show({ 'password-help': 'on' });
      await allChats()[0]!.session.identify('host-token');
      await el.updateComplete;
      expect(readable(el)).to.equal('Logged in as ada');
      expect(queryRole(el, 'button')).to.equal(undefined);
    });
  });

  describe('password help', () => {
    it('is there where the backend has it, which is asked once', async () => {
      backend.on(RESET, { status: 400, body: { email: ['This field is required.'] } });
      await show();
      await until(() => queryRole(el, 'button', 'Forgot password?'));
      await show();
      expect(queryRole(el, 'button', 'Forgot password?')).to.exist;
      expect(backend.to(RESET).length).to.equal(1);
    });

    it('is not there where the backend has none', async () => {
      await show();
      await until(() => backend.to(RESET).length);
      await logIn();
      expect(queryRole(el, 'button', 'Change password')).to.equal(undefined);
    });

    it('row 64: the same words for known and unknown addresses', async () => {
      backend.on(RESET, { status: 200, body: { detail: 'Password reset e-mail has been sent.' } });
      await show({ 'password-help': 'on' });
      type(field(el, 'Username or email'), 'ada@example.com');
      await press('Forgot password?');
      expect(focused()?.textContent).to.equal('Reset password');
      expect(field(el, 'Email').value).to.equal('ada@example.com');
      await press('Send link');
      await idle();
      expect(readable(el)).to.include('If there is an account for ada@example.com');
      expect(focused()?.textContent).to.equal('Check your inbox');
      expect(lastBody(RESET)).to.deep.equal({ email: 'ada@example.com' });
    });

    it('row 41: nested messages of the reset are shown at the field', async () => {
      backend.on(RESET, { status: 400, body: { email: { email: ['Enter a valid email address.'] } } });
      await show({ 'password-help': 'on' });
      await press('Forgot password?');
      type(field(el, 'Email'), 'ada');
      await press('Send link');
      await idle();
      expect(describedBy(field(el, 'Email'))).to.include('Enter a valid email address.');
    });

    it('row 63: changes the password, and asks for the old one where the server does', async () => {
      backend.on(
        CHANGE,
        { status: 400, body: { old_password: ['This field is required.'] } },
        { status: 400, body: { new_password2: ['This password is too common.'] } },
        { status: 200, body: { detail: 'New password has been saved.' } },
      );
      await show({ 'password-help': 'on' });
      await logIn();
      await press('Change password');
      const hidden = root().querySelector('input[name=username]') as HTMLInputElement;
      expect(hidden.value).to.equal('ada');
      expect(hidden.autocomplete).to.equal('username');
      expect(getComputedStyle(hidden).display).not.to.equal('none');
      fill({ 'New password': 'sunshine1', 'Repeat password': 'sunshine1' });
      await press('Change password');
      await idle();
      expect(focused()).to.equal(field(el, 'Old password'));
      fill({ 'Old password': 'quartz' });
      await press('Change password');
      await idle();
      expect(focused()).to.equal(field(el, 'Repeat password'));
      expect(describedBy(field(el, 'Repeat password'))).to.include('This password is too common.');
      await press('Change password');
      await idle();
      expect(lastBody(CHANGE)).to.deep.equal({
        new_password1: 'sunshine1',
        new_password2: 'sunshine1',
        old_password: 'quartz',
      });
      expect(root().querySelector('form')).to.equal(null);
      expect(spoken(el)).to.equal('Your password is changed.');
    });
  });

  describe('in the light DOM', () => {
    it('is a slotted child with prefixed ids, and gone after the login', async () => {
      await show({ 'light-dom': '' });
      const form = el.querySelector('form')!;
      expect(form.assignedSlot?.getRootNode()).to.equal(root());
      expect([...form.querySelectorAll('[id]')].every(({ id }) => id.startsWith('sc-'))).to.equal(true);
      expect(field(el, 'Password').id).to.equal('sc-current-password');
      backend.on(LOGIN, refused, { status: 200, body: { key: KEY } });
      await logIn();
      expect(focused()).to.equal(field(el, 'Password'));
      expect(describedBy(field(el, 'Password'))).to.include('Unable to log in');
      await expect(el).to.be.accessible();
      await logIn();
      expect(el.querySelector('form')).to.equal(null);
      expect(readable(el)).to.include('Logged in as ada');
    });

    it('goes out to the outermost element, and comes back with it', async () => {
      await customElements.whenDefined('sc-auth');
      const outer = await fixture(html`<sc-test-host></sc-test-host>`);
      el = document.createElement('sc-auth');
      el.setAttribute('api-base', backend.base);
      el.setAttribute('light-dom', '');
      outer.attachShadow({ mode: 'open' }).append(el);
      await el.updateComplete;
      const form = outer.querySelector('form')!;
      expect(form.parentElement).to.equal(outer);
      expect(form.getBoundingClientRect().height).to.be.greaterThan(100);
      el.remove();
      expect(outer.querySelector('form')).to.equal(null);
      outer.shadowRoot!.append(el);
      await el.updateComplete;
      expect(outer.querySelectorAll('form').length).to.equal(1);
    });
  });

  it('plants no secret anywhere but where it belongs', async () => {
    await show();
    await logIn('canary-name', 'canary-password');
    const pages = [
      document.documentElement.getHTML({ serializableShadowRoots: true }),
      root().innerHTML,
      events.join(),
    ];
    expect(pages.join()).not.to.include('canary-password').and.not.to.include(KEY);
    const kept = Object.entries(localStorage).filter(([, value]) => String(value).includes(KEY));
    expect(kept.length).to.equal(1);
    expect(kept[0]![0]).to.match(/^sc-chat:.*:session$/);
    expect(JSON.stringify(localStorage)).not.to.include('canary');
  });
});
