import { randomBytes } from 'node:crypto'
import { exitCode } from '../../contract/exit-code.ts'
import { printable } from '../../contract/words/printable.ts'
import { type ConfigurationCore, findConfiguration } from '../../engine/config/find-configuration.ts'
import { problemLine } from '../../engine/config/load-configuration.ts'
import { validateConfiguration } from '../../engine/config/validate-configuration.ts'
import { homeAt, homeFolder } from '../../engine/home/home.ts'
import { type CommonOptions, fromWhereCalled, withClient } from '../command-host.ts'
import { createScreen } from '../terminal/screen.ts'
import { settingValue } from '../terminal/setting-value.ts'
import { table } from '../terminal/table.ts'
import { counted } from '../terminal/words.ts'

/** `vaultkeeper config validate [FILE]`: looks the configuration over, without a home and without writing anything. */
export async function configValidateCommand(file: string | undefined, options: CommonOptions): Promise<number> {
  const screen = createScreen(options.json === true)
  const { path, exists, migratedFrom, problems, notes } = await validateConfiguration(
    await here(),
    file === undefined ? undefined : fromWhereCalled(file),
  )
  const code = problems.length === 0 ? exitCode.done : exitCode.failed
  if (screen.json) screen.emit({ command: 'config', exitCode: code, path, exists, migratedFrom, problems, notes })
  for (const problem of problems) screen.say(printable(problemLine(problem, path)))
  if (problems.length > 0) screen.tell(`${counted(problems.length, 'mistake')} in ${printable(path)}`)
  else if (!exists) screen.say(`There is no configuration: ${printable(path)} is not there. Nothing is backed up by itself.`)
  else screen.say(`${printable(path)} is fine.${migratedFrom === null ? '' : ` It is of version ${migratedFrom} and will be brought up.`}`)
  for (const note of notes) screen.say(`${screen.paint('attention', '!')} ${printable(note)}`)
  return code
}

/** `vaultkeeper config path` */
export async function configPathCommand(options: CommonOptions): Promise<number> {
  const screen = createScreen(options.json === true)
  const { path, file } = findConfiguration(await here())
  if (screen.json) screen.emit({ command: 'config', exitCode: exitCode.done, path, exists: file.kind !== 'missing' })
  else screen.say(path)
  return exitCode.done
}

/** `vaultkeeper config show`: what is in force, and where each value comes from. */
export function configShowCommand(options: CommonOptions): Promise<number> {
  return withClient(options, async ({ client, signal, screen }) => {
    const { configuration, settings, source, path, problems, overrides } = await client.configuration.get(undefined, { signal })
    const code = problems.length === 0 ? exitCode.done : exitCode.failed
    if (screen.json) {
      screen.emit({ command: 'config', exitCode: code, path, source, configuration, overrides, problems })
      return code
    }
    const words = {
      file: path,
      'last-good': `What ${path} said last, which stays in force: it has mistakes now.`,
      none: `No configuration: ${path} is not there.`,
    }
    screen.say(printable(words[source]))
    const rows = settings.map((one) => [one.path, one.from, printable(settingValue(one.path, one.value))])
    for (const line of table(rows)) screen.say(line)
    for (const problem of problems) screen.tell(`${screen.paint('bad', 'x')} ${printable(problemLine(problem, path))}`)
    return code
  })
}

async function here(): Promise<ConfigurationCore> {
  const home = homeAt(await homeFolder(process.env))
  return { home, ports: { environment: process.env, log: () => undefined, randomBytes } }
}
