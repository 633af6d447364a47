/** The frame of every page of the documentation. */
import { escapeHtml, inline } from './markdown.js';
import { addressOf, groups, type Page, pages } from './pages.js';

export interface Frame {
  page: Page;
  html: string;
  apiBase: string;
  version: string;
}

const navigation = (current: Page) =>
  groups
    .map(
      ({ title, pages }) => `<h2>${title}</h2>
<ul>${pages
        .map(
          page =>
            `<li><a href="${addressOf(page)}"${page === current ? ' aria-current="page"' : ''}>${page.name ? page.title : 'Overview'}</a></li>`,
        )
        .join('')}</ul>`,
    )
    .join('\n');

const contents = (html: string) => {
  const entries = [...html.matchAll(/<h2 id="([^"]+)">(.*?)<\/h2>/g)].map(([, id, text]) => ({ id, text }));
  if (entries.length < 3) return '';
  return `<nav class="contents" aria-labelledby="contents-title"><h2 id="contents-title">On this page</h2>
<ul>${entries.map(({ id, text }) => `<li><a href="#${id}">${text}</a></li>`).join('')}</ul></nav>`;
};

const neighbours = (page: Page) => {
  const at = pages.indexOf(page);
  const link = (other: Page | undefined, word: string, rel: string) =>
    other
      ? `<a rel="${rel}" href="${addressOf(other)}"><span>${word}</span> ${other.name ? other.title : 'Overview'}</a>`
      : '';
  return `<nav class="neighbours" aria-label="Next pages">${link(pages[at - 1], 'Before', 'prev')}${link(pages[at + 1], 'Next', 'next')}</nav>`;
};

const chat = (options: string, apiBase: string) =>
  `<script async src="/dist/sc-chat.js" data-api-base="${escapeHtml(apiBase)}" ${options}></script>`;

export const frame = ({ page, html, apiBase, version }: Frame) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${page.name ? `${page.title} | sc-chat` : 'sc-chat documentation'}</title>
    <meta name="description" content="${escapeHtml(page.summary)}">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="/docs/assets/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/docs/assets/docs.css">
    <script src="/docs/assets/scheme.js"></script>
    <script type="module" src="/docs/assets/docs.js"></script>
${(page.scripts ?? []).map(name => `    <script type="module" src="/docs/assets/${name}"></script>`).join('\n')}
    ${page.chat === undefined ? '' : chat(page.chat, apiBase)}
  </head>
  <body${page.wide ? ' class="wide"' : ''}>
    <a class="skip" href="#content">Skip to content</a>
    <header class="top">
      <a class="name" href="/docs"><img src="/docs/assets/icon.svg" alt="" width="28" height="28"> sc-chat <small>${escapeHtml(version)}</small></a>
      <a class="shop" href="/">Demo shop</a>
      <button class="scheme" type="button" data-scheme aria-pressed="false">Dark</button>
    </header>
    <nav class="side" aria-label="Documentation">
      <details open>
        <summary>All pages</summary>
        <div>
${navigation(page)}
        </div>
      </details>
    </nav>
    <main id="content">
      <div class="head">
        <h1>${escapeHtml(page.heading ?? page.title)}</h1>
        <p>${inline(page.summary)}</p>
      </div>
      ${page.wide ? '' : contents(html)}
      <article>
${html}
      </article>
      ${neighbours(page)}
    </main>
  </body>
</html>
`;
