import { fail } from '../problem-error.ts'

/** A text as the content of an XML element. Throws a problem for what XML cannot hold, whatever one writes: control characters, halves of characters. */
export function xmlText(text: string): string {
  if (/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text))
    return fail(
      'service-name-odd',
      `${JSON.stringify(text)} holds a character that cannot be written into the file of the service.`,
      'Give the folder another name, or start `vaultkeeper daemon` by other means.',
    )
  return text.replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
}
