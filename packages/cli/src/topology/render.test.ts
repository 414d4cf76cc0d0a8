import { expect, it } from 'vitest'
import { renderDot } from './dot.ts'
import { buildGraph, type Graph } from './graph.ts'
import { renderMermaid } from './mermaid.ts'
import { addressOf, linkOf, snapshotOf } from './snapshot.fixture.ts'
import { renderSvg } from './svg.ts'
import { renderTree } from './tree.ts'

const host = buildGraph([
  snapshotOf(
    'host',
    [
      linkOf(1, 'br0', 'bridge'),
      linkOf(2, 'eth0'),
      linkOf(3, 'eth0.10', 'vlan', { link: 2, master: 1, linkinfo: { kind: 'vlan', data: { id: 10 } } }),
      linkOf(4, 'eth0.20', 'vlan', {
        link: 2,
        operstate: 'lowerlayerdown',
        linkinfo: { kind: 'vlan', data: { id: 20 } }
      }),
      linkOf(5, 'v0', 'veth', { link: 2, linkNetnsid: 0, master: 1 })
    ],
    { addresses: [addressOf(1, '10.0.0.1', 24)], nsids: new Map([[0, 'blue']]) }
  ),
  snapshotOf('blue', [linkOf(2, 'eth0', 'veth', { link: 5, linkNetnsid: 0, flags: 0 })], {
    isCurrent: false,
    nsids: new Map([[0, 'host']])
  }),
  snapshotOf('red', [], { isCurrent: false, refusal: 'open: EPERM: not allowed' })
])

/** Names that would be markup, escapes or commands if they were let through. */
const evil = buildGraph([
  snapshotOf('n<s>"&\\n', [
    linkOf(1, 'a"]b', undefined, { ifalias: '<script>alert("&")</script>\u001b[2J' }),
    linkOf(2, 'b\\N`#;', undefined, { master: 1 })
  ])
])

it('draws a tree: ports below masters, links below those that they are made on', () => {
  expect(renderTree(host)).toBe(
    [
      'host (this)',
      '  br0         up          bridge      10.0.0.1/24',
      '  ├─ eth0.10  up          vlan id 10  on eth0',
      '  └─ v0       up          veth        <-> eth0 in blue',
      '  eth0        up',
      '  ├─ eth0.10  see br0',
      '  └─ eth0.20  lower down  vlan id 20',
      '',
      'blue',
      '  eth0  down  veth  <-> v0 in host',
      '',
      'red  open: EPERM: not allowed',
      ''
    ].join('\n')
  )
})

it('colours what it is told to, and keeps the columns', () => {
  const painted = renderTree(host, (meaning, text) => (text === '' ? '' : `«${meaning}:${text}»`))
  expect(painted).toContain('«good:up»')
  expect(painted).toContain('«bad:lower down»')
  expect(painted.replace(/«[a-z]+:([^»]*)»/g, '$1')).toBe(renderTree(host))
})

it('shows every link once where ties go in a ring', () => {
  const ring: Graph = {
    namespaces: [{ id: 'a', name: 'a', isCurrent: true }],
    links: ['x', 'y'].map((name, index) => ({
      id: name,
      namespace: 'a',
      index,
      name,
      state: 'up',
      addresses: []
    })),
    edges: [
      { type: 'lower', from: 'x', to: 'y' },
      { type: 'lower', from: 'y', to: 'x' }
    ]
  }
  expect(
    renderTree(ring)
      .split('\n')
      .filter((line) => line.includes('up'))
  ).toHaveLength(2)
})

it('writes Mermaid', () => {
  const text = renderMermaid(host)
  expect(text).toMatch(/^flowchart LR\n {2}subgraph n0\["host \(this\)"\]\n {4}l0\["<b>br0<\/b><br\/>bridge/)
  expect(text).toContain('\n  l2 --> l0\n')
  expect(text).toContain('\n  l2 -.-> l1\n')
  expect(text).toContain('\n  l4 <==> l5\n')
})

it('writes dot', () => {
  const text = renderDot(host)
  expect(text).toMatch(/^digraph topology \{\n/)
  expect(text).toContain('label="br0\\nbridge · up\\n10.0.0.1/24"')
  expect(text).toMatch(/\n {2}l4 -> l5 \[.*dir=both/)
  expect(text.endsWith('}\n')).toBe(true)
})

it('draws SVG: a box for each link within that of its namespace, none over another', () => {
  const text = renderSvg(host)
  const boxes = (style: string): { x: number; y: number; right: number; bottom: number }[] =>
    [
      ...text.matchAll(
        new RegExp(`<rect class="nlkit-${style}" x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)"`, 'g')
      )
    ].map(([, x, y, width, height]) => ({
      x: Number(x),
      y: Number(y),
      right: Number(x) + Number(width),
      bottom: Number(y) + Number(height)
    }))
  const [namespaces, links] = [boxes('namespace'), boxes('link')]
  expect([namespaces.length, links.length]).toEqual([3, 6])
  for (const all of [namespaces, links]) {
    for (const [i, one] of all.entries()) {
      for (const other of all.slice(i + 1)) {
        const isBeside = one.right <= other.x || other.right <= one.x
        expect(isBeside || one.bottom <= other.y || other.bottom <= one.y).toBe(true)
      }
    }
  }
  for (const link of links) {
    const around = namespaces.filter(
      ({ x, y, right, bottom }) => x <= link.x && y <= link.y && link.right <= right && link.bottom <= bottom
    )
    expect(around).toHaveLength(1)
  }
  const size = /viewBox="0 0 (\d+) (\d+)"/.exec(text)?.slice(1).map(Number) ?? []
  for (const { right, bottom } of namespaces) {
    expect(right).toBeLessThan(size[0] ?? 0)
    expect(bottom).toBeLessThan(size[1] ?? 0)
  }
  expect(text.match(/<path class="nlkit-edge[^>]* d="M[-\d. ]+C[-\d. C]+"/g)).toHaveLength(5)
})

it('lets no name be markup', () => {
  const svg = renderSvg(evil)
  expect(svg).toContain('n&lt;s&gt;&quot;&amp;\\n (this)')
  expect(svg).toContain('&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;\\x1b[2J')
  expect(svg).not.toContain('<script')
  const mermaid = renderMermaid(evil)
  expect(mermaid).toContain('["n#60;s#62;#34;#38;#92;n (this)"]')
  expect(mermaid).toContain('<b>a#34;#93;b</b><br/>up<br/>#60;script#62;')
  expect(mermaid).toContain('<b>b#92;N#96;#35;#59;</b>')
  const dot = renderDot(evil)
  expect(dot).toContain('label="n<s>\\"&amp;\\\\n (this)"')
  expect(dot).toContain('label="a\\"]b\\nup\\n<script>alert(\\"&amp;\\")</script>\\\\x1b[2J"')
  expect(dot).toContain('label="b\\\\N`#;\\nup"')
  // oxlint-disable no-control-regex -- there must be none
  for (const text of [svg, mermaid, dot, renderTree(evil)])
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
})

it('draws nothing of nothing', () => {
  const nothing: Graph = { namespaces: [], links: [], edges: [] }
  expect(renderTree(nothing)).toBe('\n')
  expect(renderMermaid(nothing)).toBe('flowchart LR\n')
  expect(renderSvg(nothing)).toMatch(/^<svg .*<\/svg>\n$/s)
})
