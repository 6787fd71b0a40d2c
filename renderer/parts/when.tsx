import { exactTime, whenInWords } from '../../main/contract/words/when-in-words.ts'
import { useNow } from './use-now.ts'

/** A time as people say it, exact when it is pointed at; it goes on by itself. */
export function When({ time }: { readonly time: string }) {
  const now = useNow(30_000)
  return (
    <time dateTime={time} title={exactTime(time)}>
      {whenInWords(time, new Date(now))}
    </time>
  )
}
