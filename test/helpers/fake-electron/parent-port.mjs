// Loaded into a process of Node before anything else: it makes it look like a utility process of Electron to the program that runs in it.
import { EventEmitter } from 'node:events'
import './original-fs.mjs'

const port = new EventEmitter()
const early = []
process.parentPort = port
port.postMessage = (message) => process.send(message)
// What comes before anybody listens waits.
port.on('newListener', () =>
  setImmediate(() => {
    for (const data of early.splice(0)) port.emit('message', { data, ports: [] })
  }),
)
process.on('message', (data) => {
  if (port.listenerCount('message') > 0) port.emit('message', { data, ports: [] })
  else early.push(data)
})
// Since version 37 Electron warns of what was thrown and not caught, and lets the process go on.
process.on('unhandledRejection', () => undefined)
// A utility process does not outlive the app.
process.on('disconnect', () => process.exit(1))
