import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { openPage } from '../helpers/browser.ts'
import { signal, waitFor } from '../helpers/cli-processes.ts'
import { projectFolder, type Running, start } from '../helpers/cli-run.ts'
import { atRest } from '../helpers/look-at.ts'
import { builtPages } from '../helpers/pages-built.ts'
import { openServeBench, type ServeBench, signIn } from '../helpers/serve-bench.ts'

/** What `npm start` says, with full paths, so that it works from any folder. */
function startCommand(): string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8')) as { scripts: { start: string } }
  const [, ...words] = scripts.start.split(' ')
  const script = path.join(projectFolder, words.pop() ?? '')
  return [process.execPath, ...words, script]
}

/** Runs `npm start` on a bench of its own, whose "browser" notes what it is given. */
function beginStart(environment: (bench: ServeBench) => Record<string, string>, bench = openServeBench()) {
  const opened = path.join(bench.folder, 'opened')
  const opener = path.join(bench.folder, 'shim', 'xdg-open')
  writeFileSync(opener, `#!/bin/sh\nprintf '%s\\n' "$#" "$@" > '${opened}.part' && mv '${opened}.part' '${opened}'\n`)
  chmodSync(opener, 0o755)
  // A runtime that is in this working copy is not meant, but where a test names one.
  const none = { ELECTRON_OVERRIDE_DIST_PATH: path.join(bench.folder, 'no-runtime') }
  const whole = { ...bench.environment, PATH: `${path.dirname(opener)}:${bench.environment['PATH']}`, ...none, ...environment(bench) }
  const running = start(startCommand(), { environment: whole, cwd: bench.folder, cap: 120_000 })
  return { ...running, bench, opened }
}

/** The address that is printed once the schedule runs. */
async function served(running: Running): Promise<string> {
  await waitFor('the schedule', () => running.stdout().includes('Running the schedule'))
  return /http:\/\/\S+/.exec(running.stdout())?.[0] ?? ''
}

async function end(running: Running, name: NodeJS.Signals = 'SIGINT'): Promise<void> {
  signal(running.pid, name)
  expect(await running.ended, running.stderr()).toMatchObject({ code: 0, signal: null })
}

/** A program in the place of the Electron runtime. It notes how it was started. */
function standIn(bench: ServeBench, script: string): Record<string, string> {
  const folder = path.join(bench.folder, 'runtime')
  mkdirSync(folder)
  const file = path.join(folder, 'electron')
  writeFileSync(file, `#!/bin/sh\ncd '${folder}'\nprintf '%s\\n' "$@" > argv\nenv > environment\n${script}\n`)
  chmodSync(file, 0o755)
  return { DISPLAY: ':99', ELECTRON_OVERRIDE_DIST_PATH: folder }
}

const noted = (bench: ServeBench, name: string) => {
  const file = path.join(bench.folder, 'runtime', name)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

describe('npm start without a tray', { timeout: 120_000 }, () => {
  test('says why there is none, serves, opens the browser with an address of its own, and ends with 0 on Ctrl-C', async () => {
    const running = beginStart(() => ({ DISPLAY: ':99' }))
    const printed = await served(running)
    expect(running.stderr()).toBe(
      'Without the tray app (the Electron runtime is not there; npx install-electron fetches it), Vaultkeeper serves its pages to a browser.\n',
    )
    const lines = await waitFor('the browser', () => existsSync(running.opened) && readFileSync(running.opened, 'utf8').split('\n'))
    const [count, address = ''] = lines
    expect(count).toBe('1')
    expect(new URL(address).origin).toBe(new URL(printed).origin)
    expect(running.stdout(), 'the printed one is left for the person').not.toContain(address)
    expect(await signIn(address)).toMatch(/^vaultkeeper-/)
    await end(running)
  })

  test('opens nothing where there is no display, and asks for no runtime', async () => {
    const running = beginStart((bench) => ({ ...standIn(bench, 'exit 0'), DISPLAY: '' }))
    await served(running)
    expect(running.stderr()).toBe('Without the tray app (there is no display here), Vaultkeeper serves its pages to a browser.\n')
    await end(running, 'SIGTERM')
    expect(existsSync(running.opened)).toBe(false)
    expect(noted(running.bench, 'argv')).toBe('')
  })

  test('with a broken configuration the page says what is wrong, and where', async () => {
    const bench = openServeBench()
    bench.configure('{\n  "version": 1,\n  "vaults": { "notes": { "path": "~/notes" } },\n  "plans": { "daily": { "kind": "dayly" } }\n}\n')
    const pages = await builtPages()
    const running = beginStart(() => ({ VAULTKEEPER_PAGES: pages }), bench)
    const address = await waitFor('the address', () => /http:\/\/\S+/.exec(running.stdout())?.[0])
    const { page } = await openPage(address)
    const card = page.getByRole('main').getByText(/so no plan is in force/)
    await card.waitFor()
    expect(await card.innerText()).toBe(
      'The configuration has a mistake, so no plan is in force: backup_schedule.json:4:23: plans.daily has no "sources", which it needs (and 1 more mistake).',
    )
    await page.getByRole('main').getByRole('link', { name: 'See the mistake' }).click()
    await atRest(page)
    const told = await page.getByRole('main').innerText()
    expect(told).toContain('Line 4, column 23: plans.daily has no "sources", which it needs.')
    expect(told).toContain('Line 4, column 33: plans.daily.kind must be one of')
    await end(running)
  })
})

describe('npm start with a runtime', { timeout: 120_000 }, () => {
  test('runs the tray app as it was built, hands signals on once, and ends as it ended', async () => {
    const wait = `trap 'echo INT >> signals' INT; trap 'echo TERM >> signals; exit 0' TERM; : > ready; while :; do sleep 0.05; done`
    const running = beginStart((bench) => ({ ...standIn(bench, wait), ELECTRON_RUN_AS_NODE: '1' }))
    const { bench } = running
    await waitFor('the tray app', () => existsSync(path.join(bench.folder, 'runtime', 'ready')))
    const main = path.join(projectFolder, 'dist', 'app', 'main.js')
    expect(noted(bench, 'argv')).toBe(`${main}\n`)
    expect(existsSync(main), 'it is built').toBe(true)
    expect(noted(bench, 'environment')).not.toContain('ELECTRON_RUN_AS_NODE')
    expect(noted(bench, 'environment')).toContain(`VAULTKEEPER_HOME=${bench.home}`)
    signal(running.pid, 'SIGINT')
    await waitFor('the first signal', () => noted(bench, 'signals') === 'INT\n')
    await end(running, 'SIGTERM')
    expect(noted(bench, 'signals')).toBe('INT\nTERM\n')
    expect(running.stdout(), 'nobody serves pages beside it').toBe('')
    expect(existsSync(running.opened)).toBe(false)
  })

  test('that ends at once with an error: says so, and serves', async () => {
    const running = beginStart((bench) => standIn(bench, 'echo "no display" >&2; exit 7'))
    await served(running)
    expect(running.stderr()).toMatch(
      /no display\nWithout the tray app \(Electron ended at once, with exit code 7\), Vaultkeeper serves its pages to a browser\.\n$/,
    )
    await end(running)
  })

  test('that crashes, or is no program: says so, and serves', async () => {
    const crashed = beginStart((bench) => standIn(bench, 'kill -SEGV $$'))
    await served(crashed)
    expect(crashed.stderr()).toContain('(Electron ended at once, with SIGSEGV)')
    await end(crashed)
    const none = beginStart((bench) => {
      const environment = standIn(bench, '')
      chmodSync(path.join(bench.folder, 'runtime', 'electron'), 0o644)
      return environment
    })
    await served(none)
    expect(none.stderr()).toMatch(/Without the tray app \(spawn .* EACCES\)/)
    await end(none)
  })
})
