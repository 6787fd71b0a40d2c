import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { chainStart, sealLine } from '../../../main/engine/history/chain.ts'
import type { SamplePlaces } from './sample-places.ts'

/**
 * Copies a sample to new places, so that a test may do with it what it likes. The history names folders, and is sealed line by line: it is written anew with
 * the new names. The state is a fold over it and makes itself.
 */
export function copySample(from: SamplePlaces, to: SamplePlaces): void {
  cpSync(from.person, to.person, { recursive: true, preserveTimestamps: true })
  cpSync(from.remotes, to.remotes, { recursive: true, preserveTimestamps: true })
  cpSync(from.drive, to.drive, { recursive: true, preserveTimestamps: true })
  cpSync(from.home, to.home, { recursive: true, preserveTimestamps: true })
  for (const name of readdirSync(to.home)) if (name.startsWith('state.sqlite')) rmSync(path.join(to.home, name))
  rmSync(path.join(to.home, 'cache', 'restic'), { recursive: true, force: true })
  const renamed = (text: string) => text.replaceAll(from.root, to.root)
  for (const name of ['backup_schedule.json', 'configuration.last-good.json']) {
    const file = path.join(to.home, name)
    if (existsSync(file)) writeFileSync(file, renamed(readFileSync(file, 'utf8')), { mode: 0o600 })
  }
  const history = path.join(to.home, 'system-history.jsonl')
  writeFileSync(history, sealedAnew(renamed(readFileSync(history, 'utf8'))), { mode: 0o600 })
}

function sealedAnew(history: string): string {
  let previous = chainStart
  return history
    .split('\n')
    .filter(Boolean)
    .map((text) => {
      const { hash: _, ...body } = JSON.parse(text) as { seq: number; time: string; hash: string }
      const { line, hash } = sealLine({ ...body, previous })
      previous = hash
      return `${line}\n`
    })
    .join('')
}
