import { Hono } from 'hono';
import { allowOrigin, isPreflight, preflight } from './cors.js';
import { serve, type View } from './drf.js';
import { historyView } from './history.js';
import { loginView, logoutView, refreshView } from './login.js';
import { notFound, redirect, serverError } from './pages.js';
import { passwordChangeView, passwordResetConfirmView, passwordResetView } from './password-views.js';
import { profileView } from './profile.js';
import { registrationView, resendView, verifyView } from './registration.js';
import type { Site } from './site.js';

/** Every HTTP path. All end with a slash: without it there is a redirect, which turns a POST into a GET. */
export const routes: Record<string, View> = {
  '/registration/': registrationView,
  '/registration/resend-email/': resendView,
  '/registration/verify-email/': verifyView,
  '/auth/login/': loginView,
  '/auth/logout/': logoutView,
  '/auth/user/': profileView,
  '/auth/password/change/': passwordChangeView,
  '/auth/password/reset/': passwordResetView,
  '/auth/password/reset/confirm/': passwordResetConfirmView,
  '/chats/getChats/': historyView,
};

export type App = Hono<{ Bindings: { address: string } }>;

export function createApp(site: Site): App {
  const app: App = new Hono();

  app.use(async (c, next) => {
    if (isPreflight(c.req.raw)) c.res = preflight();
    else await next();
    allowOrigin(c.res, c.req.raw, site.settings.origins);
  });

  const known = { ...routes, ...(site.settings.tokens === 'jwt' && { '/auth/token/refresh/': refreshView }) };
  for (const [path, view] of Object.entries(known)) {
    app.all(path, c => serve(view, site, c.req.raw, c.env.address));
  }

  app.notFound(c => {
    const url = new URL(c.req.url);
    const path = `${url.pathname}/`;
    return Object.hasOwn(known, path) ? redirect(path + url.search) : notFound();
  });
  app.onError(error => serverError(site, error));
  return app;
}
