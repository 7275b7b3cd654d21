#!/usr/bin/env bash
# Write the locks of the notebook images from their lists of packages and ../versions.in.
#
#   images/base/lock.sh         every lock but the CPU build of torch
#   images/base/lock.sh gpu     those of ../gpu alone, held to the others as they are
#   images/base/lock.sh cpu     torch-cpu.txt alone; needs PyTorch's own index, which PyPI cannot
#                               replace (its torch for Linux is the CUDA build only)
#
# Needs uv on PATH. Every lock below is held to the ones before it, so that the layers of the images
# add packages and never replace one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

lock() { # lock OUTPUT INPUT [uv's options]
    local output=$1 input=$2
    shift 2
    # --upgrade: the lists decide, not what an earlier lock happened to hold.
    uv pip compile --quiet --no-annotate --upgrade --generate-hashes --python-version 3.13 \
        --python-platform x86_64-manylinux_2_28 --constraint ../versions.in \
        --custom-compile-command 'images/base/lock.sh' --output-file "${output}" "$@" "${input}"
}

lock_gpu() {
    local lower=(--constraint kernel.txt --constraint torch-cuda.txt) without=()
    mapfile -t shared < <(grep -hoE '^[a-z0-9._-]+==' kernel.txt torch-cuda.txt | sort -u)
    for package in "${shared[@]}"; do without+=(--no-emit-package "${package%==}"); done
    lock ../gpu/gpu.txt ../gpu/gpu.in --excludes kernel-excludes.in \
        --excludes ../gpu/excludes.in --override ../gpu/overrides.in "${lower[@]}" "${without[@]}"
    lock ../gpu/build.txt ../gpu/build.in
    lock ../gpu/llama-cpp.txt ../gpu/llama-cpp.in --no-deps
}

if [[ ${1-} == cpu ]]; then
    # torch-cuda.txt holds torch itself to 2.x; the local part of the version (+cpu) is the index's.
    lock torch-cpu.txt torch.in --torch-backend cpu --constraint kernel.txt
    exit
elif [[ ${1-} == gpu ]]; then
    lock_gpu
    exit
fi

everything=$(mktemp)
trap 'rm -f "${everything}"' EXIT
lock "${everything}" kernel.in --excludes kernel-excludes.in
lock server.txt server.in --excludes server-excludes.in
lock kernel-slim.txt kernel-slim.in --excludes kernel-excludes.in --constraint "${everything}"
lock torch-cuda.txt torch.in --constraint "${everything}"

# kernel.txt is everything but torch and the CUDA libraries: the same list for both builds of torch.
mapfile -t torch_only < <(grep -oE '^(torch|triton|cuda-[a-z-]+|nvidia-[a-z0-9-]+)==' "${everything}")
without=()
for package in "${torch_only[@]}"; do without+=(--no-emit-package "${package%==}"); done
lock kernel.txt kernel.in --excludes kernel-excludes.in --constraint "${everything}" "${without[@]}"

lock faiss.txt faiss.in --constraint kernel.txt
lock_gpu
