import { cutEmail, type User } from './accounts.js';
import { duplicateOf } from './db.js';
import type { Answer, Call, View } from './drf.js';
import { type Field, readFields } from './fields.js';
import { isVerifyKey, userIdOfVerifyKey, verifyKey } from './keys.js';
import { loggedIn } from './login.js';
import { hashPassword } from './passwords.js';
import { detail, fieldError, formError } from './refusal.js';
import type { Site } from './site.js';
import { isUsername, passwordProblems, USERNAME_RULE, USERNAME_TAKEN } from './validators.js';

/** dj-rest-auth's registration on allauth's rules. https://github.com/iMerica/dj-rest-auth/tree/4.0.1/dj_rest_auth/registration */
const EMAIL_TAKEN = 'A user is already registered with this e-mail address.';

/** allauth's `clean_username`: it does not know whose name it is, so one's own counts as taken too. */
export async function usernameProblems(site: Site, username: string): Promise<string[]> {
  if (!isUsername(username)) return [USERNAME_RULE];
  return (await site.accounts.byUsername(username)) ? [USERNAME_TAKEN] : [];
}

const fields = (site: Site): Field[] => [
  { name: 'username', max: 150, check: value => usernameProblems(site, value) },
  {
    name: 'email',
    email: true,
    required: site.settings.verification === 'mandatory',
    check: async value => ((await site.accounts.byEmail(value)) ? [EMAIL_TAKEN] : []),
  },
  { name: 'password1', check: value => passwordProblems(value) },
  { name: 'password2' },
];

async function register(call: Call): Promise<Answer> {
  const { site } = call;
  const values = await readFields(await call.data(), fields(site));
  const { username = '', email = '', password1 = '', password2 = '' } = values;
  if (password1 !== password2) throw formError("The two password fields didn't match.");
  // The second look at the password, now that it is known whose it is, belongs to no field.
  const problems = passwordProblems(password1, { username, email: cutEmail(email), first_name: '', last_name: '' });
  if (problems.length) throw formError(...problems);

  const user = await add(site, username, email, password1);
  if (site.settings.verification === 'mandatory') {
    sendVerification(site, user);
    return { status: 201, body: { detail: 'Verification e-mail sent.' }, variesByCookie: true };
  }
  return { ...(await loggedIn(site, user, 201)), variesByCookie: true };
}

/** Two registrations at the same moment pass the checks together; the database lets one in, and the other is told as usual. */
async function add(site: Site, username: string, email: string, password: string): Promise<User> {
  const hash = await hashPassword(password, site.settings.passwordWork);
  try {
    return await site.accounts.add({ username, email, password: hash });
  } catch (error) {
    const taken = duplicateOf(error);
    if (taken === 'username') throw fieldError('username', USERNAME_TAKEN);
    // An address that was cut collides with itself unseen: the recorded server answers 500, and so does this one.
    if (taken === 'email' && (await site.accounts.byEmail(email))) throw fieldError('email', EMAIL_TAKEN);
    throw error;
  }
}

function sendVerification(site: Site, user: User): void {
  const key = verifyKey(user, site.secret);
  site.mail({
    to: user.email,
    subject: 'Please confirm your e-mail address',
    body: `POST /registration/verify-email/ with\n${JSON.stringify({ key })}`,
    data: { key },
  });
}

export const registrationView: View = {
  name: 'Register',
  description: '',
  allow: 'POST, OPTIONS',
  throttled: true,
  methods: { POST: register },
  actions: {
    POST: {
      username: {
        type: 'string',
        required: true,
        read_only: false,
        label: 'Username',
        min_length: 1,
        max_length: 150,
      },
      email: { type: 'email', required: false, read_only: false, label: 'Email' },
      password1: { type: 'string', required: true, read_only: false, label: 'Password1' },
      password2: { type: 'string', required: true, read_only: false, label: 'Password2' },
    },
  },
};

/** Answers the same for every address, so that nobody learns who has an account. */
async function resend(call: Call): Promise<Answer> {
  const { site } = call;
  const required = site.settings.verification === 'mandatory';
  const { email = '' } = await readFields(await call.data(), [{ name: 'email', email: true, required }]);
  call.countAgainst(email.toLowerCase());
  const user = await site.accounts.byEmail(email);
  if (user && !user.verified) sendVerification(site, user);
  return { status: 200, body: { detail: 'ok' } };
}

export const resendView: View = {
  name: 'Resend Email Verification',
  description: '',
  allow: 'POST, OPTIONS',
  throttled: true,
  methods: { POST: resend },
};

async function verify(call: Call): Promise<Answer> {
  const { site } = call;
  const { key = '' } = await readFields(await call.data(), [{ name: 'key' }]);
  const id = userIdOfVerifyKey(key);
  const user = id === null ? null : await site.accounts.byId(id);
  if (!user || !isVerifyKey(user, key, site.secret)) throw detail(404, 'Not found.');
  await site.accounts.verify(user.id);
  return { status: 200, body: { detail: 'ok' } };
}

export const verifyView: View = {
  name: 'Verify Email',
  description: '',
  allow: 'POST, OPTIONS, HEAD',
  methods: { POST: verify },
};
