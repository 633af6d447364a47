import { join } from 'node:path';
import { build, type PluginOption, type Rolldown } from 'vite';
import { isolateLibraries } from '../transforms.js';

const root = join(import.meta.dirname, '../..');

/** One script of a source that stands nowhere, with the libraries that it imports as these plugins leave them. */
export const bundle = async (code: string, plugins: PluginOption[]): Promise<string> => {
  const entry: PluginOption = {
    name: 'entry',
    resolveId: id => (id === 'virtual:entry' ? join(root, 'src/virtual-entry.ts') : undefined),
    load: id => (id.endsWith('virtual-entry.ts') ? code : undefined),
  };
  const { output } = (await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [entry, isolateLibraries(), plugins],
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      rolldownOptions: { input: 'virtual:entry', output: { format: 'iife', codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput;
  return output[0].code;
};
