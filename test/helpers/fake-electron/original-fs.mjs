// Loaded into a process of Node that runs a bundle of the tray app: Electron has the file system as it is by this name.
import { registerHooks } from 'node:module'

registerHooks({ resolve: (name, context, next) => next(name === 'node:original-fs' ? 'node:fs' : name, context) })
