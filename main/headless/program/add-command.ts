import type { Command } from 'commander'
import type { CommonOptions } from '../command-host.ts'
import { notEmpty } from '../option-values.ts'

/** Adds a command with the flags that all take, and its examples to its help. */
export type Add = (usage: string, description: string, examples: readonly string[]) => Command

/** Takes the exit code of the command that was run. */
export type Done = (code: number) => void

export const whichRepository = ['--repository <name>', 'which repository', 'default'] as const
export const inRepository = ['--repository <name>', 'only in this repository'] as const
export const ofVault = ['--vault <vault>', 'which vault "latest" or a label is of'] as const

/** They say themselves what to look for. */
const takeEmptyWords: ReadonlySet<string> = new Set(['find', 'versions'])

/** A command with what all of them take: `--json`, `--debug`, and how it is used when it was used wrongly. */
export function withCommonFlags(command: Command, description: string, examples: readonly string[]): Command {
  const lines = examples.map((line) => `  ${line}`).join('\n')
  command
    .description(description)
    .option('--json', 'print one JSON object instead of text')
    .option('--debug', 'tell on standard error what is done (never a secret)')
    .exitOverride()
    .showHelpAfterError('(see --help)')
  if (!takeEmptyWords.has(command.name())) refuseEmptyWords(command)
  return examples.length === 0 ? command : command.addHelpText('after', `\nExamples:\n${lines}`)
}

function refuseEmptyWords({ registeredArguments }: Command): void {
  for (const argument of registeredArguments)
    argument.argParser((word: string, before: string | string[] | undefined) =>
      argument.variadic ? [before ?? [], notEmpty(word)].flat() : notEmpty(word),
    )
}

/** How commands of a command are added, such as `config path`. */
export function subCommands(parent: Command): {
  readonly sub: (usage: string, description: string, examples?: readonly string[]) => Command
  /** The options of one of them with those that its parent took: it has the common flags as well, and takes them for itself wherever they stand. */
  readonly all: <Options extends CommonOptions>(options: Options) => Options
} {
  return {
    sub: (usage, description, examples = []) => withCommonFlags(parent.command(usage), description, examples),
    all: (options) => ({ ...options, ...parent.opts<CommonOptions>() }),
  }
}
