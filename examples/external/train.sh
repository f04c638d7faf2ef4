#!/bin/sh
# Any program can be a trainer: this one halves a loss, a step every tenth of a second, and says so in JSON lines.
# usage: train.sh RATE STEPS, with the folder that is its own in REPTILE_LAB_RUN
rate=$1
steps=$2
run=${REPTILE_LAB_RUN:-.}
checkpoint=$run/checkpoints/state
mkdir -p "$run/checkpoints"

step=0
loss=1
if [ -f "$checkpoint" ]; then read -r step loss < "$checkpoint"; fi

# SIGTERM says that the run is to stop: the checkpoint is as new as the last step, so nothing is lost.
trap 'exit 0' TERM

while [ "$step" -lt "$steps" ]; do
  sleep 0.1
  step=$((step + 1))
  loss=$(awk "BEGIN { print $loss * (1 - $rate) }")
  printf '%s %s\n' "$step" "$loss" > "$checkpoint.new" && mv "$checkpoint.new" "$checkpoint"
  printf '{"step": %s, "eval/loss": %s}\n' "$step" "$loss" >> "$run/metrics.jsonl"
done
