import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { pathFolders } from '../../main/engine/restic/search-path.ts'

const programs = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']

/** Starts the Chromium of this machine, with more flags if wanted. Whoever starts it closes it. */
export function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  const root = process.getuid?.() === 0
  // The same colours and letters on each machine, and no graphics card that is only played; shared memory is small in containers.
  const alike = ['--force-color-profile=srgb', '--font-render-hinting=none', '--disable-dev-shm-usage', '--disable-gpu']
  return chromium.launch({ executablePath: chromiumProgram(), args: [...(root ? ['--no-sandbox'] : []), ...alike, ...flags] })
}

/**
 * Where Chromium is: the one without a window's frame, where it is there. It is the same engine of the same version; a page takes it a third of the work, for
 * the frame of each window is a page as well. `npm test` installs it where it is missing.
 */
function chromiumProgram(): string {
  const folders = [...pathFolders(process.env, process.platform), '/usr/bin']
  const places = programs.flatMap((name) => folders.map((folder) => path.join(folder, name)))
  const found = places.find(isProgram)
  if (found === undefined) throw new Error('The tests of the pages need Chromium: node test/helpers/provision.ts installs it.')
  return found
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
