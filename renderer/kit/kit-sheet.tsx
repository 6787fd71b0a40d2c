import { Fragment } from 'react'
import type { Kit, KitCode } from '../../main/contract/procedures/kit.ts'
import { resticWanted } from '../../main/contract/words/restic-wanted.ts'
import { exactTime } from '../../main/contract/words/when-in-words.ts'
import { KitPicture } from './kit-picture.tsx'
import classes from './kit-sheet.module.css'

/** What a person asked to see. */
type KitSecret = { readonly password: string; readonly code: KitCode }

type KitSheetProps = {
  readonly kit: Kit
  /** Only while it is to be seen, and on no other way into the page than by asking for it. */
  readonly secret: KitSecret | null
}

/** The emergency kit as a sheet of paper: black on white wherever it is shown, and alone on the page when it is printed. */
export function KitSheet({ kit, secret }: KitSheetProps) {
  const facts: [string, string][] = [
    ['Name', kit.repository],
    ['Backups are', kit.place],
    ['Address', kit.location],
    ['Repository', kit.id],
    ['Key', kit.keys.join(', ') || 'not known'],
    ['Computer', kit.host],
  ]
  return (
    <section className={classes['sheet']} aria-label="Kit to print">
      <p className={classes['head']}>Vaultkeeper emergency kit</p>
      <p className={classes['small']}>
        Made {exactTime(kit.made)}. Keep it where you keep what must not be lost, and not on this computer. Whoever has the password and the
        backups can read them; without the password nobody can.
      </p>
      <Password secret={secret} />
      <p className={`${classes['small']} ${classes['checks']}`}>
        Looked at, and still right, on: <span />
        <span />
        <span />
      </p>
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
        <li>
          Get {resticWanted}
          {kit.restic === null ? '' : ` (made with ${kit.restic})`}, from https://restic.net or https://github.com/restic/restic/releases,
          or from your system’s packages. The commands are typed in a terminal, all in one folder.
        </li>
        {kit.steps.map(({ title, commands }) => (
          <li key={title}>
            {title}
            {commands.map((command) => (
              <Command key={command} line={command} />
            ))}
          </li>
        ))}
      </ol>
      <p className={classes['label']}>With Vaultkeeper on the new computer all of it comes back at once, its own settings too</p>
      <Command line={kit.comeback} />
      <Codes codes={kit.codes} />
    </section>
  )
}

function Password({ secret }: { readonly secret: KitSecret | null }) {
  return (
    <div className={classes['password']}>
      <div>
        <p className={classes['label']}>Password</p>
        {secret === null ? (
          <>
            <p className={classes['line']} />
            <p className={classes['small']}>To be written here by hand.</p>
          </>
        ) : (
          <p className={classes['secret']}>{secret.password}</p>
        )}
      </div>
      {secret !== null && <KitPicture code={secret.code} className={classes['code']} />}
    </div>
  )
}

/** Broken between words only: an option must not be cut between its hyphens. */
function Command({ line }: { readonly line: string }) {
  return (
    <code className={classes['command']}>
      {line.split(' ').map((word, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the words of a command stay where they are
        <Fragment key={at}>
          {at > 0 && ' '}
          <span>{word}</span>
        </Fragment>
      ))}
    </code>
  )
}

function Codes({ codes }: { readonly codes: readonly KitCode[] }) {
  if (codes.length === 0) return null
  const together = codes.length === 1 ? 'This code holds' : 'Put together in their order, these codes hold'
  return (
    <div className={`${classes['codes']} ${codes.length > 3 ? '' : classes['together']}`}>
      <p className={classes['label']}>The same to scan</p>
      <p>{together} the address, the repository and the commands as one script, without the password.</p>
      <div>
        {codes.map((code) => (
          <figure key={code.title}>
            <KitPicture code={code} className={classes['code']} />
            <figcaption>{code.title}</figcaption>
          </figure>
        ))}
      </div>
    </div>
  )
}
