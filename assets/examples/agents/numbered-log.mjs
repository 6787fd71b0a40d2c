import fs from 'node:fs'
import path from 'node:path'

/**
 * A file that only grows, with one JSON object on each line, numbered from 1: `{"n":1,…}`. One program adds to it, any number of them read it.
 *
 * A line counts if its number is the one that comes next; every other line is as good as not there. This one rule is all that is needed after a crash: a line that was
 * torn in the middle is no JSON and does not count, a line that was written once more does not count again, and where an older copy of the file was put back, the lines
 * that it lacks are added once more with the numbers that they had, and whoever has them already takes no notice.
 */
export class NumberedLog {
  #file
  #inode = 0
  #offset = 0
  /** The number of the next line that counts. */
  next = 1

  constructor(file) {
    this.#file = file
  }

  /** What was added since the last call, and counts. */
  read() {
    const { entries, missing } = this.#readOn()
    if (!missing || entries.length > 0) return entries
    // Numbers were left out: this is not the file of the last time, but one of the same name and place. From the top, then.
    this.#offset = 0
    return this.#readOn().entries
  }

  /** Reads all of it, and makes it ready to be added to. A line that was torn is ended, not cut off: what was written once is never touched again. */
  open() {
    fs.mkdirSync(path.dirname(this.#file), { recursive: true })
    const file = fs.openSync(this.#file, 'a+')
    const { size } = fs.fstatSync(file)
    const last = Buffer.alloc(1)
    if (size > 0) fs.readSync(file, last, 0, 1, size - 1)
    if (size > 0 && last[0] !== newline) fs.writeSync(file, '\n')
    fs.closeSync(file)
    return this.read()
  }

  /** Adds entries, with the numbers that come next. When it returns they are on the disk. */
  add(entries) {
    if (entries.length === 0) return []
    const numbered = entries.map((entry, index) => ({ n: this.next + index, ...entry }))
    const file = fs.openSync(this.#file, 'a')
    fs.writeSync(file, numbered.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
    fs.fdatasyncSync(file)
    fs.closeSync(file)
    this.next += entries.length
    return numbered
  }

  #readOn() {
    const entries = []
    let missing = false
    for (const line of this.#lines()) {
      const entry = parsed(line)
      if (entry?.n > this.next) missing = true
      if (entry?.n !== this.next) continue
      entries.push(entry)
      this.next += 1
    }
    return { entries, missing }
  }

  /** The whole lines that follow what was read. The last one may be in the middle of being written. */
  #lines() {
    const text = readFrom(this.#file, ({ ino, size }) => {
      if (ino !== this.#inode || size < this.#offset) this.#offset = 0
      this.#inode = ino
      return this.#offset
    })
    const end = text.lastIndexOf(newline) + 1
    this.#offset += end
    return text.toString('utf8', 0, end).split('\n').slice(0, -1)
  }
}

const newline = 10

/** The bytes of a file from an offset on; none where there is no file, for its folder may just be being brought back. */
function readFrom(name, offsetOf) {
  if (!fs.existsSync(name)) return Buffer.alloc(0)
  const file = fs.openSync(name, 'r')
  try {
    const stat = fs.fstatSync(file)
    const offset = offsetOf(stat)
    const bytes = Buffer.alloc(stat.size - offset)
    return bytes.subarray(0, fs.readSync(file, bytes, 0, bytes.length, offset))
  } finally {
    fs.closeSync(file)
  }
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
