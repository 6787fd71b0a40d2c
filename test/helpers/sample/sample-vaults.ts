import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Random } from '../seeded.ts'
import type { SamplePlaces } from './sample-places.ts'
import { notePage, picture, sentences } from './sample-words.ts'

/** Folders of the notes vault, and what lies in each at first. */
const noteFolders: Readonly<Record<string, readonly string[]>> = {
  '': ['Welcome', 'Inbox', 'Reading list'],
  'Areas/Health': ['Running', 'Sleep', 'Back exercises'],
  'Areas/Home': ['Insurance', 'Heating', 'Recipes to try'],
  People: ['Mira', 'Jonas', 'Grandmother’s stories'],
  'Projects/Balcony garden': ['Plan', 'Seeds', 'Watering'],
  'Projects/Novel': ['Outline', 'Chapter 1', 'Chapter 2', 'Chapter 3', 'Characters'],
  Recipes: ['Bread', 'Lentil soup', 'Focaccia', 'Plum cake'],
}

/** The agents of the sample, and what each is for. */
export const agents: Readonly<Record<string, string>> = {
  em: 'Execution manager: gives each message to the agent that can answer it.',
  z: 'Keeps the calendar and knows what is promised to whom.',
  jay: 'Reads the news of the morning and says what matters.',
  rick: 'Reviews code, kindly.',
  leroy: 'Writes the weekly letter from what the others found.',
}

/** Writes a file and the folders above it. */
export function put(folder: string, name: string, content: string | Buffer): void {
  const file = path.join(folder, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
}

/** Fills the vaults as they are on the first day. */
export function fillVaults(places: SamplePlaces, random: Random, journal: readonly string[]): void {
  fillNotes(places.notes, random, journal)
  fillCode(places, random)
  fillAgents(places.agents, random)
}

function fillNotes(vault: string, random: Random, journal: readonly string[]): void {
  put(vault, '.obsidian/app.json', `${JSON.stringify({ alwaysUpdateLinks: true, newFileLocation: 'folder' }, null, 2)}\n`)
  put(vault, '.obsidian/appearance.json', `${JSON.stringify({ baseFontSize: 17, theme: 'system' }, null, 2)}\n`)
  for (const [folder, titles] of Object.entries(noteFolders))
    for (const title of titles) put(vault, path.join(folder, `${title}.md`), notePage(random, title))
  for (const day of journal) put(vault, `Journal/${day}.md`, notePage(random, day))
  for (let number = 1; number <= 6; number++) put(vault, `Attachments/balcony-${number}.png`, picture(random))
}

function fillCode({ code: vault, remotes }: SamplePlaces, random: Random): void {
  put(vault, 'README.md', `# Opus\n\n${sentences(random, 3, 5)}\n`)
  put(vault, 'package.json', `${JSON.stringify({ name: 'opus', version: '0.4.0', type: 'module' }, null, 2)}\n`)
  put(vault, '.env.example', 'OPUS_PORT=4100\nOPUS_MODEL=\n')
  put(vault, '.mcp.json', `${JSON.stringify({ mcpServers: { notes: { command: 'node', args: ['src/serve-notes.mjs'] } } }, null, 2)}\n`)
  put(vault, '.claude/settings.json', `${JSON.stringify({ permissions: { allow: ['Read', 'Edit'] } }, null, 2)}\n`)
  put(vault, 'vault/00_system/rules.md', `# Rules\n\n- Ask before you delete.\n- ${sentences(random, 1, 1)}\n`)
  for (const name of ['serve-notes', 'find-links', 'make-letter', 'read-calendar', 'words'])
    put(vault, `src/${name}.mjs`, `// ${sentences(random, 1, 1)}\nexport function ${camel(name)}(input) {\n  return input\n}\n`)
  for (let number = 1; number <= 12; number++)
    put(vault, `vault/10_knowledge/note-${String(number).padStart(2, '0')}.md`, notePage(random, `Note ${number}`))
  const git = (...parameters: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'init.defaultBranch=main', ...parameters], {
      cwd: vault,
      stdio: 'ignore',
      env: { PATH: process.env['PATH'], HOME: path.dirname(vault), GIT_CONFIG_NOSYSTEM: '1' },
    })
  git('init')
  git('add', '.')
  git('commit', '-m', 'Begin')
  // By a way that is the same in a copy of the sample.
  const remote = path.join(remotes, 'opus.git')
  git('init', '--bare', remote)
  git('remote', 'add', 'origin', path.relative(vault, remote))
  git('push', '-u', 'origin', 'main')
  put(vault, 'src/words.mjs', '// What words mean here.\nexport const words = new Map()\n')
  git('commit', '-am', 'Words are a map')
}

function fillAgents(vault: string, random: Random): void {
  put(vault, 'agent_registry.json', `${JSON.stringify({ agents: Object.keys(agents) }, null, 2)}\n`)
  for (const [id, purpose] of Object.entries(agents)) {
    put(vault, `${id}/SOUL.md`, `# ${id}\n\n${purpose}\n\n${sentences(random, 2, 4)}\n`)
    put(vault, `${id}/priority_weights.json`, weights({ urgency: 5, kindness: 3, cost: 2 }))
    put(vault, `${id}/rules/always.md`, '# Always\n\n- Say what you did.\n- Ask before you delete.\n- Keep what people wrote.\n')
    put(vault, `${id}/memory/lessons.md`, `# Lessons\n\n- ${sentences(random, 1, 1)}\n`)
    put(vault, `${id}/skills/summarise/SKILL.md`, `# Summarise\n\n${sentences(random, 2, 3)}\n`)
    put(vault, `${id}/skills/summarise/run.mjs`, "process.stdout.write('done\\n')\n")
  }
}

/** What an agent holds to be important. */
export function weights(values: Readonly<Record<string, number>>): string {
  return `${JSON.stringify(values, null, 2)}\n`
}

function camel(name: string): string {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}
