import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { operations } from '../operations.ts'
import { otherRestic } from '../other-restic.ts'

const flood = 'head -c 6000000 /dev/zero | tr "\\0" x'
/** What restic says besides, before it does its work or behind it. */
const ways: Readonly<Record<string, string>> = {
  'text before': 'echo "warning: something nobody expects {"; "$R" "$@"',
  'long line behind': `"$R" "$@"; c=$?; ${flood}; (exit $c)`,
  'unknown messages': 'echo \'{"message_type":"novelty","x":[[[[1]]]]}\'; echo \'{"message_type":7}\'; echo "[]"; echo null; "$R" "$@"',
  'not text': 'printf "\\377\\376\\000{\\200"; echo; "$R" "$@"',
  'megabytes of errors': `${flood} >&2; "$R" "$@"`,
  'cut in the middle': '"$R" "$@" > "$D/out"; c=$?; head -c $(( $(wc -c < "$D/out") * 2 / 3 )) "$D/out"; rm "$D/out"; (exit $c)',
  nothing: '"$R" "$@" > /dev/null',
}

/** restic works and says it in a way that nobody expects. Whatever is made of it, no run may claim what is not so. */
export const kind: Kind = {
  id: 'A9',
  says: "restic's output garbled, cut, flooded, missing",
  operations: ['backup', 'restore', 'copy', 'verify', 'prune', 'drill'],
  weight: 3,
  arm: (bench, { operation, random }) => {
    const how = pick(random, Object.keys(ways))
    const cases = `case " $* " in *" ${operations[operation].restic} "*) ${ways[how]}; exit $? ;; esac`
    otherRestic(bench, `#!/bin/sh\nR='${bench.restic}'\nD=$(dirname "$0")\n${cases}\nexec "$R" "$@"\n`)
    return { hit: () => true, wrong: ({ took }) => (took > 30_000 ? [`A9: ${how}: it took ${Math.round(took)} ms`] : []) }
  },
}
