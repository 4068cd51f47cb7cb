// Gwbplan plans the way from Group Writeback v2 to Cloud Sync.
//
// It reads the cloud groups of a Microsoft Entra tenant and the groups that
// Entra Connect wrote back to Active Directory, decides for every group where
// it goes, and writes what a change board and a project tracker need. It only
// ever reads: no call it makes can change Entra ID or Active Directory.
//
// # Usage
//
//	gwbplan demo [--out DIR]                        the whole assessment on an embedded tenant
//	gwbplan inventory --out FILE [source flags]     read the sources into one snapshot
//	gwbplan inventory --resume ...                  go on with an interrupted one
//	gwbplan inventory --since SNAPSHOT ...          refresh the cloud side of an earlier one
//	gwbplan plan SNAPSHOT... [--out FILE]           merge snapshots and decide
//	gwbplan report PLAN --out DIR [--format F,...]  render a plan
//	gwbplan assess --out DIR [source flags]         inventory, plan and report in one run; --resume, --since too
//	gwbplan fleet --tenants FILE [--out DIR]        assess many tenants, with a roll-up
//	gwbplan cutover PLAN --out DIR                  write the cut-over kit
//	gwbplan verify PLAN SNAPSHOT... [--wave N]      a new snapshot against the approved plan
//	gwbplan check [--cost] [source flags]           what is missing before an inventory
//	gwbplan explain PLAN GROUP                      why one group is where it is
//	gwbplan explain --rule ID [PLAN]                what a finding or gate means; list for all ids
//	gwbplan verify-export PLAN EXPORT...            pending exports of a staging server
//	gwbplan diff OLD NEW                            what changed, and is the approval good
//	gwbplan connect-script [--out FILE]             the script that reads a Connect server
//	gwbplan version
//	gwbplan completion SHELL
//
// Results go to standard output or to what --out names; progress, warnings and
// errors go to standard error. --config names the configuration file, described
// in docs/configuration.md. --as-of dates the plan, --quiet silences progress,
// --verbose logs each step, --log-format text|json shapes that log.
// NO_COLOR is honoured, and a pipe gets no colour. On a terminal each source has
// a bar with its rate, resource units and, where the total is known, time left;
// a pipe, --quiet, a JSON log and a dumb terminal get none.
//
// # Sources
//
// A source is read when its flags are there.
//
// Microsoft Graph: --tenant, --cloud public|usgov|usgov-dod|china, --client-id,
// --graph-url, and --auth:
//
//	default             environment, workload or managed identity, Azure CLI
//	cli                 the account of az login
//	device-code         a person, at a browser on any machine; --client-id of a public client
//	browser             a person, at a browser on this machine; --client-id of a public client
//	client-secret       AZURE_CLIENT_SECRET
//	client-certificate  AZURE_CLIENT_CERTIFICATE_PATH, AZURE_CLIENT_CERTIFICATE_PASSWORD
//	managed-identity    of this Azure machine; --client-id for a user-assigned one
//	token               a ready access token in GWBPLAN_GRAPH_TOKEN
//
// The sign-in comes before anything is read. A token is renewed as needed, but
// for a ready one. docs/sign-in.md says what each way needs and shows, and what
// to do when it is refused.
//
// --members and --owners take needed, all or none. Needed members are those of
// groups that are flagged, converted or matched in AD. Where AD is read on
// another machine, --with SNAPSHOT names its snapshot, or --members all reads
// the members of every group.
//
// Requests are sent in batches and within the budget of resource units that
// Graph grants an app in a tenant, marked as of low priority; a pause that Graph
// asks for is kept by all of them. Of a tenant with more than 1,500 groups to
// read, the members of further groups are read by groups/delta, fifty groups a
// request, or with $expand where a group shows fewer than 20 members: whichever
// costs least and gives the same members as the plain lists for fifty groups
// that are read both ways. One group in fifty goes on being read both ways; the
// first difference ends such a way, and groups that were read by it before are
// a gap. What was tried, chosen and why is in the snapshot (graphReading), with
// what the reading has cost. check --cost plans the cost beforehand.
//
// Active Directory over LDAP: --ldap-url, one for each domain of the forest;
// beside them one with port 3269 or 3268, the global catalog, which shows where
// anchors stand in domains that are not read; --ldap-starttls; --ldap-ca FILE,
// authorities beside those that the system trusts, on Windows its certificate
// store; --ldap-base, and --ldap-auth, the way of signing in:
//
//	simple     --ldap-user as user@domain, DOMAIN\user or DN, and a password
//	ntlm       --ldap-user as DOMAIN\user or user@domain, and a password, which
//	           is proved (NTLMv2) and not sent
//	kerberos   a ticket of one of: --ldap-user user@REALM and a password;
//	           --ldap-user and --ldap-keytab FILE; --ldap-ccache FILE. With none
//	           of them the cache of KRB5CCNAME or of kinit; on Windows the
//	           account that runs gwbplan
//	external   --ldap-cert FILE and --ldap-key FILE, a client certificate in PEM
//	anonymous  refused: AD would show nothing, which looks like an empty directory
//
// The password comes from --ldap-password-file, GWBPLAN_LDAP_PASSWORD or a
// prompt on a terminal. No way signs or encrypts what follows it: use ldaps://
// or --ldap-starttls. To another host than loopback one of them is needed, unless
// --ldap-plaintext allows otherwise. NTLM and Kerberos are bound to the TLS
// connection, as domain controllers with LdapEnforceChannelBinding=2 demand; a
// proxy that ends TLS on the way makes them fail.
//
// Kerberos reads --krb5-conf FILE, else KRB5_CONFIG, else /etc/krb5.conf, without
// the files that it includes; where there is none, the realm is that of the
// user and DNS names its KDCs. The realm is the AD domain, the user's part the
// sAMAccountName. The ticket is for ldap/ and the host of --ldap-url: name the
// domain controller there by its full DNS name, or its service principal with
// --ldap-spn. Caches that are no files (KEYRING, KCM, API) cannot be read.
//
// A client certificate counts over ldaps:// from the handshake on; AD refuses a
// bind there, and gwbplan asks the directory whether it was taken. After
// StartTLS a SASL EXTERNAL bind follows. The certificate has to be mapped to an
// account, and its issuer to stand in the forest's NTAuth store.
//
// Active Directory from files: --ldif takes what ldifde, ldapsearch or
// ldbsearch wrote, in UTF-8 or UTF-16. --ldif-scope DN says that the files hold
// everything below DN; without it no absence is proven. Domains that are read
// on different machines are asked about each other's groups with --with. With
// --with SNAPSHOT of the cloud side, the objects of converted groups and the
// containers of Cloud Sync configurations are looked up too.
//
// Connect servers: --connect-facts, one file a server, active and standby. The
// script that connect-script prints writes it; docs/connect-facts.md describes
// both. A section that the script could not read is a gap.
//
// # Texts from Windows
//
// LDIF, Connect facts, pending exports, the configuration and the password file
// may be UTF-16 with a byte order mark, as Windows PowerShell writes with ">".
// What gwbplan writes has to come from --out: through ">" Windows PowerShell
// changes names, so that a plan with a mark is read only if it is plain ASCII, and
// a snapshot never. docs/windows.md tells more of Windows.
//
// # Configuration
//
// gwbplan.yaml, given with --config, holds what nothing can read: what the
// Cloud Sync configurations are to be, limits, and what people accept, attest
// and decide. Every key is in docs/configuration.md with its default, and in
// docs/gwbplan.schema.json for editors. The file is strict: every mistake is
// named with line, column and key, and no command runs with one (exit code 2).
// The configuration comes before what Graph shows of a provisioning job, that
// before what somebody attests, and that before the default; the plan says of
// each value which it was. An override decides on one group, a waiver accepts
// one finding of one group until a day; both stay visible. A waiver that has
// expired counts no more, and the plan says so.
//
// # Gates and the verdict
//
// A gate is a condition of the whole tenant with the step before which it must
// hold: P1 stamping the anchors, P5b switching v2 off, P6 leaving staging mode,
// P7 starting Cloud Sync. It passes, fails, is unknown or does not apply. What
// nothing can read is attested in the configuration or unknown, and unknown is
// never counted as passed. The verdict answers for P5b, P6 and P7 with go, no-go
// or unknown; a gate of an earlier step counts for the later ones. Whether v1
// and v2 are on must be known for any go. The plan also says whether Connect
// Sync could be retired, and what keeps it.
//
// # Rules, facts and their sources
//
// explain --rule ID tells of a finding or a gate when it fires or passes, why it
// matters, what to do, whether a waiver lifts it, shows an example of the demo
// tenant, and names the facts it rests on, each with how it is known (documented,
// published metadata, community, inferred, to verify, sources differ), where it
// stands and of which day that is. With PLAN it tells who has the finding there, or
// how the gate stands, and ends with the plan's own exit code. docs/rules.md,
// docs/gates.md and docs/facts.md are made of the same data. The plan names the set
// of rules that decided it under ruleSet, as version, explain and the pages do.
//
// # What is read
//
// Of the tenant: organization, live and deleted groups with their writeback
// configuration, members, owners, member counts of groups, group settings, the
// v1 and v2 features, provisioning jobs with their schema and assigned groups,
// licences, provisioning agents. Of each AD domain: its own facts, schema,
// Recycle Bin and the forest's domains, the groups that carry adminDescription
// or msDS-ExternalDirectoryObjectId of a cloud group, everything that lives
// beside them, the groups of every domain read that hold them, deleted groups, and the objects that
// converted cloud groups point at by SID.
//
// Up to four domain controllers are read at once, and of one domain up to four
// bases. memberOf is asked of written-back groups and of what holds them;
// whoever is in a group is told by its member.
//
// What could not be read is a gap: it is named on standard error, in the
// snapshot, the plan and the report, with the permission that would show it.
// It never counts as absent, false or empty.
//
// What passes is waited for. Graph: a throttled request for up to 15 minutes, as
// Graph asks; one that fails is sent eight times, one without an answer five
// times. A domain controller: a question is asked four times, and a sign-in
// that is put off as often, but credentials that were refused are sent once,
// since each attempt brings the account nearer to its lock-out. A list of AD
// that was cut starts again from its beginning. Deleted groups are listed
// before the live ones and again behind them, so that a group that is restored
// meanwhile is not lost.
//
// # Going on and refreshing
//
// What the servers answer is kept in FILE.partial (mode 0600) until the snapshot
// is written. An inventory that ended before, for whatever reason, goes on with
// --resume and the same flags, in the same tenant, by the same version, within
// 24 hours; its plan is that of a reading that nothing interrupted. Page tokens
// that expired meanwhile make the list concerned start anew. Anything else is
// refused with exit code 2.
//
// --since SNAPSHOT asks Graph what has changed since an earlier snapshot of the
// tenant was begun, takes the lists of members and owners over in which nothing
// has, and reads everything else: a whole new snapshot, mostly for the price of
// the list of groups. Links to changes live about seven days; where they cannot
// be followed, everything is read anew and a warning says why. Active Directory
// is always read as a whole. docs/resume.md has both in full.
//
// # Permissions
//
// None of them can write. Microsoft Graph, delegated or application:
// Group.Read.All, GroupMember.Read.All, Member.Read.Hidden, User.Read.All,
// Device.Read.All, Organization.Read.All, LicenseAssignment.Read.All,
// GroupSettings.Read.All, Application.Read.All, Synchronization.Read.All.
// Delegated only: OnPremDirectorySynchronization.Read.All,
// Policy.Read.HybridAuthentication. README.md says what each of them shows.
//
// Active Directory: an ordinary account of each domain or of the forest, which
// needs list contents and read property on the container of deleted objects to
// see those. Groups whose adminDescription, msDS-ExternalDirectoryObjectId or
// member it may not read are counted; Samba does not tell them from groups
// that have none.
//
// # Exit codes
//
//	0  done
//	1  could not run
//	2  wrong usage or configuration, or files that cannot be merged or compared
//	3  done, and a group is blocked, a gate fails, or a verification failed
//	4  done, but something that decides could not be read; wins over 3
//
// They are the same for every command and format. demo ends with 0 when it ran
// to its end. fleet ends with the worst of its tenants: 4 where one failed or was
// not run, 1 where none has a plan.
//
// # Formats
//
//	snapshot.jsonl  what was read; .gz and .zst are compressed (docs/snapshot.md)
//	FILE.partial    the answers of an inventory that is not finished (docs/resume.md)
//	plan.json       every decision with its evidence (docs/plan.schema.json)
//	report.html     for the people who decide: opens from a disk or a share,
//	                loads nothing, prints on A4 and Letter
//	report.md       the same for a ticket or a wiki
//	report.xlsx     the plan's tables, with columns for the board's decisions
//	groups.csv      one row a group, gate and task, for a tracker (docs/csv.md)
//	members.csv     every member that is lost, gained, or in AD alone
//	findings.csv    every finding with its evidence
//
// --csv-bom begins the CSV files with a byte order mark. --csv-profile generic|
// excel|jira|azure-devops|planner|project shapes groups.csv for what reads it;
// for jira and azure-devops it is split at 1,000 rows.
//
// # Hand-outs
//
// --only KEY=VALUE shows some groups: disposition, readiness, wave or owner.
// Values of one key are alternatives, different keys must all hold; none stands
// for no readiness, wave or owner. --split-by owner writes a folder for each
// owner, and index.csv says whose it is. Every document of an excerpt says so,
// with what it leaves out; gates, verdict and waves stay those of the whole plan.
//
// --redact puts pseudonyms in the place of names, DNs, sign-in names, SIDs, ids
// and domains, in every document, and drops the reasons that people wrote.
// Counts, dates and what joins the documents stay. redaction-key.json (mode
// 0600) says what stands for what: keep it. A later run takes the key file of
// its folder, or of --redaction-key FILE, and gives the same pseudonyms. A
// redacted plan is for reading: nothing can be carried out by it.
//
// assess takes these flags too, and then writes the reports to DIR/hand-out.
//
// Files appear whole or not at all, with mode 0600. The same snapshots and
// --as-of give the same bytes.
//
// # Many tenants
//
// fleet assesses the tenants of a file one after the other, or --parallel N at a
// time. Each runs in a process of its own, with an environment that holds its
// own credentials and no other's; the file names secrets by file or variable and
// never holds them. A tenant that fails, by whatever cause, is named in the
// roll-up with its reason, and the others go on. DIR/<folder> has what assess
// writes, and fleet.html, fleet.md, fleet.csv and fleet.json in DIR add the
// tenants up, saying of how many the sums are. --tenant-only NAME assesses some
// and keeps what an earlier run left of the others. docs/fleet.md describes the
// file, docs/tenants.schema.json and docs/fleet.schema.json both forms.
//
// # Waves
//
// Every group that Cloud Sync is to take over or create, and that is ready or
// needs a known fix, has a wave; wave 1 is the pilot. The others wait: blocked,
// unknown, or because a group nested in them in AD has no wave (waitsFor). A
// group nested in AD comes no later than the groups that hold it, and a nesting
// cycle stays in one wave, even if the wave gets larger than allowed for it. The
// pilot takes only groups of the lowest risk there is: what needs a fix, is
// nested, loses or gains members, is pinned, has more than 100 members, is new,
// is renamed or moved, is empty or has a warning counts against a group. Then
// waves are filled by that risk, fewest members first, then by id.
//
// atSwitch in the plan counts the AD objects that nobody updates from the switch
// on, by wave; with maintenance windows it says for how long at most, from the
// start of the first window to the end of the wave's own.
//
// # Cut-over kit
//
// cutover writes into DIR what the night of the change needs, for exactly the
// groups that have a wave: runbook.md and runbook.html with the steps P0 to P7,
// rollback.md, a text for each owner, the files that people load and run, and
// manifest.json and SHA256SUMS with the SHA-256 of the plan and of every file.
// gwbplan executes none of them. A plan with a no-go verdict gets a kit too,
// whose runbook says so first; a redacted plan and an excerpt are refused. DIR
// is new, or empty, or has the kit of the same plan; the kit of another plan is
// refused. docs/cutover.md walks through the files.
//
// # People and scope
//
// The summary counts people who lose and who gain access in AD, each once, with
// nested groups followed on both sides; "exact" is false where members could not
// be read or compared. A group that stays frozen changes nobody's access.
//
// scope in the plan tells for each AD domain what to select, what mode all would
// create, how that stands to the documented limits, and which mapping leaves
// every object in its container: a constant, a Switch() over object ids, or a
// directory extension where the Switch() would exceed the 10,000 characters that
// an expression may have. Users of the tenant are not counted: limits on them
// stay unknown.
//
// # Pending exports
//
// verify-export compares what a Connect server in staging mode would export with
// the plan: csexport's XML (/f:x), or the CSV that CSExportAnalyzer makes of it, one file
// for each AD connector. It reports every deletion in AD, every addition, renaming
// and change of members that the plan does not forecast, every change of a security
// group of v2, and the Microsoft 365 groups that appear against the numbers forecast
// and acknowledged. docs/verify-export.md says what is expected of which object, and
// what of the two formats is unverified. Exit code 3: something is not expected; 4:
// something is not known; 2: a file of another connector, a redacted plan or an excerpt.
//
// # Verification
//
// verify compares a snapshot that was taken during or after the cut-over with
// the approved plan: objectGUID and SID, anchor, name and container, type and
// scope, members, duplicates, deletions. Each group is done, pending (its wave or
// the switch is to come), failed with a reason, or unknown where the snapshot
// cannot show it. Give the cloud side and AD together. --wave N asks for the groups of
// one wave; damage to others is said all the same. Exit code 0 means that every
// group that was asked for is done; a pending one gives 3, an unknown one 4.
// --out writes verification.md, verification.json (docs/verification.schema.json)
// and groups.csv with the column Status filled in. docs/verification.md explains
// every reason and what to do about it.
//
// # What changed
//
// diff compares two plans or two snapshots; what they hold tells which. Of two plans
// it says which decisions changed and why, and whether what was approved still holds.
// Approved is a group of the old plan that has a wave, or that is in the plan and ready
// or fix-first. Of two snapshots it says what changed in the tenant, in each AD domain and on
// each Connect server; what the newer one did not read to the end is not seen, and
// not gone. docs/diff.md has the rules. Exit code 3: the approval does not hold; 4: the newer
// file is incomplete; 2: files that cannot be compared. Both commands take --out DIR, for
// Markdown and JSON with a published schema, and --limit N for the terminal.
//
// # Limitations
//
// --since reads AD whole. Anchors are unique only among the domains that were
// read, or that the global catalog holds. Which permissions hang on a group is
// not read. A finding marked unverified rests on an inference, or on a point that
// Microsoft's pages leave open. verify knows how many members the plan keeps, and
// not who they are.
package main
