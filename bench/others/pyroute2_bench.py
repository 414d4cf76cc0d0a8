"""pyroute2: the same by its IPRoute. Prints nanoseconds."""

import sys
import time

from pyroute2 import IPRoute

work, *numbers = sys.argv[1:]
with IPRoute() as ipr:
    start = time.monotonic_ns()
    if work == "routes":
        seen = sum(1 for _ in ipr.get_routes(family=2))
    elif work == "links":
        seen = sum(1 for _ in ipr.get_links())
    else:
        index, count = map(int, numbers)
        for _ in range(count):
            ipr.get_links(index)
    print(time.monotonic_ns() - start)
