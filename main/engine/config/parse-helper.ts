// A process of its own: reads one question from standard input, parses, writes one answer to standard output, and ends. See parse-apart.ts.
import { text } from 'node:stream/consumers'
import type { ParseRequest } from './parse-apart.ts'
import { parseConfiguration } from './parse-configuration.ts'

const { source, parameters } = JSON.parse(await text(process.stdin)) as ParseRequest
process.stdout.write(JSON.stringify(parseConfiguration(Buffer.from(source, 'base64'), ...parameters)))
