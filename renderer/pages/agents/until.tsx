import { exactTime, untilInWords } from '../../../main/contract/words/when-in-words.ts'
import { useNow } from '../../parts/use-now.ts'

/** Until when an agent is left alone: `until 18:00`, `until you say otherwise`. */
export function Until({ time }: { readonly time: string | null }) {
  const now = useNow(30_000)
  if (time === null) return 'until you say otherwise'
  return (
    <>
      until{' '}
      <time dateTime={time} title={exactTime(time)}>
        {untilInWords(time, new Date(now))}
      </time>
    </>
  )
}
