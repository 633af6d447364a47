import { after, before, describe, it } from 'node:test';
import { createServer } from '../demo/server/server.js';
import { launch, wantedEngines } from './driver.js';
import { play, type Result, rowsFor, saveResults } from './faults/run.js';
import type { World } from './faults/scene.js';
import { writeTable } from './faults/table.js';

const full = process.env['FULL'] === '1';
const only = process.env['ROWS']?.split(',').map(Number);

for (const engine of wantedEngines()) {
  // Most of a row is waiting: a few go at once, each with a backend, a proxy and a page of its own.
  describe(`faults in ${engine}`, { concurrency: engine === 'webkit' ? 2 : 3 }, () => {
    const results: Result[] = [];
    let world: World;

    before(async () => {
      const backend = await createServer({ port: 0, throttle: null, passwordWork: 1 });
      // Firefox itself holds back sockets to a host that refused some, by the clock on the wall, not by the page's.
      const firefox = { 'network.websocket.delay-failed-reconnects': false };
      world = { backend, browser: await launch(engine, { firefox }) };
    });
    after(async () => {
      await world?.browser.close();
      await world?.backend.close();
      if (only) return;
      saveResults(engine, results, full);
      if (full) await writeTable();
    });

    for (const row of rowsFor(engine, full || !!only)) {
      if (only && !only.includes(row.row)) continue;
      it(`${row.row} ${row.title}`, { timeout: 90_000 }, async () => {
        const began = performance.now();
        const result = { row: row.row, held: false, ms: 0 };
        results.push(result);
        await play(row, world);
        Object.assign(result, { held: true, ms: Math.round(performance.now() - began) });
      });
    }
  });
}
