import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLoginItem, wasStartedAtLogin } from '../../main/electron/system/login-item.ts'
import { loadAndTake } from '../../main/engine/config/take-configuration.ts'
import { createJobs } from '../../main/engine/jobs/jobs.ts'
import { createClient } from '../../main/engine/procedures/client.ts'
import { startAtLoginAsWished } from '../../main/engine/service/login-item.ts'
import { installService } from '../../main/engine/service/service-files.ts'
import { serviceHere } from '../../main/engine/service/service-here.ts'
import { argumentsOfEntry } from '../engine/service/read-back.ts'
import { createFakeElectron } from '../helpers/fake-electron/fake-electron.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { testHome } from '../helpers/temporary-home.ts'

/** The app on a system, with what makes it start at login, asked through the contract as a page does. */
async function appOn(
  platform: NodeJS.Platform,
  { environment = {}, packaged = true }: { environment?: NodeJS.ProcessEnv; packaged?: boolean } = {},
) {
  const person = temporaryFolder('person')
  const fake = createFakeElectron({ platform, packaged })
  const own = { HOME: person, ...environment }
  const loginItem = createLoginItem({ electron: fake.electron, platform, environment: own })
  const home = await testHome({ environment: own, loginItem })
  await loadAndTake(home.core)
  const client = createClient({ core: home.core, jobs: createJobs(home.core) })
  const file = path.join(person, '.config', 'autostart', 'vaultkeeper.desktop')
  const state = async () => (await client.service.get()).app?.state
  return { ...home, fake, loginItem, client, file, state }
}

/** What runs the test says from now on that it is Electron, as what runs the app does. */
function runAsElectron() {
  Object.defineProperty(process.versions, 'electron', { value: '45.3.2', configurable: true })
  onTestFinished(() => void Reflect.deleteProperty(process.versions, 'electron'))
}

describe('start at login', () => {
  it('on Linux: an entry that starts the installed program without a window', async () => {
    const { client, file, state } = await appOn('linux')
    expect(await state()).toBe('off')
    expect((await client.service.startApp({ on: true })).app).toEqual({ state: 'on', where: file, note: null })
    expect(argumentsOfEntry(readFileSync(file, 'utf8'))).toEqual(['/opt/Vaultkeeper/vaultkeeper', '--hidden'])
    expect(statSync(file).mode & 0o777).toBe(0o644)
    await client.service.startApp({ on: false })
    expect([await state(), existsSync(file)]).toEqual(['off', false])
  })

  it('on Linux: an AppImage, and the home that was chosen', async () => {
    const environment = { APPIMAGE: '/home/sam/My Apps/Vaultkeeper.AppImage', VAULTKEEPER_HOME: '/data/100%/$kept' }
    const { client, file } = await appOn('linux', { environment })
    await client.service.startApp({ on: true })
    expect(argumentsOfEntry(readFileSync(file, 'utf8'))).toEqual([
      '/usr/bin/env',
      'VAULTKEEPER_HOME=/data/100%/$kept',
      '/home/sam/My Apps/Vaultkeeper.AppImage',
      '--hidden',
    ])
  })

  it('on Linux: what was named as seen from the folder of this start is the same at login', async () => {
    const { client, file } = await appOn('linux', { environment: { VAULTKEEPER_HOME: 'kept', VAULTKEEPER_CONFIG: '~/plans.json' } })
    await client.service.startApp({ on: true })
    const given = argumentsOfEntry(readFileSync(file, 'utf8'))
    expect(given.slice(1, 3)).toEqual([`VAULTKEEPER_HOME=${path.resolve('kept')}`, 'VAULTKEEPER_CONFIG=~/plans.json'])
  })

  it.each([
    ['darwin', { openAtLogin: true }, 'macOS wants you to allow it there.'],
    ['win32', { openAtLogin: true, args: ['--hidden'] }, 'It was switched off there, or in the Task Manager.'],
  ] as const)('on %s: the list of the system, where the person has the last word', async (platform, said, note) => {
    const { client, fake, state, loginItem, core } = await appOn(platform)
    expect(await state()).toBe('off')
    await client.service.startApp({ on: true })
    expect([fake.app.said.loginItem, await state()]).toEqual([said, 'on'])
    fake.app.said.loginItemRefused = true
    expect((await client.service.get()).app).toMatchObject({ state: 'refused', note })
    // The configuration does not overrule them.
    core.settings.configuration = { app: { startAtLogin: true } } as never
    fake.app.said.loginItem = undefined
    fake.app.said.loginItemRefused = platform === 'darwin'
    startAtLoginAsWished(core)
    expect(loginItem.get().state).toBe(platform === 'darwin' ? 'refused' : 'on')
  })

  it.each([
    ['linux', {}, false, 'run from its sources'],
    ['win32', { VAULTKEEPER_HOME: 'D:\\kept' }, true, 'VAULTKEEPER_HOME is set'],
    ['darwin', { VAULTKEEPER_RESTIC: '/opt/restic' }, true, 'VAULTKEEPER_RESTIC is set'],
    ['freebsd', {}, true, 'does not know'],
  ] as const)('on %s with %j, packaged %s: it cannot be had, and the page says why', async (platform, environment, packaged, why) => {
    const { client, fake, file } = await appOn(platform, { environment, packaged })
    const { app } = await client.service.startApp({ on: true })
    expect(app).toEqual({ state: null, where: '', note: expect.stringContaining(why) })
    expect([fake.app.said.loginItem, existsSync(file)]).toEqual([undefined, false])
  })

  it('macOS tells that it has started the app', () => {
    const { app, electron } = createFakeElectron({ platform: 'darwin' })
    expect(wasStartedAtLogin(electron.app, 'darwin')).toBe(false)
    app.said.openedAtLogin = true
    expect([wasStartedAtLogin(electron.app, 'darwin'), wasStartedAtLogin(electron.app, 'linux')]).toEqual([true, false])
  })
})

describe('what the configuration wants', () => {
  it('is done at the start; switched off by hand it stays off, for the configuration is told so', async () => {
    const { client, core, root, file, state } = await appOn('linux')
    const configuration = path.join(root, 'backup_schedule.json')
    writeFileSync(configuration, '{\n  "version": 1,\n  // mine\n  "app": { "startAtLogin": true }\n}\n')
    await loadAndTake(core)
    startAtLoginAsWished(core)
    expect(await state()).toBe('on')
    await client.service.startApp({ on: false })
    expect(readFileSync(configuration, 'utf8')).toBe('{\n  "version": 1,\n  // mine\n  "app": { "startAtLogin": false }\n}\n')
    await loadAndTake(core)
    startAtLoginAsWished(core)
    expect([await state(), existsSync(file)]).toEqual(['off', false])
  })

  it('what cannot be written is logged, and the app starts all the same', async () => {
    const { core, file, logged } = await appOn('linux')
    mkdirSync(path.dirname(path.dirname(file)), { recursive: true })
    writeFileSync(path.dirname(file), 'a file')
    core.settings.configuration = { app: { startAtLogin: true } } as never
    startAtLoginAsWished(core)
    expect(logged.at(-1)).toMatch(/^Start at login: .*autostart/)
  })
})

describe('the service of the command line', () => {
  it('is not written by the app, whose program is none for a service; where it is there, both are told', async () => {
    const { client } = await appOn('linux')
    await expect(client.service.install({})).rejects.toMatchObject({ data: { code: 'app-is-no-service' } })
    await client.service.startApp({ on: true })
    const { state, app, notes } = await client.service.get()
    expect([state, app?.state]).toEqual(['missing', 'on'])
    expect(notes.filter((note) => note.startsWith('The tray app starts at login, too'))).toHaveLength(1)
  })

  it('is told and removed by the app itself, which is answered when it starts at login', async () => {
    const { client, root, file, environment } = await appOn('linux')
    installService(serviceHere(root, environment), false)
    runAsElectron()
    expect(await client.service.startApp({ on: true })).toMatchObject({ state: 'outdated', app: { state: 'on', where: file } })
    expect(await client.service.get()).toMatchObject({ state: 'outdated', switchOff: expect.stringContaining('systemctl --user stop') })
    expect(await client.service.remove({})).toMatchObject({ state: 'missing' })
    await expect(client.service.install({})).rejects.toMatchObject({ data: { code: 'app-is-no-service' } })
  })

  it('alone cannot have the app started', async () => {
    const { core } = await testHome()
    const client = createClient({ core, jobs: createJobs(core) })
    expect((await client.service.get()).app).toBeNull()
    await expect(client.service.startApp({ on: true })).rejects.toMatchObject({ data: { code: 'app-not-here' } })
  })
})
