import { minify } from 'terser';
import uglify from 'uglify-js';
import { renameAlike } from './rename.js';
import { brotli } from './sizes.js';

/**
 * The code of a classic script, twice more minified: terser finds what the bundler leaves, in three passes, and UglifyJS
 * what terser leaves, above all variables that can be one. Nothing that their manuals call unsafe is asked for but that
 * properties get short names, all but those in `kept` (`build/names.ts`); none does where nothing is said. Without
 * sequences, split objects and `var` in place of some `let` it is a little longer and compresses better, and so it does
 * with other names (`build/rename.ts`): those of which `size` says the least.
 */
export const minifyScript = async (
  code: string,
  asciiOnly: boolean,
  kept?: string[],
  size: (code: string) => number = brotli,
): Promise<string> => {
  const nameCache: { props?: { props: Record<string, string> } } = {};
  const { code: minified } = await minify(code, {
    nameCache,
    ecma: 2020,
    toplevel: true,
    ...(kept && { mangle: { toplevel: true, properties: { reserved: kept } } }),
    compress: { passes: 3, sequences: false, hoist_props: false },
    format: { ascii_only: asciiOnly, comments: false },
  });
  if (!minified) throw new Error('the minifier left nothing');
  const merged = uglify.minify(minified, {
    toplevel: true,
    compress: { inline: 1, sequences: false, varify: false },
    output: { ascii_only: asciiOnly },
  });
  if (merged.error) throw merged.error;
  return kept ? renameAlike(merged.code, new Set(Object.values(nameCache.props?.props ?? {})), size) : merged.code;
};
