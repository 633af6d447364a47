import type { Engine, Size } from '../driver.js';
import type { Visit, World } from './visit.js';

/** A page that hosts the script, and what must hold on it. */
export interface HostPage {
  /** Which of the fifteen gotchas of embedding (`g`) and of the rows of the catalogue (`r`) it stands for. */
  of: readonly `${'g' | 'r'}${number}`[];
  /** What the page is or does. */
  title: string;
  /** What must hold besides the journey. */
  holds?: string;
  /** Where only some engines can do it, `missing` names what the others lack. */
  engines?: readonly Engine[];
  missing?: string;
  size?: Partial<Size>;
  /** The page has the elements itself, and no launcher. */
  inline?: boolean;

  /** Between the head's tags. */
  head?(world: World): string;
  body?(world: World): string;
  /** Attributes of the root element. */
  root?: string;
  /** The whole document, where its outline matters. */
  source?(world: World): string;
  headers?(world: World): Record<string, string>;
  /** Paths of its own that the page itself loads. */
  loads?: readonly string[];

  /** The lines that it makes the script write, exactly these. */
  says?: readonly RegExp[];
  /** Directives that the page's policy reports, in this order and without repeats. */
  reports?: readonly string[];
  /** The page's own errors. */
  errors?: RegExp;
  /** Nothing of ours is there at the end. */
  dead?: boolean;

  /** What is done there; the journey unless told. */
  play?(visit: Visit): Promise<unknown>;
}

/** What a policy has to name besides the script: what watches the page in these tests. */
export const watcher = '/watch.js';

/** It runs first, keeps what a policy reports, and stays out of the page's sight. */
export const watcherSource = `(() => {
  const seen = { reports: [] };
  Object.defineProperty(document, Symbol.for('host-pages'), { value: seen });
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, lineNumber, disposition }) =>
    // What browsers ask for on their own is not ours.
    blockedURI.endsWith('/favicon.ico') || seen.reports.push({ directive: effectiveDirective, text: [disposition, effectiveDirective, blockedURI, sourceFile, lineNumber].join(' ') }));
})();`;
