import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export interface Size {
  file: string;
  raw: number;
  gzip: number;
  brotli: number;
}

/** Bytes in brotli, quality 11. */
export const brotli = (content: string | Uint8Array): number =>
  brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(content),
    },
  }).byteLength;

export const measure = (file: string, content: Uint8Array): Size => ({
  file,
  raw: content.byteLength,
  gzip: gzipSync(content, { level: 9 }).byteLength,
  brotli: brotli(content),
});

/** One line a file above its budget in brotli bytes. */
export const overBudget = (sizes: Size[], budget: Record<string, number>): string[] =>
  Object.entries(budget).flatMap(([file, limit]) => {
    const size = sizes.find(entry => entry.file === file);
    if (!size) return [`${file} has a budget and was not built`];
    return size.brotli > limit
      ? [`${file} is ${size.brotli} bytes in brotli, ${size.brotli - limit} above its budget of ${limit}`]
      : [];
  });

const kilo = (bytes: number) => (bytes / 1000).toFixed(1).padStart(8);

/** kB of 1000 bytes, one line a file. */
export const sizeTable = (sizes: Size[]): string => {
  const width = Math.max(...sizes.map(size => size.file.length));
  const lines = sizes.map(
    size => `${size.file.padEnd(width)} ${kilo(size.raw)} ${kilo(size.gzip)} ${kilo(size.brotli)}`,
  );
  return [`${'kB'.padEnd(width)}      raw     gzip   brotli`, ...lines].join('\n');
};
