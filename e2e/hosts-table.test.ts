import { after, before, describe, it } from 'node:test';
import { launch, wantedEngines } from './driver.js';
import { pagesFor, play, type Result, saveResults } from './host-pages/run.js';
import { writeTable } from './host-pages/table.js';
import { openWorld, type World } from './host-pages/visit.js';

const full = process.env['FULL'] === '1';
/** For one page while one works on it: `PAGES=r92` or a part of a title. */
const only = process.env['PAGES'];
/** `PART=2/3`: the second third of a complete run. The table is written as soon as no part is missing. */
const [part, parts] = (process.env['PART'] ?? '1/1').split('/').map(Number) as [number, number];

for (const engine of wantedEngines()) {
  describe(`host pages in ${engine}`, { timeout: (full ? 20 : 8) * 60_000 }, () => {
    const results: Result[] = [];
    let world: World;

    before(async () => {
      world = await openWorld(engine, launch);
    });
    after(async () => {
      await world?.close();
      saveResults(engine, results);
      if (full) writeTable();
    });

    for (const [index, spec] of pagesFor(engine, full || !!only).entries()) {
      if (index % parts !== part - 1) continue;
      if (only && !spec.of.some(each => each === only) && !spec.title.includes(only)) continue;
      it(`${spec.of.join(' ')}: ${spec.title}`, { timeout: 90_000 }, async () => {
        const began = performance.now();
        const result = { title: spec.title, passed: false, ms: 0 };
        results.push(result);
        await play(spec, world);
        Object.assign(result, { passed: true, ms: Math.round(performance.now() - began) });
      });
    }
  });
}
