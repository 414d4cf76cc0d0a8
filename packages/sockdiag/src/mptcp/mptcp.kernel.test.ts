import { describe, expect, it } from 'vitest'
import { kernelHas, requires } from '../../../../test/support/kernel.ts'
import { Helper, ssInet } from '../kernel.fixture.ts'
import { SockDiag } from '../sockdiag.ts'

const mptcp = kernelHas('MPTCP', ['python3', '-c', 'import socket; socket.socket(2, 1, 262)'])

describe('mptcp', () => {
  it(
    'tells the same sockets as ss -M, and finds one by its token',
    requires(mptcp, async () => {
      await using helper = await Helper.start(`
l = socket.socket(2, 1, 262); l.bind(('127.0.0.1', 23001)); l.listen()
c = socket.socket(2, 1, 262); c.connect(('127.0.0.1', 23001)); a, _ = l.accept()
c.send(b'x' * 5000); a.recv(5000, socket.MSG_WAITALL)
time.sleep(0.1)
tell()
`)
      expect(helper.pid).toBeGreaterThan(0)
      using diag = SockDiag.open()
      const ours = await diag.mptcp.list()
      expect(ours.map(({ cookie }) => cookie).toSorted()).toEqual(
        (await ssInet('-Ma')).map(({ cookie }) => cookie).toSorted()
      )
      const server = ours.find(({ sport, state }) => sport === 23001 && state === 'established')
      expect(server?.info).toMatchObject({ flags: 2 })
      // Since Linux 6.5.
      expect([5000, undefined]).toContain(server?.info?.bytesReceived)
      const token = server?.info?.token ?? 0
      expect(await diag.mptcp.get({ token })).toMatchObject({ cookie: server?.cookie, info: { token } })
      expect(await diag.mptcp.get(server ?? {})).toMatchObject({ cookie: server?.cookie })
      await expect(diag.mptcp.get({ token: (token ^ 1) >>> 0 })).rejects.toMatchObject({ code: 'ENOENT' })
      await expect(diag.mptcp.get({})).rejects.toThrow(TypeError)
      const subflows = (await diag.tcp.list()).filter(
        ({ ulpInfo, state }) => ulpInfo?.name === 'mptcp' && state === 'established'
      )
      expect(subflows).toHaveLength(2)
      expect(subflows.map(({ ulpInfo }) => ulpInfo?.mptcp?.tokenLoc)).toContain(token)
      expect(await diag.mptcp.list({ filter: 'sport = :23001', states: 'established' })).toHaveLength(1)
    })
  )
})
