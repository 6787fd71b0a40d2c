// `npm run try`: Vaultkeeper to look at, with a month of history made by real runs on invented vaults. Touches nothing of yours; all of it goes with Ctrl-C.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { buildPagesIfStale } from '../../main/headless/build-if-stale.ts'
import { openInBrowser } from '../../main/headless/open-in-browser.ts'
import { cliCommand } from './cli-run.ts'
import { provisionPrograms } from './programs.ts'
import { sampleEnvironment } from './sample/sample-engine.ts'
import { makeMonth } from './sample/sample-month.ts'
import { makePlaces } from './sample/sample-places.ts'

const { restic } = await provisionPrograms()
process.env['VAULTKEEPER_RESTIC'] = restic.program
const places = makePlaces()
// It sees this process end, however it ends, and removes what is left.
const keeper = spawn(process.execPath, [path.join(import.meta.dirname, 'try-keeper.ts'), places.root, places.elsewhere ?? ''], {
  stdio: ['pipe', 'ignore', 'inherit'],
  detached: true,
})
let asked = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    asked = true
    if (server === undefined) void leave(0)
    else server.kill('SIGTERM')
  })
let server: ReturnType<typeof serve> | undefined
if (!buildPagesIfStale()) await leave(1)
process.stdout.write('Making a month of backups of three invented vaults: half a minute ...\n')
const begun = performance.now()
try {
  await makeMonth(places)
} catch (error) {
  if (!asked) console.error(error)
  await leave(1)
}
process.stdout.write(`Made in ${Math.round((performance.now() - begun) / 1000)} s, in ${places.root}\n`)
server = serve()
const [code] = await once(server, 'close')
await leave(asked ? 0 : (code ?? 1))

/** The program as it is, on the sample's home. Nothing of this person's environment reaches it, their keychain least of all. */
function serve() {
  const [program = process.execPath, ...parameters] = [...cliCommand, 'serve', '--json']
  const pages = process.env['VAULTKEEPER_PAGES']
  const environment = { ...sampleEnvironment(places), ...(pages ? { VAULTKEEPER_PAGES: pages } : {}) }
  const child = spawn(program, parameters, { env: environment, cwd: places.person, stdio: ['ignore', 'pipe', 'inherit'] })
  keeper.stdin.write(`${child.pid}\n`)
  createInterface(child.stdout).on('line', (line) => {
    const said = JSON.parse(line) as { event: string; address?: string }
    if (said.event !== 'ready' || said.address === undefined || !said.address) return
    process.stdout.write(
      `\nOpen Vaultkeeper: ${said.address}\nThe vaults are in ${places.person}: change something there. Ctrl-C ends it and removes everything.\n`,
    )
    openInBrowser(said.address, process.env)
  })
  return child
}

/** Ends, and waits until everything is removed. */
async function leave(code: number): Promise<never> {
  keeper.stdin.end()
  if (keeper.exitCode === null) await once(keeper, 'close')
  process.exit(code)
}
