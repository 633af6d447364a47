/** The contract of texts: every language has the type of this one. Functions take what changes. */
export const en = {
  // Login and registration
  login: 'Log in',
  logout: 'Log out',
  loggedInAs: (name: string) => `Logged in as ${name}`,
  createAccount: 'Create account',
  toRegister: 'Create an account',
  toLogin: 'I already have an account',
  identifier: 'Username or email',
  username: 'Username',
  email: 'Email',
  password: 'Password',
  repeatPassword: 'Repeat password',
  showPassword: 'Show password',
  showRepeated: 'Show repeated password',
  keep: 'Keep me logged in',

  // Profile
  profile: 'Profile',
  firstName: 'First name',
  lastName: 'Last name',
  save: 'Save',

  // Chat
  conversation: 'Conversation',
  message: 'Message',
  send: 'Send',
  server: 'Support',
  retry: 'Retry',
  showAll: 'Show all',
  logInToChat: 'Log in to chat',

  // Launcher
  heading: 'Chat',
  open: (unread: number) => (unread ? `Open chat, ${unread > 99 ? '99+' : unread} unread` : 'Open chat'),
  close: 'Close chat',
  back: 'Back to chat',
};

export type Strings = typeof en;
