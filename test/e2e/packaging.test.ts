import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { extractAll, listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { beforeAll, describe, expect, test } from 'vitest'
import { bundledRestic } from '../../main/electron/bundled-restic.ts'
import { pagesDocument } from '../../main/electron/hardening/pages-scheme.ts'
import { openablePages } from '../../main/electron/system/arguments-of.ts'
import { homeAt } from '../../main/engine/home/home.ts'
import { findRestic } from '../../main/engine/restic/find-restic.ts'
import { waitFor } from '../helpers/cli-processes.ts'
import { projectFolder } from '../helpers/cli-run.ts'
import { createFakeElectron } from '../helpers/fake-electron/fake-electron.ts'
import { debianPackage, filesBelow, type PackedApp, packApp, packForOthers } from '../helpers/packed-app.ts'
import { runBuiltShell } from '../helpers/run-built-shell.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { recorded } from '../helpers/temporary-home.ts'

const run = promisify(execFile)
const machine = `${process.platform}-${process.arch}`
const mega = 1_000_000
const withOriginalFs = path.join(projectFolder, 'test', 'helpers', 'fake-electron', 'original-fs.mjs')

let app: PackedApp
/** What is in the archive, and what lies beside it, as one folder. */
let inside: string
beforeAll(async () => {
  app = await packApp()
  inside = path.join(temporaryFolder('inside'), 'app')
  extractAll(path.join(app.resources, 'app.asar'), inside)
}, 180_000)

/** What may be in the archive; nothing else gets into it unseen. */
const allowed = [
  'LICENSE',
  'package.json',
  /^assets\/icons\/(icon\.png|tray\/(linux|macos|windows)\/[\w@.-]+\.(png|ico))$/,
  /^dist\/app\/[\w-]+\.js$/,
  'dist/app/THIRD-PARTY-NOTICES.md',
  'dist/app/restic.json',
  'dist/preload/preload.cjs',
  'dist/pages/index.html',
  'dist/pages/icon.svg',
  'dist/pages/THIRD-PARTY-NOTICES.md',
  /^dist\/pages\/assets\/[\w.-]+\.(js|css|woff2|svg|png)$/,
  'node_modules/keytar/package.json',
  'node_modules/keytar/LICENSE.md',
  'node_modules/keytar/lib/keytar.js',
  `node_modules/keytar/prebuilds/${machine}/keytar.node`,
]

describe.runIf(process.platform === 'linux')('the packed app', () => {
  test('holds the bundles, the pages, the icons, the licences and keytar, and nothing else', () => {
    const files = filesBelow(inside)
    const fits = (one: string | RegExp, file: string) => (typeof one === 'string' ? one === file : one.test(file))
    expect(files.filter((file) => !allowed.some((one) => fits(one, file)))).toEqual([])
    expect(allowed.filter((one) => !files.some((file) => fits(one, file)))).toEqual([])
    for (const folder of ['app', 'preload', 'pages'])
      expect(files.filter((file) => file.startsWith(`dist/${folder}/`)).length).toBe(filesBelow(path.join(app.dist, folder)).length)
    // What the archive tells is what comes out of it.
    const listed = listPackage(path.join(app.resources, 'app.asar'), { isPack: false }).map((name) => name.slice(1))
    expect(listed.filter((name) => statSync(path.join(inside, name)).isFile()).sort()).toEqual(files)
    expect(JSON.parse(readFileSync(path.join(inside, 'package.json'), 'utf8'))).toMatchObject({
      main: 'dist/app/main.js',
      type: 'module',
      desktopName: 'vaultkeeper-tray.desktop',
    })
    expect(readFileSync(path.join(inside, 'package.json'), 'utf8')).not.toMatch(/devDependencies|scripts/)
  })

  test('outside of the archive there are the runtime, restic, and what cannot be loaded from inside', () => {
    expect(filesBelow(app.folder)).toEqual(
      [
        'LICENSE.electron.txt',
        'LICENSES.chromium.html',
        'locales/en-US.pak',
        'resources/app.asar',
        'resources/app.asar.unpacked/node_modules/keytar/LICENSE.md',
        'resources/app.asar.unpacked/node_modules/keytar/lib/keytar.js',
        'resources/app.asar.unpacked/node_modules/keytar/package.json',
        `resources/app.asar.unpacked/node_modules/keytar/prebuilds/${machine}/keytar.node`,
        'resources/restic/LICENSE',
        `resources/restic/${machine}/restic`,
        'vaultkeeper-tray',
        'version',
      ].sort(),
    )
  })

  test('tells nothing of the machine that packed it: no maps, no paths, no tests, no tools', () => {
    const places = ['main', 'renderer', 'node_modules'].map((name) => `${path.join(projectFolder, name)}/`)
    const home = homedir() === '/' ? [] : [`${homedir()}/`]
    const hidden = [...places, ...home, app.project, 'sourceMappingURL', 'VAULTKEEPER_TEST', 'PRIVATE KEY-----']
    for (const file of filesBelow(inside)) {
      expect(file).not.toMatch(/\.map$|\.test\.|\.tsx?$|\.env/)
      const content = readFileSync(path.join(inside, file), 'latin1')
      for (const text of hidden) expect(content.includes(text), `${text} in ${file}`).toBe(false)
    }
    const notices = ['app', 'pages']
      .map((name) => readFileSync(path.join(inside, 'dist', name, 'THIRD-PARTY-NOTICES.md'), 'utf8'))
      .join('\n')
    const named = [...notices.matchAll(/^## (\S+) - .* \((.+)\)$/gm)].map(([, name, licence]) => ({ name, licence }))
    expect(named.map(({ name }) => name)).toEqual(expect.arrayContaining(['zod', '@orpc/server', 'react', 'nodemailer']))
    const licences = named.flatMap(({ licence = '' }) => licence.split(' AND '))
    const free = /^(MIT(-0)?|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|Unlicense)$/
    // Of several that may be chosen from, one is enough.
    const mayBeUsed = (one: string) =>
      one
        .replace(/^\((.+)\)$/, '$1')
        .split(' OR ')
        .some((each) => free.test(each))
    expect(licences.filter((one) => !mayBeUsed(one))).toEqual([])
    const tools =
      /^(vite|vitest|rolldown|typescript|electron|electron-builder|playwright-core|axe-core|fast-check|knip|@types\/|@biomejs\/|@electron\/)/
    expect(named.filter(({ name }) => tools.test(name ?? ''))).toEqual([])
  })

  test('is not large', () => {
    const sizes = Object.fromEntries(
      ['resources/app.asar', 'resources/app.asar.unpacked', 'resources/restic'].map((name) => [name, sizeOf(path.join(app.folder, name))]),
    )
    console.log(`Packed, in bytes: ${JSON.stringify(sizes)}`)
    expect(sizes['resources/app.asar']).toBeLessThan(7 * mega)
    expect(sizes['resources/app.asar.unpacked']).toBeLessThan(0.5 * mega)
    expect(sizes['resources/restic']).toBeLessThan(50 * mega)
  })

  test('its program runs no scripts, takes no options of Node, no debugger, and no other code than the archive', async () => {
    const { version: _, ...wire } = await getCurrentFuseWire(app.program)
    const on = Object.entries(wire).flatMap(([fuse, state]) => (state === 49 ? [FuseV1Options[Number(fuse)]] : []))
    const off = Object.entries(wire).flatMap(([fuse, state]) => (state === 48 ? [FuseV1Options[Number(fuse)]] : []))
    expect(on).toEqual(expect.arrayContaining(['EnableCookieEncryption', 'EnableEmbeddedAsarIntegrityValidation', 'OnlyLoadAppFromAsar']))
    expect(off).toEqual([
      'RunAsNode',
      'EnableNodeOptionsEnvironmentVariable',
      'EnableNodeCliInspectArguments',
      'LoadBrowserProcessSpecificV8Snapshot',
      'GrantFileProtocolExtraPrivileges',
    ])
  })

  test('its restic runs, is what was noted inside of the archive, and one that was changed by a byte is refused unrun', async () => {
    const bundled = bundledRestic(app.resources, path.join(inside, 'dist', 'app'))
    expect(bundled?.program).toBe(path.join(app.resources, 'restic', machine, 'restic'))
    const content = readFileSync(bundled?.program ?? '')
    expect(createHash('sha256').update(content).digest('hex')).toBe(bundled?.sha256)
    const { stdout } = await run(bundled?.program ?? '', ['version'])
    expect(stdout).toContain(`restic ${bundled?.version} `)

    const folder = temporaryFolder('restic')
    const look = (resources: string) =>
      findRestic({
        environment: { PATH: folder },
        binDirectory: path.join(folder, 'own'),
        bundled: bundledRestic(resources, path.join(inside, 'dist', 'app')),
        progress: () => undefined,
        bring: false,
      })
    expect(await look(app.resources)).toMatchObject({ ok: true, restic: { source: 'bundled', program: bundled?.program } })
    cpSync(app.resources, path.join(folder, 'resources'), { recursive: true })
    // In the middle, where it would still run.
    const at = Math.floor(content.length / 2)
    content.writeUInt8((content.at(at) ?? 0) ^ 1, at)
    writeFileSync(path.join(folder, 'resources', 'restic', machine, 'restic'), content)
    const found = await look(path.join(folder, 'resources'))
    expect(found).toMatchObject({ ok: false, problem: { sentence: expect.stringContaining('was changed since it was packed') } })
  })

  test('its keytar loads from outside of the archive', async () => {
    const keytar = path.join(app.resources, 'app.asar.unpacked', 'node_modules', 'keytar')
    const script = `process.stdout.write(Object.keys(require(${JSON.stringify(keytar)})).join())`
    expect((await run(process.execPath, ['-e', script], { env: {} })).stdout).toMatch(/getPassword,setPassword/)
  })

  test('its helpers answer, from their bundles', async () => {
    const ask = (helper: string, question: unknown) => {
      const asked = run(process.execPath, ['--import', withOriginalFs, path.join(inside, 'dist', 'app', `${helper}-helper.js`)], {
        env: {},
      })
      asked.child.stdin?.end(JSON.stringify(question))
      return asked.then(({ stdout }) => JSON.parse(stdout) as unknown)
    }
    expect(await ask('keychain', { action: 'probe', account: '' })).toMatchObject({ state: 'absent' })
    const source = Buffer.from('{ "version": 1 }').toString('base64')
    const places = { person: '/home/ada', embedded: '/home/ada/repository' }
    expect(await ask('configuration', { source, parameters: [places, []] })).toMatchObject({ ok: true })
  })

  test('its main program is the whole app: it comes up in the tray, backs up with the restic and the helpers that came with it, and quits', async () => {
    const person = temporaryFolder('built')
    const [home, notes] = [path.join(person, 'home'), path.join(person, 'Notes')]
    for (const folder of [home, notes]) mkdirSync(folder)
    writeFileSync(path.join(notes, 'a.md'), 'a note')
    // A file, and a folder with what it holds to Electron's `node:fs`.
    const [saved, content] = [path.join(notes, 'saved.asar'), temporaryFolder('content')]
    writeFileSync(saved, 'an archive')
    writeFileSync(path.join(content, 'b.md'), 'a note within')
    const plans = { daily: { kind: 'daily', timeZone: 'UTC', sources: ['notes'], repositories: ['default'] } }
    const configuration = {
      version: 1,
      verification: { check: false, drill: false },
      vaults: { notes: { path: notes, recoveryDocument: false } },
      plans,
    }
    writeFileSync(path.join(home, 'backup_schedule.json'), JSON.stringify(configuration))
    const fake = createFakeElectron({ cwd: person, ready: false })
    const main = path.join(inside, 'dist', 'app', 'main.js')
    // No other restic than the one that came with it, no session, and a desktop with a tray of the old kind.
    const environment = { PATH: home, HOME: person, VAULTKEEPER_HOME: home, XDG_CURRENT_DESKTOP: 'XFCE' }
    const argv = [app.program, '--hidden']
    const { resources } = app
    await runBuiltShell({ main, inside, archives: { [saved]: content }, resources, electron: fake.electron, environment, argv })
    fake.app.becomeReady()
    await waitFor('the icon', () => fake.tray.trays.length > 0)
    const events = () => (existsSync(path.join(home, 'system-history.jsonl')) ? recorded(home) : [])
    await waitFor('the schedule', () => events().some(({ event }) => event === 'daemon.started'))
    fake.tray.tray().choose('Back up now')
    const outcome = await waitFor('the backup', () => events().find(({ event }) => event === 'run.outcome'), 60_000)
    expect(outcome).toMatchObject({ verdict: 'done' })
    const verified = events().find(({ event }) => event === 'run.verified')
    expect(verified).toMatchObject({ report: { comparedFiles: 2, findingCount: 0 } })
    // What lies in the app's own archive is read all the same: what its restic has to be, and the pages.
    expect(readdirSync(homeAt(home).programs)).toEqual([])
    expect((await fake.session.all().at(0)?.ask(pagesDocument, 'mainFrame'))?.status).toBe(200)
    // The index follows some seconds behind the runs.
    const helpers = () => new Set(fake.utilityProcess.forked.map(({ name, file }) => `${name}: ${path.relative(inside, file)}`))
    await waitFor('the index', () => helpers().has('Vaultkeeper index: dist/app/index-helper.js'), 60_000)
    const index = path.join(home, 'cache', 'index')
    await waitFor('the file of the index', () => existsSync(index) && readdirSync(index).some((name) => name.endsWith('.sqlite')), 60_000)
    expect([...helpers()].sort()).toEqual(
      ['configuration', 'index', 'keychain'].map((name) => `Vaultkeeper ${name}: dist/app/${name}-helper.js`),
    )
    fake.tray.tray().choose('Quit Vaultkeeper')
    expect(await fake.app.ended).toBe(0)
  })

  test('two builds of the same sources are equal to the byte', () => {
    const { again } = app
    for (const folder of ['app', 'preload']) {
      const files = filesBelow(path.join(again, folder))
      expect(files).toEqual(filesBelow(path.join(app.dist, folder)).filter((name) => name !== 'restic.json'))
      for (const file of files)
        expect(readFileSync(path.join(again, folder, file)).equals(readFileSync(path.join(app.dist, folder, file))), file).toBe(true)
    }
  })
})

describe.runIf(process.platform === 'linux')('how it is packed for people', () => {
  test('for each platform in the way that is usual there, nothing is published, and there is no feed of updates', () => {
    const { linux, mac, win, publish, asar, appId } = app.configuration as Record<string, Record<string, unknown>>
    expect({ linux: linux?.['target'], mac: mac?.['target'], win: win?.['target'] }).toEqual({
      linux: ['AppImage', 'deb'],
      mac: [{ target: 'dmg', arch: 'universal' }],
      win: ['nsis'],
    })
    expect(publish).toBeNull()
    expect(existsSync(path.join(app.resources, 'app-update.yml'))).toBe(false)
    for (const file of filesBelow(path.join(inside, 'dist', 'app')))
      expect(readFileSync(path.join(inside, 'dist', 'app', file), 'utf8')).not.toMatch(/autoUpdater|electron-updater/)
    expect(asar).toBe(true)
    // What Windows knows the notifications by.
    expect(readFileSync(path.join(projectFolder, 'main', 'electron', 'shell.ts'), 'utf8')).toContain(
      `setAppUserModelId('${String(appId)}')`,
    )
  })

  test('for the others with what is theirs: restic and keytar of the platform, and of both processors on macOS', async () => {
    const { mac, windows } = await packForOthers(app)
    const own = (files: readonly string[]) => files.filter((file) => /^resources\/.*(restic|keytar\.node|asar$|\.lproj)/i.test(file))
    const unpacked = 'app.asar.unpacked/node_modules/keytar/prebuilds'
    expect(own(mac)).toEqual([
      ...[`${unpacked}/darwin-arm64/keytar.node`, `${unpacked}/darwin-x64/keytar.node`, 'app.asar', 'en.lproj/locale.pak']
        .map(inResources)
        .sort(),
      ...['restic/LICENSE', 'restic/darwin-arm64/restic', 'restic/darwin-x64/restic'].map(inResources),
    ])
    expect(own(windows)).toEqual(
      [`${unpacked}/win32-x64/keytar.node`, 'app.asar', 'restic/LICENSE', 'restic/win32-x64/restic.exe']
        .map((file) => `resources/${file}`)
        .sort(),
    )
    expect(app.configuration).toMatchObject({ win: { signExts: ['!restic.exe'] } })
  })

  test('on macOS under the hardened runtime, which is asked to allow one thing', () => {
    const { mac } = app.configuration as { mac: Record<string, unknown> }
    expect(mac).toMatchObject({
      hardenedRuntime: true,
      notarize: false,
      signIgnore: ['/Contents/Resources/restic/'],
      entitlements: mac['entitlementsInherit'],
    })
    const entitlements = readFileSync(path.join(projectFolder, String(mac['entitlements'])), 'utf8')
    expect([...entitlements.matchAll(/<key>(.+?)<\/key>\s*<(\w+)\/>/g)].map(([, key, value]) => [key, value])).toEqual([
      ['com.apple.security.cs.allow-jit', 'true'],
    ])
  })

  test('for Debian with an entry in the menu that belongs to its windows, and words at its removal', async () => {
    const { parameters, desktopEntry, afterRemove } = await debianPackage(app)
    const icons = parameters
      .filter((one) => one.includes('=/usr/share/icons/'))
      .map((one) => /\/(\d+)x\1\/apps\/vaultkeeper-tray\.png$/.exec(one)?.[1])
    expect(icons).toEqual(expect.arrayContaining(['16', '32', '48', '128', '256', '512']))
    expect(parameters).toContain('libsecret-1-0')
    expect(parameters.some((one) => one.endsWith('=/usr/share/applications/vaultkeeper-tray.desktop'))).toBe(true)
    expect(desktopEntry).toMatchInlineSnapshot(`
      "[Desktop Entry]
      Name=Vaultkeeper
      Exec=/opt/Vaultkeeper/vaultkeeper-tray %U
      Terminal=false
      Type=Application
      Icon=vaultkeeper-tray
      StartupWMClass=vaultkeeper-tray
      Keywords=backup;restore;restic;snapshot;
      SingleMainWindow=true
      Actions=restore;settings;
      Comment=Backups of your notes, code and agents that prove they can be had back: restic, verified, in your tray or on your server
      Categories=Utility;

      [Desktop Action restore]
      Name=Restore files
      Exec=vaultkeeper-tray --open=/restore

      [Desktop Action settings]
      Name=Settings
      Exec=vaultkeeper-tray --open=/settings
      "
    `)
    // What its actions ask for is what a start may ask for.
    for (const [, page = ''] of desktopEntry.matchAll(/--open=(\S+)/g)) expect(openablePages).toContain(page)
    const script = path.join(app.project, 'after-remove')
    writeFileSync(script, afterRemove)
    // With nothing that it could remove anything with.
    const { stdout } = await run('/bin/bash', [script, 'remove'], { env: { PATH: app.project } })
    expect(stdout).toMatch(/^Vaultkeeper was removed\. Backups, their settings and their history are kept/)
    expect((await run('/bin/bash', [script, 'upgrade'], { env: { PATH: app.project } })).stdout).toBe('')
    expect(afterRemove).toContain("update-alternatives --remove 'vaultkeeper-tray' '/opt/Vaultkeeper/vaultkeeper-tray'")
    expect(afterRemove.match(/^.*\brm\b.*$/gm)?.map((line) => line.trim())).toEqual([
      "rm -f '/usr/bin/vaultkeeper-tray'",
      'rm -f "$profile"',
    ])
  })

  test('on Windows for one person, and the program is removed without what it kept, and says where that is', () => {
    const { nsis } = app.configuration as Record<string, Record<string, unknown>>
    expect(nsis).toMatchObject({ oneClick: true, perMachine: false, deleteAppDataOnUninstall: false })
    const windows = readFileSync(path.join(projectFolder, String(nsis?.['include'])), 'utf8')
    expect(windows).toMatch(/are kept[\s\S]*\$LOCALAPPDATA\\vaultkeeper/)
    // But what starts it at login, under the name that Electron has given it.
    expect(windows.match(/^.*(?:RMDir|Delete).*$/gm)?.map((line) => line.trim())).toEqual(
      ['Run', 'Explorer\\StartupApproved\\Run'].map(
        (key) => `DeleteRegValue HKCU "Software\\Microsoft\\Windows\\CurrentVersion\\${key}" "$\{APP_ID}"`,
      ),
    )
  })
})

const inResources = (file: string) => `Resources/${file}`

function sizeOf(place: string): number {
  return statSync(place).isFile()
    ? statSync(place).size
    : filesBelow(place).reduce((sum, file) => sum + statSync(path.join(place, file)).size, 0)
}
