import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from '../../core.ts'
import { fsyncFolder, writePrivateFile } from '../../home/write-private-file.ts'
import type { ToEscalate } from './to-escalate.ts'

/** Where the bundles of a home are. */
export function bundlesFolder({ home }: Pick<Core, 'home'>): string {
  return join(home.root, 'escalations')
}

/**
 * Writes the folder of an escalation, complete or not at all.
 * @returns its path; empty where it could not be written, which the log then tells
 */
export async function makeBundle(core: Core, about: ToEscalate, escalation: string, time: Date): Promise<string> {
  const folder = join(bundlesFolder(core), `${escalation}-${about.agent.name}`)
  const making = `${folder}.making`
  try {
    mkdirSync(making, { recursive: true, mode: 0o700 })
    const { agent, problem } = about
    writePrivateFile(
      join(making, 'report.txt'),
      core.redactor.redact(`${agent.name} needs a person\n${time.toISOString()}\n\n${problem.sentence}\n${problem.remedy}\n`),
    )
    renameSync(making, folder)
    fsyncFolder(bundlesFolder(core))
    return folder
  } catch (error) {
    core.ports.log(core.redactor.redact(`The bundle of the escalation of ${about.agent.name} could not be written: ${String(error)}`))
    rmSync(making, { recursive: true, force: true })
    return ''
  }
}
