import { randomBytes } from 'node:crypto';
import type { User } from './accounts.js';
import { cookies } from './auth.js';
import type { Answer, Call, View } from './drf.js';
import { readFields } from './fields.js';
import { makeJwt, readJwt } from './jwt.js';
import { passwordMatches, wasteTime } from './passwords.js';
import { formError, Refusal } from './refusal.js';
import type { Site } from './site.js';

/** dj-rest-auth's login, logout and token refresh. https://dj-rest-auth.readthedocs.io/en/latest/api_endpoints.html */

/** The proof of a login in each token mode, and the session's cookies, which Django sets in all of them. */
export async function loggedIn(site: Site, user: User, status: number): Promise<Answer> {
  const { tokens, accessSeconds } = site.settings;
  const session = await site.accounts.openSession(user.id);
  const csrf = randomBytes(32).toString('hex');
  const set = [
    `sessionid=${session}; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax`,
    `csrftoken=${csrf}; Max-Age=31449600; Path=/; SameSite=Lax`,
  ];
  if (tokens === 'none') return { status: 204, cookies: set };
  if (tokens === 'token') return { status, cookies: set, body: { key: await site.accounts.token(user.id) } };
  const body = {
    access: makeJwt(user, 'access', site.secret, accessSeconds),
    refresh: makeJwt(user, 'refresh', site.secret, accessSeconds),
    user: details(user),
  };
  return { status, cookies: set, body };
}

export const details = (user: User) => ({
  pk: user.id,
  username: user.username,
  email: user.email,
  first_name: user.first_name,
  last_name: user.last_name,
});

async function post(call: Call): Promise<Answer> {
  const { site } = call;
  const {
    username = '',
    email = '',
    password = '',
  } = await readFields(await call.data(), [
    { name: 'username', required: false, blank: true },
    { name: 'email', required: false, blank: true, email: true },
    { name: 'password' },
  ]);
  const by = identifier(site, username, email);
  call.countAgainst(by.value.toLowerCase());
  const user = await (by.kind === 'email' ? site.accounts.byEmail(by.value) : site.accounts.byUsername(by.value));
  const work = site.settings.passwordWork;
  const right = user ? await passwordMatches(password, user.password) : await wasteTime(password, work);
  // A deactivated account gets the same words: the authentication backend does not hand it out.
  if (!user?.active || !right) throw formError('Unable to log in with provided credentials.');
  if (site.settings.verification === 'mandatory' && !user.verified) throw formError('E-mail is not verified.');
  return loggedIn(site, user, 200);
}

/** Where both are allowed the e-mail wins; where only one is, the other is ignored. */
function identifier(site: Site, username: string, email: string): { kind: 'username' | 'email'; value: string } {
  const { loginMethods } = site.settings;
  if (email && loginMethods !== 'username') return { kind: 'email', value: email };
  if (username && loginMethods !== 'email') return { kind: 'username', value: username };
  throw formError(
    loginMethods === 'both'
      ? 'Must include either "username" or "email" and "password".'
      : `Must include "${loginMethods}" and "password".`,
  );
}

export const loginView: View = {
  name: 'Login',
  description:
    'Check the credentials and return the REST Token\nif the credentials are valid and authenticated.\n' +
    'Calls Django Auth login method to register User ID\nin Django session framework\n\n' +
    "Accept the following POST parameters: username, password\nReturn the REST Framework Token Object's key.",
  allow: 'POST, OPTIONS',
  throttled: true,
  methods: { POST: post },
  actions: {
    POST: {
      username: { type: 'string', required: false, read_only: false, label: 'Username' },
      email: { type: 'email', required: false, read_only: false, label: 'Email' },
      password: { type: 'string', required: true, read_only: false, label: 'Password' },
    },
  },
};

async function logout({ site, request, user }: Call): Promise<Answer> {
  if (user && site.settings.tokens === 'token') await site.accounts.dropToken(user.id);
  const { sessionid } = cookies(request);
  if (sessionid) await site.accounts.closeSession(sessionid);
  const text =
    site.settings.tokens === 'jwt'
      ? 'Neither cookies or blacklist are enabled, so the token has not been deleted server side. ' +
        'Please make sure the token is deleted client side.'
      : 'Successfully logged out.';
  return { status: 200, body: { detail: text } };
}

export const logoutView: View = {
  name: 'Logout',
  description:
    'Calls Django logout method and delete the Token object\nassigned to the current User object.\n\nAccepts/Returns nothing.',
  allow: 'GET, POST, HEAD, OPTIONS',
  throttled: true,
  methods: { POST: logout },
};

async function refresh(call: Call): Promise<Answer> {
  const { site } = call;
  const { refresh: token = '' } = await readFields(await call.data(), [
    { name: 'refresh', required: false, blank: true },
  ]);
  const refuse = (text: string) =>
    new Refusal(401, { detail: text, code: 'token_not_valid' }, { 'www-authenticate': 'Bearer realm="api"' });
  if (!token) throw refuse('No valid refresh token found.');
  const claims = readJwt(token, 'refresh', site.secret);
  const user = claims && (await site.accounts.byId(claims.user_id));
  if (!user?.active || user.epoch !== claims?.epoch) throw refuse('Token is invalid or expired');
  const { accessSeconds } = site.settings;
  const until = new Date(Date.now() + accessSeconds * 1000).toISOString().replace(/Z$/, '000Z');
  const access = makeJwt(user, 'access', site.secret, accessSeconds);
  return { status: 200, body: { access, access_expiration: until } };
}

export const refreshView: View = {
  name: 'Refresh View With Cookie Support',
  description:
    'Takes a refresh type JSON web token and returns an access type JSON web\ntoken if the refresh token is valid.',
  allow: 'POST, OPTIONS',
  methods: { POST: refresh },
};
