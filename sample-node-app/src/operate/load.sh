# Writes to the board while nodes are changed, and checks that nothing that was accepted is lost.
# Sourced by operators-day. Needs: $WORK; url, inside, fail.
#
# One writer for each node; each repeats a call that was refused, as a client does, and takes
# nothing but 200 in the end.

LOADS=()
KEYS=20 # for each writer

# A writer's keys get the number of the round as their value.
write_round() {
	local index=$1 round=$2 key
	for key in $(seq "$KEYS"); do
		cat <<-END
		url = "$(url "$index")/board/load-$index-$key"
		request = PUT
		data = "$round"
		output = /dev/null
		write-out = "%{http_code}\n"
		silent
		retry = 300
		retry-delay = 1
		retry-all-errors
		max-time = 30
		next
		END
	done | sed '$d' # curl takes no "next" at the end
}

write_rounds() {
	local index=$1 round=0 codes
	while [ ! -e "$WORK/load/end" ]; do
		round=$((round + 1))
		write_round "$index" "$round" >"$WORK/load/$index.conf"
		codes=$(curl -K "$WORK/load/$index.conf")
		if printf '%s\n' "$codes" | grep -qv '^200$'; then
			printf '%s\n' "$codes" | sort | uniq -c >"$WORK/load/$index.failed"
			return
		fi
		printf '%s' "$round" >"$WORK/load/$index.round"
		sleep 0.1
	done
}

begin_load() {
	local i
	rm -f "$WORK"/load/*
	for i in 1 2 3; do
		if [ "$NETWORK" = namespaces ]; then
			export -f write_round write_rounds url address http_port
			NETWORK=$NETWORK WORK=$WORK KEYS=$KEYS inside hub bash -c "write_rounds $i" &
		else
			write_rounds "$i" &
		fi
		LOADS+=($!)
	done
	await 'each writer has written once' all_have_written
}

all_have_written() { [ -s "$WORK/load/1.round" ] && [ -s "$WORK/load/2.round" ] && [ -s "$WORK/load/3.round" ]; }

# finish_load: sets WRITTEN to the number of calls that were answered with 200, and checks that
# every node shows the last accepted value of each key
finish_load() {
	local i round reader shown
	touch "$WORK/load/end"
	wait "${LOADS[@]}"
	LOADS=()
	WRITTEN=0
	for i in 1 2 3; do
		[ ! -e "$WORK/load/$i.failed" ] || fail "calls at ${NODES[$i]} have failed for good: $(tr '\n' ' ' <"$WORK/load/$i.failed")"
		round=$(cat "$WORK/load/$i.round")
		WRITTEN=$((WRITTEN + round * KEYS))
		for reader in 1 2 3; do
			shown=$(inside hub curl -s -w '\n' "$(url "$reader")/board/load-$i-[1-$KEYS]" | sort | uniq -c | tr -s ' ')
			[ "$shown" = " $KEYS $round" ] || fail "${NODES[$reader]} shows the keys of ${NODES[$i]}'s writer as$(
				printf '%s' "$shown" | tr '\n' ','); $round was accepted last for all $KEYS"
		done
	done
}

end_load() {
	[ ${#LOADS[@]} -eq 0 ] && return
	kill "${LOADS[@]}"
	wait "${LOADS[@]}"
	LOADS=()
} 2>/dev/null
