/** Keeps what goes wrong in a page. It lives on the document, so that the window's keys stay those of the page. */
export const collectorSource = `(() => {
  const key = Symbol.for('e2e-collector');
  if (document[key]) return;
  const found = { errors: [], console: [] };
  Object.defineProperty(document, key, { value: found });
  const limit = 1000;
  const text = value => {
    try {
      if (value instanceof Error) return String(value.stack || '').includes(value.message) ? value.stack : value + '\\n' + value.stack;
      return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
    } catch { return Object.prototype.toString.call(value); }
  };
  const keep = (kind, message, source) => found.errors.length < limit && found.errors.push({ kind, message, source });
  addEventListener('error', event => {
    if (!('message' in event)) return;
    keep('error', event.error ? text(event.error) : event.message, event.filename + ':' + event.lineno);
  });
  addEventListener('unhandledrejection', event => keep('unhandledrejection', text(event.reason), location.href));
  for (const level of ['debug', 'log', 'info', 'warn', 'error']) {
    const original = console[level];
    console[level] = (...args) => {
      if (found.console.length < limit) found.console.push({ level, text: args.map(text).join(' ') });
      original.apply(console, args);
    };
  }
})()`;

/** Takes what the collector has, so that nothing is counted twice. */
export const drainSource = `(() => {
  const found = document[Symbol.for('e2e-collector')];
  return found ? { errors: found.errors.splice(0), console: found.console.splice(0) } : { errors: [], console: [] };
})()`;
