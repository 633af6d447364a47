import { createServer } from './server.js';
import { fromEnv, SettingError } from './settings.js';
import type { Mail } from './site.js';

/** The backend as a program: settings from the environment, Ctrl-C or SIGTERM stops it. */
function printMail({ to, subject, body }: Mail): void {
  process.stdout.write(`\n--- mail, not sent ---\nTo: ${to}\nSubject: ${subject}\n\n${body}\n--- end of mail ---\n\n`);
}

async function main(): Promise<void> {
  const settings = fromEnv(process.env);
  const server = await createServer({ ...settings, mail: printMail });
  process.stdout.write(`sc-chat backend on ${server.url}\n`);

  let asked = 0;
  const stop = async () => {
    // One Ctrl-C can arrive twice, from the terminal and from a parent; a second one by hand takes longer.
    if (asked && Date.now() - asked > 500) process.exit(1);
    if (asked) return;
    asked = Date.now();
    await server.close();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  if (!(error instanceof SettingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
