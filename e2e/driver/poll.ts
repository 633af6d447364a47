/** How long anything is waited for, unless told; a limit, and never what a test is about. */
export const patience = Number(process.env['E2E_PATIENCE'] ?? 15_000);

/** Tries until something truthy comes back or the time is over. */
export async function poll<T>(
  timeout: number,
  attempt: () => Promise<T>,
): Promise<{ result?: NonNullable<T>; trouble?: unknown }> {
  const deadline = performance.now() + timeout;
  for (;;) {
    let trouble: unknown;
    try {
      const result = await attempt();
      if (result) return { result };
    } catch (error) {
      // A document that is being replaced refuses to answer; the next one will.
      trouble = error;
    }
    if (performance.now() > deadline) return { trouble };
    await new Promise(done => setTimeout(done, 30));
  }
}
