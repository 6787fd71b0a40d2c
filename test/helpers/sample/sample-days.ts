import { appendFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { between, pick, type Random } from '../seeded.ts'
import type { SamplePlaces } from './sample-places.ts'
import { agents, put } from './sample-vaults.ts'
import { notePage, picture, sentences } from './sample-words.ts'

/** A day as the journal names it, in this machine's own time. */
export function dayName(time: Date): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-')
}

/** What a person and their agents do to the vaults in a day: writing mostly, now and then tidying up. `ago`: how many days ago it was. */
export function liveADay(places: SamplePlaces, random: Random, day: string, ago: number): void {
  const { notes, code, agents: agentsFolder } = places
  put(notes, `Journal/${day}.md`, notePage(random, day))
  const written = notesIn(notes)
  for (let count = between(random, 1, 3); count > 0; count--)
    appendFileSync(path.join(notes, pick(random, written)), `\n${sentences(random, 1, 3)}\n`)
  if (ago % 6 === 2) put(notes, 'Projects/Novel/Chapter 1.md', notePage(random, 'Chapter 1'))
  if (ago % 4 === 1) put(notes, `Attachments/walk-${day}.png`, picture(random))
  if (ago % 5 === 2) put(notes, `Inbox/${pick(random, ['Idea', 'Call back', 'Quote', 'To buy'])} ${day}.md`, notePage(random, 'Inbox'))
  if (ago % 9 === 3) rmSync(path.join(notes, 'Inbox'), { recursive: true, force: true })
  if (ago === 18) renameSync(path.join(notes, 'Projects/Balcony garden'), path.join(notes, 'Projects/Balcony 2027'))
  if (ago % 3 === 0) appendFileSync(path.join(code, 'src/make-letter.mjs'), `// ${sentences(random, 1, 1)}\n`)
  if (ago % 7 === 4) put(code, `vault/10_knowledge/note-${day}.md`, notePage(random, `Found on ${day}`))
  for (const id of Object.keys(agents))
    if (random() < 0.5) appendFileSync(path.join(agentsFolder, id, 'memory/lessons.md'), `- ${day}: ${sentences(random, 1, 1)}\n`)
}

function notesIn(vault: string): string[] {
  return readdirSync(vault, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'))
}
