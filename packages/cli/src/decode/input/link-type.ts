/** tcpdump.org, LINKTYPE_NETLINK. */
export const LINKTYPE_NETLINK = 253
/** Bytes in front of each datagram of that link type. */
export const LINK_HEADER = 16

export const otherLinkType = (linkType: number): string =>
  `link type ${linkType}, not NETLINK (253): such packets hold no netlink messages`
