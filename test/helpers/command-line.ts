import { readFileSync } from 'node:fs'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

/**
 * What a script was called with. Words that it does not know end it with a sentence, with its usage, which is the comment that it begins with, and with 2;
 * `--help` with the usage alone.
 * @param script its file
 */
export function commandLine<const Options extends ParseArgsOptionsConfig>(script: string, options: Options) {
  const end = (code: number): never => process.exit(code)
  try {
    if (process.argv.includes('--help')) {
      console.log(usageOf(script))
      end(0)
    }
    return parseArgs({ options }).values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usageOf(script)}`)
    return end(2)
  }
}

function usageOf(script: string): string {
  const lines = readFileSync(script, 'utf8').split('\n')
  return lines
    .slice(
      0,
      lines.findIndex((line) => !line.startsWith('//')),
    )
    .map((line) => line.replace(/^\/\/ ?/, ''))
    .join('\n')
}
