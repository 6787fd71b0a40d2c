import type { RepositoryFacts } from './facts.ts'
import { block, code, plain } from './markdown.ts'
import type { Shell } from './shell.ts'

/** How the new machine gets to a repository, up to the password. Each question ends its block: a shell takes what is pasted behind it for the answer. Pure. */
export function wayPart({ folder, way, secrets, name }: RepositoryFacts, shell: Shell): string[] {
  const label = (variable: string) => `${variable} (${name})`
  return [
    ...(folder === null
      ? []
      : ['Connect the drive or the disk. If the folder is elsewhere on the new computer, write its place there into the next block.', '']),
    ...(secrets.length === 0
      ? []
      : ['The server asks for:', '', ...secrets.map((one) => `- ${plain(one.label)}, which Vaultkeeper calls ${code(one.name)}`), '']),
    ...way.steps.flatMap(({ title, commands, asked }) => [
      `${plain((asked?.title ?? title).replace(/[.:]$/, ''))}:`,
      '',
      ...(asked === undefined
        ? commands.flatMap((command) => block(shell.language, [command]))
        : Object.entries(asked.variables).flatMap(([variable, value]) =>
            block(shell.language, [value === null ? shell.ask(variable, label(variable)) : shell.set(variable, value)]),
          )),
    ]),
    'From here on these are the backups that are meant:',
    '',
    ...block(shell.language, [shell.openRepository(folder ?? way.location, way.flags)]),
    `Now the password of the backups, from the kit of the repository ${plain(name)}. It is not shown while you type it:`,
    '',
    ...block(shell.language, [shell.ask('RESTIC_PASSWORD', `Password of the backups (${name})`)]),
  ]
}
