import './cli.mjs'
