import { Button, Code, Text } from '@mantine/core'
import { Empty } from '../../parts/empty.tsx'
import { Surface } from '../../parts/surface.tsx'
import classes from './agents.module.css'

/** No agent is configured: what one is, and how there comes to be one. */
export function NoAgents() {
  return (
    <Surface>
      <Empty
        title="No agents are watched"
        action={
          <Button component="a" href="#/plans?file" variant="default">
            Show the configuration
          </Button>
        }
      >
        <Text>
          An agent is a program with a folder of its own: its memory, its weights, its queue. Name it under <Code>agents</Code> in the
          configuration, and it is watched by its heartbeat and brought back from its newest backup when it is dead.
        </Text>
        <pre className={classes['example']}>{example}</pre>
      </Empty>
    </Surface>
  )
}

const example = `"agents": {
  "jay": {
    "path": "~/agents/jay",
    "start": ["node", "agent.mjs"],
    "heartbeat": { "file": "run/heartbeat" },
    "preserve": ["logs/**"],
    "recover": "automatic"
  }
}`
