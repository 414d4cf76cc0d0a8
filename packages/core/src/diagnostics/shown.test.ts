import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { Connection, NETLINK_ROUTE } from '../index.ts'
import { ScriptedKernel } from '../testing/index.ts'

test('consoles and JSON show which connection it is, and nothing of what it holds', () => {
  const connection = Connection.open({ protocol: NETLINK_ROUTE, transport: new ScriptedKernel(() => {}) })
  const { portId } = connection
  const shown = { protocol: 'NETLINK_ROUTE', portId, isClosed: false }
  expect(JSON.parse(JSON.stringify({ connection }))).toEqual({ connection: shown })
  expect(inspect(connection)).toBe(
    `Connection { protocol: 'NETLINK_ROUTE', portId: ${portId}, isClosed: false }`
  )
  connection.close()
  expect(inspect({ connection })).toMatch(/connection: Connection \{ .*isClosed: true \}/)
})
