import { Checkbox, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import classes from './file-tree.module.css'
import type { Chosen } from './selection.ts'
import type { Order } from './use-tree.ts'

type FileTreeHeadProps = {
  readonly order: Order
  readonly onOrder: (order: Order) => void
  readonly everything: Chosen
  readonly onEverything: () => void
}

const columns = [
  { sort: 'name', name: 'Name', by: 'sort' },
  { sort: 'size', name: 'Size', by: 'sort, largest first' },
  { sort: 'time', name: 'Changed', by: 'sort, newest first' },
] as const

/** All of it at once, and what it is sorted by. */
export function FileTreeHead({ order, onOrder, everything, onEverything }: FileTreeHeadProps) {
  return (
    <div className={classes['head']}>
      <Checkbox
        size="sm"
        aria-label="Everything"
        checked={everything === 'all'}
        indeterminate={everything === 'some'}
        onChange={onEverything}
      />
      {columns.map(({ sort, name, by }) => {
        const sorted = order.sort === sort
        const Icon = order.reverse ? IconArrowUp : IconArrowDown
        return (
          <UnstyledButton
            key={sort}
            className={`${classes['sort']} ${classes[sort]}`}
            aria-label={`${name}: ${by}`}
            aria-pressed={sorted}
            onClick={() => onOrder({ sort, reverse: sorted && !order.reverse })}
          >
            {name}
            {sorted && <Icon size={14} aria-hidden />}
          </UnstyledButton>
        )
      })}
    </div>
  )
}
