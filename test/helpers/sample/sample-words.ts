import { between, pick, type Random } from '../seeded.ts'
import { writePng } from '../write-png.ts'

const subjects = 'The garden|Tomorrow|My reading list|The kitchen|The course|Our plan|The balcony|The next draft|The bike|This habit'.split(
  '|',
)
const verbs = 'needs|was helped by|is waiting for|grew out of|reminds me of|is better with|begins with|ends before'.split('|')
const objects =
  'a quiet hour|fewer decisions|the list from Tuesday|good light|some patience|a second opinion|the old notes|a clear first step|fresh basil|what Mira said'.split(
    '|',
  )

/** Some sentences such as people write to themselves. */
export function sentences(random: Random, least: number, most: number): string {
  const one = () => `${pick(random, subjects)} ${pick(random, verbs)} ${pick(random, objects)}.`
  return Array.from({ length: between(random, least, most) }, one).join(' ')
}

/** A page of notes in Markdown. */
export function notePage(random: Random, title: string): string {
  const tasks = Array.from({ length: between(random, 1, 4) }, () => `- [${random() < 0.5 ? 'x' : ' '}] ${sentences(random, 1, 1)}`)
  return `# ${title}\n\n${sentences(random, 2, 6)}\n\n## Next\n\n${tasks.join('\n')}\n\n${sentences(random, 1, 4)}\n`
}

/** A PNG picture: a soft evening with a sun in it, and some grain, without which it would take no room. */
export function picture(random: Random, width = 240, height = 160): Buffer {
  const hue = random()
  const sun = { x: width * (0.2 + 0.6 * random()), y: height * (0.2 + 0.4 * random()) }
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const near = Math.max(0, 1 - Math.hypot(x - sun.x, y - sun.y) / 24)
      const at = y * (width * 3 + 1) + 1 + x * 3
      const part = (shift: number) => 110 + 90 * Math.sin(2 * Math.PI * (hue + shift) + y / height)
      for (const [channel, shift] of [0, 0.33, 0.66].entries()) rows[at + channel] = Math.min(255, part(shift) + 140 * near + 24 * random())
    }
  return writePng(width, height, rows)
}
