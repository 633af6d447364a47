import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { a11ySnapshotPlugin } from '@web/test-runner-commands/plugins';
import { webdriverLauncher } from '@web/test-runner-webdriver';
import { tsImport } from 'tsx/esm/api';

const load = path => tsImport(path, import.meta.url);
const { chromiumPath, engineNames, ensureBrowsers, firefoxPath, webkitPaths } = await load('./testing/browsers.ts');
const { freePort, startWebKitDriver } = await load('./e2e/driver/webdriver.ts');
const { componentReporter, pageErrorMark } = await load('./testing/component-reporter.ts');

const engines = ensureBrowsers();
const webkitPort = await freePort();

const launchers = {
  chromium: () =>
    chromeLauncher({
      launchOptions: {
        executablePath: chromiumPath(),
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      },
    }),
  firefox: () =>
    chromeLauncher({ launchOptions: { browser: 'firefox', executablePath: firefoxPath(), headless: true } }),
  webkit: () =>
    webdriverLauncher({
      hostname: '127.0.0.1',
      port: webkitPort,
      path: '/',
      capabilities: {
        'wdio:enforceWebDriverClassic': true,
        // WebKit may lose the answer to a navigation; that a page is there, its tests say themselves.
        pageLoadStrategy: 'none',
        'webkitgtk:browserOptions': { binary: webkitPaths().miniBrowser, args: ['--automation'] },
      },
    }),
};

// The launchers would call themselves "Chrome" twice, and WebKit nothing.
function named(engine) {
  return Object.defineProperty(launchers[engine](), 'name', { get: () => engineNames[engine], set: () => {} });
}

function webkitDriver() {
  let driver;
  return {
    name: 'webkit-driver',
    async serverStart() {
      driver = await startWebKitDriver(true, {}, webkitPort);
    },
    serverStop: () => driver?.stop(),
  };
}

export default {
  files: 'src/{components,page}/**/*.test.ts',
  browsers: engines.map(named),
  // Pages that share a browser are hidden in turn, and hidden pages have no focus and no frames.
  concurrency: 1,
  concurrentBrowsers: 2,
  staticLogging: !process.stdout.isTTY,
  nodeResolve: { exportConditions: ['browser', 'production'] },
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 120_000,
  testFramework: { config: { timeout: 10_000 } },
  plugins: [
    a11ySnapshotPlugin(),
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('./tsconfig.json', import.meta.url)),
    }),
    ...(engines.includes('webkit') ? [webkitDriver()] : []),
  ],
  reporters: [defaultReporter({ reportTestProgress: false }), componentReporter(process.env.RESULTS)],
  testRunnerHtml: testFramework => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Component tests</title>
<script>
  // nanostores asks for it.
  window.process = { env: { NODE_ENV: 'test' } };
  // Mocha fails the running test on these; the reporter also sees those that come between the tests.
  for (const type of ['error', 'unhandledrejection']) {
    addEventListener(type, event => {
      const reason = event.error ?? event.reason ?? event.message;
      console.error('${pageErrorMark} ' + type + ': ' + (reason?.message ?? reason) + '\\n' + (reason?.stack ?? ''));
    });
  }
</script>
</head>
<body>
<script type="module" src="${testFramework}"></script>
</body>
</html>`,
};
