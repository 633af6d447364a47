import type { User } from './accounts.js';
import { authenticate, challenge } from './auth.js';
import { parseBody } from './body.js';
import { browsable, serverError } from './pages.js';
import { detail, Refusal } from './refusal.js';
import type { Site } from './site.js';

/** The request cycle of Django REST framework's `APIView`: who refuses first decides what the client sees. */
export interface Call {
  site: Site;
  request: Request;
  url: URL;
  /** The caller's network address. */
  address: string;
  user: User | null;
  /** The parsed body; throws 400 or 415. */
  data(): Promise<unknown>;
  /** Counts this call against an account as well; throws 429. */
  countAgainst(account: string): void;
}

export interface Answer {
  status: number;
  /** Absent: an empty body without a content type. */
  body?: unknown;
  cookies?: string[];
  /** Django adds `Cookie` to `Vary` where a view has touched the session. */
  variesByCookie?: boolean;
}

export interface View {
  name: string;
  description: string;
  /** As DRF lists them in `Allow`. */
  allow: string;
  loggedIn?: boolean;
  throttled?: boolean;
  methods: Partial<Record<string, (call: Call) => Promise<Answer>>>;
  /** `actions` of the answer to OPTIONS. */
  actions?: Record<string, Record<string, object>>;
}

type Renderer = 'json' | 'html';

export async function serve(view: View, site: Site, request: Request, address: string): Promise<Response> {
  let renderer: Renderer = 'json';
  let answer: Answer;
  let extra: Record<string, string> = {};
  try {
    renderer = negotiate(request.headers.get('accept') ?? '*/*');
    answer = await run(view, { site, request, address });
  } catch (error) {
    if (!(error instanceof Refusal)) return serverError(site, error);
    answer = { status: error.status, body: error.body };
    extra = error.headers;
  }
  return render(view, site, answer, renderer, extra);
}

async function run(
  view: View,
  { site, request, address }: Pick<Call, 'site' | 'request' | 'address'>,
): Promise<Answer> {
  const user = await authenticate(site, request);
  if (view.loggedIn && !user) throw challenge(site, 'Authentication credentials were not provided.');
  if (view.throttled) count(site, user ? `user ${user.id}` : `address ${address}`);

  const { method } = request;
  const handler = view.methods[method] ?? (method === 'HEAD' ? view.methods['GET'] : undefined);
  if (method === 'OPTIONS') return { status: 200, body: metadata(view) };
  if (!handler) throw detail(405, `Method "${method}" not allowed.`);

  let parsed: Promise<unknown> | undefined;
  return handler({
    site,
    request,
    address,
    user,
    url: new URL(request.url),
    data: () => (parsed ??= parseBody(request)),
    countAgainst: account => count(site, `account ${account}`),
  });
}

function count(site: Site, key: string): void {
  const seconds = site.throttle.hit(key);
  if (seconds === null) return;
  const unit = seconds === 1 ? 'second' : 'seconds';
  throw detail(429, `Request was throttled. Expected available in ${seconds} ${unit}.`, {
    'retry-after': String(seconds),
  });
}

function metadata(view: View): object {
  return {
    name: view.name,
    description: view.description,
    renders: ['application/json', 'text/html'],
    parses: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
    ...(view.actions && { actions: view.actions }),
  };
}

/** DRF's `DefaultContentNegotiation`: the most specific type wins, quality values do not count. */
export function negotiate(accept: string): Renderer {
  const wanted = accept.split(',').map(item => {
    const [type = '', ...parameters] = item.split(';').map(part => part.trim());
    const specific = parameters.some(part => !part.startsWith('q='));
    return { type, rank: type.startsWith('*') ? 0 : type.endsWith('/*') ? 1 : specific ? 3 : 2 };
  });
  for (const rank of [3, 2, 1, 0]) {
    const types = wanted.filter(item => item.rank === rank).map(item => item.type);
    if (types.some(type => ['application/json', 'application/*', '*/*'].includes(type))) return 'json';
    if (types.some(type => ['text/html', 'text/*'].includes(type))) return 'html';
  }
  throw detail(406, 'Could not satisfy the request Accept header.');
}

function render(view: View, site: Site, answer: Answer, renderer: Renderer, extra: Record<string, string>): Response {
  const cookie = answer.variesByCookie || renderer === 'html' || site.settings.sessionFirst;
  const headers = new Headers({ allow: view.allow, vary: cookie ? 'Accept, Cookie' : 'Accept', ...extra });
  for (const item of answer.cookies ?? []) headers.append('set-cookie', item);
  if (answer.body === undefined) return new Response(null, { status: answer.status, headers });
  headers.set('content-type', renderer === 'html' ? 'text/html; charset=utf-8' : 'application/json');
  const text = JSON.stringify(answer.body);
  return new Response(renderer === 'html' ? browsable(view.name, text) : text, { status: answer.status, headers });
}
