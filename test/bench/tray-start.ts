// A start of the built app under the fake Electron, in a process of its own: prints how long it took until there is an icon, and until it tells how things stand.
// Usage: node tray-start.ts BUNDLE
import { registerHooks } from 'node:module'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import '../helpers/fake-electron/original-fs.mjs'

const [bundle = ''] = process.argv.slice(2)
// The fake takes from the test runner only what tidies up behind a test, and there is none.
const stand = { electron: undefined as unknown }
Object.assign(globalThis, { stand })
const sources: Record<string, () => string> = {
  'bench:electron': () =>
    Object.keys(stand.electron as object)
      .map((name) => `export const ${name} = globalThis.stand.electron.${name}`)
      .join('\n'),
  'bench:vitest': () => 'export const afterAll = () => {}; export const onTestFinished = () => {}',
}
registerHooks({
  resolve: (name, context, next) =>
    name === 'electron' || name === 'vitest' ? { url: `bench:${name}`, shortCircuit: true } : next(name, context),
  load: (url, context, next) => {
    const source = sources[url]
    return source ? { format: 'module', source: source(), shortCircuit: true } : next(url, context)
  },
})
const { createFakeElectron } = await import('../helpers/fake-electron/fake-electron.ts')
const fake = createFakeElectron({ ready: false, cwd: process.env['HOME'] ?? '/' })
stand.electron = fake.electron
process.argv.splice(0, process.argv.length, '/opt/Vaultkeeper/vaultkeeper', '--hidden')
Object.assign(process, { resourcesPath: '/nowhere' })

async function tick(): Promise<void> {
  const [box] = fake.dialog.boxes
  if (box !== undefined) throw new Error(`${box.title} ${box.content}`)
  await delay(1)
}

// From here on it is our own work: reading the program, opening the home, drawing the icon.
const begun = performance.now()
await import(pathToFileURL(path.join(bundle, 'main.js')).href)
fake.app.becomeReady()
while (fake.tray.trays.length === 0) await tick()
const icon = performance.now() - begun
while (/starting/i.test(fake.tray.tray().toolTip)) await tick()
const told = performance.now() - begun
const { toolTip } = fake.tray.tray()
const { rss } = process.memoryUsage()
fake.tray.tray().choose('Quit Vaultkeeper')
await fake.app.ended
console.log(JSON.stringify({ icon, told, toolTip, megabytes: rss / 1e6 }))
process.exit(0)
