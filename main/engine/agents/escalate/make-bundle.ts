import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from '../../core.ts'
import { releaseBallast } from '../../home/ballast.ts'
import { fsyncFolder, writePrivateFile } from '../../home/write-private-file.ts'
import { systemCode } from '../../problem-error.ts'
import { allAgents } from '../all-agents.ts'
import { bundleFacts } from './bundle-facts.ts'
import { type BundleFile, bundleFiles } from './bundle-files.ts'
import { bundlesFolder, unfinished } from './bundles-folder.ts'
import { cleanerFor } from './cleaner.ts'
import { visible } from './readable.ts'
import { reportText } from './report-text.ts'
import type { ToEscalate } from './to-escalate.ts'

/**
 * Writes the folder of an escalation: complete or not at all, and for its owner's eyes alone. What cannot be had is left out, and the report says so.
 * @returns its path; empty where not even the report could be written, which the log then tells
 */
export async function makeBundle(core: Core, about: ToEscalate, escalation: string, time: Date): Promise<string> {
  const folder = join(bundlesFolder(core.home), `${escalation}-${about.agent.name}`)
  const making = `${folder}${unfinished}`
  try {
    const clean = cleanerFor(core, [about.agent, ...allAgents(core)])
    const facts = await bundleFacts(core, about, escalation, time, clean)
    mkdirSync(making, { recursive: true, mode: 0o700 })
    const written: BundleFile[] = []
    const not = [...facts.not]
    for (const file of bundleFiles(facts)) {
      try {
        writeFileSync(join(making, file.name), clean(visible(file.text)), { mode: 0o600, flag: 'wx' })
        written.push(file)
      } catch (error) {
        not.push(`${file.name} could not be written (${systemCode(error) || String(error)}).`)
        rmSync(join(making, file.name), { recursive: true, force: true })
      }
    }
    const report = (beside: readonly BundleFile[]) =>
      writePrivateFile(join(making, 'report.txt'), clean(visible(reportText(facts, beside, not))))
    try {
      report(written)
    } catch {
      // The report is worth more than all that lies beside it.
      for (const { name } of written) rmSync(join(making, name), { force: true })
      not.push('There was no room for the files that would lie beside this text.')
      releaseBallast(core.home)
      report([])
    }
    renameSync(making, folder)
    fsyncFolder(bundlesFolder(core.home))
    return folder
  } catch (error) {
    core.ports.log(core.redactor.redact(`The bundle of the escalation of ${about.agent.name} could not be written: ${String(error)}`))
    rmSync(making, { recursive: true, force: true })
    return ''
  }
}
