import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Escalation } from '../../../contract/procedures/agents.ts'
import type { Core } from '../../core.ts'
import { bundlesFolder } from './bundles-folder.ts'

/** An escalation with its text and the files that lie beside that. */
export type ReadBundle = {
  readonly escalation: Escalation
  readonly text: string
  readonly files: readonly { readonly name: string; readonly bytes: number }[]
}

/** Reads the folder of an escalation. Where it is gone (only the last are kept), or could never be written, the text is what the records still tell. */
export function readBundle(core: Core, escalation: Escalation): ReadBundle {
  const { agent, problem, bundle } = escalation
  try {
    // By the name alone: a home may have moved since.
    const folder = join(bundlesFolder(core.home), basename(bundle))
    const files = readdirSync(folder)
      .filter((name) => name !== 'report.txt')
      .map((name) => ({ name, bytes: lstatSync(join(folder, name)).size }))
    return { escalation, text: readFileSync(join(folder, 'report.txt'), 'utf8'), files }
  } catch {
    const why = bundle === '' ? 'No folder could be written for it.' : `Its folder ${bundle} is there no more.`
    return {
      escalation,
      text: `${agent} needs a person, since ${escalation.time}.\n\n${problem.sentence}\n${problem.remedy}\n\n${why}\n`,
      files: [],
    }
  }
}
