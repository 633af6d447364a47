import type { User } from './accounts.js';
import type { Answer, Call, View } from './drf.js';
import { type Field, readFields } from './fields.js';
import { isResetToken, resetKeys, userIdOf } from './keys.js';
import { hashPassword, passwordMatches } from './passwords.js';
import { fieldError } from './refusal.js';
import type { Site } from './site.js';
import { passwordProblems } from './validators.js';

/** Change and reset of the password, as dj-rest-auth does them through Django's `SetPasswordForm`. */
const NEW_PASSWORDS: Field[] = [
  { name: 'new_password1', max: 128 },
  { name: 'new_password2', max: 128 },
];

/** The form reports everything under the repetition, with a typographic apostrophe that registration does not have. */
async function setPassword(site: Site, user: User, first: string, second: string): Promise<void> {
  if (first !== second) throw fieldError('new_password2', 'The two password fields didn’t match.');
  const problems = passwordProblems(second, user);
  if (problems.length) throw fieldError('new_password2', ...problems);
  await site.accounts.setPassword(user.id, await hashPassword(second, site.settings.passwordWork));
}

async function change(call: Call): Promise<Answer> {
  const { site } = call;
  const user = call.user!;
  const old: Field = {
    name: 'old_password',
    max: 128,
    check: async value =>
      (await passwordMatches(value, user.password))
        ? []
        : ['Your old password was entered incorrectly. Please enter it again.'],
  };
  const wanted = site.settings.oldPassword ? [old, ...NEW_PASSWORDS] : NEW_PASSWORDS;
  const { new_password1 = '', new_password2 = '' } = await readFields(await call.data(), wanted);
  await setPassword(site, user, new_password1, new_password2);
  return { status: 200, body: { detail: 'New password has been saved.' } };
}

export const passwordChangeView: View = {
  name: 'Password Change',
  description:
    'Calls Django Auth SetPasswordForm save method.\n\n' +
    'Accepts the following POST parameters: new_password1, new_password2\nReturns the success/fail message.',
  allow: 'POST, OPTIONS',
  loggedIn: true,
  throttled: true,
  methods: { POST: change },
};

/** The same words for an address that nobody has. */
async function reset(call: Call): Promise<Answer> {
  const { site } = call;
  const { email = '' } = await readFields(await call.data(), [{ name: 'email', email: true }]);
  call.countAgainst(email.toLowerCase());
  const user = await site.accounts.byEmail(email);
  if (user?.active) {
    const data = resetKeys(user, site.secret);
    const fields = { ...data, new_password1: '…', new_password2: '…' };
    const body = `Username: ${user.username}\nPOST /auth/password/reset/confirm/ with\n${JSON.stringify(fields)}`;
    site.mail({ to: user.email, subject: 'Password reset', body, data });
  }
  return { status: 200, body: { detail: 'Password reset e-mail has been sent.' } };
}

export const passwordResetView: View = {
  name: 'Password Reset',
  description:
    'Calls Django Auth PasswordResetForm save method.\n\n' +
    'Accepts the following POST parameters: email\nReturns the success/fail message.',
  allow: 'POST, OPTIONS',
  throttled: true,
  methods: { POST: reset },
};

async function confirm(call: Call): Promise<Answer> {
  const { site } = call;
  const fields: Field[] = [...NEW_PASSWORDS, { name: 'uid' }, { name: 'token' }];
  const { new_password1 = '', new_password2 = '', uid = '', token = '' } = await readFields(await call.data(), fields);
  const id = userIdOf(uid);
  const user = id === null ? null : await site.accounts.byId(id);
  if (!user) throw fieldError('uid', 'Invalid value');
  if (!isResetToken(user, token, site.secret)) throw fieldError('token', 'Invalid value');
  await setPassword(site, user, new_password1, new_password2);
  return { status: 200, body: { detail: 'Password has been reset with the new password.' } };
}

export const passwordResetConfirmView: View = {
  name: 'Password Reset Confirm',
  description:
    "Password reset e-mail link is confirmed, therefore\nthis resets the user's password.\n\n" +
    'Accepts the following POST parameters: token, uid,\n    new_password1, new_password2\nReturns the success/fail message.',
  allow: 'POST, OPTIONS',
  throttled: true,
  methods: { POST: confirm },
};
