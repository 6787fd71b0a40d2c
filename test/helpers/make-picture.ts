// Makes the pictures in the README from real runs: `node test/helpers/make-picture.ts`.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeNotes } from '../bench/make-notes.ts'
import { provisionPrograms } from './programs.ts'

const project = join(import.meta.dirname, '../..')
const work = mkdtempSync(join(tmpdir(), 'vaultkeeper-picture-'))
const notes = join(work, 'Notes')
const columns = 100
mkdirSync(notes)
makeNotes(notes, { files: 20_000, folders: 500, smallest: 2000, largest: 18_000 })
const { restic } = await provisionPrograms(() => undefined)
const environment = { ...process.env, HOME: work, VAULTKEEPER_HOME: join(work, 'home'), VAULTKEEPER_RESTIC: restic.program, NO_COLOR: '1' }

try {
  const shown: string[] = []
  for (const parameters of [['backup', '~/Notes'], ['status'], ['restore', 'latest', '--to', '~/Notes-restored']]) {
    shown.push(`$ vaultkeeper ${parameters.join(' ')}`, ...run(parameters.map((word) => word.replace('~', work))), '')
  }
  mkdirSync(join(project, 'assets/screenshots'), { recursive: true })
  const title = 'Vaultkeeper backs up a folder of 20,000 notes, shows its state, and restores it'
  writeFileSync(join(project, 'assets/screenshots/backup.svg'), picture(title, shown.slice(0, -1)))
  writeFileSync(
    join(project, 'assets/screenshots/plans.svg'),
    picture('Plans, one of them without its drive, and a change that waits', plans()),
  )
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** Plans over two vaults and two repositories: the drive goes away, and an agent changes its weights. */
function plans(): string[] {
  const weights = join(work, 'agents/z/priority_weights.json')
  mkdirSync(join(work, 'agents/z'), { recursive: true })
  writeFileSync(weights, '{ "urgent": 0.7, "kind": 0.3 }\n')
  const configuration = {
    version: 1,
    vaults: { notes: { name: 'Notes', path: notes }, agents: { name: 'Agents', path: join(work, 'agents') } },
    repositories: { drive: { type: 'local', path: join(work, 'drive/vaultkeeper') } },
    plans: {
      daily: { kind: 'daily', sources: ['notes', 'agents'] },
      weekly: { kind: 'weekly', sources: ['agents'], repositories: ['default', 'drive'] },
      rules: { kind: 'on-change', sources: [{ vault: 'agents', include: ['**/priority_weights.json'] }] },
    },
  }
  writeFileSync(join(work, 'home/backup_schedule.json'), JSON.stringify(configuration))
  for (const plan of ['daily', 'weekly', 'rules']) run(['backup', plan])
  writeFileSync(weights, '{ "urgent": 0.1, "kind": 0.9 }\n')
  run(['backup', 'rules'])
  renameSync(join(work, 'drive'), join(work, 'unplugged'))
  run(['backup', 'weekly'], 1)
  const [change = ''] = run(['changes']).flatMap((line) => /^[0-9a-f]{8}/.exec(line) ?? [])
  return ['$ vaultkeeper status', ...run(['status'], 1), '', `$ vaultkeeper changes ${change}`, ...run(['changes', change])]
}

function run(parameters: string[], code = 0): string[] {
  const cli = ['--conditions=source', '--disable-warning=ExperimentalWarning', join(project, 'main/headless/cli.mjs')]
  const { stdout, status } = spawnSync(process.execPath, [...cli, ...parameters], {
    env: { ...environment, VAULTKEEPER_PASSWORD_DRIVE: 'not a secret' },
    encoding: 'utf8',
  })
  if (status !== code) throw new Error(`${parameters[0]} ended with ${status}`)
  return stdout.replaceAll(join(work, 'home'), '~/.local/share/vaultkeeper').replaceAll(work, '~').trimEnd().split('\n')
}

/** A terminal of a hundred columns breaks what is longer. */
function broken(line: string): string[] {
  if (line.length <= columns) return [line]
  const space = line.lastIndexOf(' ', columns)
  return [line.slice(0, space), ...broken(`  ${line.slice(space + 1)}`)]
}

/** A terminal as an SVG: text that can be selected, sharp at every size, in the reader's own fixed-width font. */
function picture(title: string, long: readonly string[]): string {
  const lines = long.flatMap(broken)
  const height = 44 + lines.length * 20
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const colour = (line: string) =>
    line.startsWith('$')
      ? '#f0f0f0'
      : line.startsWith('✔')
        ? '#7ddc91'
        : line.startsWith('x ')
          ? '#ff8a80'
          : line.startsWith('! ')
            ? '#ffcf70'
            : '#b8c0cc'
  const text = lines.map(
    (line, row) => `<text x="20" y="${52 + row * 20}" fill="${colour(line)}" xml:space="preserve">${escaped(line)}</text>`,
  )
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map((fill, index) => `<circle cx="${22 + index * 18}" cy="18" r="6" fill="${fill}"/>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">
<title>${title}</title>
<rect width="860" height="${height}" rx="8" fill="#1b1f27"/>
${[...dots, ...text].join('\n')}
</svg>
`
}
