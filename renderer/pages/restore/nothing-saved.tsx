import { Button } from '@mantine/core'
import { Empty } from '../../parts/empty.tsx'

/** There is no snapshot anywhere: what one comes here for begins elsewhere. */
export function NothingSaved() {
  return (
    <Empty
      title="Nothing was saved yet"
      action={
        <Button component="a" href="#/first-run">
          Set up a backup
        </Button>
      }
    >
      As soon as a backup was made, this is where you come back to it. If you have backups on another machine, set this one up with the same
      repository.
    </Empty>
  )
}
