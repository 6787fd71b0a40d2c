// `npm start`: the pages in the browser, and the schedule. The tray app comes with a later version.
import { buildPagesIfStale } from './build-pages.ts'
import { main } from './main.ts'
import { browserOpener } from './open-in-browser.ts'

const display = browserOpener(process.platform, process.env) !== undefined
process.stderr.write(
  `The tray app is not part of this version yet, so Vaultkeeper shows its pages in ${display ? 'your browser' : 'a browser; there is no display here to open one on'}.\n`,
)
process.exitCode = buildPagesIfStale() ? await main(['serve', '--open']) : 1
