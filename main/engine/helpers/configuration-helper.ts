// A process of its own: is asked one question, parses a configuration, answers, and ends. See ../config/parse-apart.ts.
import type { ParseRequest } from '../config/parse-apart.ts'
import { parseConfiguration } from '../config/parse-configuration.ts'
import { answerOnce } from './answer-once.ts'

void answerOnce(({ source, parameters }: ParseRequest) => parseConfiguration(Buffer.from(source, 'base64'), ...parameters))
