#!/usr/bin/env node
// What `vaultkeeper` starts in an installed package, with whatever Node the machine has: so in a JavaScript that each of them reads. It runs the program in
// this process where this Node is new enough, else under the one that came along as an optional package, for which no script of an installation has to run.
// biome-ignore-all lint/style/useNodejsImportProtocol: old ones do not know it.
'use strict'
const { openSync, closeSync } = require('fs')
const { dirname, join } = require('path')

const needed = 24
const program = join(__dirname, 'cli.js')

if (parseInt(process.versions.node, 10) >= needed) require(program)
else launch(broughtAlong())

/** The Node that was installed with this package; `undefined` where it was not. */
function broughtAlong() {
  try {
    const about = require.resolve(`node-${process.platform.replace('win32', 'win')}-${process.arch}/package.json`)
    return join(dirname(about), require(about).bin.node)
  } catch (_) {
    return undefined
  }
}

function launch(node) {
  if (node === undefined)
    return refuse(`and none came along (optional packages were left out, or there is none for ${process.platform} on ${process.arch})`)
  const parameters = ['--max-semi-space-size=2', program].concat(process.argv.slice(2))
  // This same process by its number, where that can be had: then nobody has to pass anything on.
  if (process.execve && process.platform !== 'win32') process.execve(node, [node].concat(parameters), process.env)
  const { spawn } = require('child_process')
  const child = spawn(node, parameters, { stdio: 'inherit' })
  const atTerminal = hasTerminal()
  // A terminal tells all processes of Ctrl-C and of its own end by itself; told twice, the program ends at once.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'])
    process.on(signal, () => {
      if (signal === 'SIGTERM' || !atTerminal) child.kill(signal)
    })
  child.on('error', (error) => refuse(`and the one that came along does not run here (${error.code})`))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

function hasTerminal() {
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch (_) {
    return false
  }
}

function refuse(why) {
  process.stderr.write(
    `Vaultkeeper needs Node ${needed} or newer: this is ${process.versions.node}, ${why}.\n` +
      `  Install Node ${needed} (https://nodejs.org), or install Vaultkeeper again without --omit=optional.\n`,
  )
  process.exit(1)
}
