import type { NewsKind } from '../../../contract/news-events.ts'
import type { NewsMessage } from '../../../contract/news-message.ts'
import type { HttpPost } from './send-http.ts'

/** ntfy's priorities, 1 to 5, and the emoji that it shows for a tag (https://docs.ntfy.sh/publish/). */
const looks: Record<NewsKind, { readonly priority: number; readonly tag: string }> = {
  failed: { priority: 4, tag: 'rotating_light' },
  stale: { priority: 4, tag: 'hourglass' },
  anomaly: { priority: 5, tag: 'warning' },
  approval: { priority: 3, tag: 'memo' },
  recovered: { priority: 3, tag: 'white_check_mark' },
  agent: { priority: 5, tag: 'robot' },
  git: { priority: 3, tag: 'twisted_rightwards_arrows' },
  'carrier-failed': { priority: 3, tag: 'mailbox_with_no_mail' },
  reminder: { priority: 2, tag: 'page_facing_up' },
  well: { priority: 2, tag: 'heavy_check_mark' },
  digest: { priority: 2, tag: 'bar_chart' },
  test: { priority: 3, tag: 'wave' },
}

/** A message as ntfy wants it: the text as body, the rest in headers. Pure. */
export function ntfyPost(url: string, { kind, title, text, remedy, host }: NewsMessage): HttpPost {
  const { priority, tag } = looks[kind]
  return {
    url,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      Title: inHeader(`${title} (${host})`),
      Priority: String(priority),
      Tags: tag,
    },
    // ntfy makes an attachment of what is longer than 4096 bytes.
    body: shortened(remedy === null ? text : `${text}\n\n${remedy}`, 3800),
  }
}

/** A header is one line of Latin letters; ntfy reads other text in the encoded words of RFC 2047. */
function inHeader(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return /^[\x20-\x7E]*$/.test(line) ? line : `=?UTF-8?B?${Buffer.from(line).toString('base64')}?=`
}

/** At most so many bytes, cut between characters. */
function shortened(text: string, most: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= most) return text
  return `${bytes
    .subarray(0, most)
    .toString('utf8')
    .replace(/\uFFFD+$/, '')} ...`
}
