/** What both bare lists share: the same history and the same socket as ours, and one plain row a line. */
interface Chat {
  name: string;
  message: string;
  serverMessage: string;
  created_at: string;
}

export interface Line {
  author: string;
  text: string;
  at: string;
}

const linesOf = ({ name, message, serverMessage, created_at: at }: Chat): Line[] =>
  [
    { author: name, text: message, at },
    { author: 'Support', text: serverMessage, at },
  ].filter(({ text }) => text);

const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit' });

export function rowOf({ author, text, at }: Line): HTMLElement {
  const row = document.createElement('div');
  row.className = 'row';
  const bubble = document.createElement('div');
  bubble.className = 'bubble';
  bubble.textContent = text;
  const meta = document.createElement('div');
  meta.className = 'meta';
  meta.textContent = `${author}, ${clock.format(new Date(at))}`;
  row.append(bubble, meta);
  return row;
}

/** A column-reverse scroller holds its end by itself. */
export function createScroller(css: string): HTMLElement {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    .scroller { display: flex; flex-direction: column-reverse; width: 400px; height: 640px; overflow: hidden auto; font: 15px/1.45 system-ui, sans-serif; }
    .row { padding: 2px 16px; }
    .bubble { width: fit-content; max-width: 80%; padding: 8px 12px; border-radius: 12px; background: #eee; white-space: pre-wrap; overflow-wrap: anywhere; }
    .meta { font-size: 12px; color: #666; }
    ${css}`);
  document.adoptedStyleSheets = [sheet];
  const scroller = document.createElement('div');
  scroller.className = 'scroller';
  const content = document.createElement('div');
  scroller.append(content);
  document.body.append(scroller);
  window.probe.newest = () => {
    const last = content.lastElementChild;
    return last?.matches('.section') ? last.lastElementChild : (last ?? null);
  };
  window.probe.rows = () => content.querySelectorAll('.row').length;
  return content;
}

export async function follow(history: (lines: Line[]) => void, live: (lines: Line[]) => void): Promise<void> {
  const { api, token, room, user } = window.visitor;
  const path = ['connection', room, user, `${user}@example.com`].map(encodeURIComponent).join('/');
  const socket = new WebSocket(`${api.replace('http', 'ws')}/${path}/`);
  socket.onmessage = ({ data }) => live(linesOf(JSON.parse(data)));
  const response = await fetch(`${api}/chats/getChats/`, { headers: { authorization: `Token ${token}` } });
  const chats: Chat[] = await response.json();
  history(chats.flatMap(linesOf));
}
