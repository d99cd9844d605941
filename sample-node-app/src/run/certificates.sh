#!/bin/sh
# Makes development certificates for deploy/compose.yaml, where there is no JDK; run-sample makes the
# same by itself. A CA, what trusts it, and one certificate for each node that
# has none yet. Needs keytool, which every Java runtime has.
#   certificates.sh DIRECTORY NODE-ID...
set -eu
dir=$1
shift
password=changeit # the stores hold throw-away keys
keytool=${JAVA_HOME:+$JAVA_HOME/bin/}keytool
log=$dir/keytool.log

run() {
	"$keytool" -J-XX:TieredStopAtLevel=1 "$@" >>"$log" 2>&1 || {
		echo "keytool has failed; see $log" >&2
		exit 1
	}
}

make_ca() {
	# A year is their whole life; after most of it they are made again.
	if [ -n "$(find "$dir/trust.p12" -mtime -300 2>/dev/null)" ]; then
		return
	fi
	echo "Making development certificates in $dir/"
	mkdir -p "$dir"
	rm -f "$dir"/*.p12 "$dir"/*.pem "$log"
	chmod 700 "$dir"
	run -genkeypair -alias ca -keyalg EC -groupname secp256r1 -dname "CN=quic-transport sample CA" -validity 365 \
		-ext bc:c=ca:true,pathlen:0 -ext ku:c=keyCertSign,cRLSign \
		-storetype PKCS12 -keystore "$dir/ca.p12" -storepass $password
	run -exportcert -rfc -alias ca -keystore "$dir/ca.p12" -storepass $password -file "$dir/ca.pem"
	run -importcert -noprompt -alias ca -file "$dir/ca.pem" -storetype PKCS12 -keystore "$dir/trust.p12" -storepass $password
}

make_certificate() {
	id=$1
	if [ -f "$dir/$id.p12" ]; then
		return
	fi
	new=$dir/$id.new.p12
	rm -f "$new"
	run -genkeypair -alias node -keyalg EC -groupname secp256r1 -dname "CN=$id" -validity 365 \
		-storetype PKCS12 -keystore "$new" -storepass $password
	run -certreq -alias node -keystore "$new" -storepass $password -file "$dir/$id.csr"
	run -gencert -rfc -alias ca -keystore "$dir/ca.p12" -storepass $password -validity 365 \
		-infile "$dir/$id.csr" -outfile "$dir/$id.pem" \
		-ext "san=uri:node:$id,dns:localhost,ip:127.0.0.1" -ext ku:c=digitalSignature -ext eku=serverAuth,clientAuth
	cat "$dir/$id.pem" "$dir/ca.pem" >"$dir/$id.chain.pem"
	run -importcert -noprompt -alias node -keystore "$new" -storepass $password -file "$dir/$id.chain.pem"
	rm -f "$dir/$id.csr" "$dir/$id.pem" "$dir/$id.chain.pem"
	mv "$new" "$dir/$id.p12"
	echo "  $id"
}

make_ca
for id in "$@"; do
	make_certificate "$id"
done
