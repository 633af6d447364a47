import { minify } from 'terser';

/**
 * The code of a classic script, once more minified: terser finds what the bundler leaves, in three passes. Nothing that
 * its manual calls unsafe is asked for but that properties get short names, all but those in `kept` (`build/names.ts`);
 * none does where nothing is said. Without sequences and split objects it is a little longer and compresses better.
 */
export const minifyScript = async (code: string, asciiOnly: boolean, kept?: string[]): Promise<string> => {
  const { code: minified } = await minify(code, {
    ecma: 2020,
    toplevel: true,
    ...(kept && { mangle: { toplevel: true, properties: { reserved: kept } } }),
    compress: { passes: 3, sequences: false, hoist_props: false },
    format: { ascii_only: asciiOnly, comments: false },
  });
  if (!minified) throw new Error('the minifier left nothing');
  return minified;
};
