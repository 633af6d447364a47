/**
 * A drawer for integrators that lists every event of the chat, newest first. Load it before the chat, without `async`, to miss none:
 *
 *   <script src="/drawer.js"></script>
 *
 * It stays closed behind a small tab; `?events` in the address opens it, and it stays open from page to page of the same tab.
 */
(() => {
  const TYPES = [
    'sc-ready',
    'sc-login',
    'sc-register',
    'sc-logout',
    'sc-profile-change',
    'sc-connection',
    'sc-before-send',
    'sc-send',
    'sc-message-status',
    'sc-message',
    'sc-unread',
    'sc-open',
    'sc-close',
    'sc-error',
  ];
  const MOST = 500;
  const REMEMBERED = 'demo:events';
  const stylesheet = new URL('drawer.css', document.currentScript.src).href;

  /** Newest first. */
  const entries = [];
  let shown = () => {};

  for (const type of TYPES) {
    // On the way down, so that a handler of the page that stops the event hides nothing.
    window.addEventListener(type, record, { capture: true });
  }

  function record(event) {
    const entry = {
      time: new Date(performance.timeOrigin + event.timeStamp),
      type: event.type,
      detail: event.detail,
      target: nameTarget(event.composedPath()),
    };
    entries.unshift(entry);
    entries.length = Math.min(entries.length, MOST);
    shown(entry);
  }

  /** The chat's elements from the outermost to the one that the event came from. */
  function nameTarget(path) {
    const names = path.filter(node => node.localName?.startsWith('sc-')).map(node => node.localName);
    return names.length ? names.reverse().join(' › ') : (path[0]?.localName ?? 'document');
  }

  function build() {
    const host = document.createElement('div');
    host.dataset.eventsDrawer = '';
    const root = host.attachShadow({ mode: 'open' });
    root.innerHTML = `
      <button class="tab" type="button" aria-expanded="false">Events</button>
      <section class="drawer" aria-label="Chat events" hidden>
        <header>
          <h2>Chat events <span class="count"></span></h2>
          <button class="close" type="button">Close</button>
        </header>
        <div class="tools">
          <input type="search" aria-label="Filter events" placeholder="Filter by type or content">
          <button class="copy" type="button">Copy</button>
          <button class="clear" type="button">Clear</button>
        </div>
        <ol class="list" tabindex="0" aria-label="Events, newest first"></ol>
      </section>`;

    const one = selector => root.querySelector(selector);
    const [tab, drawer, list, filter, count, copy] = ['.tab', '.drawer', '.list', 'input', '.count', '.copy'].map(one);
    const matching = () => entries.filter(matches);

    function matches({ type, detail, target }) {
      const wanted = filter.value.trim().toLowerCase();
      return `${type} ${target} ${toText(detail)}`.toLowerCase().includes(wanted);
    }

    function renderAll() {
      list.replaceChildren(...matching().map(renderEntry));
      renderCount();
    }

    function renderCount() {
      const found = list.querySelectorAll('.entry').length;
      count.textContent = filter.value.trim() ? `${found} of ${entries.length}` : `${entries.length}`;
      list.querySelector('.empty')?.remove();
      if (!found)
        list.append(element('li', 'empty', entries.length ? 'No event matches.' : 'No events yet. Open the chat.'));
    }

    function open(focus) {
      drawer.hidden = false;
      tab.hidden = true;
      tab.setAttribute('aria-expanded', 'true');
      renderAll();
      shown = entry => {
        if (matches(entry)) list.prepend(renderEntry(entry));
        while (list.childElementCount > MOST) list.lastElementChild.remove();
        renderCount();
      };
      remember('open');
      if (focus) filter.focus();
    }

    function close() {
      drawer.hidden = true;
      tab.hidden = false;
      tab.setAttribute('aria-expanded', 'false');
      shown = () => {};
      remember('closed');
      tab.focus();
    }

    tab.addEventListener('click', () => open(true));
    one('.close').addEventListener('click', close);
    filter.addEventListener('input', renderAll);
    one('.clear').addEventListener('click', () => {
      entries.length = 0;
      renderAll();
    });
    copy.addEventListener('click', async () => {
      copy.textContent = (await copyText(JSON.stringify(matching(), null, 2), root)) ? 'Copied' : 'Not allowed';
      setTimeout(() => {
        copy.textContent = 'Copy';
      }, 1500);
    });
    drawer.addEventListener('keydown', event => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      close();
    });

    const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: stylesheet });
    host.hidden = true;
    sheet.addEventListener('load', () => {
      host.hidden = false;
    });
    root.prepend(sheet);
    document.body.append(host);
    if (new URLSearchParams(location.search).has('events') || remembered() === 'open') open(false);
  }

  function renderEntry({ time, type, detail, target }) {
    const line = element('div', 'line');
    const clock = element(
      'time',
      '',
      time.toTimeString().slice(0, 8) + '.' + String(time.getMilliseconds()).padStart(3, '0'),
    );
    clock.dateTime = time.toISOString();
    line.append(
      element('span', type === 'sc-error' ? 'type error' : 'type', type),
      clock,
      element('span', 'target', target),
    );
    const entry = element('li', 'entry');
    entry.append(line, element('pre', '', toText(detail)));
    return entry;
  }

  function toText(detail) {
    const text = JSON.stringify(detail ?? null, null, 1);
    // One line where it fits, else one a property.
    const short = text.replace(/\s*\n\s*/g, ' ');
    return short.length <= 90 ? short : text;
  }

  function element(name, className, text = '') {
    return Object.assign(document.createElement(name), { className, textContent: text });
  }

  async function copyText(text, root) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Without a secure context only the old way is left.
      const area = Object.assign(document.createElement('textarea'), { value: text });
      root.append(area);
      area.select();
      const copied = document.execCommand('copy');
      area.remove();
      return copied;
    }
  }

  function remember(state) {
    try {
      sessionStorage.setItem(REMEMBERED, state);
    } catch {
      // Without storage it is closed again on the next page.
    }
  }

  function remembered() {
    try {
      return sessionStorage.getItem(REMEMBERED);
    } catch {
      return null;
    }
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', build);
  else build();
})();
