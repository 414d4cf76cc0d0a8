import type { Edge } from './graph.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Where an edge leaves or meets a box: on its left (-1) or right (1) side. */
interface End {
  readonly box: Box
  readonly side: -1 | 1
  /** Height of what is at the other end: ends on a side are in its order. */
  readonly towards: number
  y: number
}

/** How far a curve goes straight on from a side, at least. */
const STRAIGHT = 28

/**
 * Each edge as the data of an SVG path: from side to side, through its bends, with the ends that share a side beneath each
 * other.
 */
export function routesOf(
  edges: readonly Edge[],
  boxes: ReadonlyMap<string, Box>,
  bends: ReadonlyMap<Edge, readonly Point[]>
): { edge: Edge; route: string }[] {
  const sides = new Map<string, End[]>()
  const put = (id: string, end: End): End => {
    const key = `${id} ${end.side}`
    const list = sides.get(key)
    if (list === undefined) sides.set(key, [end])
    else list.push(end)
    return end
  }
  const drawn = edges.flatMap((edge) => {
    const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)]
    if (from === undefined || to === undefined) return []
    const [leaves, meets] = sidesOf(from, to)
    const start = put(edge.from, { box: from, side: leaves, towards: middle(to), y: middle(from) })
    const end = put(edge.to, { box: to, side: meets, towards: middle(from), y: middle(to) })
    return [{ edge, start, end }]
  })
  for (const ends of sides.values()) spread(ends)
  return drawn.map(({ edge, start, end }) => ({ edge, route: curve(start, bends.get(edge) ?? [], end) }))
}

const middle = ({ y, height }: Box): number => y + height / 2

/** The sides that face each other; both right where one box is above the other. */
function sidesOf(from: Box, to: Box): [-1 | 1, -1 | 1] {
  if (to.x >= from.x + from.width) return [1, -1]
  return from.x >= to.x + to.width ? [-1, 1] : [1, 1]
}

function spread(ends: End[]): void {
  ends.sort((a, b) => a.towards - b.towards)
  for (const [i, end] of ends.entries()) end.y = end.box.y + (end.box.height * (i + 1)) / (ends.length + 1)
}

const pointOf = ({ box, side, y }: End): Point => ({ x: side < 0 ? box.x : box.x + box.width, y })

function curve(start: End, bends: readonly Point[], end: End): string {
  const [first, last] = [pointOf(start), pointOf(end)]
  const points = [first, ...bends, last]
  let path = `M${at(first)}`
  for (const [i, point] of points.entries()) {
    const next = points[i + 1]
    if (next === undefined) break
    // Between bends it goes on in the direction of the whole.
    const [out, into] = [i === 0 ? start.side : -end.side, next === last ? end.side : -start.side]
    const reach = Math.max(STRAIGHT, Math.abs(next.x - point.x) / 2)
    path += `C${at({ x: point.x + out * reach, y: point.y })} ${at({ x: next.x + into * reach, y: next.y })} ${at(next)}`
  }
  return path
}

const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`

/** To a tenth of a pixel. */
export const round = (value: number): number => Math.round(value * 10) / 10
