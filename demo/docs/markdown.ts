/**
 * As much of Markdown as the documentation is written in: headings, paragraphs, lists, tables, fenced code, `code`, **bold**, *emphasis*,
 * links and pictures. A line that starts with a tag is HTML up to the next empty line, and stays as it is.
 */

export const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Text of a heading as the name of a place on the page. */
export const slug = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/** What stands in a line. Code is set aside first, since nothing in it means anything. */
export const inline = (text: string): string => {
  const codes: string[] = [];
  return escapeHtml(text)
    .replaceAll('&amp;lt;', '&lt;')
    .replace(/\\([*|])/g, (_, mark: string) => `&#${mark.charCodeAt(0)};`)
    .replace(/`([^`]+)`/g, (_, code: string) => `\0${codes.push(code) - 1}\0`)
    .replace(/!\[([^\]]*)\]\(([^)\s]+)\)/g, '<img src="$2" alt="$1" loading="lazy">')
    .replace(/\[([^\]]*)\]\(([^)\s]+)\)/g, '<a href="$2">$1</a>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/\*([^*\s][^*]*)\*/g, '<em>$1</em>')
    .replace(/\0(\d+)\0/g, (_, index: string) => `<code>${codes[Number(index)]}</code>`);
};

const cells = (row: string) =>
  row
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map(cell => cell.trim().replaceAll('\\|', '|'));

const table = (rows: string[]) => {
  const [head, , ...body] = rows;
  const columns = cells(head!);
  const th = columns.map(cell => `<th scope="col">${inline(cell)}</th>`).join('');
  const trs = body.map(
    row =>
      `<tr>${cells(row)
        .map((cell, index) => `<td data-label="${escapeHtml(columns[index] ?? '')}">${inline(cell)}</td>`)
        .join('')}</tr>`,
  );
  return `<div class="table" role="group" aria-label="Table" tabindex="0"><table><thead><tr>${th}</tr></thead><tbody>${trs.join('')}</tbody></table></div>`;
};

export const codeBlock = (language: string, text: string) =>
  `<div class="code"><pre tabindex="0" data-language="${escapeHtml(language)}"><code>${highlight(text, language)}</code></pre></div>`;

/** Comments, strings, and in HTML the tags: enough for the eye to hold on to. */
export const highlight = (text: string, language: string): string => {
  const hash = /^(python|py|sh|nginx|toml)$/.test(language);
  const patterns = [
    language === 'html'
      ? '(?<c><!--[\\s\\S]*?-->)'
      : hash
        ? '(?<c>#[^\\n]*)'
        : '(?<c>/\\*[\\s\\S]*?\\*/|(?<=^|\\s)//[^\\n]*)',
    '(?<s>"[^"\\n]*"|\'[^\'\\n]*\'|`[^`]*`)',
    language === 'html'
      ? '(?<k></?[\\w-]+|/?>)'
      : '(?<k>\\b(?:import|from|export|const|await|async|function|return|class|if|else|for|in|new|def|True|False|None)\\b)',
  ];
  if (!/^(html|js|ts|tsx|vue|css|python|py|sh|json|svelte)$/.test(language)) return escapeHtml(text);
  let out = '';
  let at = 0;
  for (const match of text.matchAll(new RegExp(patterns.join('|'), 'g'))) {
    const kind = Object.entries(match.groups!).find(([, value]) => value !== undefined)![0];
    out += `${escapeHtml(text.slice(at, match.index))}<span class="${kind}">${escapeHtml(match[0])}</span>`;
    at = match.index + match[0].length;
  }
  return out + escapeHtml(text.slice(at));
};

const starts = {
  fence: /^```(\w*)/,
  heading: /^(#{1,4}) (.+)/,
  item: /^(?:[-*]|(\d+)\.) (.*)/,
  table: /^\|/,
  html: /^<\/?[a-z!]/i,
};

export function render(source: string): string {
  const lines = source.replace(/\r/g, '').split('\n');
  const out: string[] = [];
  let index = 0;

  const takeWhile = (belongs: (text: string) => boolean) => {
    const taken: string[] = [];
    while (index < lines.length && belongs(lines[index]!)) taken.push(lines[index++]!);
    return taken;
  };

  while (index < lines.length) {
    const text = lines[index]!;
    if (text.trim() === '') {
      index++;
      continue;
    }
    const fence = starts.fence.exec(text);
    if (fence) {
      index++;
      const body = takeWhile(each => !each.startsWith('```'));
      index++;
      out.push(codeBlock(fence[1] ?? '', body.join('\n')));
      continue;
    }
    const heading = starts.heading.exec(text);
    if (heading) {
      index++;
      const level = heading[1]!.length;
      const id = slug(heading[2]!.replace(/[`*]/g, ''));
      out.push(`<h${level} id="${id}">${inline(heading[2]!)}</h${level}>`);
      continue;
    }
    if (starts.table.test(text)) {
      out.push(table(takeWhile(each => starts.table.test(each))));
      continue;
    }
    const item = starts.item.exec(text);
    if (item) {
      const tag = item[1] ? 'ol' : 'ul';
      const items: string[] = [];
      for (const each of takeWhile(each => starts.item.test(each) || /^\s{2,}\S/.test(each))) {
        const found = starts.item.exec(each);
        if (found) items.push(found[2]!);
        else items[items.length - 1] += ` ${each.trim()}`;
      }
      out.push(`<${tag}>${items.map(each => `<li>${inline(each)}</li>`).join('')}</${tag}>`);
      continue;
    }
    if (starts.html.test(text)) {
      out.push(takeWhile(each => each.trim() !== '').join('\n'));
      continue;
    }
    const paragraph = takeWhile(
      each =>
        each.trim() !== '' &&
        ![starts.fence, starts.heading, starts.table, starts.item].some(start => start.test(each)),
    );
    out.push(`<p>${inline(paragraph.join(' '))}</p>`);
  }
  return out.join('\n');
}
