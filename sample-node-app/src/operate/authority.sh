# Certificate authorities for the operator's day, by openssl. Sourced by operators-day.
# Needs: $AUTHORITIES, a directory; fail.

# openssl_quietly ARGUMENT...
openssl_quietly() {
	openssl "$@" >>"$AUTHORITIES/openssl.log" 2>&1 || {
		tail -n 5 "$AUTHORITIES/openssl.log" >&2
		fail "openssl ${1:-} has failed"
	}
}

# openssl_date WHEN: a time in the form that openssl takes, such as openssl_date '1 day ago'
openssl_date() { date -u -d "$1" +%Y%m%d%H%M%SZ; }

# make_authority NAME: a CA of its own, in $AUTHORITIES/NAME
make_authority() {
	local ca=$AUTHORITIES/$1
	mkdir -p "$ca/issued"
	: >"$ca/index.txt"
	openssl rand -hex 8 >"$ca/serial"
	cat >"$ca/openssl.cnf" <<-END
	[ca]
	default_ca = nodes
	[nodes]
	dir = $ca
	database = $ca/index.txt
	serial = $ca/serial
	new_certs_dir = $ca/issued
	certificate = $ca/ca.crt
	private_key = $ca/ca.key
	default_md = sha256
	policy = any
	unique_subject = no
	copy_extensions = copy
	[any]
	commonName = supplied
	[req]
	distinguished_name = subject
	[subject]
	END
	openssl_quietly req -x509 -config "$ca/openssl.cnf" -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
		-subj "/CN=$1 CA" -keyout "$ca/ca.key" -out "$ca/ca.crt" \
		-addext basicConstraints=critical,CA:true,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign
}

# issue AUTHORITY ID FILE [NOT-BEFORE NOT-AFTER]: writes FILE.crt and FILE.key
issue() {
	local ca=$AUTHORITIES/$1 id=$2 file=$3 begin=${4:-1 hour ago} end=${5:-10 days}
	openssl_quietly req -new -config "$ca/openssl.cnf" -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$id" \
		-addext "subjectAltName=URI:node:$id" -addext keyUsage=critical,digitalSignature \
		-addext extendedKeyUsage=serverAuth,clientAuth -keyout "$file.key" -out "$file.csr"
	openssl_quietly ca -batch -notext -config "$ca/openssl.cnf" -startdate "$(openssl_date "$begin")" \
		-enddate "$(openssl_date "$end")" -in "$file.csr" -out "$file.crt"
	rm -f "$file.csr"
}

# authority_file AUTHORITY: the certificate of a CA
authority_file() { printf '%s' "$AUTHORITIES/$1/ca.crt"; }

# serial_of FILE: the serial number of a certificate, as the nodes show it
serial_of() {
	local serial
	serial=$(openssl x509 -noout -serial -in "$1") || fail "$1 is no certificate"
	printf '%s' "${serial#*=}" | tr 'A-F' 'a-f' | sed 's/^0*//'
}
