import path from 'node:path'
import { pick } from '../../helpers/seeded.ts'
import { changeConfiguration } from '../change-configuration.ts'
import type { Kind } from '../kind.ts'

/** What a person's own program does, as a line for a shell, and whether it can be called a success. */
const programs: Readonly<Record<string, { line: string; good: boolean }>> = {
  fails: { line: 'echo it is not to be; exit 3', good: false },
  'is killed': { line: 'kill -9 $$', good: false },
  hangs: { line: 'sleep 1000', good: false },
  'hangs and hears nothing': { line: "trap '' TERM INT HUP; (trap '' TERM INT HUP; sleep 1000) & while :; do sleep 1; done", good: false },
  floods: { line: 'head -c 5000000 /dev/zero; head -c 5000000 /dev/urandom >&2', good: true },
  'prints the password': { line: 'cat "$0"; cat "$0" >&2', good: true },
  'prints the password and fails': { line: 'cat "$0"; exit 1', good: false },
  'is no text': { line: "printf '\\033[31m\\377\\000\\n'; exit 9", good: false },
}

/** A hook fails, hangs, floods, prints a password: before a backup it stops that, behind one it is a warning, and what is told holds no secret. */
export const kind: Kind = {
  id: 'P1',
  says: 'hook fails, hangs, hears no signal, floods, prints the password',
  operations: ['scheduled'],
  weight: 2,
  arm: (bench, { random }) => {
    const which = pick(random, Object.keys(programs))
    const when = pick(random, ['before', 'after'] as const)
    const { line, good } = programs[which] ?? { line: '', good: true }
    const hook = {
      command: ['/bin/sh', '-c', line, path.join(bench.folder, 'keys', 'default')],
      timeout: which.startsWith('hangs') ? '1s' : '1m',
    }
    const putBack = changeConfiguration(bench, (before) => ({
      ...before,
      plans: { daily: { ...before.plans.daily, hooks: { [when]: hook } } },
    }))
    return {
      hit: ({ lines }) => lines.some(({ event }) => event === 'hook.ended'),
      wrong: ({ code, answer, lines, took }) => {
        const saved = lines.some(({ event }) => event === 'run.snapshot')
        const right = good
          ? answer?.verdict === 'done'
          : when === 'after'
            ? answer?.verdict === 'warnings'
            : answer?.problem?.code === 'hook-failed'
        return [
          ...(right ? [] : [`P1: ${which}, ${when}: ended with ${code}, ${answer?.verdict}: ${answer?.problem?.sentence}`]),
          ...(saved === (good || when === 'after') ? [] : [`P1: ${which}, ${when}: it was ${saved ? '' : 'not '}saved`]),
          ...(took < 30_000 ? [] : [`P1: ${which}, ${when}: it took ${Math.round(took)} ms`]),
        ]
      },
      disarm: putBack,
    }
  },
}
