import { Button, Group } from '@mantine/core'
import { Empty } from '../../parts/empty.tsx'

/** There is no snapshot anywhere: what one comes here for begins elsewhere. */
export function NothingSaved() {
  return (
    <Empty
      title="Nothing was saved yet"
      action={
        <Group gap="sm" justify="center">
          <Button component="a" href="#/first-run">
            Set up a backup
          </Button>
          <Button component="a" href="#/comeback" variant="default">
            I have backups already
          </Button>
        </Group>
      }
    >
      As soon as a backup was made, this is where you come back to it. If this is a new computer, it can take the place of the old one: with
      its settings, its history, and its vaults.
    </Empty>
  )
}
