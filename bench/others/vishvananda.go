// vishvananda/netlink: the same by its lists. Prints nanoseconds.
package main

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/vishvananda/netlink"
)

func main() {
	start := time.Now()
	var err error
	switch os.Args[1] {
	case "routes":
		_, err = netlink.RouteListFiltered(netlink.FAMILY_V4, nil, 0)
	case "links":
		_, err = netlink.LinkList()
	default:
		index, _ := strconv.Atoi(os.Args[2])
		count, _ := strconv.Atoi(os.Args[3])
		for i := 0; i < count && err == nil; i++ {
			_, err = netlink.LinkByIndex(index)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(time.Since(start).Nanoseconds())
}
