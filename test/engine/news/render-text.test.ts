import { expect, it } from 'vitest'
import type { NewsMessage } from '../../../main/contract/news-message.ts'
import { renderText } from '../../../main/engine/news/render-text.ts'
import { at } from '../health/records.ts'

const message = (text: string, remedy: string | null = null): NewsMessage => ({
  id: 'n',
  kind: 'digest',
  title: 'A title',
  text,
  remedy,
  plan: null,
  repository: null,
  run: null,
  code: null,
  subject: 's',
  time: at(20, '23:30').toISOString(),
  host: 'laptop',
})
const lines = (text: string, remedy?: string) => renderText(message(text, remedy ?? null), 'Asia/Tokyo', at(21), 'Why.').split('\n')

it('wraps between words, keeps lists and commands together, and ends with who says so and when', () => {
  const long = 'word '.repeat(40).trim()
  expect(lines(`- ${long}\n- short\n\n${'x'.repeat(100)} end`, `${'word '.repeat(13)}with: vaultkeeper status`)).toEqual([
    'A title.',
    '',
    `- ${'word '.repeat(15).trim()}`,
    `  ${'word '.repeat(15).trim()}`,
    `  ${'word '.repeat(10).trim()}`,
    '- short',
    '',
    'x'.repeat(100),
    'end',
    '',
    'What to do:',
    `  ${'word '.repeat(13)}with:`,
    '  vaultkeeper status',
    '',
    '-- ',
    'Vaultkeeper on laptop, Saturday, 21 November at 08:30 (Asia/Tokyo).',
    'Why.',
    '',
  ])
})
