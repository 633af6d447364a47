import { duplicateOf } from './db.js';
import type { Answer, Call, View } from './drf.js';
import { readFields } from './fields.js';
import { details } from './login.js';
import { fieldError } from './refusal.js';
import { usernameProblems } from './registration.js';
import { isUsername, USERNAME_RULE, USERNAME_TAKEN } from './validators.js';

/** dj-rest-auth's user details: `pk` and `email` are read only, and silently so. */
async function save(call: Call, partial: boolean): Promise<Answer> {
  const { site } = call;
  const user = call.user!;
  const values = await readFields(
    await call.data(),
    [
      {
        name: 'username',
        max: 150,
        rules: [value => (isUsername(value) ? null : USERNAME_RULE)],
        check: value => usernameProblems(site, value),
      },
      { name: 'first_name', required: false, blank: true, max: 150 },
      { name: 'last_name', required: false, blank: true, max: 150 },
    ],
    { partial },
  );
  try {
    return { status: 200, body: details(await site.accounts.change(user.id, values)) };
  } catch (error) {
    if (duplicateOf(error) === 'username') throw fieldError('username', USERNAME_TAKEN);
    throw error;
  }
}

export const profileView: View = {
  name: 'User Details',
  description:
    'Reads and updates UserModel fields\nAccepts GET, PUT, PATCH methods.\n\n' +
    'Default accepted fields: username, first_name, last_name\n' +
    'Default display fields: pk, username, email, first_name, last_name\n' +
    'Read-only fields: pk, email\n\nReturns UserModel fields.',
  allow: 'GET, PUT, PATCH, HEAD, OPTIONS',
  loggedIn: true,
  methods: {
    GET: async call => ({ status: 200, body: details(call.user!) }),
    PUT: call => save(call, false),
    PATCH: call => save(call, true),
  },
};
