import { exitCode } from '../contract/exit-code.ts'
import { type CommonOptions, type Session, withEngine } from './command-host.ts'
import { watchProgram } from './program-replaced.ts'
import { moment } from './terminal/words.ts'

/**
 * Runs a command that goes on for months, as {@link withEngine} does. Once another version lies where its program was, it ends as if it had been asked to,
 * and begins anew as that version: the same process, so that whoever started it sees nothing of it. Where that cannot be had (Windows) it ends with a failure, after
 * which a service is started again.
 */
export async function runReplaceable(
  options: CommonOptions,
  command: 'daemon' | 'serve',
  work: (session: Session) => Promise<number>,
  settle?: Parameters<typeof withEngine>[2],
): Promise<number> {
  const replaced = watchProgram()
  let asked: AbortSignal | undefined
  const run = (session: Session): Promise<number> => {
    const { engine, host, screen } = session
    asked = host.signal
    const tell = () => {
      if (screen.json) screen.emit({ command, event: 'replaced' })
      else screen.say(`${moment(engine.core.ports.clock.now())}  Another version of Vaultkeeper was installed: beginning anew.`)
    }
    replaced.signal.addEventListener('abort', tell, { once: true })
    return work({ ...session, host: { ...host, signal: AbortSignal.any([host.signal, replaced.signal]) } })
  }
  // Whoever asked it to end meanwhile meant it.
  const goesOn = () => replaced.signal.aborted && asked?.aborted !== true
  try {
    const code = await withEngine(options, run, settle)
    return goesOn() ? beginAnew() : code
  } catch (error) {
    // What it needs to end may be gone as well.
    if (goesOn()) return beginAnew()
    throw error
  } finally {
    replaced.close()
  }
}

function beginAnew(): number {
  // The browser has been opened already.
  const parameters = process.argv.slice(1).filter((one) => one !== '--open')
  if (process.platform !== 'win32') process.execve?.(process.execPath, [process.execPath, ...process.execArgv, ...parameters], process.env)
  return exitCode.failed
}
