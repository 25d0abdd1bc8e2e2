# The original, Medusa 2.21.2 from npm, for `scripts/record` and `bench/run` to source: installed once a machine, run on a
# database and a port of the caller's own. ORACLE names the script that installs it, ORACLE_DIR where it is.
export PGOPTIONS='-c client_min_messages=warning'
original_dir=${ORACLE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/medusa-oracle}
original_installer=${ORACLE:-$PWD/../shared/oracle/oracle}

original_install() {
  [[ -d $original_dir/node_modules/@medusajs/medusa ]] || "$original_installer" install
}

# Becomes the original's command line: original_become DATABASE_URL COMMAND... Behind `&` its pid is the server's own.
original_become() {
  local url=$1
  shift
  cd "$original_dir" || exit
  exec env DATABASE_URL="$url" NODE_ENV=production MEDUSA_DISABLE_TELEMETRY=true node node_modules/.bin/medusa "$@"
}

# A fresh database with an admin: original_create SERVER_URL NAME EMAIL PASSWORD.
original_create() {
  local log
  log=$(mktemp)
  psql -q "$1/postgres" -c "drop database if exists $2 with (force)" -c "create database $2"
  (original_become "$1/$2" db:migrate) >"$log" 2>&1 && (original_become "$1/$2" user -e "$3" -p "$4") >>"$log" 2>&1 ||
    { tail -5 "$log" >&2; rm -f "$log"; return 1; }
  rm -f "$log"
}

# Waits until URL/health answers while PID lives.
wait_for() {
  local _
  for _ in $(seq 600); do
    curl -sf "$1/health" >/dev/null && return
    kill -0 "$2" 2>/dev/null || return 1
    sleep 0.2
  done
  return 1
}
