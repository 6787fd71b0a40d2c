import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { operations } from '../operations.ts'
import { otherRestic } from '../other-restic.ts'

const stack = [
  'unable to create lock in backend: unexpected HTTP response (403): 403 Forbidden',
  'github.com/restic/restic/internal/backend/rest.(*Backend).Save',
  '\t/restic/internal/backend/rest/rest.go:180',
  'github.com/restic/restic/internal/backend/retry.(*Backend).Save.func1',
  '\t/restic/internal/backend/retry/backend_retry.go:164',
  'runtime.goexit',
  '\t/usr/local/go/src/runtime/asm_amd64.s:1700',
].join('\n')

/** How restic may say it: in the message that ends it, beside it, in text alone, or twice. */
const ways = {
  message: `{"message_type":"exit_error","code":1,"message":${JSON.stringify(`Fatal: ${stack}`)}}`,
  error: `{"message_type":"error","error":{"message":${JSON.stringify(stack)}},"during":"archival","item":""}`,
  text: `Fatal: ${stack}`,
  panic: `panic: runtime error: index out of range [32] with length 10\n\ngoroutine 1 [running]:\n${stack}`,
} as const

/** restic's error holds a stack of the language that it is written in. A person reads one sentence; the record has the rest. */
export const kind: Kind = {
  id: 'A10',
  says: "stack inside of restic's error",
  operations: ['backup', 'scheduled', 'prune', 'copy', 'verify', 'restore', 'drill'],
  arm: (bench, { operation, random }) => {
    const way = pick(random, Object.keys(ways) as (keyof typeof ways)[])
    const said = ways[way].split('\n').map((line) => `printf '%s\\n' '${line.replaceAll("'", `'\\''`)}' >&2`)
    otherRestic(
      bench,
      `#!/bin/sh\ncase " $* " in *" ${operations[operation].restic} "*) ${said.join('\n')}\nexit 1 ;; esac\nexec '${bench.restic}' "$@"\n`,
    )
    return {
      hit: ({ code }) => code !== 0,
      wrong: ({ lines, answer }) => {
        const outcome = lines.find(({ event, verdict }) => event === 'run.outcome' && verdict !== 'done')
        return [
          ...(answer?.problem ? [] : [`A10: ${operation} tells no problem`]),
          ...(/\.go:|\.s:\d|goexit/.test(answer?.problem?.sentence ?? '') ? [`A10: ${answer?.problem?.sentence}`] : []),
          ...(JSON.stringify(outcome ?? '').includes('.go:180')
            ? []
            : [`A10: ${way}: the record of ${operation} has no more than the sentence: ${JSON.stringify(outcome)}`.slice(0, 500)]),
        ]
      },
    }
  },
}
