import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { launchdPlist } from '../../../main/engine/service/launchd-plist.ts'
import { isAsSealed } from '../../../main/engine/service/seal.ts'
import { installService, removeService, serviceState } from '../../../main/engine/service/service-files.ts'
import { type Service, serviceFor } from '../../../main/engine/service/service-for.ts'
import type { ServicePlan } from '../../../main/engine/service/service-plan.ts'
import { type SystemAccount, systemdUnit } from '../../../main/engine/service/systemd-unit.ts'
import { environmentFileOf, windowsTask } from '../../../main/engine/service/windows-task.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { argumentsOfWindows, elementsOf, withoutVariables, wordsOfUnit } from './read-back.ts'

const run = promisify(execFile)
const hasSystemd = (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, 'systemd-analyze')))
const plain: ServicePlan = {
  command: ['/usr/bin/node', '--flag=1', '/opt/vault keeper/cli.mjs', 'daemon'],
  environment: { VAULTKEEPER_HOME: '/home/me/x' },
}
const plainOf = (program: string): ServicePlan => ({ ...plain, command: [program, ...plain.command.slice(1)] })
const odd = [
  '/a b/c',
  '100%',
  '%h',
  '$HOME',
  '$' + '{X}',
  '"',
  "'",
  '\\',
  'a\\n',
  ';',
  '-',
  '#',
  '<&>',
  ']]>',
  'é日🗝',
  'a=b',
  '`id`',
  '!',
  '~',
  ' ',
  '*?[',
  '--',
  '\\"',
  'x\\',
]
const control = ['a\nb', 'tab\t', '\r', '\x1b[31m', '\x7f']
const text = fc.oneof(
  fc.constantFrom(...odd),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom(...'\\"\'% $;<&>=a\t\n') }),
)
const plans = (odder: fc.Arbitrary<string>) =>
  fc.record({
    command: fc.array(
      odder.filter((one) => one !== '' && !one.includes('\0')),
      { minLength: 1, maxLength: 5 },
    ),
    environment: fc.dictionary(
      fc.constantFrom('VAULTKEEPER_HOME', 'PATH', 'VAULTKEEPER_CONFIG'),
      odder.filter((one) => !one.includes('\0')),
    ),
  })

describe('a unit of systemd', () => {
  const line = (unit: string, key: string) =>
    unit.split('\n').flatMap((one) => (one.startsWith(`${key}=`) ? [one.slice(key.length + 1)] : []))
  const readBack = (unit: string) => {
    const [start = ''] = line(unit, 'ExecStart')
    const words = wordsOfUnit(start).map(withoutVariables)
    expect(words.slice(1, 3).join(' ') === '-c exec "$0" "$@"' || !/[\x00-\x1f\x7f"'\\$]/.test(words[0] ?? '')).toBe(true)
    return {
      command: words[0] === '/bin/sh' && words[1] === '-c' ? words.slice(3) : words,
      environment: Object.fromEntries(
        line(unit, 'Environment').map((one) => wordsOfUnit(one)[0]?.split(/=(.*)/s).slice(0, 2) as [string, string]),
      ),
    }
  }

  it('says what is run, and that it is started anew after a failure, politely', () => {
    const unit = systemdUnit(plain)
    expect(unit).toContain('\nExecStart="/usr/bin/node" "--flag=1" "/opt/vault keeper/cli.mjs" "daemon"\n')
    expect(unit).toContain('\nEnvironment="VAULTKEEPER_HOME=/home/me/x"\n')
    for (const setting of [
      'Restart=on-failure',
      'RestartSec=30',
      'Nice=10',
      'IOSchedulingClass=idle',
      'LimitCORE=0',
      // Anything else would end the agents that it brought back with it.
      'KillMode=process',
      'WantedBy=default.target',
    ])
      expect(unit.split('\n')).toContain(setting)
  })

  it('of the whole system says who runs it, what has to be there before, and what it has no business with', () => {
    const unit = systemdUnit(plain, { name: 'backup', home: '/var/lib/backup of 100%' })
    expect(isAsSealed(unit)).toBe(true)
    expect(readBack(unit)).toEqual(plain)
    expect(line(unit, 'User')).toEqual(['backup'])
    expect(line(unit, 'RequiresMountsFor').map((one) => wordsOfUnit(one)[0])).toEqual(['/var/lib/backup of 100%'])
    expect(line(unit, 'After')).toEqual(['network-online.target remote-fs.target'])
    expect(line(unit, 'WantedBy')).toEqual(['multi-user.target'])
    expect(line(unit, 'CapabilityBoundingSet')).toEqual([''])
    expect(line(unit, 'NoNewPrivileges')).toEqual(['true'])
    // What would make backups, restores and hooks fail, or hide from them what they are for.
    expect(unit).not.toMatch(/^(PrivateTmp|ProtectHome|PrivateDevices|MemoryDenyWriteExecute|RestrictSUIDSGID|ReadOnlyPaths)=/m)
    // Root is there to read and restore everything.
    expect(systemdUnit(plain, { name: 'root', home: '/root/x' })).not.toContain('CapabilityBoundingSet')
    const own = systemdUnit(plain)
    expect(own).not.toMatch(/^(User|NoNewPrivileges|ProtectSystem|RequiresMountsFor)=/m)
    // A failure of restic's is no end of the schedule, and an address that lets in is in no journal.
    for (const one of [unit, own]) expect(line(one, 'OOMPolicy')).toEqual(['continue'])
    expect(line(own, 'StandardOutput')).toEqual([])
    expect(line(systemdUnit({ ...plain, hushed: true }), 'StandardOutput')).toEqual(['null'])
  })

  it('is read back as it was meant, whatever the names hold', () => {
    const all = { command: ['/n o', ...odd, ...control], environment: { VAULTKEEPER_HOME: odd.join(''), PATH: control.join('') } }
    expect(readBack(systemdUnit(all))).toEqual(all)
    fc.assert(
      fc.property(plans(text), (plan) => {
        const unit = systemdUnit(plan)
        expect(readBack(unit)).toEqual({ ...plan, environment: { ...plan.environment } })
        expect(isAsSealed(unit)).toBe(true)
      }),
    )
  })

  it.runIf(hasSystemd)('is one that systemd takes', async () => {
    const folder = temporaryFolder('unit')
    chmodSync(folder, 0o700)
    const program = path.join(folder, 'no de')
    const odder = path.join(folder, 'n%o$d"e\'\\')
    for (const one of [program, odder]) writeFileSync(one, '#!/bin/sh\n', { mode: 0o755 })
    const verify = async (name: string, plan: ServicePlan, account?: SystemAccount) => {
      const unit = path.join(folder, `${name}.service`)
      writeFileSync(unit, systemdUnit(plan, account))
      const environment = { PATH: process.env['PATH'], HOME: folder, XDG_RUNTIME_DIR: folder, LC_ALL: 'C' }
      return run('systemd-analyze', ['verify', account === undefined ? '--user' : '--system', '--man=no', unit], {
        env: environment,
        timeout: 30_000,
      }).then(
        ({ stdout, stderr }) => `${stdout}${stderr}`,
        (error: { stderr: string }) => `failed: ${error.stderr}`,
      )
    }
    const environment = { VAULTKEEPER_HOME: [...odd, ...control].join(' ') }
    expect(await verify('plain', { command: [program, ...odd, ...control], environment })).toBe('')
    expect(await verify('odd', { command: [odder, ...odd], environment })).toBe('')
    const account = { name: 'root', home: path.join(folder, odd.join('').replaceAll('/', '')) }
    expect(await verify('whole', { command: [odder, ...odd], environment, hushed: true }, account)).toBe('')
    expect(await verify('other', plainOf(program), { name: 'daemon', home: folder })).toBe('')
    // That it looks at all.
    expect(await verify('gone', { command: [`${program}!`], environment })).toContain('is not executable')
  })
})

describe('an agent of launchd', () => {
  it('is read back as it was meant, whatever the names hold', () => {
    const plist = launchdPlist(plain, '/Users/me/Library/Logs/x.log')
    expect(plist.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist')).toBe(true)
    expect(elementsOf(plist, 'string')).toEqual([
      'vaultkeeper',
      ...plain.command,
      '/home/me/x',
      'Background',
      ...Array(2).fill('/Users/me/Library/Logs/x.log'),
    ])
    expect(plist).toMatch(/<key>KeepAlive<\/key>\s*<dict>\s*<key>SuccessfulExit<\/key>\s*<false\/>/)
    fc.assert(
      fc.property(plans(text), (plan) => {
        const file = launchdPlist(plan, '/log')
        const strings = elementsOf(file, 'string')
        expect(strings.slice(1, 1 + plan.command.length)).toEqual(plan.command)
        expect(strings.slice(1 + plan.command.length, -3)).toEqual(Object.values(plan.environment))
        expect(isAsSealed(file)).toBe(true)
      }),
    )
  })

  it('cannot hold every character, and says so', () => {
    for (const one of ['\x1b', '\x00', '\ud800', '\ufffe'])
      expect(() => launchdPlist({ command: [`/a${one}`], environment: {} }, '/log')).toThrow('cannot be written into the file')
  })
})

describe('a task of Windows', () => {
  it('is read back as it was meant, whatever the names hold', () => {
    fc.assert(
      fc.property(plans(text), (plan) => {
        const task = windowsTask(plan, 'PC\\me & you', 'C:\\x y\\service.env')
        const [line = ''] = elementsOf(task, 'Arguments')
        const [program, ...parameters] = plan.command
        expect(argumentsOfWindows(line)).toEqual(['--headless', program, '--env-file=C:\\x y\\service.env', ...parameters])
        expect(elementsOf(task, 'UserId')).toEqual(['PC\\me & you', 'PC\\me & you'])
        expect(isAsSealed(task)).toBe(true)
        expect(isAsSealed(task.replaceAll('\n', '\r\n'))).toBe(true)
      }),
    )
  })

  it('has its variables in a file that Node reads', async () => {
    const environment = { VAULTKEEPER_HOME: "C:\\new\\the folder's #1\\%X% $Y", VAULTKEEPER_RESTIC: 'D:\\`tick`\\restic.exe' }
    const file = path.join(temporaryFolder('env'), 'service.env')
    writeFileSync(file, environmentFileOf({ command: [], environment }))
    const { stdout } = await run(process.execPath, [`--env-file=${file}`, '-p', 'JSON.stringify(process.env)'], {
      env: {},
      timeout: 30_000,
    })
    expect(JSON.parse(stdout)).toMatchObject(environment)
    expect(() => environmentFileOf({ command: [], environment: { X: "'`" } })).toThrow('both kinds of quotes')
  })
})

describe('the file of a service', () => {
  let person: string
  let service: Service
  const of = (plan: ServicePlan, platform: NodeJS.Platform = 'linux') =>
    serviceFor(platform, plan, { person, configuration: undefined, home: path.join(person, 'home'), user: 'me' })
  beforeEach(() => {
    person = temporaryFolder('person')
    service = of(plain)
  })

  it('is written, known again, brought up, and removed with the link of systemd', () => {
    expect(serviceState(service)).toBe('missing')
    expect(removeService(service, false)).toBe('missing')
    expect(installService(service, false)).toBe('missing')
    expect(service.path).toBe(path.join(person, '.config/systemd/user/vaultkeeper.service'))
    expect(readFileSync(service.path, 'utf8')).toBe(service.content)
    expect(statSync(service.path).mode & 0o777).toBe(0o600)
    const everybodys: Service = { ...service, path: path.join(person, 'system.service'), mode: 0o644 }
    installService(everybodys, false)
    expect(statSync(everybodys.path).mode & 0o777).toBe(0o644)
    expect(installService(service, false)).toBe('current')
    const moved = of({ ...plain, environment: { VAULTKEEPER_HOME: '/elsewhere' } })
    expect(serviceState(moved)).toBe('outdated')
    expect(installService(moved, false)).toBe('outdated')
    expect(readFileSync(service.path, 'utf8')).toContain('/elsewhere')
    const link = service.link ?? ''
    mkdirSync(path.dirname(link))
    symlinkSync(service.path, link)
    expect(removeService(service, false)).toBe('outdated')
    expect([service.path, link].filter((one) => existsSync(one))).toEqual([])
    expect(() => statSync(link)).toThrow('ENOENT')
  })

  it.each([
    ['a setting that somebody changed', (content: string) => content.replace('Nice=10', 'Nice=5')],
    ['a line that somebody added', (content: string) => `${content}# mine\n`],
    ['a seal that is not of this text', (content: string) => content.replace(/Seal: ../, 'Seal: 00')],
    ['a file that was never ours', () => '[Service]\nExecStart=/bin/true\n'],
    ['an empty file', () => ''],
  ])('is left alone with %s, unless forced', (_, change) => {
    installService(service, false)
    const changed = change(service.content)
    writeFileSync(service.path, changed)
    expect(serviceState(service)).toBe('changed')
    for (const act of [installService, removeService]) expect(() => act(service, false)).toThrow('is not as Vaultkeeper wrote it')
    expect(readFileSync(service.path, 'utf8')).toBe(changed)
    expect(installService(service, true)).toBe('changed')
    expect(serviceState(service)).toBe('current')
    writeFileSync(service.path, changed)
    expect(removeService(service, true)).toBe('changed')
    expect(serviceState(service)).toBe('missing')
  })

  it('in UTF-16, with one beside it, as Windows has it', () => {
    const task = {
      ...of(plain, 'win32'),
      path: path.join(person, 'task.xml'),
      beside: { path: path.join(person, 'service.env'), content: "A='b'\n" },
    }
    installService(task, false)
    expect([...readFileSync(task.path).subarray(0, 4)]).toEqual([0xff, 0xfe, 0x3c, 0])
    expect(serviceState(task)).toBe('current')
    expect(readFileSync(task.beside.path, 'utf8')).toBe("A='b'\n")
    removeService(task, false)
    expect([task.path, task.beside.path].filter((one) => existsSync(one))).toEqual([])
  })

  it('cannot be written where a file is in the way, and says so', () => {
    writeFileSync(path.join(person, '.config'), '')
    expect(() => installService(service, false)).toThrow('cannot be read or written')
  })

  it('lies where each system looks, with one command that switches it on', () => {
    const places = { person: "/Users/o'me", configuration: '/etc/mine', home: 'C:\\Users\\me\\x', user: 'PC\\me' }
    expect(serviceFor('linux', plain, places)).toMatchObject({
      path: '/etc/mine/systemd/user/vaultkeeper.service',
      switchOn: 'systemctl --user enable --now vaultkeeper.service',
      always: 'loginctl enable-linger',
    })
    expect(serviceFor('linux', plain, { ...places, configuration: 'relative' }).path).toBe(
      "/Users/o'me/.config/systemd/user/vaultkeeper.service",
    )
    expect(serviceFor('darwin', plain, places)).toMatchObject({
      path: "/Users/o'me/Library/LaunchAgents/vaultkeeper.plist",
      switchOn: "launchctl bootstrap gui/$(id -u) '/Users/o'\\''me/Library/LaunchAgents/vaultkeeper.plist'",
    })
    expect(serviceFor('win32', plain, places)).toMatchObject({
      path: 'C:\\Users\\me\\x\\service-task.xml',
      encoding: 'utf16le',
      switchOn: 'schtasks /Create /F /TN vaultkeeper /XML "C:\\Users\\me\\x\\service-task.xml"',
    })
    const account = { name: 'backup', home: '/srv/x' }
    expect(serviceFor('linux', plain, { ...places, account })).toMatchObject({
      path: '/etc/systemd/system/vaultkeeper.service',
      mode: 0o644,
      link: '/etc/systemd/system/multi-user.target.wants/vaultkeeper.service',
      switchOn: 'sudo systemctl enable --now vaultkeeper.service',
    })
    expect(serviceFor('linux', plain, { ...places, account, root: true }).switchOn).toMatch(/^systemctl enable/)
    for (const other of ['darwin', 'win32'] as const)
      expect(() => serviceFor(other, plain, { ...places, account })).toThrow('A service of the whole system is for systemd')
    expect(() => serviceFor('sunos', plain, places)).toThrow('does not know the services of this system')
  })
})
