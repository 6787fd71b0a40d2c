import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { loadConfiguration } from '../../../main/engine/config/load-configuration.ts'
import { putInForce } from '../../../main/engine/config/put-in-force.ts'
import { examineDocuments } from '../../../main/engine/doctor/examine-documents.ts'
import { tryLock } from '../../../main/engine/home/lock.ts'
import { recoveryDocumentOf, vaultNamedHere, writeDocuments } from '../../../main/engine/recovery/write-document.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHome } from '../../helpers/temporary-home.ts'

/** A home with a vault, and with what the configuration says of it besides. */
async function homeWith(ofVault: object = {}) {
  const folder = temporaryFolder('recovery')
  const vault = path.join(folder, 'notes')
  mkdirSync(vault)
  writeFileSync(path.join(vault, 'a.md'), 'the only copy')
  const home = await testHome({ environment: { HOME: folder } })
  home.setTime(new Date('2026-11-21T12:00:00Z'))
  const configure = (more: object = {}) => {
    home.core.settings.configuration = Configuration.parse({
      version: 1,
      vaults: { notes: { name: 'Notes', path: vault, ...ofVault } },
      repositories: { drive: { type: 'local', path: path.join(folder, 'repository') } },
      plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['drive'] } },
      ...more,
    })
  }
  configure()
  const file = path.join(vault, '00_system/docs/disaster-recovery.md')
  const write = async () => {
    const [written] = await writeDocuments(home.core)
    return written
  }
  const events = () => recorded(home.root).filter(({ event }) => event === 'recovery.written')
  return { ...home, folder, vault, file, configure, write, events, read: () => readFileSync(file, 'utf8') }
}

const otherVault = { vaults: { notes: { name: 'My notes', path: '/elsewhere' } } }

describe('the recovery document in a vault', () => {
  it('is written with the folders that it needs, and only where something else of it changed: its date is that of the change', async () => {
    const home = await homeWith()
    expect(recoveryDocumentOf(home.core, 'notes')).toMatchObject({ state: 'missing', path: home.file, problem: null })
    expect(existsSync(home.file)).toBe(false)
    expect(await home.write()).toMatchObject({ state: 'current', written: true, kept: null, problem: null })
    expect(statSync(home.file).mode & 0o777).toBe(0o644)
    const first = home.read()
    expect(first).toContain('- Last changed: 2026-11-21\n')
    expect(first).toContain('bring_back vault:notes "$HOME"/notes daily')
    home.setTime(new Date('2026-12-24T12:00:00Z'))
    const { mtimeNs } = statSync(home.file, { bigint: true })
    expect(await home.write()).toMatchObject({ state: 'current', written: false })
    expect(statSync(home.file, { bigint: true }).mtimeNs).toBe(mtimeNs)
    home.configure({ vaults: { notes: { name: 'My notes', path: home.vault } } })
    expect(recoveryDocumentOf(home.core, 'notes')).toMatchObject({ state: 'outdated' })
    expect(await home.write()).toMatchObject({ state: 'current', written: true, kept: null })
    expect(home.read()).toContain('- Last changed: 2026-12-24\n')
    expect(recoveryDocumentOf(home.core, 'notes')).toMatchObject({ state: 'current', text: home.read() })
    expect(home.events()).toHaveLength(2)
    expect(readdirSync(path.dirname(home.file))).toEqual(['disaster-recovery.md'])
  })

  it('leaves what a person wrote into the marked places, and keeps aside what was changed elsewhere', async () => {
    const home = await homeWith()
    await home.write()
    const mine = 'Ring Ada: 555 0100\n<b>The key is under the mat.</b>\n'
    const withMine = home.read().replace('<!-- yours: begin notes -->\n', `<!-- yours: begin notes -->\n${mine}`)
    writeFileSync(home.file, withMine)
    expect(await home.write()).toMatchObject({ state: 'current', written: false })
    home.configure({ agents: { em: { path: path.join(home.vault, 'em'), start: ['./em'] } } })
    expect(await home.write()).toMatchObject({ written: true, kept: null })
    expect(home.read()).toContain(`<!-- yours: begin notes -->\n${mine}<!-- yours: end notes -->`)
    expect(home.read()).toContain('### Start em')
    const edited = home.read().replace('## What you need', 'Call me first.\n\n## What you need')
    writeFileSync(home.file, edited)
    const aside = home.file.replace('.md', '.old.md')
    expect(await home.write()).toMatchObject({
      state: 'current',
      written: true,
      kept: path.join(realpathSync(path.dirname(aside)), 'disaster-recovery.old.md'),
    })
    expect(readFileSync(aside, 'utf8')).toBe(edited)
    expect(home.read()).toContain(mine)
    expect(home.read()).not.toContain('Call me first.')
    writeFileSync(home.file, edited.replace('first', 'second'))
    expect((await home.write())?.kept).toContain('disaster-recovery.old.2.md')
    expect(readFileSync(aside, 'utf8')).toBe(edited)
    expect(home.events().at(-1)).toMatchObject({ vault: 'notes', kept: expect.stringContaining('old.2.md') })
  })

  it('puts what stood in a place that it has no more into its last one, and takes a mark without its fellow for a change', async () => {
    const home = await homeWith()
    await home.write()
    const own = '<!-- yours: begin mine -->\nwhat I know\n<!-- yours: end mine -->\n<!-- yours: begin open -->\n'
    writeFileSync(home.file, home.read().replace('## Yours', `${own}## Yours`))
    expect((await home.write())?.kept).toContain('old.md')
    expect(home.read()).toContain('<!-- yours: begin notes -->\nwhat I know\n<!-- yours: end notes -->')
    expect(await home.write()).toMatchObject({ written: false })
  })

  it('is the same with the line breaks of Windows, as git may make them', async () => {
    const home = await homeWith()
    await home.write()
    writeFileSync(home.file, home.read().replaceAll('\n', '\r\n'))
    expect(await home.write()).toMatchObject({ state: 'current', written: false })
    home.configure({ vaults: { notes: { name: 'Other', path: home.vault } } })
    expect(await home.write()).toMatchObject({ written: true, kept: null })
  })

  it('is switched off, and then is there to be read only', async () => {
    const home = await homeWith({ recoveryDocument: false })
    expect(await home.write()).toMatchObject({ state: 'off', path: null, written: false, problem: null })
    expect(readdirSync(home.vault)).toEqual(['a.md'])
    expect(recoveryDocumentOf(home.core, 'notes')).toMatchObject({
      state: 'off',
      text: expect.stringContaining('# How to get everything back'),
    })
  })
})

describe('where it cannot be written', () => {
  it('a file that is not ours, a link or a folder in its place stays as it is', async () => {
    const home = await homeWith()
    mkdirSync(path.dirname(home.file), { recursive: true })
    writeFileSync(home.file, '# My own plan\n')
    expect(await home.write()).toMatchObject({ state: 'foreign', written: false, problem: { code: 'recovery-document-foreign' } })
    expect(home.read()).toBe('# My own plan\n')
    expect(recoveryDocumentOf(home.core, 'notes')).toMatchObject({ state: 'foreign', problem: { code: 'recovery-document-foreign' } })
    expect(examineDocuments(home.core)).toMatchObject([
      { verdict: 'attention', finding: expect.stringContaining('is not from Vaultkeeper') },
    ])
    const linked = await homeWith({ recoveryDocument: 'linked.md' })
    symlinkSync('../precious', path.join(linked.vault, 'linked.md'))
    expect(await linked.write()).toMatchObject({ state: 'foreign', problem: { code: 'recovery-document-foreign' } })
    expect(readlinkSync(path.join(linked.vault, 'linked.md'))).toBe('../precious')
    mkdirSync(path.join(linked.vault, 'folder.md'))
    linked.configure({ vaults: { notes: { path: linked.vault, recoveryDocument: 'folder.md' } } })
    expect(await linked.write()).toMatchObject({ state: 'foreign', problem: { code: 'recovery-document-foreign' } })
    expect(linked.events()).toEqual([])
  })

  it('nothing is written through a link that leads out of the vault; one that stays inside is followed', async () => {
    const home = await homeWith()
    mkdirSync(path.join(home.folder, 'outside'))
    symlinkSync('../outside', path.join(home.vault, '00_system'))
    expect(await home.write()).toMatchObject({ state: 'foreign', problem: { code: 'recovery-document-outside' } })
    expect(readdirSync(path.join(home.folder, 'outside'))).toEqual([])
    const inside = await homeWith()
    mkdirSync(path.join(inside.vault, 'system'))
    symlinkSync('system', path.join(inside.vault, '00_system'))
    expect(await inside.write()).toMatchObject({ state: 'current', written: true })
    expect(readdirSync(path.join(inside.vault, 'system/docs'))).toEqual(['disaster-recovery.md'])
  })

  it('a vault that is not there, or has nothing in it, a file in place of a folder, a name that the disk refuses: each is said, and is no failure', async () => {
    const home = await homeWith()
    home.configure(otherVault)
    expect(await home.write()).toMatchObject({ state: 'missing', problem: { code: 'recovery-vault-missing' } })
    expect(examineDocuments(home.core)).toEqual([])
    expect(recoveryDocumentOf(home.core, 'notes')).toMatchObject({ state: 'missing', problem: { code: 'recovery-vault-missing' } })
    const empty = await homeWith()
    rmSync(path.join(empty.vault, 'a.md'))
    expect(await empty.write()).toMatchObject({ state: 'missing', problem: { code: 'recovery-vault-empty' } })
    expect(readdirSync(empty.vault)).toEqual([])
    const blocked = await homeWith()
    writeFileSync(path.join(blocked.vault, '00_system'), '')
    expect(await blocked.write()).toMatchObject({ state: 'foreign', problem: { code: 'recovery-document-outside' } })
    const refused = await homeWith({ recoveryDocument: `${'x'.repeat(300)}.md` })
    expect(await refused.write()).toMatchObject({ written: false, problem: { code: 'recovery-document-not-written' } })
    expect(() => vaultNamedHere(home.core, 'nobody')).toThrow('nobody')
    expect(vaultNamedHere(home.core, 'My notes')).toBe('notes')
  })

  it('what a killed one left is removed; while another one writes, it is left to that', async () => {
    const home = await homeWith()
    await home.write()
    const left = path.join(path.dirname(home.file), '.disaster-recovery.md.0123456789ab.tmp')
    writeFileSync(left, 'half a docu')
    home.configure({ vaults: { notes: { name: 'Other', path: home.vault } } })
    const lock = tryLock(home.core.home.locks, 'recovery-documents', 'a test')
    expect(await home.write()).toMatchObject({ written: false, state: 'outdated' })
    lock?.release()
    expect(await home.write()).toMatchObject({ written: true })
    expect(existsSync(left)).toBe(false)
  })
})

it('comes with a configuration that is put in force, and stays as it is with one that has a mistake', async () => {
  const home = await homeWith()
  const configuration = path.join(home.root, 'backup_schedule.json')
  const put = async (text: string) => {
    writeFileSync(configuration, text)
    await putInForce(home.core, await loadConfiguration(home.core))
  }
  await put(JSON.stringify({ version: 1, vaults: { notes: { path: '~/notes' }, gone: { path: '~/gone' } } }))
  expect(home.read()).toContain('**Nothing is backed up yet**')
  expect(home.logged.join('\n')).toContain(path.join(home.folder, 'gone'))
  const first = home.read()
  await put('{ "version": 1, "vaults": ')
  expect(home.read()).toBe(first)
  await put(JSON.stringify({ version: 1, vaults: { notes: { path: '~/notes' } }, plans: { daily: { kind: 'daily', sources: ['notes'] } } }))
  expect(home.read()).toContain('These backups are on the old computer itself.')
  expect(home.events()).toHaveLength(2)
})
