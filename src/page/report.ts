export interface Check {
  name: string;
  ok: boolean;
  detail: string;
  /** What to change, and where. */
  fix?: string;
}

export interface Report {
  ok: boolean;
  checks: Check[];
  text: string;
}

/** Takes what a check found: with a fix it failed. */
export type Note = (name: string, detail: string, fix?: string | false) => void;

export const createReport = () => {
  const checks: Check[] = [];
  const note: Note = (name, detail, fix) => checks.push({ name, ok: !fix, detail, ...(fix && { fix }) });
  return {
    note,
    get report(): Report {
      const lines = checks.map(
        ({ name, detail, fix }) => `${fix ? 'FAIL' : 'ok  '} ${name}: ${detail}${fix ? `\n     ${fix}` : ''}`,
      );
      return { ok: checks.every(({ ok }) => ok), checks, text: lines.join('\n') };
    },
  };
};
