// Letters of which some scripts (Arabic, those of India) and emoji make others by a joiner, so that it is seen; Latin ones do not.
const joins = String.raw`(?:(?![\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Hani}\p{sc=Zyyy}\p{sc=Zinh}])[\p{L}\p{M}]|[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])`
const isSeen = String.raw`(?<=${joins})[\u200c\u200d](?=${joins})|(?<=[\p{Extended_Pictographic}\p{Ideographic}])[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]|\ufe0f\u20e3`
const unseen = String.raw`[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029]`

/**
 * What must not be shown as it is: control characters, those that turn the direction of reading, and those that are not seen at all. A text that is split by it
 * has them at the odd places. `content`: in what is written in a file tabs and ends of lines are what they are.
 */
export const odd = {
  name: new RegExp(`((?!${isSeen})${unseen})`, 'gu'),
  content: new RegExp(String.raw`((?!${isSeen}|\t|\r?\n|\r$)${unseen})`, 'gu'),
} as const

/** Makes a text safe to show: file names may hold line breaks, terminal commands (ESC, OSC) and what nobody sees. Such characters come out as escapes. */
export function printable(text: string): string {
  return text.replace(odd.name, (character) => {
    if (character === '\n') return '\\n'
    if (character === '\t') return '\\t'
    const hex = (character.codePointAt(0) ?? 0).toString(16)
    if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`
    return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`
  })
}
