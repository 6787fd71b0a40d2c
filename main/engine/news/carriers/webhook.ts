import type { NewsMessage } from '../../../contract/news-message.ts'
import type { HttpPost } from './send-http.ts'

/**
 * What a webhook is posted: {@link NewsMessage} as JSON. `Idempotency-Key` is its id, for servers that take a message twice for one. Pure.
 */
export function webhookPost(url: string, message: NewsMessage): HttpPost {
  return {
    url,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Idempotency-Key': message.id },
    body: JSON.stringify(message),
  }
}
