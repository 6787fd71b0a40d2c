import path from 'node:path'
import { expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { kitWay } from '../../../main/engine/kit/kit-way.ts'
import { gatherFacts } from '../../../main/engine/recovery/gather-facts.ts'
import { inStartingOrder } from '../../../main/engine/recovery/in-starting-order.ts'
import { newPlace } from '../../../main/engine/recovery/new-place.ts'
import { recoveryDocument } from '../../../main/engine/recovery/recovery-document.ts'
import { blocksBelow } from '../../helpers/recovery-commands.ts'
import { recoveryFacts, repositoryFacts, vaultFacts } from '../../helpers/recovery-facts.ts'
import { testHome } from '../../helpers/temporary-home.ts'

const date = '2026-11-21'

it('is made from the configuration alone: what goes where, from the nearest place on, and what is in none', async () => {
  const home = await testHome({ environment: { HOME: '/home/ada' } })
  const { core } = home
  core.settings.configuration = Configuration.parse({
    version: 1,
    vaults: {
      all: { path: '/home' },
      notes: { name: 'Notes', path: '/home/ada/Notes', exclude: ['*.iso'] },
      em: { path: '/home/ada/Notes/agents/em' },
      bare: { path: '/srv/bare' },
    },
    repositories: {
      default: { type: 'local', path: path.join(core.home.repositories, 'default') },
      cloud: { type: 'b2', bucket: 'backups', mirror: { of: 'drive' } },
      drive: { type: 'local', path: '/media/drive/repository', enabled: false },
      unused: { type: 'local', path: '/mnt/unused' },
    },
    plans: {
      weekly: { kind: 'weekly', sources: ['notes', 'em', 'all'], repositories: ['drive', 'default'] },
      memory: { kind: 'daily', sources: [{ vault: 'notes', include: ['memory/**'] }], repositories: ['drive'] },
      part: { kind: 'daily', sources: [{ vault: 'bare', include: ['kept/**'] }], repositories: ['unused'], enabled: false },
    },
    agents: {
      jay: { path: '/home/ada/Notes/agents/em/jay', start: ['./jay'], dependsOn: ['z'] },
      z: { path: '/opt/z', start: ['./z'] },
    },
    notifications: { email: { to: 'a@example.com', from: 'a@example.com', smtp: 'smtp://mail.example.com', user: 'ada' } },
  })
  const facts = gatherFacts(core)
  expect(facts.repositories.map(({ name }) => name)).toEqual(['drive', 'unused', 'cloud', 'default'])
  expect(facts.vaults.map(({ id, inside, toItsPlace }) => [id, inside, toItsPlace])).toEqual([
    ['all', null, false],
    ['bare', null, true],
    ['notes', 'all', true],
    ['em', 'notes', true],
  ])
  const document = recoveryDocument(facts, date)
  expect(recoveryDocument(gatherFacts(core), date)).toBe(document)
  expect(blocksBelow(document, '## Place 1: drive').filter((block) => block.startsWith('bring_back'))).toEqual([
    'bring_back vault:all "$HOME"/brought-back/all weekly \'\'',
    'bring_back vault:notes "$HOME"/Notes weekly memory',
    'bring_back vault:em "$HOME"/Notes/agents/em weekly \'\' "$HOME"/Notes',
  ])
  expect(blocksBelow(document, '### Bring back bare')).toEqual(["bring_back vault:bare /srv/bare '' part"])
  const place = (heading: string) => document.slice(document.indexOf(heading)).split('\n## ')[0]
  expect(place('## Place 1')).toContain('It is switched off')
  expect(place('## Place 3: cloud')).toContain('It is filled from drive')
  expect(place('## Place 4: default')).toContain('**These backups are on the old computer itself.**')
  for (const line of [
    '- Of Notes, left out: `*.iso`',
    '- Of bare, everything but: `kept/**`',
    '  - `cloud:account-key`: Application key, from where the server is managed',
    '  - `carrier:email`: the password of ada at smtp://mail.example.com',
  ])
    expect(document.split('\n')).toContain(line)
  expect(blocksBelow(document, '## Agents')).toEqual(['(cd "$HOME"/Notes/agents/em/jay && nohup ./jay </dev/null >/dev/null 2>&1 &)'])
  expect(document).toContain('Its folder `/opt/z` is in **no vault, so it is not backed up**.')
  expect(document.indexOf('### Start z')).toBeLessThan(document.indexOf('### Start jay'))
  core.settings.configuration = Configuration.parse({ version: 1, vaults: { bare: { path: '/srv/bare' } } })
  expect(recoveryDocument(gatherFacts(core), date)).toContain('- **bare (`/srv/bare`) is in no backup**: no plan names it.')
})

it('asks for each secret at the end of a block of its own, in sh and in PowerShell', () => {
  const place = { type: 's3', endpoint: 'https://s3.example.com', bucket: 'b', bucketLookup: 'auto' } as const
  for (const platform of ['linux', 'win32'] as const) {
    const way = kitWay(place, { caCertificate: null, hostKeys: [], platform })
    const repository = repositoryFacts({ folder: null, way, vaults: [{ vault: 'em', whole: ['weekly'], parts: ['memory', 'weights'] }] })
    const em = vaultFacts({ id: 'em', to: { from: 'home', path: "agents/em's" } })
    const facts = recoveryFacts({ platform, host: 'lap top', repositories: [repository], vaults: [em] })
    const blocks = blocksBelow(recoveryDocument(facts, date), '## Place 1: drive')
    const asking = platform === 'win32' ? 'Ask' : 'ask'
    expect(blocks).toEqual([
      `${asking} AWS_ACCESS_KEY_ID 'AWS_ACCESS_KEY_ID (drive)'`,
      `${asking} AWS_SECRET_ACCESS_KEY 'AWS_SECRET_ACCESS_KEY (drive)'`,
      platform === 'win32'
        ? "function backups { restic -r 's3:https://s3.example.com/b' --no-lock @args }"
        : 'backups() { restic -r s3:https://s3.example.com/b --no-lock "$@"; }',
      `${asking} RESTIC_PASSWORD 'Password of the backups (drive)'`,
      `backups snapshots --compact --host ${platform === 'win32' ? '$machine' : '"$machine"'}`,
      platform === 'win32'
        ? "BringBack 'vault:em' (Join-Path $HOME 'agents\\em''s') @('weekly') @('memory', 'weights')"
        : `bring_back vault:em "$HOME"/'agents/em'\\''s' weekly 'memory weights'`,
      'backups check',
    ])
    const [prepared] = blocksBelow(recoveryDocument(facts, date), '## Make ready')
    expect(prepared).toContain(platform === 'win32' ? "$machine = 'lap top'" : "machine='lap top'")
  }
})

it('puts agents behind those that they need, and folders below the home folder of whoever comes', () => {
  const needing = (...dependsOn: string[]) => ({ dependsOn })
  expect(inStartingOrder({ leroy: needing('jay', 'rick'), jay: needing('z'), rick: needing('z'), z: needing() })).toEqual([
    'z',
    'jay',
    'rick',
    'leroy',
  ])
  expect(newPlace('/home/ada/a/b', '/home/ada', 'linux')).toEqual({ from: 'home', path: 'a/b' })
  expect(newPlace('/home/adam', '/home/ada', 'linux')).toEqual({ from: 'root', path: '/home/adam' })
  expect(newPlace('/home/ada/..a', '/home/ada', 'linux')).toEqual({ from: 'home', path: '..a' })
  expect(newPlace('C:\\Users\\Ada\\Notes\\em', 'C:\\Users\\Ada', 'win32')).toEqual({ from: 'home', path: 'Notes/em' })
  expect(newPlace('D:\\Notes', 'C:\\Users\\Ada', 'win32')).toEqual({ from: 'root', path: 'D:\\Notes' })
})
