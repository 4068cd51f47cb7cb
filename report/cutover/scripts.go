package cutover

// scripts are the files that people load and run. To be replaced: the scripts
// of the kit are made on another branch.
func (k *Kit) scripts() []File { return nil }
