package main

import "os"

func main() { os.Exit(run(systemStreams(), os.Args[1:])) }
