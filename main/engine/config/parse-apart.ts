import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { ParseConfiguration } from './load-configuration.ts'
import type { ParsedConfiguration } from './parse-configuration.ts'

/** What the helper is asked: the arguments of parseConfiguration, as JSON on its standard input. */
export type ParseRequest = {
  readonly source: string
  readonly parameters: [Parameters<ParseConfiguration>[1], Parameters<ParseConfiguration>[2]]
}

/**
 * Parses a configuration in a process of its own, which takes the rules (zod, 25 MB) away with it when it ends: a program that runs for months reads
 * its configuration a few times in them. Throws where that process cannot be started.
 */
export const parseApart: ParseConfiguration = async (source, places, variables) => {
  const helper = spawn(
    process.execPath,
    ['--conditions=source', '--disable-warning=ExperimentalWarning', fileURLToPath(import.meta.resolve('./parse-helper.ts'))],
    { stdio: ['pipe', 'pipe', 'ignore'], env: {}, windowsHide: true },
  )
  const started = new Promise<void>((resolve, reject) => helper.once('spawn', resolve).once('error', reject))
  // One that ended before it read its question is told by its answer, which is none.
  helper.stdin.on('error', () => undefined)
  const request: ParseRequest = { source: Buffer.from(source).toString('base64'), parameters: [places, variables] }
  helper.stdin.end(JSON.stringify(request))
  await started
  const answer = await text(helper.stdout)
  return JSON.parse(answer) as ParsedConfiguration
}
