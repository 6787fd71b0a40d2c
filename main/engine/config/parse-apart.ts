import type { RunHelper } from '../helpers/run-helper.ts'
import type { ParseConfiguration } from './load-configuration.ts'
import type { ParsedConfiguration } from './parse-configuration.ts'

/** What the helper is asked: the arguments of parseConfiguration. */
export type ParseRequest = {
  readonly source: string
  readonly parameters: [Parameters<ParseConfiguration>[1], Parameters<ParseConfiguration>[2]]
}

/**
 * Parses a configuration in a process of its own, which takes the rules (zod, 25 MB) away with it when it ends: a program that runs for months reads
 * its configuration a few times in them. Throws where that process does not answer.
 */
export function parseApart(run: RunHelper): ParseConfiguration {
  return async (source, places, variables) => {
    const question: ParseRequest = { source: Buffer.from(source).toString('base64'), parameters: [places, variables] }
    const end = await run({ name: 'configuration', question, environment: {} })
    if (end.ended === 'answered') return end.answer as ParsedConfiguration
    throw new Error(`The helper that reads the configuration ${end.ended === 'too-late' ? 'did not answer in time' : end.why}`)
  }
}
