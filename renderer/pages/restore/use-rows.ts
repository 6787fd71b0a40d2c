import { useEffect, useState } from 'react'
import { type RowsInView, rowsInView } from './rows-in-view.ts'

/** The rows of a list to be drawn, as it is scrolled; `element` is what scrolls. Rows are not measured one by one: there may be a million, all alike. */
export function useRows(element: HTMLElement | null, count: number, rowHeight: number): RowsInView {
  const [{ scrolled, view }, setSeen] = useState({ scrolled: 0, view: 0 })
  useEffect(() => {
    if (element === null) return
    const look = () => setSeen({ scrolled: element.scrollTop, view: element.clientHeight })
    const resized = new ResizeObserver(look)
    resized.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    look()
    return () => {
      resized.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [element])
  return rowsInView({ count, rowHeight, scrolled, view })
}
