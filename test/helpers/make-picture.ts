// Makes the picture in the README from a real run: `node test/helpers/make-picture.ts`.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeNotes } from '../bench/make-notes.ts'
import { provisionPrograms } from './programs.ts'

const project = join(import.meta.dirname, '../..')
const work = mkdtempSync(join(tmpdir(), 'vaultkeeper-picture-'))
const notes = join(work, 'Notes')
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
  writeFileSync(join(project, 'assets/screenshots/backup.svg'), picture(shown.slice(0, -1)))
} finally {
  rmSync(work, { recursive: true, force: true })
}

function run(parameters: string[]): string[] {
  const cli = ['--conditions=source', '--disable-warning=ExperimentalWarning', join(project, 'main/headless/cli.mjs')]
  const { stdout, status } = spawnSync(process.execPath, [...cli, ...parameters], { env: environment, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${parameters[0]} ended with ${status}`)
  return stdout.replaceAll(join(work, 'home'), '~/.local/share/vaultkeeper').replaceAll(work, '~').trimEnd().split('\n')
}

/** A terminal as an SVG: text that can be selected, sharp at every size, in the reader's own fixed-width font. */
function picture(lines: readonly string[]): string {
  const height = 44 + lines.length * 20
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const colour = (line: string) => (line.startsWith('$') ? '#f0f0f0' : line.startsWith('✔') ? '#7ddc91' : '#b8c0cc')
  const text = lines.map(
    (line, row) => `<text x="20" y="${52 + row * 20}" fill="${colour(line)}" xml:space="preserve">${escaped(line)}</text>`,
  )
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map((fill, index) => `<circle cx="${22 + index * 18}" cy="18" r="6" fill="${fill}"/>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">
<title>Vaultkeeper backs up a folder of 20,000 notes, shows its state, and restores it</title>
<rect width="860" height="${height}" rx="8" fill="#1b1f27"/>
${[...dots, ...text].join('\n')}
</svg>
`
}
