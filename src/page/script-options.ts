import { complain, optionNames, type PartialOptions, readOption, toKebab } from '../components/options.js';

/**
 * The script's own tag: a module and a script that was added late have no `currentScript`, and an image of that name,
 * in what a visitor may write on the page, would name its own backend.
 */
export const ownScript = (): HTMLElement | undefined =>
  [
    document.currentScript,
    document.querySelector('script[data-api-base]'),
    document.querySelector('script[src*="sc-chat.js"]'),
  ].find(element => element instanceof HTMLScriptElement);

/** The options in the `data-*` attributes of the script's tag. */
export const optionsOf = (script: HTMLElement | undefined): PartialOptions => {
  const options: Record<string, unknown> = {};
  for (const name of optionNames)
    options[name] = readOption(name, script?.getAttribute(`data-${toKebab(name)}`) ?? undefined);
  return options;
};

/** Options as a page hands them over: unknown names are a line for the integrator, wrong values too. */
export const checkOptions = (changes: unknown): PartialOptions => {
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(Object(changes))) {
    if ((optionNames as string[]).includes(name)) options[name] = readOption(name as never, value);
    else complain('config', `There is no option "${name}".`);
  }
  return options;
};
