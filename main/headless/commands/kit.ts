import { exitCode } from '../../contract/exit-code.ts'
import type { KitCode } from '../../contract/procedures/kit.ts'
import { fail } from '../../engine/problem-error.ts'
import { type ClientSession, type CommonOptions, withClient } from '../command-host.ts'

/** What `vaultkeeper kit` is asked for. */
export type KitOptions = CommonOptions & {
  readonly repository: string
  readonly withPassword?: boolean
  readonly withLogIn?: boolean
  readonly html?: string
  readonly qr?: boolean
  readonly check?: boolean
}

/** `vaultkeeper kit`: the emergency kit as text or as a page to print; with the password only where a person sits in front of it. */
export function kitCommand(options: KitOptions): Promise<number> {
  return withClient(options, (session) => (options.check === true ? check(session, options.repository) : print(session, options)))
}

async function print({ engine, client, host, screen, signal }: ClientSession, options: KitOptions): Promise<number> {
  const { repository, withPassword, html } = options
  if (withPassword === true && process.stdout.isTTY !== true)
    fail(
      'kit-not-on-terminal',
      'The password is written on a terminal only, or into a file by somebody who sits at one; not for another program.',
      'Run it in a terminal, or leave --with-password out and write the password on the printed kit by hand.',
    )
  const kit = await client.kit.get({ repository }, { signal })
  if (screen.json) {
    screen.emit({ command: 'kit', exitCode: exitCode.done, ...kit })
    return exitCode.done
  }
  const [{ kitPassword }, { recordKitMade }] = await Promise.all([
    import('../../engine/kit/kit-password.ts'),
    import('../../engine/kit/record-kit-made.ts'),
  ])
  const full = withPassword === true ? await kitPassword(engine.core, repository, 'terminal', host, options.withLogIn === true) : undefined
  // As it stands: on another computer nothing is called as it is in this checkout.
  if (html === undefined) screen.quote((full ?? kit).text)
  else {
    const { saveKit } = await import('./save-kit.ts')
    const file = saveKit(html, (full ?? kit).html)
    screen.say(`The emergency kit is in ${file}: open it in a browser, and print it.`)
    if (full !== undefined)
      screen.say('It holds the password, so nobody else may read it here. Once it is printed or put where it is to be kept, remove it.')
    else screen.say('The password is not in it: there is a line to write it on. To see the password: vaultkeeper kit --with-password')
  }
  // Without the password it is only looked at on a terminal; else somebody has one from now on.
  if (full !== undefined || html !== undefined || process.stdout.isTTY !== true) await recordKitMade(engine.core, repository, kit.key)
  if (options.qr === true) await drawCodes([...(full === undefined ? [] : [full.code]), ...(full ?? kit).codes], screen)
  return exitCode.done
}

async function drawCodes(codes: readonly KitCode[], screen: ClientSession['screen']): Promise<void> {
  const [{ modulesOf }, { codeForTerminal }] = await Promise.all([
    import('../../engine/kit/kit-codes.ts'),
    import('../terminal/code-for-terminal.ts'),
  ])
  for (const { title, text, size } of codes) {
    screen.say(`\n${title}`)
    if (size > screen.lineWidth) screen.say(`The terminal is too narrow for this code: it takes ${size} columns.`)
    else screen.quote(codeForTerminal(modulesOf(text), process.stdout.isTTY === true))
  }
}

async function check({ client, screen, signal }: ClientSession, repository: string): Promise<number> {
  // Whether there is one at all, before anything is asked.
  await client.kit.get({ repository }, { signal })
  const { askSecret } = await import('../terminal/ask-secret.ts')
  if (!screen.json)
    screen.tell(
      `The end of the password on the kit of "${repository}": its last two groups (as abcd-efgh); of one in words its last four words; of any other its last eight characters.`,
    )
  const last = await askSecret('The end of the password: ')
  const { right } = await client.kit.check({ repository, last }, { signal })
  const code = right ? exitCode.done : exitCode.failed
  if (screen.json) screen.emit({ command: 'kit', exitCode: code, repository, right })
  else screen.say(right ? 'Right: you have the password.' : 'That is not the end of the password. Look at your kit once more.')
  return code
}
