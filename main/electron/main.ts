// The first file of the tray app, and the only one that imports Electron itself. Electron becomes ready once this file is through: what is awaited at its top level
// is awaited before that, and the shell, which waits for it, is not awaited.
import { join } from 'node:path'
import * as electron from 'electron'
import { homeFolder } from '../engine/home/home.ts'
import { pagesFolder } from '../engine/pages/pages-folder.ts'
import { bundledRestic } from './bundled-restic.ts'
import { startShell } from './shell.ts'
import { leaveAppImage } from './system/leave-app-image.ts'

/** This file is run as it was built, in `dist/app/`; the app's other files lie beside that, in a working copy as in the package. */
const built = join(import.meta.dirname, '..')

leaveAppImage(process.env)
void startShell({
  electron,
  platform: process.platform,
  argv: process.argv,
  environment: process.env,
  root: await homeFolder(process.env),
  places: {
    preload: join(built, 'preload', 'preload.cjs'),
    pages: pagesFolder(process.env),
    icons: join(built, '..', 'assets', 'icons'),
  },
  ports: { bundledRestic: bundledRestic(process.resourcesPath) },
})
