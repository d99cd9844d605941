# The steps of the operator's day, each a function step_NAME. Sourced by operators-day, which
# explains shows, skip and needs_network. Every step leaves the three nodes connected, with
# certificates of the CA $TRUSTED. node-a is 1 ($A), node-b 2 ($B), node-c 3 ($C).

# shellcheck disable=SC2016 # what stands in single quotes is expanded by shows

JSON='Content-Type: application/json'
TRUSTED=nodes

# ---- planned work

step_start() {
	local i
	make_authority nodes
	make_authority next
	make_authority strange
	for i in 1 2 3; do
		give_good_certificate "$i"
		start "$i"
	done
	for i in 1 2 3; do
		await "${NODES[$i]} has found the others" is_up "$i"
	done
	await_whole
	shows '^quic_transport_connections(\{.*\})? 2(\.0)?$' 'curl -s $A/actuator/prometheus | grep -E "^quic_transport_connections[ {]"'
	shows '"node-c".*"status":"UP"' 'curl -s $A/actuator/health | jq -c .components.quic'
}

is_up() {
	is_alive "$1" || fail "${NODES[$1]} has ended"
	[ -n "$(answer "$1" /nodes)" ]
}

give_good_certificate() {
	issue "$TRUSTED" "${NODES[$1]}" "$WORK/good-$1"
	give "$1" "$WORK/good-$1" "$(authority_file "$TRUSTED")"
}

# recover INDEX: gives a node a good certificate again
recover() {
	begin_logs
	give_good_certificate "$1"
	await "${NODES[$1]} takes the good certificate" grep -q event=identity_rotated "$LOGS/${NODES[$1]}.log"
	await_whole
}

step_certificate_rotation() {
	local serial
	begin_load
	issue "$TRUSTED" node-c "$WORK/renewed"
	serial=$(serial_of "$WORK/renewed.crt") || exit 1
	give 3 "$WORK/renewed" "$(authority_file "$TRUSTED")"
	shows "event=identity_rotated.*serial=$serial" 'grep event=identity_rotated node-c.log'
	shows '"RUNNING"' "curl -s -H '$JSON' -d '{\"action\": \"rotate\"}' \$C/actuator/quicpeers | jq .state"
	shows "\"$serial\"" 'curl -s $A/actuator/quicpeers/node-c | jq .certificate.serial'
	shows "\"$serial\"" 'curl -s $B/actuator/quicpeers/node-c | jq .certificate.serial'
	finish_load
	FOUND="all $WRITTEN calls answered; peers see serial=$serial"
}

# Each step of the change has reached all nodes before the next one begins.
step_authority_roll_over() {
	local i next who_trusts_whom
	next=$(serial_of "$(authority_file next)") || exit 1
	who_trusts_whom='curl -s $A/actuator/quicpeers | jq -c "{issuer: .identity.certificate.issuer, serial: .identity.certificate.serial,
  trusted: [.identity.trusted[].serial], peers: [.peers[] | select(.connected) | {id, issuer: .certificate.issuer}]}"'
	begin_load
	for i in 1 2 3; do
		give "$i" "$WORK/good-$i" "$(authority_file nodes)" "$(authority_file next)"
	done
	await_rotated
	shows "\"trusted\":\\[.*\"$next\".*\\]" "$who_trusts_whom"
	for i in 1 2 3; do
		issue next "${NODES[$i]}" "$WORK/next-$i"
		give "$i" "$WORK/next-$i" "$(authority_file nodes)" "$(authority_file next)"
	done
	await_rotated
	rotate_all
	for i in 1 2 3; do
		give "$i" "$WORK/next-$i" "$(authority_file next)"
	done
	await_rotated
	rotate_all
	shows "\"issuer\":\"CN=next CA\".*\"trusted\":\\[\"$next\"\].*\"node-b\",\"issuer\":\"CN=next CA\"" "$who_trusts_whom"
	shows '"CN=next CA"' 'curl -s $A/actuator/quicpeers/node-c | jq .certificate.issuer'
	shows '"CN=next CA"' 'curl -s $C/actuator/quicpeers/node-b | jq .certificate.issuer'
	finish_load
	FOUND="all $WRITTEN calls answered; peers see $FOUND"
	TRUSTED=next
}

# await_rotated: waits until all nodes have taken up what they were given since the logs began
await_rotated() {
	local i
	for i in 1 2 3; do
		await "${NODES[$i]} takes the new files" grep -q event=identity_rotated "$LOGS/${NODES[$i]}.log"
	done
	begin_logs
}

# rotate_all: replaces all connections, and waits until each node has new ones to both peers
rotate_all() {
	local i before=('' '' '' '')
	for i in 1 2 3; do
		before[i]=$(opened "$i")
	done
	for i in 1 2 3; do
		act "$i" '{"action": "rotate"}'
	done
	for i in 1 2 3; do
		await "${NODES[$i]} has new connections" are_others "$i" "${before[$i]}"
	done
	await_whole
}

# act INDEX BODY: asks a node's endpoint to do something
act() {
	inside hub curl -s -f -o "$WORK/acted" -H "$JSON" -d "$2" "$(url "$1")/actuator/quicpeers" \
		|| fail "${NODES[$1]} does not do $2"
}

opened() { answer "$1" /actuator/prometheus | sed -n 's/^quic_transport_connections_opened_total{.*} //p' | paste -s -d ' '; }

are_others() { [ "$(opened "$1")" != "$2" ]; }

step_rolling_restart() {
	local i
	begin_load
	for i in 1 2 3; do
		stop "$i"
		[ "$EXIT_CODE" -eq 143 ] || fail "${NODES[$i]} has ended with exit code $EXIT_CODE"
		begin_logs
		start "$i"
		await "${NODES[$i]} is up" is_up "$i"
		await_whole
	done
	finish_load
	shows '^quic_transport_connections(\{.*\})? 2(\.0)?$' 'curl -s $A/actuator/prometheus | grep -E "^quic_transport_connections[ {]"'
	! grep -h event=messages_lost "$LOGS"/*.log || fail "messages were lost"
	FOUND="all $WRITTEN calls answered, and their values at all nodes"
}

# A node is taken out without a stop, and brought back.
step_drained_node() {
	begin_load
	act 3 '{"action": "drain", "duration": "PT5S"}'
	shows '"OUT_OF_SERVICE".*"DRAINING"' 'curl -s $C/actuator/health | jq -c ".components.quic | {status, state: .details.state}"'
	shows '^quic_transport_peers\{.*"DRAINING".*\} 1' 'curl -s $A/actuator/prometheus | grep -E "^quic_transport_peers\{"'
	local evidence=$FOUND
	act 3 '{"action": "undrain"}'
	shows '"UP".*"RUNNING"' 'curl -s $C/actuator/health | jq -c ".components.quic | {status, state: .details.state}"'
	shows '^quic_transport_peers\{.*"DRAINING".*\} 0' 'curl -s $A/actuator/prometheus | grep -E "^quic_transport_peers\{"'
	await_whole
	finish_load
	FOUND="$evidence; all $WRITTEN calls answered"
}

step_stop_all() {
	local i
	for i in 1 2 3; do
		signal "$i" TERM
	done
	for i in 1 2 3; do
		await_exit "$i"
		[ "$EXIT_CODE" -eq 143 ] || fail "${NODES[$i]} has ended with exit code $EXIT_CODE"
	done
	shows 'event=transport_stopped' 'grep -h event=transport_stopped node-c.log'
	! grep -h event=messages_lost "$LOGS"/*.log || fail "messages were lost"
}

# One run of a node leaves an archive of its classes, from which the next one starts. It is required to, so that it
# fails where the archive cannot be used.
step_class_archive() {
	local archive make use begun
	if [ "$JAVA_VERSION" -ge 25 ]; then
		archive=$WORK/node.aot make=-XX:AOTCacheOutput=$archive use="-XX:AOTCache=$archive -XX:AOTMode=on"
	else
		archive=$WORK/node.jsa make=-XX:ArchiveClassesAtExit=$archive use="-XX:SharedArchiveFile=$archive -Xshare:on"
	fi
	give_good_certificate 4
	start 4 "$make"
	await 'node-d is up' is_up 4
	await 'node-d has joined' sees 1 4
	stop 4
	[ -s "$archive" ] || fail "the run has left no $archive"
	begun=$(now_tenths)
	# shellcheck disable=SC2086 # two options
	start 4 $use
	await 'node-d is up' is_up 4
	await 'node-d has joined' sees 1 4
	begun=$(($(now_tenths) - begun))
	stop 4
	FOUND="$make; has joined $((begun / 10)).$((begun % 10)) s after its start with $use"
}

# ---- certificates

step_wrong_key() {
	issue "$TRUSTED" node-c "$WORK/renewed"
	issue "$TRUSTED" node-c "$WORK/other"
	cp "$WORK/other.key" "$WORK/renewed.key"
	give 3 "$WORK/renewed" "$(authority_file "$TRUSTED")"
	shows 'event=identity_(refused|kept).*key' 'grep -E "event=identity_(refused|kept)" node-c.log'
	local evidence=$FOUND
	shows '"connected":true' 'curl -s $A/actuator/quicpeers/node-c | jq -c "{id, connected}"'
	shows 'code="INVALID_IDENTITY".* [1-9]' 'curl -s $C/actuator/prometheus | grep INVALID_IDENTITY'
	recover 3
	FOUND=$evidence
}

step_expired_certificate() {
	issue "$TRUSTED" node-c "$WORK/expired" '2 days ago' '1 hour ago'
	give 3 "$WORK/expired" "$(authority_file "$TRUSTED")"
	shows 'event=identity_warning.*expired' 'grep event=identity_warning node-c.log'
	shows 'expired' 'curl -s $C/actuator/health | jq -c .components.quic.details.certificate'
	reconnect
	shows 'CERTIFICATE_EXPIRED.*CN=node-c' \
		'curl -s $A/actuator/quicpeers | jq -c ".connectionEnds[] | select(.code == \"CERTIFICATE_EXPIRED\") | {code, reason, certificate}"'
	local evidence=$FOUND
	shows 'finds this node.s certificate expired' 'curl -s $C/actuator/quicpeers | jq -c ".connectionEnds[] | {code, reason}"'
	shows 'code="CERTIFICATE_EXPIRED".* [1-9]' 'curl -s $A/actuator/prometheus | grep errors_total.*CERTIFICATE'
	recover 3
	FOUND=$evidence
}

step_wrong_authority() {
	issue strange node-c "$WORK/strange"
	give 3 "$WORK/strange" "$(authority_file "$TRUSTED")"
	shows 'event=identity_warning.*trust' 'grep event=identity_warning node-c.log'
	reconnect
	shows 'CERTIFICATE_UNTRUSTED.*CN=strange CA' \
		'curl -s $A/actuator/quicpeers | jq -c ".connectionEnds[] | select(.code == \"CERTIFICATE_UNTRUSTED\") | {code, reason, certificate}"'
	local evidence=$FOUND
	shows 'does not trust the CA of this node' 'curl -s $C/actuator/quicpeers | jq -c ".connectionEnds[] | {code, reason}"'
	recover 3
	FOUND=$evidence
}

# reconnect: all nodes try to replace their connections; those that fail go on as they are
reconnect() {
	local i
	for i in 1 2 3; do
		act "$i" '{"action": "rotate"}'
	done
}

# ---- the network

step_partition() {
	needs_network || return 0
	deafen 1 3
	deafen 3 1
	shows 'event=peer_down.*peer=node-c.*code=IDLE_TIMEOUT' 'grep event=peer_down node-a.log'
	shows 'event=peer_down.*peer=node-a.*code=IDLE_TIMEOUT' 'grep event=peer_down node-c.log'
	shows '"node-c".*CONNECT_TIMEOUT' 'curl -s $A/actuator/quicpeers | jq -c ".unreached[] | {id, code, reason, since}"'
	local evidence=$FOUND
	shows '"node-a".*CONNECT_TIMEOUT' 'curl -s $C/actuator/quicpeers | jq -c ".unreached[] | {id, code, reason, since}"'
	shows '"node-c true"' 'curl -s $B/actuator/quicpeers | jq -c ".peers[] | \"\(.id) \(.connected)\""'
	open_firewalls
	await_whole
	FOUND=$evidence
}

step_partition_one_way() {
	needs_network || return 0
	deafen 3 1
	# node-a still hears node-c: that it hears nothing, and that it dials.
	shows 'event=peer_down.*peer=node-a.*code=IDLE_TIMEOUT' 'grep event=peer_down node-c.log'
	shows 'event=peer_down.*peer=node-c.*the peer closed the connection: nothing was heard' 'grep event=peer_down node-a.log'
	shows "HANDSHAKE_TIMEOUT.*/$(address 3):" \
		'curl -s $A/actuator/quicpeers | jq -c ".connectionEnds[] | select(.code == \"HANDSHAKE_TIMEOUT\") | {code, reason, address, count}"'
	local evidence=$FOUND
	open_firewalls
	await_whole
	FOUND=$evidence
}

step_firewall_silence() {
	needs_network || return 0
	firewall 3 -A INPUT -p udp --dport "$(quic_port 3)" -j DROP
	firewall 1 -A INPUT -p udp -s "$(address 3)" --dport "$(quic_port 1)" -j DROP
	firewall 2 -A INPUT -p udp -s "$(address 3)" --dport "$(quic_port 2)" -j DROP
	shows 'did not answer in time; is it up, and is UDP let through' \
		'curl -s $A/actuator/quicpeers | jq -c ".unreached[] | {id, code, reason}"'
	local evidence=$FOUND
	open_firewalls
	await_whole
	FOUND=$evidence
}

step_firewall_refusal() {
	needs_network || return 0
	firewall 3 -A INPUT -p udp --dport "$(quic_port 3)" -j REJECT --reject-with icmp-port-unreachable
	firewall 1 -A INPUT -p udp -s "$(address 3)" --dport "$(quic_port 1)" -j DROP
	firewall 2 -A INPUT -p udp -s "$(address 3)" --dport "$(quic_port 2)" -j DROP
	shows 'ICMP port unreachable' 'curl -s $A/actuator/quicpeers | jq -c ".unreached[] | {id, code, reason}"'
	local evidence=$FOUND
	open_firewalls
	await_whole
	FOUND=$evidence
}

# One datagram in ten that node-a sends to node-c is lost on its way.
step_lost_packets() {
	needs_network || return 0
	needs_tool nstat iproute2 || return 0
	begin_load
	firewall 3 -A INPUT -p udp -s "$(address 1)" -m statistic --mode random --probability 0.1 -j DROP
	export NSTAT_HISTORY=$WORK/nstat
	shows '"node-c".*"packetsLost":[1-9]' 'curl -s $A/actuator/quicpeers | jq -c ".peers[] | {id, path}"'
	local evidence=$FOUND
	shows '^quic_transport_packets_lost_total(\{.*\})? [1-9]' 'curl -s $A/actuator/prometheus | grep ^quic_transport_packets'
	SHOW_AT=3 shows '^UdpRcvbufErrors +0 ' 'nstat -az UdpRcvbufErrors UdpSndbufErrors'
	open_firewalls
	finish_load
	FOUND="$evidence; all $WRITTEN calls answered"
}

step_dns_failure() {
	give_good_certificate 5
	PEERS='' start 5 -- --quic.transport.discovery.dns.host=nodes.example --quic.transport.discovery.dns.port=9000 \
		"--quic.transport.discovery.dns.servers=$(address 5):53" --quic.transport.discovery.dns.query-timeout=1s
	shows 'event=discovery_failed.*nodes\.example' 'grep event=discovery_failed node-e.log'
	local evidence=$FOUND
	await 'node-e is up' is_up 5
	shows 'OUT_OF_SERVICE.*no source of peers has ever answered' \
		'curl -s $E/actuator/health | jq -c ".components.quic | {status, warning: .details.warning}"'
	shows '"dns nodes\.example".*"FAILING".*"answeredAt":null' \
		'curl -s $E/actuator/quicpeers | jq -c ".sources[] | {name, state, answeredAt, failures, reason}"'
	shows '^quic_transport_peer_sources\{.*"FAILING".*\} 1' 'curl -s $E/actuator/prometheus | grep ^quic_transport_peer_sources'
	stop 5
	FOUND=$evidence
}

# ---- peers

step_frozen_peer() {
	signal 3 STOP
	shows 'event=peer_down.*peer=node-c.*code=IDLE_TIMEOUT' 'grep event=peer_down node-a.log node-b.log'
	local evidence=$FOUND
	shows '"node-c".*CONNECT_TIMEOUT' 'curl -s $A/actuator/quicpeers | jq -c ".unreached[] | {id, code, reason, stopped}"'
	shows '^T' "ps -o stat,comm -p ${PIDS[3]}"
	signal 3 CONT
	await_whole
	FOUND=$evidence
}

step_killed_peer() {
	stop 3 KILL
	shows 'event=peer_down.*peer=node-c.*code=IDLE_TIMEOUT' 'grep event=peer_down node-a.log'
	shows '"node-c".*ICMP port unreachable' 'curl -s $A/actuator/quicpeers | jq -c ".unreached[] | {id, code, reason, stopped}"'
	local evidence=$FOUND
	shows '^000 ' 'curl -s -m 2 -o /dev/null -w "%{http_code} %{errormsg}\n" $C/actuator/health'
	start 3
	await 'node-c is up' is_up 3
	await_whole
	FOUND=$evidence
}

# A process that gets a third of the time in long pauses, as one with too small a CPU quota.
step_slow_peer() {
	local pauses
	while true; do
		signal 3 STOP
		sleep 0.4
		signal 3 CONT
		sleep 0.2
	done &
	pauses=$!
	LOADS+=("$pauses")
	shows '^node-c [0-9]{3}' 'curl -s $A/actuator/quicpeers | jq -r ".peers[] | \"\(.id) \(.rttMillis)\""'
	local evidence=$FOUND
	shows '^quic_transport_rtt_highest_seconds(\{.*\})? 0?\.[1-9]' \
		'curl -s $A/actuator/prometheus | grep -E "^quic_transport_rtt"'
	shows '"rttMillis":[0-9]{3}' 'curl -s $A/actuator/quicpeers/node-c | jq -c "{rttMillis, smoothedRttMillis: .path.smoothedRttMillis, handlersByPath: .activity.handlersByPath}"'
	kill "$pauses"
	wait "$pauses" 2>/dev/null
	LOADS=()
	signal 3 CONT
	await_whole
	FOUND="rttMillis of $evidence"
}

step_duplicate_id() {
	mkdir -p "$CONFIG/node-d"
	cp "$CONFIG"/node-c/* "$CONFIG/node-d"
	ID=node-c start 4
	shows 'DUPLICATE_NODE_ID' 'grep event=connection_refused node-a.log'
	local evidence=$FOUND
	shows 'code="DUPLICATE_NODE_ID".* [1-9]' 'curl -s $A/actuator/prometheus | grep DUPLICATE_NODE_ID'
	await 'the second node-c is up' is_up 4
	shows 'DUPLICATE_NODE_ID' 'curl -s $D/actuator/quicpeers | jq -c ".unreached[] | {id, code, reason}"'
	stop 4
	await_whole
	FOUND=$evidence
}

# The two other nodes deny it, as they would one whose key has leaked.
step_denied_peer() {
	local node begun taken
	begun=$(now_tenths)
	for node in A B; do
		shows '"node-c"' "curl -s -H '$JSON' -d '{\"duration\": \"PT1H\"}' \$$node/actuator/quicpeers/node-c/deny | jq .id"
	done
	shows 'event=peer_down.*peer=node-c.*code=DENIED' 'grep -h event=peer_down node-a.log'
	local evidence=$FOUND
	shows 'event=peer_down.*peer=node-c.*code=DENIED' 'grep -h event=peer_down node-b.log'
	taken=$(($(now_tenths) - begun))
	rotate_others
	shows 'PEER_NOT_ALLOWED.*deny list' \
		'curl -s $A/actuator/quicpeers | jq -c ".connectionEnds[] | select(.code == \"PEER_NOT_ALLOWED\") | {peer, code, reason, count}"'
	shows '^quic_transport_connections(\{.*\})? 0(\.0)?$' 'curl -s $C/actuator/prometheus | grep -E "^quic_transport_connections[ {]"'
	shows '^quic_transport_connections(\{.*\})? 1(\.0)?$' 'curl -s $A/actuator/prometheus | grep -E "^quic_transport_connections[ {]"'
	shows 'does not admit' 'curl -s $C/actuator/quicpeers | jq -r ".unreached[].reason"'
	for node in A B; do
		shows '^20[04]$' "curl -s -o /dev/null -w '%{http_code}\n' -H '$JSON' -d '{}' \$$node/actuator/quicpeers/node-c/allow"
	done
	await_whole
	FOUND="shut out by both within $((taken / 10)).$((taken % 10)) s of the first request; $evidence"
}

# The connection between node-a and node-b is replaced; that of node-c must not come back by it.
rotate_others() {
	local before
	before=$(opened 1)
	act 1 '{"action": "rotate"}'
	act 2 '{"action": "rotate"}'
	await 'node-a has a new connection' are_others 1 "$before"
}

# ---- the machine

# Another process holds the UDP port of node-d, here node-c's own process.
step_port_taken() {
	needs_tool ss iproute2 || return 0
	give_good_certificate 4
	local held
	held=$(quic_port 3)
	AT=3 start 4 -- --quic.transport.timeouts.bind=2s
	shows 'event=port_busy' 'grep event=port_busy node-d.log'
	SHOW_AT=3 shows "pid=${PIDS[3]}," "ss -H -u -l -n -p sport = :$held"
	await_exit 4
	[ "$EXIT_CODE" -eq 1 ] || fail "the node has ended with exit code $EXIT_CODE"
	shows 'in use' 'grep -A 6 "APPLICATION FAILED TO START" node-d.log'
}

# A node whose clock is a month ahead finds all others' certificates expired, and its own.
step_wrong_clock() {
	local library
	library=$(find /usr/lib /usr/local/lib -name libfaketime.so.1 2>/dev/null | head -n 1)
	if [ -z "$library" ]; then
		skip "there is no libfaketime (Debian package faketime)"
		return
	fi
	give_good_certificate 4
	LAUNCHER=(env "LD_PRELOAD=$library" FAKETIME=+30d DONT_FAKE_MONOTONIC=1)
	start 4
	LAUNCHER=(env)
	await 'node-d is up' is_up 4
	shows 'event=identity_warning.*expired' 'grep event=identity_warning node-d.log'
	shows 'CERTIFICATE_EXPIRED.*node-a' \
		'curl -s $D/actuator/quicpeers | jq -c ".unreached[] | {id, code, reason}"'
	local evidence=$FOUND
	shows '^Date: ' 'curl -s -I $D/actuator/health | grep ^Date; date -u "+Here: %a, %d %b %Y %T GMT"'
	shows 'finds this node.s certificate expired' 'curl -s $A/actuator/quicpeers | jq -c ".connectionEnds[0] | {code, reason}"'
	stop 4
	FOUND=$evidence
}

# As many descriptors as a node needs to start, and a few more; web requests use these up.
step_descriptors() {
	needs_tool prlimit util-linux || return 0
	give_good_certificate 4
	start 4
	await 'node-d is up' is_up 4
	await 'node-d has joined' sees 1 4
	local open
	open=$(find "/proc/${PIDS[4]}/fd" -mindepth 1 | wc -l)
	prlimit --pid "${PIDS[4]}" "--nofile=$open:$open" || fail "the limit of node-d cannot be set"
	shows 'Too many open files' 'curl -s -m 1 -o /dev/null $D/actuator/health; grep -m 1 "Too many open files" node-d.log'
	local evidence=$FOUND
	shows "^$open\$" "ls /proc/${PIDS[4]}/fd | wc -l"
	shows "Max open files +$open " "grep 'Max open files' /proc/${PIDS[4]}/limits"
	shows 'socket' "ls -l /proc/${PIDS[4]}/fd | sed 's/.*-> //; s/:.*//; s/.*[.]jar/jar/' | sort | uniq -c | sort -rn"
	shows '"connected":true' 'curl -s $A/actuator/quicpeers/node-d | jq -c "{id, connected}"'
	stop 4
	FOUND=$evidence
}

# Less direct memory than large calls need that are made at the same time.
step_memory_limit() {
	give_good_certificate 4
	start 4 -XX:MaxDirectMemorySize=1m
	await 'node-d is up' is_up 4
	await 'node-d has joined' sees 1 4
	head -c 32000 /dev/zero | tr '\0' x >"$LOGS/value.txt"
	shows 'event=out_of_memory' 'curl -s -Z --parallel-max 100 -X PUT --data-binary @value.txt -o /dev/null "$D/board/large-[1-200]" 2>/dev/null
grep -m 1 event=out_of_memory node-d.log'
	local evidence=$FOUND
	shows 'code="OVERLOADED".* [1-9]' 'curl -s $D/actuator/prometheus | grep errors_total.*OVERLOADED'
	shows 'area="direct".* [1-9]' 'curl -s $D/actuator/prometheus | grep ^quic_transport_buffer_memory_bytes'
	shows '"connected":true' 'curl -s $A/actuator/quicpeers/node-d | jq -c "{id, connected}"'
	stop 4
	FOUND=$evidence
}
