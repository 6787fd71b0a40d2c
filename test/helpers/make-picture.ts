// Makes the pictures in the README from real runs: `node test/helpers/make-picture.ts`, or only some: `... make-picture.ts versions`.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeNotes } from '../bench/make-notes.ts'
import { provisionPrograms } from './programs.ts'

const project = join(import.meta.dirname, '../..')
const work = mkdtempSync(join(tmpdir(), 'vaultkeeper-picture-'))
const notes = join(work, 'Notes')
const columns = 100
const { restic } = await provisionPrograms(() => undefined)
const environment = { ...process.env, HOME: work, VAULTKEEPER_HOME: join(work, 'home'), VAULTKEEPER_RESTIC: restic.program, NO_COLOR: '1' }

const pictures: Readonly<Record<string, readonly [title: string, lines: () => string[]]>> = {
  versions: ['A note is found in all snapshots, with its versions, and compared with the disk', versions],
  backup: ['Vaultkeeper backs up a folder of 20,000 notes, shows its state, and restores it', backups],
  plans: ['Plans, one of them without its drive, and a change that waits', plans],
}

try {
  mkdirSync(join(project, 'assets/screenshots'), { recursive: true })
  const wanted = process.argv.slice(2)
  for (const [name, [title, lines]] of Object.entries(pictures)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    rmSync(work, { recursive: true, force: true })
    mkdirSync(notes, { recursive: true })
    writeFileSync(join(project, `assets/screenshots/${name}.svg`), picture(title, lines()))
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** A first backup of many notes, and back. */
function backups(): string[] {
  makeNotes(notes, { files: 20_000, folders: 500, smallest: 2000, largest: 18_000 })
  const commands = [['backup', '~/Notes'], ['status'], ['restore', 'latest', '--to', '~/Notes-restored']]
  return commands.flatMap((parameters) => [...shownRun(parameters), '']).slice(0, -1)
}

/** A note over some weeks: changed, renamed beside it, and changed once more on the disk. */
function versions(): string[] {
  const place = join(notes, 'ideas/garden.md')
  const write = (daysAgo: number, ...lines: string[]) => {
    mkdirSync(join(notes, 'ideas'), { recursive: true })
    writeFileSync(place, `# Garden\n\n## In spring\n\n${lines.map((line) => `- ${line}\n`).join('')}`)
    const time = Date.now() / 1000 - daysAgo * 86_400
    utimesSync(place, time, time)
  }
  makeNotes(notes, { files: 400, folders: 20, smallest: 2000, largest: 18_000 })
  writeFileSync(join(notes, 'garden-old.md'), 'What was to go.\n')
  for (const [daysAgo, ...lines] of [
    [21, 'sow tomatoes'],
    [9, 'sow tomatoes', 'turn the compost'],
    [1, 'sow tomatoes, the small yellow ones', 'turn the compost'],
  ] as [number, ...string[]][]) {
    write(daysAgo, ...lines)
    run(['backup', notes])
    rmSync(join(notes, 'garden-old.md'), { force: true })
    writeFileSync(join(notes, `day-${daysAgo}.md`), 'Another note.\n')
    run(['backup', notes])
  }
  run(['find', 'x'])
  write(0, 'sow tomatoes, the small red ones', 'turn the compost', 'ask Ada for seeds')
  const compared = ['diff', 'latest', 'ideas/garden.md', '--disk']
  return [...shownRun(['find', 'garden']), '', ...shownRun(['versions', '~/Notes/ideas/garden.md']), '', ...shownRun(compared)]
}

function shownRun(parameters: readonly string[]): string[] {
  return [`$ vaultkeeper ${parameters.join(' ')}`, ...run(parameters.map((word) => word.replace('~', work)))]
}

/** Plans over two vaults and two repositories: the drive goes away, and an agent changes its weights. */
function plans(): string[] {
  makeNotes(notes, { files: 20_000, folders: 500, smallest: 2000, largest: 18_000 })
  run(['backup', notes])
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
      : line.startsWith('✔') || line.startsWith('+')
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
