import type { WireLocator, WireMatch } from './dom.js';
import type { Locator, PageFunction } from './types.js';

/** tsx names functions through a helper that the page does not have. */
export function call(fn: PageFunction, args: unknown[], first?: string): string {
  const list = [...(first ? [first] : []), ...args.map(arg => JSON.stringify(arg) ?? 'undefined')].join(', ');
  return `(() => { const __name = value => value; return (${fn})(${list}); })()`;
}

export function wire({ role, name, text, css, within, nth }: Locator): WireLocator {
  return {
    ...(role === undefined ? {} : { role }),
    ...(css === undefined ? {} : { css }),
    ...(nth === undefined ? {} : { nth }),
    ...(name === undefined ? {} : { name: wireMatch(name) }),
    ...(text === undefined ? {} : { text: wireMatch(text) }),
    ...(within === undefined ? {} : { within: wire(within) }),
  };
}

function wireMatch(match: string | RegExp): WireMatch {
  return typeof match === 'string' ? match : { source: match.source, flags: match.flags };
}

export function show({ within, ...locator }: Locator): string {
  const own = Object.entries(locator).map(
    ([key, value]) => `${key} ${value instanceof RegExp ? value : JSON.stringify(value)}`,
  );
  return own.join(', ') + (within ? ` within ${show(within)}` : '');
}
