import { fstatSync, writeSync } from 'node:fs'
import { getSystemErrorMessage } from 'node:util'
import { exitCode } from '../contract/exit-code.ts'
import { systemCode } from '../engine/problem-error.ts'

/**
 * Has this process go on where its output cannot be written, as on a full disk: the work matters more than its words. When it ends it says so in a sentence,
 * and with an exit code where it had none, for whoever called it may have wanted the words.
 * @param lasting whether its work is to go on for months, and its words are a log: then the exit code stays, by which a service would begin it again
 */
export function tellUnwritten(lasting: boolean): void {
  let first: { readonly where: string; readonly error: unknown } | undefined
  for (const [where, out] of [
    ['standard output', process.stdout],
    ['standard error', process.stderr],
  ] as const) {
    writeWhole(out)
    out.on('error', (error) => {
      // The reader of our output went away (`| head`): there is nobody left to tell, which is no reason to break off, and no failure.
      if (systemCode(error) !== 'EPIPE') first ??= { where, error }
    })
  }
  // What a stream was refused is told after the call: only now is all of it known.
  process.once('exit', (code) => {
    if (first === undefined) return
    if (code === exitCode.done && !lasting) process.exitCode = exitCode.failed
    try {
      writeSync(
        process.stderr.fd,
        `x What it had to say could not be written to ${first.where}: ${why(first.error)}.\n  Send its output elsewhere. What it did counts all the same.\n`,
      )
    } catch {
      // Standard error leads there as well.
    }
  })
}

/** Node writes to a file once, and takes the part that found room on its disk for all of it: written on, the system says that it is full. */
function writeWhole(out: NodeJS.WriteStream & { readonly fd: number }): void {
  if (!isFile(out.fd)) return
  out._write = (bytes: Buffer, _encoding, done) => {
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(out.fd, bytes, written)
    } catch (error) {
      return done(error instanceof Error ? error : undefined)
    }
    done()
  }
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile()
  } catch {
    return false
  }
}

/** The system's words, with its code. */
function why(error: unknown): string {
  const code = systemCode(error)
  const { errno, message } = error as NodeJS.ErrnoException
  return errno === undefined ? message : `${getSystemErrorMessage(errno) ?? message} (${code})`
}
