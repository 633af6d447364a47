// The playground: what the controls say becomes the options of the preview, and the code that does the same.

const bench = document.querySelector('[data-playground]');
if (bench) start();

function start() {
  const frame = bench.querySelector('iframe');
  const fields = [...bench.querySelectorAll('[data-option]')];
  const code = document.querySelector('[data-code]');
  const log = document.querySelector('[data-log]');
  const count = document.querySelector('[data-count]');
  const chosen = name => document.querySelector(`input[name="${name}"]:checked`).value;
  const kebab = name => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
  let events = 0;

  /** What a field says, or undefined where it says what holds anyway. */
  function said(field) {
    if (field.type === 'checkbox') return field.checked || undefined;
    const text = field.value.trim();
    const usual = field.dataset.usual ?? (field.localName === 'select' ? field.options[0].value : '');
    if (text === usual) return undefined;
    if (!('json' in field.dataset)) return text;
    try {
      const value = JSON.parse(text);
      field.setCustomValidity('');
      field.removeAttribute('aria-invalid');
      return value;
    } catch {
      field.setCustomValidity('This is no JSON yet.');
      field.setAttribute('aria-invalid', 'true');
      return undefined;
    }
  }

  const options = () =>
    Object.fromEntries(
      fields.map(field => [field.dataset.option, said(field)]).filter(([, value]) => value !== undefined),
    );

  /** The preview anew, with the options from the start: nothing of the last one is left in it. */
  function restart() {
    const query = new URLSearchParams({
      options: JSON.stringify(options()),
      events: bench.dataset.events,
      layout: chosen('layout'),
      scheme: chosen('scheme'),
    });
    if (chosen('backend') === 'sample') query.set('sample', '');
    if (chosen('layout') === 'launcher') query.set('view', 'chat');
    if (options().locale === 'ar') query.set('dir', 'rtl');
    frame.src = `/docs/preview?${query}`;
  }

  function configure(field) {
    const name = field.dataset.option;
    const value = said(field) ?? (name === 'apiBase' ? field.dataset.usual : undefined);
    // The sample's address is none that one could set.
    if (name === 'apiBase' && chosen('backend') === 'sample') return;
    frame.contentWindow.preview?.configure({ [name]: value });
    if (name === 'locale') frame.contentDocument.documentElement.dir = value === 'ar' ? 'rtl' : 'ltr';
  }

  const attributes = (prefix, indent) =>
    Object.entries(options())
      .filter(([, value]) => typeof value !== 'object')
      .map(([name, value]) => `\n${indent}${prefix}${kebab(name)}${value === true ? '' : `="${value}"`}`)
      .join('');

  const objects = () => Object.entries(options()).filter(([, value]) => typeof value === 'object');
  const asCode = value => JSON.stringify(value, null, 2).replace(/"([a-z]\w*)":/gi, '$1:');
  const base = () => (options().apiBase ? '' : '\n  data-api-base="https://chat.example.com"');

  function write() {
    const late = objects().length
      ? `\n<script src="/chat-options.js"></script>\n\n// chat-options.js\n(window.scChat ||= []).push(sc => sc.configure(${asCode(Object.fromEntries(objects()))}));`
      : '';
    code.textContent = {
      tag: () =>
        `<script\n  async\n  src="https://cdn.example/sc-chat.js"${base()}${attributes('data-', '  ')}\n></script>${late}`,
      elements: () =>
        `<script async src="https://cdn.example/sc-chat.js" data-launcher="off"></script>\n\n<sc-provider${options().apiBase ? '' : '\n  api-base="https://chat.example.com"'}${attributes('', '  ').replace(/\n {2}launcher="\w+"/, '')}\n>\n  <sc-auth></sc-auth>\n  <sc-profile></sc-profile>\n  <sc-chat></sc-chat>\n</sc-provider>${late}`,
      configure: () => `(window.scChat ||= []).push(sc => sc.configure(${asCode(options())}));`,
    }[chosen('code')]();
  }

  function hear({ source, origin, data }) {
    if (source !== frame.contentWindow || origin !== location.origin || !data?.type) return;
    const entry = document.createElement('li');
    const [time, type, detail] = ['time', 'strong', 'code'].map(name => document.createElement(name));
    time.textContent = new Date(data.time).toTimeString().slice(0, 8);
    type.textContent = data.type;
    detail.textContent = JSON.stringify(data.detail);
    entry.append(time, ' ', type, ' ', detail);
    log.prepend(entry);
    while (log.childElementCount > 200) log.lastElementChild.remove();
    count.textContent = String(++events);
  }

  bench.querySelector('form').addEventListener('input', ({ target }) => {
    if (!target.dataset.option) return;
    configure(target);
    write();
  });
  bench.querySelector('form').addEventListener('submit', event => event.preventDefault());
  bench.querySelector('.stage-tools').addEventListener('change', ({ target }) => {
    if (target.name === 'scheme') frame.contentWindow.preview?.scheme(target.value);
    else if (target.name === 'phone') frame.classList.toggle('phone', target.checked);
    else restart();
  });
  bench.querySelector('[data-restart]').addEventListener('click', () => {
    frame.contentWindow.scChat?.destroy?.({ purge: true });
    restart();
  });
  document.querySelector('.tabs').addEventListener('change', write);
  document.querySelector('[data-clear]').addEventListener('click', () => {
    log.replaceChildren();
    count.textContent = String((events = 0));
  });
  window.addEventListener('message', hear);
  restart();
  write();
}
