import { Text } from '@mantine/core'
import { Fragment } from 'react'
import type { Kit } from '../../main/contract/procedures/kit.ts'
import { exactTime } from '../../main/contract/words/when-in-words.ts'
import classes from './kit-sheet.module.css'

type KitSheetProps = {
  readonly kit: Kit
  /** Only while it is to be seen, and on no other way into the page than by asking for it. */
  readonly password: string | null
}

/** The emergency kit as a sheet of paper: black on white wherever it is shown, and alone on the page when it is printed. */
export function KitSheet({ kit, password }: KitSheetProps) {
  const facts: [string, string][] = [
    ['Backups are', kit.place],
    ['Address', kit.location],
    ['Repository', kit.id],
    ['Key', kit.keys.join(', ') || 'not known'],
    ['Program', `restic ${kit.restic ?? '0.18 or newer'}, from https://restic.net`],
    ['Computer', kit.host],
  ]
  return (
    <section className={classes['sheet']} aria-label="Kit to print">
      <p className={classes['head']}>Vaultkeeper emergency kit</p>
      <p className={classes['small']}>
        Made {exactTime(kit.made)}. Keep it where you keep what must not be lost, and not on this computer. Whoever has the password and the
        backups can read them; without the password nobody can.
      </p>
      <p className={classes['label']}>Password</p>
      <p className={classes['password']}>{password ?? kit.blank}</p>
      <dl className={classes['facts']}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {kit.onThisComputer && (
        <p>
          <strong>These backups are on this computer only:</strong> if it is lost or breaks, they are lost, too.
        </p>
      )}
      <p className={classes['label']}>What is kept safe</p>
      <ul className={classes['list']}>
        {kit.vaults.map(({ id, name, path }) => (
          <li key={id}>
            {name}: {path}
          </li>
        ))}
      </ul>
      <p className={classes['label']}>How to get it back, on any computer</p>
      <ol className={classes['list']}>
        <li>Get restic from https://restic.net, or from your system’s packages.</li>
        {kit.steps.map(({ title, commands }) => (
          <li key={title}>
            {title}
            {commands.map((command) => (
              <Text key={command} component="code" className={classes['command'] ?? ''}>
                {command.split(' ').map((word, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the words of a command stay where they are
                  <Fragment key={at}>
                    {at > 0 && ' '}
                    <span>{word}</span>
                  </Fragment>
                ))}
              </Text>
            ))}
          </li>
        ))}
      </ol>
    </section>
  )
}
