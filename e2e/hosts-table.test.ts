import { after, before, describe, it } from 'node:test';
import { launch, wantedEngines } from './driver.js';
import type { HostPage } from './host-pages/page.js';
import { pagesFor, play, readResults, saveResult } from './host-pages/run.js';
import { writeTable } from './host-pages/table.js';
import { openWorld, type World } from './host-pages/visit.js';

const full = process.env['FULL'] === '1';
/** For one page while one works on it: `PAGES=r92` or a part of a title; `missing`: those that have not passed yet. */
const only = process.env['PAGES'];

for (const engine of wantedEngines()) {
  describe(`host pages in ${engine}`, { timeout: (full ? 20 : 8) * 60_000 }, () => {
    let world: World;

    before(async () => {
      world = await openWorld(engine, launch);
    });
    after(async () => {
      await world?.close();
      if (full) writeTable();
    });

    const passed = readResults(engine);
    const asked = ({ of, title }: HostPage) =>
      !only ||
      (only === 'missing' ? !passed.get(title)?.passed : of.some(each => each === only) || title.includes(only));

    for (const spec of pagesFor(engine, full || !!only).filter(asked)) {
      it(`${spec.of.join(' ')}: ${spec.title}`, { timeout: 90_000 }, async () => {
        const began = performance.now();
        const result = { title: spec.title, passed: false, ms: 0 };
        try {
          await play(spec, world);
          Object.assign(result, { passed: true, ms: Math.round(performance.now() - began) });
        } finally {
          saveResult(engine, result);
        }
      });
    }
  });
}
