import { writeNewFile } from '../../engine/home/write-new-file.ts'
import { fail, systemCode } from '../../engine/problem-error.ts'
import { fromWhereCalled } from '../command-host.ts'

/** Saves a kit for nobody else to read (mode 0600): whole or not at all. What is there is never overwritten. @returns its whole path */
export function saveKit(file: string, html: string): string {
  const path = fromWhereCalled(file)
  try {
    writeNewFile(path, html)
  } catch (error) {
    const code = systemCode(error)
    if (code === 'EEXIST') fail('kit-file-exists', `There is a file ${path} already, and it is left as it is.`, 'Choose another name.')
    fail('kit-not-saved', `The kit could not be written to ${path} (${code ?? 'unknown'}).`, 'Choose another place.')
  }
  return path
}
