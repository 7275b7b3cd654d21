#!/bin/sh
# Stands in for nvidia-smi. FAKE_GPU is what it answers when asked for names and memory (a card a
# line), FAKE_GPU_LIST what it answers to -L; FAKE_GPU=hang never answers, as a stuck driver does.
if [ "$FAKE_GPU" = hang ]; then
    exec sleep 600
elif [ "$1" = -L ]; then
    printf '%s\n' "$FAKE_GPU_LIST"
else
    printf '%s\n' "$FAKE_GPU"
fi
