import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Seconds: of the clock, and of all cores together. The latter says the same on a machine that has other things to do. */
export type Cost = { readonly seconds: number; readonly cpuSeconds: number }

/** A restic that writes down how long each of its commands took. */
export type TimedRestic = {
  readonly program: string
  /** Forgets what was written down so far. */
  readonly forget: () => void
  /** What all calls of a command have cost since. */
  readonly costOf: (command: string) => Cost
}

/** @param folder where the script and its notes go @param restic the program itself */
export function timedRestic(folder: string, restic: string): TimedRestic {
  const [program, notes] = [join(folder, 'timed-restic'), join(folder, 'timed-restic.notes')]
  // The command is the first word that is no flag. GNU's date knows nanoseconds.
  const script = `#!/bin/sh
begun=$(date +%s%N)
'${restic}' "$@"
code=$?
for word in "$@"; do case $word in -*) ;; *) break ;; esac; done
took=$(( $(date +%s%N) - begun ))
# Its second line is of what it has started. Not in a pipe: that would be another shell, which has started nothing.
times > '${notes}.times'
echo "$word $took $(tail -n 1 '${notes}.times')" >> '${notes}'
exit $code
`
  writeFileSync(program, script)
  chmodSync(program, 0o755)
  return {
    program,
    forget: () => rmSync(notes, { force: true }),
    costOf: (command) => {
      const lines = existsSync(notes) ? readFileSync(notes, 'utf8').split('\n') : []
      const calls = lines.map((line) => line.split(' ')).filter(([word]) => word === command)
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
      return {
        seconds: sum(calls.map(([, took]) => Number(took) / 1e9)),
        cpuSeconds: sum(calls.flatMap(([, , ...minutes]) => minutes.map(secondsIn))),
      }
    },
  }
}

/** `0m1.230000s` */
function secondsIn(text: string): number {
  const [minutes = '', seconds = ''] = text.split('m')
  return Number(minutes) * 60 + Number.parseFloat(seconds)
}
