import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { autostartEntry, autostartItem, autostartPath } from '../../../main/engine/service/autostart-entry.ts'
import { notesOnService } from '../../../main/engine/service/service-here.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { argumentsOfEntry } from './read-back.ts'

const started = { program: '/opt/Vaultkeeper/vaultkeeper-tray', parameters: ['--hidden'], variables: {} }

describe('the entry that a desktop starts', () => {
  it('reads like one', () => {
    expect(autostartEntry(started)).toBe(`[Desktop Entry]
Type=Application
Name=Vaultkeeper
Comment=Backups by their plans
TryExec=/opt/Vaultkeeper/vaultkeeper-tray
Exec="/opt/Vaultkeeper/vaultkeeper-tray" "--hidden"
Icon=vaultkeeper-tray
Terminal=false
`)
  })

  it('starts just what it was given, whatever it is called', () => {
    const name = fc.oneof(fc.string({ unit: fc.constantFrom(...'ab "\\$`%=;#\'~/&|<>*?()') }), fc.string({ unit: 'grapheme' }))
    const argument = name.map((text) => text.replaceAll('\0', ''))
    fc.assert(
      fc.property(
        argument,
        fc.array(argument),
        fc.dictionary(fc.constantFrom('VAULTKEEPER_HOME', 'A'), argument),
        (program, parameters, variables) => {
          const entry = autostartEntry({ program, parameters, variables })
          expect(entry.split('\n')).toHaveLength(9)
          const set = Object.entries(variables).map(([name, value]) => `${name}=${value}`)
          expect(argumentsOfEntry(entry)).toEqual([...(set.length > 0 ? ['/usr/bin/env', ...set] : []), program, ...parameters])
        },
      ),
    )
  })

  it('has a line for each thing, whatever else divides lines elsewhere', () => {
    const parameters = ['a\u2028b', 'c\u2029d', 'e\u0085f', 'g\nh\ri']
    expect(argumentsOfEntry(autostartEntry({ ...started, parameters }))).toEqual([started.program, ...parameters])
  })

  it('lies where the desktop looks', () => {
    expect(autostartPath({ HOME: '/home/sam' })).toBe('/home/sam/.config/autostart/vaultkeeper.desktop')
    expect(autostartPath({ HOME: '/home/sam', XDG_CONFIG_HOME: '/etc/sam' })).toBe('/etc/sam/autostart/vaultkeeper.desktop')
    expect(autostartPath({ HOME: '/home/sam', XDG_CONFIG_HOME: 'relative' })).toBe('/home/sam/.config/autostart/vaultkeeper.desktop')
  })
})

describe('switched on and off', () => {
  const item = () => {
    const file = path.join(temporaryFolder('autostart'), 'config', 'autostart', 'vaultkeeper.desktop')
    return { file, ...autostartItem(file, started) }
  }

  it('makes the file, for everybody to read, and takes it away', () => {
    const { file, get, set } = item()
    expect(get()).toEqual({ state: 'off', where: file, note: null })
    set(true)
    expect([get().state, statSync(file).mode & 0o777]).toEqual(['on', 0o644])
    set(true)
    expect(readFileSync(file, 'utf8')).toBe(autostartEntry(started))
    set(false)
    set(false)
    expect([get().state, existsSync(file)]).toEqual(['off', false])
  })

  it.each([
    ['Hidden=true', 'refused'],
    ['X-GNOME-Autostart-enabled=false', 'refused'],
    ['X-GNOME-Autostart-enabled=true', 'on'],
    ['X-GNOME-Autostart-Delay=10', 'on'],
  ])('what a desktop writes into it counts, also for whoever has a service: %s', (line, state) => {
    const { file, get, set } = item()
    const environment = { XDG_CONFIG_HOME: path.dirname(path.dirname(file)) }
    const isTold = () => notesOnService(environment).some((note) => note.startsWith('The tray app starts at login, too'))
    expect(isTold()).toBe(false)
    set(true)
    writeFileSync(file, `${readFileSync(file, 'utf8')}${line}\n`)
    expect([get().state, isTold()]).toEqual([state, state === 'on'])
  })

  it('an entry for another place of the app is none, and says so', () => {
    const { file, get, set } = item()
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, autostartEntry({ ...started, program: '/tmp/.mount_vaultXYZ/vaultkeeper-tray' }))
    expect(get()).toMatchObject({ state: 'off', note: 'What is there starts another program, or the app from where it was before.' })
    set(true)
    expect(get().state).toBe('on')
  })

  it('a folder that cannot be one is told', () => {
    const { file, set } = item()
    mkdirSync(path.dirname(path.dirname(file)), { recursive: true })
    writeFileSync(path.dirname(file), 'a file')
    expect(() => set(true)).toThrow(/cannot be read or written \((ENOTDIR|EEXIST)\)/)
  })
})
