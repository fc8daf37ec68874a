#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every figure that Maillage promises, in one run, against references of the same run.
#   bench/run.sh BUILD
# Exits with 0 unless something could not run: a figure short of its goal is said, not failed.
set -eu
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
ROUNDS=${BENCH_ROUNDS:-5} SECONDS_EACH=${BENCH_SECONDS:-3}
CONNECTIONS=64 MEETINGS=200 STARTS=10 IO_THREADS=2 MESSAGES=10000 JOBS=5000
SLUG=2021-economie-de-l-alliance
PAGE=/rencontres/$SLUG/programme

tmp=$(mktemp -d "${TMPDIR:-/tmp}/maillage-bench.XXXXXX")
servers='' child=''

clean_up() {
    trap '' INT TERM HUP
    for pid in $child $servers; do kill "$pid" 2>/dev/null || true; done
    for pid in $child $servers; do wait "$pid" 2>/dev/null || true; done
    rm -rf "$tmp"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

give_up() {
    echo "bench: $*" >&2
    exit 1
}

# In the background and waited for, so that an interruption is heard at once.
run() {
    "$@" &
    child=$!
    status=0
    wait "$child" || status=$?
    child=''
    return "$status"
}

# ---- servers -------------------------------------------------------------------------------

wait_for() { # URL
    tries=0
    until curl -sf -o "$tmp/ready" "$1" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || give_up "$1 does not answer: $(tail -n 3 "$tmp/errors" 2>/dev/null)"
        sleep 0.1
    done
}

serve() { # DATA PORT [OPTION…]
    data=$1 port=$2
    shift 2
    "$tmp/maillage" serve --data "$data" --listen "127.0.0.1:$port" --limits off \
        --base-url "http://localhost:$port" "$@" >"$tmp/out" 2>/dev/null &
    servers="$servers $!"
    started=$!
    wait_for "http://127.0.0.1:$port/healthz"
}

stop() { # PID
    kill "$1"
    wait "$1" 2>/dev/null || true
    servers=$(echo "$servers" | sed "s/\<$1\>//")
}

# The headers that Maillage gives, but those that nginx writes itself.
nginx_headers() {
    tr -d '\r' <"$tmp/head" | awk '
        NR == 1 || NF == 0 { next }
        /^(Date|Content-Type|Content-Length|ETag|Connection):/ { next }
        { name = $0; sub(/:.*/, "", name); sub(/^[^:]*: /, "")
          gsub(/["\\$]/, "")
          printf "add_header %s \"%s\";\n", name, $0 }'
}

nginx_config() {
    [ "$(id -u)" = 0 ] && echo "user root;" # its workers read our private folder
    cat <<EOF
daemon off;
pid $tmp/nginx.pid;
error_log $tmp/nginx.errors;
worker_processes $IO_THREADS;
events { worker_connections 1024; use epoll; }
http {
    types { }
    default_type "text/html; charset=utf-8";
    access_log off;
    server_tokens off;
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_timeout 75;
    keepalive_requests 1000000000;
    open_file_cache max=1000 inactive=60s;
    open_file_cache_valid 60s;
    client_body_temp_path $tmp/nginx-body;
    proxy_temp_path $tmp/nginx-proxy;
    fastcgi_temp_path $tmp/nginx-fastcgi;
    uwsgi_temp_path $tmp/nginx-uwsgi;
    scgi_temp_path $tmp/nginx-scgi;
    server {
        listen 127.0.0.1:$NGINX_PORT;
        root $tmp/www;
        $(nginx_headers)
    }
}
EOF
}

start_references() {
    mkdir -p "$tmp/www$(dirname $PAGE)"
    curl -s -D "$tmp/head" -o "$tmp/www$PAGE" "http://127.0.0.1:$MAILLAGE_PORT$PAGE"
    cat "$tmp/head" "$tmp/www$PAGE" >"$tmp/answer"
    nginx_config >"$tmp/nginx.conf"
    nginx -p "$tmp" -e "$tmp/nginx.errors" -c "$tmp/nginx.conf" 2>"$tmp/errors" &
    nginx_pid=$!
    servers="$servers $nginx_pid"
    "$build/bench/epoll" "$EPOLL_PORT" "$IO_THREADS" "$tmp/answer" 2>"$tmp/errors" &
    epoll_pid=$!
    servers="$servers $epoll_pid"
    for port in "$NGINX_PORT" "$EPOLL_PORT"; do
        wait_for "http://127.0.0.1:$port$PAGE"
        cmp -s "$tmp/ready" "$tmp/www$PAGE" || give_up "port $port serves other bytes"
    done
}

# Clock ticks spent by a process, its threads, and nginx's workers.
cpu_ticks() { # PID
    for pid in "$1" $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
        sed 's/.*) //' "/proc/$pid/stat"
    done | awk '{ ticks += $12 + $13 } END { print ticks }'
}

# Appends "requests/s CPU-µs/request bytes/request p50-ms p99-ms requests/s/core" to a file of results.
load() { # NAME PID THREADS CONNECTIONS SECONDS URL [HEADER]
    before=$(cpu_ticks "$2")
    run wrk -t "$3" -c "$4" -d "$5s" -s "$here/wrk.lua" ${7:+-H "$7"} "$6" >"$tmp/wrk" 2>&1 ||
        give_up "wrk: $(cat "$tmp/wrk")"
    after=$(cpu_ticks "$2")
    awk -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" '
        $1 == "result" && $2 > 0 && $5 == 0 {
            fine = 1
            printf "%.0f %.2f %.0f %.3f %.3f %.0f\n", $2 / $3 * 1e6, ticks / hz / $2 * 1e6,
                $4 / $2, $6 / 1e3, $7 / 1e3, ticks ? $2 * hz / ticks : 0
        }
        END { exit !fine }' "$tmp/wrk" >>"$tmp/result.$1" ||
        give_up "$1: errors under load: $(cat "$tmp/wrk")"
}

# ---- figures -------------------------------------------------------------------------------

median() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
column() { awk -v c="$2" '{ print $c }' "$tmp/result.$1" | median; }
least_most() { sort -g | awk 'NR == 1 { low = $1 } { high = $1 } END { printf "%.2f to %.2f", low, high }'; }
title() { printf '\n%s\n' "$1"; }

verdict() { # VALUE at-least|under GOAL
    awk -v x="$1" -v way="$2" -v goal="$3" 'BEGIN {
        print (way == "under" ? x < goal : x >= goal) ? "ok" : "SHORT" }'
}

row() { # LABEL VALUE UNIT [GOAL VERDICT]
    printf '  %-50s %9s %-6s %-15s %s\n' "$1" "$2" "$3" "${4:-}" "${5:-}"
}

load_row() { # LABEL NAME
    printf '  %-34s %8.0f req/s  %6.1f µs CPU  %7.2f ms p50  %7.2f ms p99  %6.0f B\n' "$1" \
        "$(column "$2" 1)" "$(column "$2" 2)" "$(column "$2" 4)" "$(column "$2" 5)" "$(column "$2" 3)"
}

ratio_row() { # LABEL OTHER GOAL
    paste -d ' ' "$tmp/result.maillage" "$tmp/result.$2" >"$tmp/pairs"
    awk '{ print $1 / $7 }' "$tmp/pairs" >"$tmp/ratios"
    x=$(printf '%.2f' "$(median <"$tmp/ratios")")
    row "$1 (rounds $(least_most <"$tmp/ratios"))" "$x" "" "goal >= $3" "$(verdict "$x" at-least "$3")"
    x=$(awk '{ print $8 / $2 }' "$tmp/pairs" | median)
    row "    the same by CPU time per request" "$(printf '%.2f' "$x")" ""
}

resident_mb() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }
private_mb() { awk '/^Pss:/ { printf "%.1f", $2 / 1024 }' "/proc/$1/smaps_rollup"; }

memory_row() { # LABEL PID
    x=$(resident_mb "$2")
    row "$1" "$x" "MiB" "goal < 40" "$(verdict "$x" under 40)  (its own share, Pss: $(private_mb "$2"))"
}

# ---- what is measured ----------------------------------------------------------------------

# Every address that the site names itself, the exports of a programme, and English.
visit_everything() {
    base=http://127.0.0.1:$MAILLAGE_PORT
    {
        curl -s "$base/sitemap.xml" | grep -o '<loc>[^<]*' | sed 's|<loc>http://[^/]*||'
        for type in csv ics json pdf xml; do echo "$PAGE.$type"; done
        printf '%s\n' / /en/ "/en$PAGE" /agenda.ics /rencontres.atom /robots.txt /healthz /readyz
    } | sort -u >"$tmp/addresses"
    while read -r address; do
        curl -s -o "$tmp/visited" "$base$address"
    done <"$tmp/addresses"
}

measure_memory() {
    title "Memory at rest, demonstration network"
    sleep 2
    memory_row "2 s after start" "$maillage_pid"
    visit_everything
    memory_row "after each of $(wc -l <"$tmp/addresses") pages and exports" "$maillage_pid"
}

measure_cached() {
    title "Cached programme page, $CONNECTIONS keep-alive connections, $ROUNDS rounds of $SECONDS_EACH s in turn, medians"
    base=http://127.0.0.1
    for warm in "$maillage_pid $MAILLAGE_PORT" "$nginx_pid $NGINX_PORT" "$epoll_pid $EPOLL_PORT"; do
        load warm "${warm% *}" 2 $CONNECTIONS 1 "$base:${warm#* }$PAGE"
    done
    round=0
    while [ "$round" -lt "$ROUNDS" ]; do
        load maillage "$maillage_pid" 2 $CONNECTIONS "$SECONDS_EACH" "$base:$MAILLAGE_PORT$PAGE"
        load nginx "$nginx_pid" 2 $CONNECTIONS "$SECONDS_EACH" "$base:$NGINX_PORT$PAGE"
        load epoll "$epoll_pid" 2 $CONNECTIONS "$SECONDS_EACH" "$base:$EPOLL_PORT$PAGE"
        load brotli "$maillage_pid" 2 $CONNECTIONS 1 "$base:$MAILLAGE_PORT$PAGE" "Accept-Encoding: br"
        round=$((round + 1))
    done
    load_row "Maillage" maillage
    load_row "nginx, open_file_cache" nginx
    load_row "bare epoll loop" epoll
    load_row "Maillage, brotli" brotli
    ratio_row "Maillage / nginx" nginx 1.15
    ratio_row "Maillage / bare epoll loop" epoll 0.95
}

measure_uncached() {
    title "The same page rendered from SQLite at each request (?x=1)"
    base=http://127.0.0.1:$MAILLAGE_PORT$PAGE
    load warm "$maillage_pid" 1 4 1 "$base?x=1"
    for round in 1 2 3; do
        load calm "$maillage_pid" 1 4 3 "$base?x=$round"
        load full "$maillage_pid" 2 $CONNECTIONS 3 "$base?x=$round"
    done
    load_row "4 connections" calm
    load_row "$CONNECTIONS connections" full
    row "requests/s per core (by CPU time), 4 connections" "$(column calm 6)" "req/s"
    row "requests/s per core, $CONNECTIONS connections" "$(column full 6)" "req/s"
    memory_row "memory, at rest again" "$maillage_pid"
}

import_row() { # NAME BYTES QUARTER HALF WHOLE
    row "$(awk -v n="$2" 'BEGIN { printf "%.2f MiB in one programme", n / 4 / 1048576 }')" "$3" "ms"
    row "$(awk -v n="$2" 'BEGIN { printf "%.2f MiB", n / 2 / 1048576 }')" "$4" "ms"
    row "$(awk -v n="$2" 'BEGIN { printf "%.2f MiB", n / 1048576 }')" "$5" "ms" "goal < 200" \
        "$(verdict "$5" under 200)  ($(awk -v n="$2" -v t="$5" 'BEGIN { printf "%.0f MiB/s", n / 1048576 / t * 1e3 }'))"
    x=$(awk -v q="$3" -v w="$5" 'BEGIN { printf "%.2f", w / q / 4 }')
    row "time of 4 quarters to time of the whole" "$x" "" "linear: < 1.3" "$(verdict "$x" under 1.3)"
}

measure_import() {
    title "Import: the reader alone, processor time"
    run "$build/bench/parse" "$here/../data/demo/rencontre-7.txt" >"$tmp/parse" || give_up "parse failed"
    IFS=';' read -r name bytes quarter half whole <"$tmp/parse"
    import_row "$name" "$bytes" "$quarter" "$half" "$whole"
    tail -n +2 "$tmp/parse" | sort -t ';' -k 5 -g -r | head -n 3 >"$tmp/worst"
    while IFS=';' read -r name bytes quarter half whole; do
        row "odd text, $(awk -v n="$bytes" 'BEGIN { printf "%.0f MiB", n / 1048576 }'): $name" "$whole" "ms" \
            "x$(awk -v q="$quarter" -v w="$whole" 'BEGIN { printf "%.2f", w / q / 4 }') for 4 times"
    done <"$tmp/worst"
}

measure_territories() {
    title "Territories: what is found while somebody types, processor time, median and 99th in a hundred behind"
    run "$build/bench/territory" >"$tmp/territory" || give_up "territory failed"
    while IFS=';' read -r name queries p50 p99 worst; do
        row "$queries queries: $name, slowest" "$worst" "µs" "goal < 2000" \
            "$(verdict "$worst" under 2000)  ($p50, $p99)"
    done <"$tmp/territory"
}

# Ordinary programmes with an edition, a title and a date of their own.
write_meetings() {
    mkdir "$tmp/texts"
    n=1
    while [ "$n" -le "$MEETINGS" ]; do
        year=$((1900 + n % 100)) edition=$((100 + n))
        sed -e "s/^7e Rencontre/${edition}e Rencontre/" -e "s/économie de l'alliance »/& ($edition)/" \
            -e "s/12 juillet 2021/12 juillet $year/" -e "s/LUNDI 12 JUILLET 2021/12 JUILLET $year/" \
            "$here/../data/demo/rencontre-7.txt" >"$tmp/texts/rencontre-$edition.txt"
        n=$((n + 1))
    done
}

# A programme of that many copies of the demonstration's, which has 16 times.
write_large() { # COPIES FILE
    sed "s/^7e Rencontre/$1e Rencontre/" "$here/../data/demo/rencontre-7.txt" >"$tmp/one"
    n=0
    while [ "$n" -lt "$1" ]; do
        cat "$tmp/one"
        echo
        n=$((n + 1))
    done >"$2"
}

# Storing must stay linear as well: twice the times, about twice the time.
measure_large() {
    for copies in 40 80; do
        write_large $copies "$tmp/large.txt"
        run "$build/bench/clock" each "$tmp/maillage" programme import --data "$tmp/filled" \
            -- "$tmp/large.txt" >"$tmp/large.$copies" 2>"$tmp/errors" || give_up "$(tail -n 3 "$tmp/errors")"
    done
    read -r half _ <"$tmp/large.40"
    read -r whole _ <"$tmp/large.80"
    row "one programme of 640 times (108 KiB), stored" "$half" "ms"
    row "one of 1,280 times" "$whole" "ms" "linear: < 2.6" \
        "$(verdict "$(awk -v h="$half" -v w="$whole" 'BEGIN { print w / h }')" under 2.6)"
}

measure_store() {
    title "A database of $MEETINGS meetings"
    write_meetings
    serve "$tmp/filled" "$FILLED_PORT"
    filled_pid=$started
    run "$build/bench/clock" each "$tmp/maillage" programme import --data "$tmp/filled" \
        -- "$tmp"/texts/* >"$tmp/imports" 2>"$tmp/errors" ||
        give_up "imports: $(tail -n 3 "$tmp/errors")"
    read -r middle high most <"$tmp/imports"
    row "import of a meeting, command to durable answer" "$middle" "ms" "" "(p99 $high, longest $most)"
    memory_row "memory, at rest" "$filled_pid"
    measure_large
    stop "$filled_pid"
    run "$build/bench/clock" start "$STARTS" "$FILLED_PORT" "$tmp/maillage" serve --data "$tmp/filled" \
        --listen "127.0.0.1:$FILLED_PORT" --base-url "http://localhost:$FILLED_PORT" \
        >"$tmp/starts" 2>"$tmp/errors" || give_up "start: $(cat "$tmp/errors")"
    read -r middle high most <"$tmp/starts"
    row "start-up, exec to first 200, median of $STARTS" "$middle" "ms" "goal < 50" \
        "$(verdict "$middle" under 50)  (longest $most; $(du -m "$tmp/filled/maillage.db" | cut -f 1) MiB)"
}

# A first start: the meetings imported, the people registered.
measure_demo() {
    title "The demonstration network"
    n=0
    while [ "$n" -lt "$STARTS" ]; do
        run "$build/bench/clock" start 1 "$FILLED_PORT" "$tmp/maillage" serve --demo --data "$tmp/new-$n" \
            --listen "127.0.0.1:$FILLED_PORT" --base-url "http://localhost:$FILLED_PORT" \
            >>"$tmp/demos" 2>"$tmp/errors" || give_up "start: $(cat "$tmp/errors")"
        n=$((n + 1))
    done
    x=$(awk '{ print $1 }' "$tmp/demos" | median)
    row "first start, 350 people registered, median of $STARTS" "$x" "ms" "goal < 400" "$(verdict "$x" under 400)"
}

# Everybody registers: 200 connections, each request another person, each answer after its commit is on disk. The reference
# is bare inserts in groups as large as those that can wait together: one for each worker.
measure_registrations() {
    title "Registrations, through the whole stack, 200 connections, $ROUNDS rounds of $SECONDS_EACH s in turn, medians"
    : >"$tmp/result.bare"
    round=0
    while [ "$round" -lt "$ROUNDS" ]; do
        serve "$tmp/people-$round" "$FILLED_PORT"
        people_pid=$started
        "$tmp/maillage" programme import --data "$tmp/people-$round" --event 2030-banc "$tmp/forum.txt" >/dev/null 2>"$tmp/errors" ||
            give_up "$(cat "$tmp/errors")"
        MEETING=/rencontres/2030-banc/inscription
        export MEETING
        before=$(cpu_ticks "$people_pid")
        run wrk -t 1 -c 200 -d "${SECONDS_EACH}s" -s "$here/register.lua" "http://127.0.0.1:$FILLED_PORT$MEETING" >"$tmp/wrk" 2>&1 ||
            give_up "wrk: $(cat "$tmp/wrk")"
        after=$(cpu_ticks "$people_pid")
        awk -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" '
            $1 == "result" && $2 > 0 && $5 == 0 { fine = 1; printf "%.0f %.2f %.3f %.3f\n", $2 / $3 * 1e6, ticks / hz / $2 * 1e6, $6 / 1e3, $7 / 1e3 }
            END { exit !fine }' "$tmp/wrk" >>"$tmp/result.register" || give_up "register: $(cat "$tmp/wrk")"
        stop "$people_pid"
        rm -rf "$tmp/bare"
        mkdir "$tmp/bare"
        run "$build/bench/inserts" "$tmp/bare" 16 "$SECONDS_EACH" >>"$tmp/result.bare" 2>"$tmp/errors" || give_up "$(cat "$tmp/errors")"
        round=$((round + 1))
    done
    x=$(column register 1)
    row "durable registrations" "$x" "a s" "goal >= 5000" "$(verdict "$x" at-least 5000)"
    row "processor time of the server, each" "$(column register 2)" "µs"
    row "answer, median" "$(column register 3)" "ms" "" "(p99 $(column register 4))"
    row "bare SQLite inserts, groups of 16" "$(column bare 1)" "a s"
    paste -d ' ' "$tmp/result.register" "$tmp/result.bare" | awk '{ print $1 / $5 }' >"$tmp/ratios"
    row "registrations / bare inserts (rounds $(least_most <"$tmp/ratios"))" "$(printf '%.2f' "$(median <"$tmp/ratios")")" ""
}

# What those people are told, to a relay that takes all and keeps nothing.
measure_mail() {
    title "Mail, the queue of the registrations above, $MESSAGES messages, 4 connections"
    "$build/bench/sink" "$SINK_PORT" "$MESSAGES" >"$tmp/sink" 2>"$tmp/errors" &
    sink_pid=$!
    servers="$servers $sink_pid"
    serve "$tmp/people-0" "$FILLED_PORT" --smtp "smtp://127.0.0.1:$SINK_PORT"
    mail_pid=$started
    before=$(cpu_ticks "$mail_pid")
    waited=0
    while kill -0 "$sink_pid" 2>/dev/null && [ "$waited" -lt 1200 ]; do
        sleep 0.1
        waited=$((waited + 1))
    done
    after=$(cpu_ticks "$mail_pid")
    [ -s "$tmp/sink" ] || give_up "the queue was not drained: $(cat "$tmp/errors")"
    x=$(awk -v n="$MESSAGES" '{ printf "%.0f", n / $1 }' "$tmp/sink")
    row "messages rendered, sent and recorded" "$x" "a s" "goal >= 500" "$(verdict "$x" at-least 500)"
    row "processor time of the server, each" "$(awk -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" -v n="$MESSAGES" \
        'BEGIN { printf "%.0f", ticks / hz / n * 1e6 }')" "µs"
    stop "$mail_pid"
}

# A page that is one session's own: never kept, made at each request.
measure_session() {
    title "A page of a session: the organiser's list of 350 registrations, 50 shown"
    serve "$tmp/demo" "$MAILLAGE_PORT" --demo
    session_pid=$started
    link=$("$tmp/maillage" user link organisation@demo.example --data "$tmp/demo" 2>"$tmp/errors") || give_up "$(cat "$tmp/errors")"
    cookie=$(curl -s -X POST -D - -o "$tmp/ready" "$link" | tr -d '\r' | sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\).*/\1/p')
    : >"$tmp/result.session"
    round=0
    while [ "$round" -lt "$ROUNDS" ]; do
        load session "$session_pid" 1 16 "$SECONDS_EACH" "http://127.0.0.1:$MAILLAGE_PORT/organisation/rencontres/$SLUG/inscriptions" "Cookie: $cookie"
        round=$((round + 1))
    done
    row "16 connections" "$(column session 1)" "req/s" "" "$(column session 2) µs CPU, p99 $(column session 5) ms"
    stop "$session_pid"
}

# Work apart from requests: each job taken and recorded durably, so two commits a job, which the workers share.
measure_jobs() {
    title "Jobs of one step, two workers, $JOBS of them"
    mkdir "$tmp/jobs"
    run "$build/bench/jobs" "$tmp/jobs" "$JOBS" >"$tmp/jobs.out" 2>"$tmp/errors" || give_up "$(tail -n 3 "$tmp/errors")"
    read -r x cpu <"$tmp/jobs.out"
    row "jobs taken, done and recorded" "$x" "a s" "goal >= 200" "$(verdict "$x" at-least 200)"
    row "processor time, each" "$cpu" "µs"
}

# ---- the run -------------------------------------------------------------------------------

for tool in wrk nginx curl; do
    command -v "$tool" >/dev/null || PATH=$PATH:/usr/sbin
    command -v "$tool" >/dev/null || give_up "$tool is missing: tools/deps.sh bench installs it"
done
run ninja -C "$build" bench/epoll bench/clock bench/parse bench/territory bench/inserts bench/sink bench/jobs >"$tmp/ninja" 2>&1 ||
    give_up "$(tail -n 5 "$tmp/ninja")"
cp "$build/maillage" "$tmp/maillage" # a build in between changes nothing
"$build/bench/clock" ports 5 >"$tmp/ports"
{ read -r MAILLAGE_PORT && read -r NGINX_PORT && read -r EPOLL_PORT && read -r FILLED_PORT && read -r SINK_PORT; } <"$tmp/ports"

busy=$(cut -d ' ' -f 1 /proc/loadavg)
printf 'make bench: %s, %s, %s cores, load average %s. wrk shares the cores with the servers.\n' \
    "$(date +%F)" "$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)" "$(nproc)" "$busy"
awk -v l="$busy" 'BEGIN { if (l > 0.7) print "Others use this machine now: believe the ratios and the CPU times, not the rest." }'

printf 'Forum du banc\n12 juillet 2030, à distance\n9h00 – 10h00 : Accueil\n10h00 – 11h00 : Table ronde\n' >"$tmp/forum.txt"
serve "$tmp/demo" "$MAILLAGE_PORT" --demo
maillage_pid=$started
measure_memory
start_references
measure_cached
measure_uncached
stop "$maillage_pid"
stop "$nginx_pid"
stop "$epoll_pid"
measure_import
measure_territories
measure_store
measure_demo
measure_session
measure_registrations
measure_mail
measure_jobs
