package config

// The words that a tenants file takes, as the flags of assess do.
func clouds() []string { return []string{"public", "usgov", "usgov-dod", "china"} }
func graphAuths() []string {
	return []string{"default", "cli", "device-code", "browser", "client-secret", "client-certificate", "managed-identity", "token"}
}
func ldapAuths() []string { return []string{"simple", "ntlm", "kerberos", "external"} }
func wanted() []string    { return []string{"needed", "all", "none"} }

// The types of keys of a tenants file.
const (
	typePath     = "path"
	typePaths    = "list of paths"
	typeTexts    = "list of texts"
	typeVariable = "name of an environment variable"
)

// TenantKeys are all keys of a tenants file, in the order of the documentation.
// A key without a default must be there where its item is.
func TenantKeys() []Key {
	return append(append([]Key{
		{"tenants", "list", "", "The tenants, each assessed by itself.", nil},
		{"tenants[].name", typeText, "", "What the tenant is called in every output. Names differ in more than case.", nil},
		{"tenants[].plan", typePath, "none", "A plan file of an assessment done elsewhere, in place of sources.", nil},
		{"tenants[].config", typePath, "documented defaults", "The tenant's own gwbplan.yaml.", nil},
	}, graphKeys()...), ldapKeys()...)
}

func graphKeys() []Key {
	return []Key{
		{"tenants[].tenant", typeText, "none", "Graph: tenant id or domain.", nil},
		{"tenants[].auth", "default, cli, device-code, browser, client-secret, client-certificate, managed-identity or token", "none",
			"Graph: how to sign in. It must be there where Graph is read.", nil},
		{"tenants[].cloud", "public, usgov, usgov-dod or china", "public", "Graph: the cloud.", nil},
		{"tenants[].clientId", typeText, "none", "Graph: app registration (client) id, or that of a user-assigned managed identity.", nil},
		{"tenants[].clientSecretFile", typePath, "none", "Graph, client-secret: the file with the secret.", nil},
		{"tenants[].clientSecretEnv", typeVariable, "none", "Graph, client-secret: the variable with the secret.", nil},
		{"tenants[].certificateFile", typePath, "none", "Graph, client-certificate: PEM or PKCS#12 file with certificate and key.", nil},
		{"tenants[].certificatePasswordFile", typePath, "none", "Graph, client-certificate: the file with its password.", nil},
		{"tenants[].certificatePasswordEnv", typeVariable, "none", "Graph, client-certificate: the variable with its password.", nil},
		{"tenants[].tokenFile", typePath, "none", "Graph, token: the file with a ready access token.", nil},
		{"tenants[].tokenEnv", typeVariable, "none", "Graph, token: the variable with a ready access token.", nil},
		{"tenants[].graphURL", typeText, "the cloud's", "Graph: endpoint without the version.", nil},
		{"tenants[].members", "needed, all or none", "needed", "Graph: of which groups members are read.", nil},
		{"tenants[].owners", "needed, all or none", "needed", "Graph: of which groups owners are read.", nil},
		{"tenants[].with", typePaths, "none", "Earlier snapshots of the side that is not read here.", nil},
	}
}

func ldapKeys() []Key {
	return []Key{
		{"tenants[].ldap", "list", "none", "The domain controllers, one for each domain, each with a sign-in of its own.", nil},
		{"tenants[].ldap[].url", typeText, "", "ldaps://dc or ldap://dc; with port 3269 or 3268 the global catalog.", nil},
		{"tenants[].ldap[].auth", "simple, ntlm, kerberos or external", "simple", "How to sign in.", nil},
		{"tenants[].ldap[].user", typeText, "none", "The account, as for --ldap-user.", nil},
		{"tenants[].ldap[].passwordFile", typePath, "none", "The file with its password.", nil},
		{"tenants[].ldap[].passwordEnv", typeVariable, "none", "The variable with its password.", nil},
		{"tenants[].ldap[].keytab", typePath, "none", "kerberos: the file with the account's key.", nil},
		{"tenants[].ldap[].ccache", typePath, "none", "kerberos: the file with tickets.", nil},
		{"tenants[].ldap[].krb5Conf", typePath, "KRB5_CONFIG, /etc/krb5.conf, else DNS", "kerberos: its configuration.", nil},
		{"tenants[].ldap[].spn", typeText, "ldap/ and the host", "kerberos: the controller's service principal.", nil},
		{"tenants[].ldap[].certificate", typePath, "none", "external: PEM file with the client certificate.", nil},
		{"tenants[].ldap[].key", typePath, "none", "external: PEM file with its private key.", nil},
		{"tenants[].ldap[].ca", typePath, "the system's", "PEM file with the CA of the controllers.", nil},
		{"tenants[].ldap[].bases", typeTexts, "the whole domain", "DNs below which to read.", nil},
		{"tenants[].ldap[].startTLS", typeBool, "false", "Encrypt an ldap:// connection.", nil},
		{"tenants[].ldap[].plaintext", typeBool, "false", "Allow signing in and reading unencrypted.", nil},
		{"tenants[].ldif", typePaths, "none", "LDIF files.", nil},
		{"tenants[].ldifScopes", typeTexts, "none", "DNs below which the LDIF files hold everything.", nil},
		{"tenants[].connectFacts", typePaths, "none", "Facts files of Connect servers.", nil},
	}
}
