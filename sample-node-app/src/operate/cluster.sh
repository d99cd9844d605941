# The nodes of the operator's day: where they run, and what is done to them. Sourced by
# operators-day. Needs: $WORK, a directory; $APP, $JAVA; say, fail.
#
# As root each node has a network namespace of its own, joined by a bridge in another one, so
# that nothing of the machine's own network changes. Else all nodes are on the loopback
# interface, and what needs a network is skipped.

NETWORK=${NETWORK:-namespaces} # or loopback
PREFIX=opday$$     # of the namespaces
LOGS=$WORK/logs
CONFIG=$WORK/nodes
PIDS=() # of all processes that were started here

# Indexes of the nodes: 1, 2 and 3 are the cluster, 4 and 5 come and go.
NODES=('' node-a node-b node-c node-d node-e)

# What a busy machine must not end, and a person does not want to wait for.
NODE_OPTIONS=(--quic.transport.discovery.multicast.enabled=false
	--quic.transport.timeouts.ping-interval=1s --quic.transport.timeouts.idle=5s --quic.transport.reconnect.max-backoff=1s
	--management.endpoint.quicpeers.access=unrestricted
	--spring.ssl.bundle.watch.file.quiet-period=500ms)
NODE_JAVA_OPTIONS=(-Xmx96m -XX:+UseSerialGC -XX:TieredStopAtLevel=1)

# ---- the network

# choose_network: sets NETWORK, and WHY_LOOPBACK where there are no namespaces
choose_network() {
	WHY_LOOPBACK=''
	if [ "$NETWORK" = loopback ]; then
		WHY_LOOPBACK='NETWORK=loopback is set'
	elif [ "$(id -u)" -ne 0 ]; then
		WHY_LOOPBACK='this is not root'
	elif ! command -v ip >/dev/null; then
		WHY_LOOPBACK='there is no ip (package iproute2)'
	elif ! command -v iptables >/dev/null; then
		WHY_LOOPBACK='there is no iptables'
	elif ! ip netns add "$PREFIX-hub" 2>/dev/null; then
		WHY_LOOPBACK='no network namespace can be made here'
	fi
	if [ -n "$WHY_LOOPBACK" ]; then
		NETWORK=loopback
		say "All nodes are on the loopback interface ($WHY_LOOPBACK): steps that take a network between nodes are left out"
	else
		lay_network
	fi
}

lay_network() {
	local i hub=$PREFIX-hub
	ip -n "$hub" link set lo up
	ip -n "$hub" link add bridge type bridge || fail "no bridge can be made in a network namespace"
	ip -n "$hub" address add 10.99.0.254/24 dev bridge
	ip -n "$hub" link set bridge up
	for i in 1 2 3 4 5; do
		ip netns add "$(space "$i")" || fail "no network namespace can be made"
		ip -n "$hub" link add "port$i" type veth peer name eth0 netns "$(space "$i")" || fail "no veth pair can be made"
		ip -n "$hub" link set "port$i" master bridge up
		ip -n "$(space "$i")" address add "$(address "$i")/24" dev eth0
		ip -n "$(space "$i")" link set lo up
		ip -n "$(space "$i")" link set eth0 up
	done
}

space() { printf '%s-%s' "$PREFIX" "$1"; }

# enter INDEX: sets INSIDE to what runs a command where a node is; index hub is where the operator is
enter() {
	INSIDE=(env)
	[ "$NETWORK" = namespaces ] && INSIDE=(ip netns exec "$(space "$1")")
	return 0
}

inside() {
	enter "$1"
	shift
	"${INSIDE[@]}" "$@"
}

address() {
	if [ "$NETWORK" = namespaces ]; then
		printf '10.99.0.%s' "$1"
	else
		printf '127.0.0.1'
	fi
}

quic_port() {
	if [ "$NETWORK" = namespaces ]; then
		printf 9000
	else
		printf '%s' "$((QUIC_PORT + $1 - 1))"
	fi
}

http_port() {
	if [ "$NETWORK" = namespaces ]; then
		printf 8080
	else
		printf '%s' "$((HTTP_PORT + $1 - 1))"
	fi
}

url() { printf 'http://%s:%s' "$(address "$1")" "$(http_port "$1")"; }

peer_entry() { printf '%s@%s:%s' "${NODES[$1]}" "$(address "$1")" "$(quic_port "$1")"; }

# firewall INDEX RULE...: changes the rules for what a node receives
firewall() {
	local index=$1
	shift
	inside "$index" iptables -w "$@" || fail "iptables $* has failed at ${NODES[$index]}"
}

# deafen INDEX FROM: what comes from the node FROM is lost at the node INDEX
deafen() { firewall "$1" -A INPUT -p udp -s "$(address "$2")" -j DROP; }

open_firewalls() {
	local i
	[ "$NETWORK" = namespaces ] || return 0
	for i in 1 2 3 4 5; do
		firewall "$i" -F INPUT
	done
}

# ---- the nodes

# give INDEX FILE AUTHORITY-FILE...: FILE.crt and FILE.key become the node's certificate and key,
# which trusts the authorities; each file is replaced in one step
give() {
	local directory=$CONFIG/${NODES[$1]} file=$2 part
	shift 2
	mkdir -p "$directory"
	cat "$@" >"$directory/ca.crt.new"
	cp "$file.crt" "$directory/tls.crt.new"
	cp "$file.key" "$directory/tls.key.new"
	for part in ca.crt tls.key tls.crt; do
		mv "$directory/$part.new" "$directory/$part"
	done
}

# node_command INDEX [OPTION...]: sets COMMAND; options of java go before --, those of the node after.
# With AT=OTHER it is where the node OTHER is, and has its address; ID and PEERS replace its id and its
# list of peers: an option that is given twice has both values
node_command() {
	local index=$1 at=${AT:-$1} java_options=()
	shift
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		java_options+=("$1")
		shift
	done
	[ $# -gt 0 ] && shift
	COMMAND=("$JAVA" "${NODE_JAVA_OPTIONS[@]}" ${java_options[@]+"${java_options[@]}"} -jar "$APP"
		--spring.profiles.active=pem "--sample.certificates=$CONFIG/${NODES[$index]}"
		"--server.address=$(address "$at")" "--server.port=$(http_port "$index")"
		"--quic.transport.node-id=${ID:-${NODES[$index]}}"
		"--quic.transport.address=$(address "$at")" "--quic.transport.port=$(quic_port "$at")"
		"--quic.transport.peers=${PEERS-$(peer_entry 1),$(peer_entry 2),$(peer_entry 3)}"
		"${NODE_OPTIONS[@]}" "$@")
}

# start INDEX [OPTION...]: as node_command; the log is appended to. What precedes the command
# becomes it, so that the id is the node's
start() {
	local index=$1
	node_command "$@"
	enter "${AT:-$index}"
	"${INSIDE[@]}" "${LAUNCHER[@]}" "${COMMAND[@]}" >>"$LOGS/${NODES[$index]}.log" 2>&1 &
	PIDS[index]=$!
}

# What precedes the command of a node that is started, such as a limit.
LAUNCHER=(env)

signal() { kill "-$2" "${PIDS[$1]}" 2>/dev/null; }

is_alive() { [ "${PIDS[$1]:-0}" -ne 0 ] && kill -0 "${PIDS[$1]}" 2>/dev/null; }

# stop INDEX [SIGNAL]: and waits until it has ended; sets EXIT_CODE
stop() {
	signal "$1" "${2:-TERM}"
	await_exit "$1"
}

# The shell's own words about a killed process are left out.
await_exit() {
	local deadline=$((SECONDS + PATIENCE))
	while is_alive "$1"; do
		[ "$SECONDS" -lt "$deadline" ] || fail "${NODES[$1]} has not ended within $PATIENCE s"
		sleep 0.1
	done
	wait "${PIDS[$1]}"
	EXIT_CODE=$?
	PIDS[$1]=0
} 2>/dev/null

# answer INDEX PATH: what the node's web server answers, or nothing
answer() { inside hub curl -s -m 5 "$(url "$1")$2"; }

# sees INDEX OTHER: whether a node is connected to another
sees() { answer "$1" "/actuator/quicpeers/${NODES[$2]}" | grep -q '"connected":true'; }

# is_whole: whether all of the cluster see each other
is_whole() { sees 1 2 && sees 1 3 && sees 2 1 && sees 2 3 && sees 3 1 && sees 3 2; }

# await WHAT COMMAND...: waits until a command succeeds
await() {
	local what=$1 deadline=$((SECONDS + PATIENCE))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$deadline" ] || fail "$what: not within $PATIENCE s"
		sleep 0.1
	done
}

await_whole() { await 'all three nodes are connected' is_whole; }

# begin_logs: what nodes log from now on stands at the beginning of their logs; what they have
# logged so far is kept beside
begin_logs() {
	local i log
	for i in 1 2 3 4 5; do
		log=$LOGS/${NODES[$i]}.log
		[ -f "$log" ] || continue
		cat "$log" >>"$WORK/before/${NODES[$i]}.log"
		: >"$log"
	done
}

# end_cluster: ends and removes all that was made here; may be called at any time, and twice
end_cluster() {
	local pid name
	for pid in "${PIDS[@]}"; do
		[ "${pid:-0}" -ne 0 ] && kill -KILL "$pid" 2>/dev/null
	done
	for pid in "${PIDS[@]}"; do
		[ "${pid:-0}" -ne 0 ] && wait "$pid" 2>/dev/null
	done
	PIDS=()
	[ "$NETWORK" = namespaces ] || return 0
	for name in 1 2 3 4 5 hub; do
		ip netns delete "$PREFIX-$name" 2>/dev/null
	done
	return 0
} 2>/dev/null
