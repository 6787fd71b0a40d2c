// A heartbeat by a command: ends with 0 when the agent whose folder this is beats, else with 1 and why.
import { isAlive } from './heartbeat.mjs'

if (!isAlive()) throw new Error('It has not beaten for a while.')
