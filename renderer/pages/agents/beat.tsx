import { exactTime } from '../../../main/contract/words/when-in-words.ts'
import { useNow } from '../../parts/use-now.ts'
import { beatInWords } from './agent-words.ts'

/** When an agent was heard of last, as people say it, exact when it is pointed at; it goes on by itself. */
export function Beat({ last }: { readonly last: string | null }) {
  const now = useNow(5_000)
  if (last === null) return 'None yet'
  return (
    <time dateTime={last} title={exactTime(last)}>
      {beatInWords(last, new Date(now))}
    </time>
  )
}
