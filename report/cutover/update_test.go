package cutover

import "flag"

var update = flag.Bool("update", false, "renew the golden files")
